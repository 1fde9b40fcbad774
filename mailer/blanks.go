package mailer

import (
	"strings"
	"unicode/utf8"

	"github.com/sevenfold/sevenfold/models"
)

// A blank is a private character for each detail. What stands between two others
// is wrapped, or hung, once its blanks are filled in.
const (
	wrapOn     = '\uE002'
	hangOn     = '\uE003'
	laterOff   = '\uE004'
	firstBlank = '\uE010'
	mostBlanks = 4000
)

// blankToken holds the place of the token: a private character would not stay as
// it is in a link.
const blankToken models.Token = "-THE-LINK-OF-SOMEBODY-ELSE-"

func blank(n int) string { return string(rune(firstBlank + n)) }

func isBlank(r rune) bool { return r >= firstBlank && r < firstBlank+mostBlanks }

func wrapLater(paragraph string) string { return string(wrapOn) + paragraph + string(laterOff) }

func rowLater(name, role string) string {
	return string(hangOn) + leaderLine(name, role) + string(laterOff)
}

// blankNames leaves all names out.
func (w *words) blankNames() {
	w.Hello, w.Reader = blank(1), blank(2)
	for _, list := range [][]asked{w.Others, w.Only, w.Shared} {
		for i := range list {
			list[i].Name, list[i].Short = blank(3+2*list[i].nth), blank(4+2*list[i].nth)
		}
	}
	w.nameOthers()
}

// pieces is a text cut up at its blanks. Each piece is written from the details.
type pieces []func(details []string) string

func cutUp(text string) (all pieces) {
	said := func(words string) { all = append(all, func([]string) string { return words }) }
	text = strings.ReplaceAll(text, string(blankToken), blank(0))
	for text != "" {
		at := strings.IndexFunc(text, func(r rune) bool { return r == wrapOn || r == hangOn || isBlank(r) })
		if at < 0 {
			at = len(text)
		}
		said(text[:at])
		mark, size := utf8.DecodeRuneInString(text[at:])
		text = text[at+size:]
		switch {
		case size == 0:
		case isBlank(mark):
			all = append(all, detail(int(mark-firstBlank)))
		default:
			inside, rest, _ := strings.Cut(text, string(laterOff))
			layOut := map[rune]func(string) string{wrapOn: wrap, hangOn: hang}[mark]
			if text = rest; strings.ContainsFunc(inside, isBlank) {
				within := cutUp(inside)
				all = append(all, func(details []string) string { return layOut(within.fill(details)) })
			} else {
				said(layOut(inside))
			}
		}
	}
	return all
}

// detail is one that there may not be: somebody may have typed such a character.
func detail(n int) func([]string) string {
	return func(details []string) string {
		if n >= len(details) {
			return ""
		}
		return details[n]
	}
}

// fill writes the text with the details in its blanks.
func (p pieces) fill(details []string) string {
	parts := make([]string, len(p))
	for i, piece := range p {
		parts[i] = piece(details)
	}
	return strings.Join(parts, "")
}
