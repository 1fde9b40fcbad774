package frontend

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// mostStencils is how many stencils are kept at once, of about 60 KB each, and
// 10 KB more for each length of first names.
const mostStencils = 128

// stencils keeps what is the same for everybody: one stencil for each
// questionnaire, policy, contact, look of the organisation and kind of rater.
type stencils struct {
	mu   sync.RWMutex
	kept map[string]*stencil // by the key of the page; nil: a survey that has none
}

func (c *stencils) get(key []byte) (*stencil, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, ok := c.kept[string(key)]
	return s, ok
}

// keep adds a stencil. A full cache lets any other one go.
func (c *stencils) keep(key []byte, s *stencil) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]*stencil{}
	}
	for other := range c.kept {
		if len(c.kept) < mostStencils {
			break
		}
		delete(c.kept, other)
	}
	c.kept[string(key)] = s
}

// stencil is that of a page, made with the first page of its kind. It is nil
// for a page that has none.
func (f *Frontend) stencil(page Page) *stencil {
	p, ok := page.(SurveyPage)
	if !ok || !p.fits() {
		return nil
	}
	key := keys.Get().(*keyText)
	defer keys.Put(key)
	*key = (*key)[:0]
	p.key(key)
	s, known := f.surveys.get(*key)
	if !known {
		s = f.newStencil(p)
		f.surveys.keep(*key, s)
	}
	return s
}

// newStencil makes the stencil of a survey. It is nil unless it gives, byte for
// byte, what html/template draws: for this very visit, and for one with the
// worst of names and the parts in another order.
func (f *Frontend) newStencil(p SurveyPage) *stencil {
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
	for _, visit := range []SurveyPage{p, p.hostile()} {
		html, err := f.draw(visit)
		if err != nil || !bytes.Equal(s.fill(visit), html) {
			return nil
		}
	}
	return s
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
	for _, c := range all {
		same := func(part models.Competency) bool {
			return part.ID == c.ID && len(part.Items) == len(c.Items) && len(c.Items) > 0 && &part.Items[0] == &c.Items[0]
		}
		if !slices.ContainsFunc(p.Parts, same) {
			return false
		}
	}
	return len(p.Parts) == len(all)
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

// key writes everything on the page that does not belong to one visit.
func (p SurveyPage) key(k *keyText) {
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
}

// keyText is a key: each text after its length, so that no two lists of texts
// are written alike.
type keyText []byte

// keys are used again: a key is as long as a questionnaire.
var keys = sync.Pool{New: func() any { return new(keyText) }}

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
