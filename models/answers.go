package models

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxComment is the longest comment, in characters.
const MaxComment = 1000

// maxStrangers is how many unknown ids are named; a form has none, and an
// answer need not be as long as what was sent.
const maxStrangers = 20

// Answers is what a rater sends: for every item a rating, or nil for "not
// observed", and comments by question.
type Answers struct {
	Ratings  map[string]*int   `json:"ratings"`
	Comments map[string]string `json:"comments"`
}

// CheckAnswers returns the ratings of the items that were observed, and the
// comments as CleanComment leaves them, without empty ones. The error is Invalid
// and names every fault at once, by item or question in the order of the
// questionnaire.
func (q Questionnaire) CheckAnswers(a Answers) (ratings map[string]int, comments map[string]string, err error) {
	ratings, comments = map[string]int{}, map[string]string{}
	known := map[string]bool{}
	var faults []Fault
	for _, competency := range q.Competencies {
		for _, item := range competency.Items {
			known[item.ID] = true
			rating, answered := a.Ratings[item.ID]
			switch {
			case !answered:
				faults = append(faults, Fault{Column: item.ID, Problem: "Please choose an answer, or “Not observed”."})
			case rating == nil:
			case *rating < 1 || *rating > MaxScore:
				faults = append(faults, Fault{Column: item.ID, Found: fmt.Sprint(*rating), Problem: "Please choose an answer from 1 to 5, or “Not observed”."})
			default:
				ratings[item.ID] = *rating
			}
		}
	}
	faults = append(faults, strangers(a.Ratings, known)...)
	known = map[string]bool{}
	for _, question := range q.Questions {
		known[question.ID] = true
		comment, problem := checkComment(a.Comments[question.ID])
		if problem != "" {
			faults = append(faults, Fault{Column: question.ID, Found: shorten(comment), Problem: problem})
		} else if comment != "" {
			comments[question.ID] = comment
		}
	}
	faults = append(faults, strangers(a.Comments, known)...)
	if len(faults) > 0 {
		return nil, nil, &Error{Kind: Invalid, Text: "Some answers are missing or cannot be taken as they are. Nothing was sent or stored yet.", Faults: faults}
	}
	return ratings, comments, nil
}

// strangers makes faults of ids that the questionnaire does not have.
func strangers[V any](answers map[string]V, known map[string]bool) []Fault {
	var faults []Fault
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		if !known[id] && len(faults) < maxStrangers {
			faults = append(faults, Fault{Column: shorten(id), Found: shorten(id), Problem: "This questionnaire has no such question."})
		}
	}
	return faults
}

func checkComment(text string) (comment, problem string) {
	if !utf8.ValidString(text) {
		return "", "This comment holds characters that cannot be read. Please type it again."
	}
	comment = CleanComment(text)
	if n := utf8.RuneCountInString(comment); n > MaxComment {
		return comment, fmt.Sprintf("This comment has %d characters. Please shorten it to %d.", n, MaxComment)
	}
	return comment, ""
}

// quotes are written straight, so that a keyboard does not tell who wrote.
var quotes = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`,
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "‹", "'", "›", "'", "`", "'", "´", "'")

// lineEnds are the ways in which systems end a line or a paragraph.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n")

// nothing is what people write who have nothing to say.
var nothing = []string{"n/a", "n.a", "na", "none", "nil", "no comment", "no comments", "nothing to add", "k.a", "k. a", "-/-"}

// CleanComment returns a comment as it may be shown: NFC, straight quotes,
// single spaces, line breaks as they were typed and at most one empty line
// between paragraphs. Comments that say nothing, such as "n/a" or "-", become "".
func CleanComment(text string) string {
	var lines []string
	for line := range strings.SplitSeq(lineEnds.Replace(text), "\n") {
		line = quotes.Replace(cleanLine(line))
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	comment := norm.NFC.String(strings.Trim(strings.Join(lines, "\n"), "\n"))
	if !strings.ContainsFunc(comment, telling) || slices.Contains(nothing, strings.TrimRight(strings.ToLower(comment), ".!")) {
		return ""
	}
	return comment
}

// telling reports characters that can say something: letters, digits, emoji.
func telling(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.So, r)
}
