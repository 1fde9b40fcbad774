package frontend

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// mostStencils is how many stencils are kept at once, of about 40 KB each.
const mostStencils = 128

// stencils keeps what is the same for everybody: one stencil for each
// questionnaire, policy, contact, look of the organisation and kind of rater.
type stencils struct {
	mu   sync.RWMutex
	kept map[[sha256.Size]byte]*stencil // nil: a survey that has none
}

func (c *stencils) get(key [sha256.Size]byte) (*stencil, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, ok := c.kept[key]
	return s, ok
}

// keep adds a stencil. A full cache lets any other one go.
func (c *stencils) keep(key [sha256.Size]byte, s *stencil) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[[sha256.Size]byte]*stencil{}
	}
	for other := range c.kept {
		if len(c.kept) < mostStencils {
			break
		}
		delete(c.kept, other)
	}
	c.kept[key] = s
}

// fillSurvey draws a survey from its stencil. The first of its kind is drawn in
// full, and the stencil is made beside it.
func (f *Frontend) fillSurvey(p SurveyPage) ([]byte, error) {
	if !p.fits() {
		return f.draw(p)
	}
	key := p.key()
	s, known := f.surveys.get(key)
	if s != nil {
		return s.fill(p)
	}
	html, err := f.draw(p)
	if err == nil && !known {
		f.surveys.keep(key, f.stencilOf(p, html))
	}
	return html, err
}

// stencilOf makes the stencil of a survey that was drawn as html. It is nil
// unless it gives, byte for byte, what html/template draws: for this very visit,
// and for one with the worst of names and the parts in another order.
func (f *Frontend) stencilOf(p SurveyPage, html []byte) *stencil {
	m, err := newMarks()
	if err != nil {
		return nil
	}
	marked, err := f.draw(m.on(p))
	if err != nil {
		return nil
	}
	s, err := m.cut(marked, p.Parts)
	if err != nil {
		return nil
	}
	hostile := p.hostile()
	worst, err := f.draw(hostile)
	if err != nil || !s.gives(p, html) || !s.gives(hostile, worst) {
		return nil
	}
	return s
}

func (s *stencil) gives(p SurveyPage, html []byte) bool {
	filled, err := s.fill(p)
	return err == nil && bytes.Equal(filled, html)
}

// hostile is the page with names that would break out of it anywhere.
func (p SurveyPage) hostile() SurveyPage {
	const name = "\"'><script>alert(1)</script>&amp; {{.}} `${}` +\x00\\\u2028…"
	p.Leader.Name, p.Rater = name+" "+name, name
	p.Leader.LeaderID = uuid.New()
	p.Drafts = map[uuid.UUID]string{p.Leader.LeaderID: "another"}
	p.Token = "another-token_"
	other := slices.Clone(p.Parts)
	slices.Reverse(other)
	if shape(other) == shape(p.Parts) {
		p.Parts = other
	}
	return p
}

// fits reports whether a stencil can give the page: a first visit by somebody
// whose link is of the form that links have, to the questions of its questionnaire.
func (p SurveyPage) fits() bool {
	return len(p.Nav)+len(p.House)+len(p.Errors)+len(p.Ratings)+len(p.Comments)+len(p.Faults) == 0 &&
		p.SignedInAs+p.Notice == "" && !p.Preview && p.from == 0 && plainWord(string(p.Token)) && plainWord(p.Draft(p.Leader)) && p.shuffled()
}

// plainWord reports whether text can stand in an address as it is.
func plainWord(text string) bool {
	return text != "" && strings.Trim(text, "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// shuffled reports whether the parts are the questionnaire's own, in any order.
func (p SurveyPage) shuffled() bool {
	all := p.Questionnaire.Competencies
	if len(p.Parts) != len(all) {
		return false
	}
	seen := make(map[string]bool, len(all))
	for _, part := range p.Parts {
		at := slices.IndexFunc(all, func(c models.Competency) bool { return c.ID == part.ID })
		if seen[part.ID] || at < 0 || len(part.Items) == 0 || len(part.Items) != len(all[at].Items) || &part.Items[0] != &all[at].Items[0] {
			return false
		}
		seen[part.ID] = true
	}
	return true
}

// shape is how many lines each part has, in the order of the page: the drawings
// of progress show it.
func shape(parts []models.Competency) string {
	counts := make([]byte, 0, len(parts)*2)
	for _, part := range parts {
		counts = binary.AppendUvarint(counts, uint64(len(part.Items)))
	}
	return string(counts)
}

// key is the hash of everything on the page that does not belong to one visit.
func (p SurveyPage) key() [sha256.Size]byte {
	k := make(keyText, 0, 12<<10)
	k.add(p.Organisation, string(p.Accent), p.Contact.Name, p.Contact.Email, p.Promise, string(p.Leader.Relationship), shape(p.Parts))
	k.count(min(p.Leader.OtherManagers, 1), len(p.Asked), len(p.Anonymity))
	for _, a := range p.Anonymity {
		k.add(a.Lead, a.Rest)
	}
	q := p.Questionnaire
	k.add(q.Stem.Others, q.Stem.Self, q.NotObserved.Label)
	k.count(len(q.Scale), len(q.Questions), len(q.Competencies))
	for _, point := range q.Scale {
		k.count(point.Value)
		k.add(point.Label)
	}
	for _, open := range q.Questions {
		k.add(open.ID, open.Others, open.Self)
	}
	for _, c := range q.Competencies {
		k.add(c.ID)
		k.count(len(c.Items))
		for _, item := range c.Items {
			k.add(item.ID, item.Others, item.Self)
		}
	}
	return sha256.Sum256(k)
}

// keyText is what is hashed: each text after its length, so that no two lists
// of texts are written alike.
type keyText []byte

func (k *keyText) add(texts ...string) {
	for _, text := range texts {
		*k = append(binary.AppendUvarint(*k, uint64(len(text))), text...)
	}
}

func (k *keyText) count(numbers ...int) {
	for _, n := range numbers {
		*k = binary.AppendVarint(*k, int64(n))
	}
}
