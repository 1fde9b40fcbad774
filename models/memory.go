package models

import (
	"strconv"
	"strings"
)

// Memory keeps what rows of a list said, for the rows after them: a list may be
// longer than what a process should hold at once. An error ends the reading.
type Memory interface {
	// First keeps what under key, unless something is kept there already; then it
	// returns that and true.
	First(key, what string) (before string, known bool, err error)
	// Keep keeps what under key, whatever was there.
	Keep(key, what string) error
	// Recall returns what is kept under key, and whether anything is.
	Recall(key string) (what string, known bool, err error)
}

// remembered joins fields to one text, and forgotten takes it apart again. No
// list that can be read holds the sign between them.
func remembered(fields ...string) string { return strings.Join(fields, "\x00") }

func forgotten(text string) []string { return strings.Split(text, "\x00") }

// lineOf reads a line that remembered holds.
func lineOf(field string) int {
	line, _ := strconv.Atoi(field)
	return line
}

// few remembers what some texts came to, as long as they are few: what a list
// says again and again is worked out once.
type few[What any] map[string]What

const fewAre = 1000

func (f few[What]) of(text string, work func() What) What {
	what, known := f[text]
	if !known {
		if len(f) == fewAre {
			clear(f)
		}
		what = work()
		f[text] = what
	}
	return what
}
