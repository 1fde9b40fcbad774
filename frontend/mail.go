package frontend

import "regexp"

// MailPiece is a stretch of a mail's text: words, or an address to open.
type MailPiece struct {
	Text string
	Link bool
}

// address finds links in a plain text. A full stop or bracket after one does not
// belong to it.
var address = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,;:!?)\]]`)

// Linked cuts the text part into words and links.
func (p MailPage) Linked() []MailPiece {
	var pieces []MailPiece
	rest := 0
	for _, at := range address.FindAllStringIndex(p.Text, -1) {
		if at[0] > rest {
			pieces = append(pieces, MailPiece{Text: p.Text[rest:at[0]]})
		}
		pieces = append(pieces, MailPiece{Text: p.Text[at[0]:at[1]], Link: true})
		rest = at[1]
	}
	if rest < len(p.Text) {
		pieces = append(pieces, MailPiece{Text: p.Text[rest:]})
	}
	return pieces
}
