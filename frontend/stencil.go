package frontend

import (
	"bytes"
	"crypto/rand"
	"errors"
	"iter"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// stencil is a survey as html/template drew it once, with a blank wherever
// something belongs to one visit. Nothing else is filled in than what stands
// here: a survey that came back with faults, or a preview, is drawn anew.
type stencil struct {
	strips [][]piece      // the beginning of the page, its parts, and its end
	parts  map[string]int // the strip of each competency
	size   int            // about how long a page is, in bytes
	packed [longestPacked + 1]packing
}

// blank is a value of one visit.
type blank int

const (
	noBlank blank = iota
	fullName
	firstName
	tellingNames
	token
	leaderID
	draftKey
	partNo
	blanks // how many there are
)

// piece is text as it was drawn, and the blank after it.
type piece struct {
	text  []byte
	blank blank
}

// marks are what stands in the blanks while the stencil is drawn: random, so
// that no other text of the page can hold them, and of letters and digits, so
// that no escaping changes them.
type marks struct {
	texts [blanks]string
	from  int // the number before the first part's
}

func newMarks() (marks, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(8e17))
	if err != nil {
		return marks{}, err
	}
	m := marks{from: 1e17 + int(n.Int64())}
	for b := firstName; b < blanks; b++ {
		m.texts[b] = "m" + rand.Text()
	}
	m.texts[fullName] = m.texts[firstName] + " " + rand.Text()
	m.texts[leaderID] = uuid.NewString()
	return m, nil
}

// number is the mark of the part at a place, from 0.
func (m marks) number(place int) string { return strconv.Itoa(m.from + place + 1) }

// on is the page with marks in the place of everything that belongs to one
// visit. All that the key of the stencil does not hold is left out of it.
func (m marks) on(p SurveyPage) SurveyPage {
	leader := models.Asked{LeaderID: uuid.MustParse(m.texts[leaderID]), Name: m.texts[fullName], State: models.Pending,
		Relationship: p.Leader.Relationship, OtherManagers: min(p.Leader.OtherManagers, 1)}
	asked := slices.Repeat([]models.Asked{{Relationship: models.Self}}, len(p.Asked)) // a rater's own name tells nothing more
	visit := Visit{Token: models.Token(m.texts[token]), Contact: p.Contact, Asked: asked, Promise: p.Promise, Anonymity: p.Anonymity,
		Drafts: map[uuid.UUID]string{leader.LeaderID: m.texts[draftKey]}}
	return SurveyPage{Base: Base{Organisation: p.Organisation, Accent: p.Accent}, Visit: visit, Leader: leader, Rater: m.texts[tellingNames],
		Questionnaire: p.Questionnaire, Parts: p.Parts, from: m.from}
}

var errNoStencil = errors.New("the survey has not the shape of a stencil")

// partEnds closes a part, with what stands before the next one.
const partEnds = "</section>\n    "

// cut makes a stencil of a page that was drawn with marks.
func (m marks) cut(html []byte, parts []models.Competency) (*stencil, error) {
	s := &stencil{parts: make(map[string]int, len(parts)), size: len(html)}
	rest := html
	for i, part := range parts {
		begins := bytes.Index(rest, []byte(`<section class="step" id="p`+m.number(i)+`"`))
		if begins < 0 || i > 0 && begins > 0 {
			return nil, errNoStencil
		}
		if i == 0 {
			s.strips = append(s.strips, m.pieces(rest[:begins], len(parts)))
			rest = rest[begins:]
		}
		ends := bytes.Index(rest, []byte(partEnds))
		if ends < 0 {
			return nil, errNoStencil
		}
		ends += len(partEnds)
		own := bytes.ReplaceAll(rest[:ends], []byte(m.number(i)), []byte(m.texts[partNo]))
		s.parts[part.ID] = len(s.strips)
		s.strips = append(s.strips, m.pieces(own, 0))
		rest = rest[ends:]
	}
	s.strips = append(s.strips, m.pieces(rest, len(parts)))
	return s, nil
}

// pieces cuts text at its marks. The numbers of places are the same on every
// page, so they are written at once.
func (m marks) pieces(text []byte, places int) []piece {
	for i := range places {
		text = bytes.ReplaceAll(text, []byte(m.number(i)), []byte(strconv.Itoa(i+1)))
	}
	var all []piece
	for {
		at, which := -1, noBlank
		for b := fullName; b < blanks; b++ { // the full name begins with the first and comes before it
			if i := bytes.Index(text, []byte(m.texts[b])); i >= 0 && (at < 0 || i < at) {
				at, which = i, b
			}
		}
		if at < 0 {
			return append(all, piece{text: text})
		}
		all = append(all, piece{text[:at], which})
		text = text[at+len(m.texts[which]):]
	}
}

// escaping writes a text as html/template does between tags, in a title and in
// a quoted attribute: all three the same.
var escaping = strings.NewReplacer("\x00", "\uFFFD", `"`, "&#34;", "&", "&amp;", "'", "&#39;", "+", "&#43;", "<", "&lt;", ">", "&gt;")

// values are what stands in the blanks of one page, escaped.
type values [blanks][]byte

// values of a page. What stands in an address is made of letters, digits, "-"
// and "_" alone (see fits).
func (p SurveyPage) values() *values {
	escaped := func(text string) []byte { return []byte(escaping.Replace(text)) }
	return &values{fullName: escaped(p.Leader.Name), firstName: escaped(p.Leader.FirstName()), tellingNames: escaped(p.TellingNames()),
		token: []byte(p.Token), leaderID: []byte(p.Leader.LeaderID.String()), draftKey: []byte(p.Draft(p.Leader))}
}

// along goes through the strips of a page with the parts in their order.
func (s *stencil) along(parts []models.Competency, v *values) iter.Seq2[int, []piece] {
	return func(yield func(int, []piece) bool) {
		at := 0
		for no := range len(parts) + 2 {
			switch no {
			case 0:
			case len(parts) + 1:
				at = len(s.strips) - 1
			default:
				at = s.parts[parts[no-1].ID]
				v[partNo] = strconv.AppendInt(nil, int64(no), 10)
			}
			if !yield(at, s.strips[at]) {
				return
			}
		}
	}
}

// fill draws a page.
func (s *stencil) fill(p SurveyPage) []byte {
	v := p.values()
	out := make([]byte, 0, s.size+s.size/8)
	for _, strip := range s.along(p.Parts, v) {
		out = write(out, strip, v)
	}
	return out
}

func write(out []byte, pieces []piece, v *values) []byte {
	for _, p := range pieces {
		out = append(out, p.text...)
		out = append(out, v[p.blank]...)
	}
	return out
}
