package models

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The longest introduction and signature of a cycle's letters, in characters.
const (
	MaxIntro     = 600
	MaxSignature = 200
)

// LetterWords is what HR adapts of a cycle's letters to raters: plain text, in
// which nothing is filled in. What is told of anonymity and of who reads the
// answers is no part of it.
type LetterWords struct {
	Intro     string // paragraphs with a blank line between them, instead of the invitation's own; "" for those
	Signature string // the lines below a letter to a rater; "" for none
}

// Check cleans the words, and returns an Invalid error with their faults under
// the columns letter_intro and letter_signature.
func (w *LetterWords) Check() error {
	w.Intro, w.Signature = cleanText(w.Intro), cleanText(w.Signature)
	var faults []Fault
	for _, part := range []struct {
		column, text, name string
		most               int
	}{{"letter_intro", w.Intro, "introduction", MaxIntro}, {"letter_signature", w.Signature, "signature", MaxSignature}} {
		if n := utf8.RuneCountInString(part.text); n > part.most {
			faults = append(faults, Fault{Column: part.column, Found: fmt.Sprintf("%d characters", n),
				Problem: fmt.Sprintf("The %s can have %d characters. Shorten it.", part.name, part.most)})
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: "Some words are too long.", Faults: faults}
}

// Paragraphs are those of the introduction, each on one line.
func (w LetterWords) Paragraphs() (all []string) {
	for part := range strings.SplitSeq(w.Intro, "\n\n") {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// Lines are those of the signature.
func (w LetterWords) Lines() (all []string) {
	for line := range strings.Lines(w.Signature) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// cleanText keeps what can be seen of a text of several lines. At most one blank
// line in a row stays. What a font of one's own would draw is not kept: letters
// use such characters as marks.
func cleanText(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, ""))
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = cleanLine(strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Co, r) {
				return -1
			}
			return r
		}, line))
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return norm.NFC.String(strings.TrimSpace(strings.Join(lines, "\n")))
}
