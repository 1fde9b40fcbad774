package models

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Colleagues is the source of a remark from any anonymous group.
const Colleagues = "colleagues"

// remarks collects the comments that may be shown: those of all cells without
// their group, from KText ballots in the cells on, and those of managers by
// name. What leaders write about themselves is not repeated to them.
func remarks(q Questionnaire, c Count, members [][]Ballot, own []Ballot) []Remark {
	var kept []Remark
	add := func(question, source string, b Ballot) {
		if body, ok := RemarkBody(b.Comments[question]); ok {
			kept = append(kept, Remark{Question: question, Source: source, Body: body})
		}
	}
	for _, question := range q.Questions {
		from := len(kept)
		for _, cell := range members {
			for _, b := range cell {
				if c.Comments == CommentsShown {
					add(question.ID, Colleagues, b)
				}
			}
		}
		slices.SortFunc(kept[from:], func(a, b Remark) int { return cmp.Compare(a.Body, b.Body) })
		for i, source := range c.Named {
			if source.Relationship == Manager {
				add(question.ID, source.Key, own[i])
			}
		}
	}
	return kept
}

// straight replaces typographic quotes, which tell one keyboard from another.
var straight = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‘", "'", "’", "'", "‚", "'", "\r\n", "\n", "\r", "\n")

// RemarkBody is a comment as it may be kept: the writer's words in NFC, with
// plain white space and straight quotes. It is false when nothing is said.
func RemarkBody(text string) (string, bool) {
	var lines []string
	for line := range strings.SplitSeq(straight.Replace(norm.NFC.String(text)), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" || len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, line)
		}
	}
	body := strings.TrimSpace(strings.Join(lines, "\n"))
	said := strings.ContainsFunc(body, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) })
	switch strings.ToLower(strings.TrimRight(body, ".")) {
	case "n/a", "n.a", "na":
		return "", false
	}
	return body, said
}
