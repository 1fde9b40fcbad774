package models

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
)

// NamedSource is somebody whose answers are shown by name.
type NamedSource struct {
	Key          string // "self", "manager", "manager:2"
	Relationship Relationship
	Name         string
}

// Count is what may be kept of a leader's ballots once the cycle has closed.
// It is made in one go, and then the ballots are deleted. Nothing in it, and
// nothing made from it, depends on the ballots of raters who are in no cell,
// on the order of the ballots, or on the groups inside a merged cell.
type Count struct {
	Cells     []Cell
	Named     []NamedSource                // self, then managers by name
	Grouping  Grouping                     // how the groups that answered are shown
	Comments  CommentRule                  // whether colleagues' comments may be shown
	Tallies   []Tally                      // cells and items with n >= k, and the named with n = 1
	Remarks   []Remark                     // sorted here; shuffle them before they are stored
	Agreement map[string]map[string]string // competency → cell key → Alike, SomewhatApart or FarApart
	Bands     map[string]Bands             // competency → pooled counts; missing below KBands
	Rare      map[string]bool              // item → colleagues rarely see this
}

// CountBallots keeps of a leader's ballots only what may be shown under the
// policy. Ratings outside 1 to 5 and items that the questionnaire does not have
// are read as not observed. There should be one ballot about oneself; if there
// are more, only the first in the order of their content counts. invited is how
// many were asked as what: a group of which fewer than k are asked is not told
// apart from the others even if nobody of it answered.
func CountBallots(q Questionnaire, p Policy, invited map[Relationship]int, ballots []Ballot) Count {
	answered := turnout{n: map[Relationship]int{}, invited: invited}
	for _, b := range ballots {
		if !b.Relationship.Named() {
			answered.n[b.Relationship]++
		}
	}
	cells := answered.cells(Anonymous, p)
	members := make([][]Ballot, len(cells))
	in := cellOf(cells)
	for _, b := range ballots {
		if i, ok := in[b.Relationship]; ok && !b.Relationship.Named() {
			members[i] = append(members[i], b)
		}
	}
	named, own := namedBallots(ballots)
	c := Count{Cells: cells, Named: named, Grouping: answered.grouping(Anonymous, cells, p.K), Comments: CommentsTooFew,
		Agreement: map[string]map[string]string{}, Bands: map[string]Bands{}, Rare: map[string]bool{}}
	if total(cells) >= KText {
		c.Comments = CommentsShown
	}
	for _, comp := range q.Competencies {
		c.countCompetency(comp, p, members)
		for i, source := range named {
			c.countNamed(comp, source.Key, own[i])
		}
	}
	c.Remarks = remarks(q, c, members, own)
	return c
}

// total is the number of ballots in all cells.
func total(cells []Cell) int {
	n := 0
	for _, c := range cells {
		n += c.N
	}
	return n
}

// namedBallots returns the named sources and, in the same order, their ballots.
func namedBallots(ballots []Ballot) ([]NamedSource, []Ballot) {
	own := slices.DeleteFunc(slices.Clone(ballots), func(b Ballot) bool { return !b.Relationship.Named() })
	slices.SortFunc(own, func(a, b Ballot) int {
		if order := cmp.Or(place(a.Relationship)-place(b.Relationship), cmp.Compare(a.Name, b.Name)); order != 0 {
			return order
		}
		return cmp.Compare(content(a), content(b))
	})
	var sources []NamedSource
	var kept []Ballot
	managers := 0
	for i, b := range own {
		key := string(b.Relationship)
		if b.Relationship == Self && i > 0 {
			continue
		}
		if b.Relationship == Manager {
			if managers++; managers > 1 {
				key = fmt.Sprintf("%s:%d", key, managers)
			}
		}
		sources = append(sources, NamedSource{Key: key, Relationship: b.Relationship, Name: b.Name})
		kept = append(kept, b)
	}
	return sources, kept
}

// place orders the named relationships: self before managers.
func place(r Relationship) int { return slices.Index([]Relationship{Self, Manager}, r) }

// content is a ballot as text, to order ballots of one name alike every time.
func content(b Ballot) string {
	text, _ := json.Marshal(b) // strings and integers always marshal
	return string(text)
}

// rating returns what a ballot says about an item, or false for not observed.
func rating(b Ballot, item string) (int, bool) {
	v := b.Ratings[item]
	return v, v >= 1 && v <= 5
}

// ratings collects the ratings of an item.
func ratings(ballots []Ballot, item string) []int {
	found := make([]int, 0, len(ballots))
	for _, b := range ballots {
		if v, ok := rating(b, item); ok {
			found = append(found, v)
		}
	}
	return found
}

func (c *Count) countNamed(comp Competency, key string, b Ballot) {
	for _, item := range comp.Items {
		if v, ok := rating(b, item.ID); ok {
			c.Tallies = append(c.Tallies, Tally{Cell: key, Competency: comp.ID, Item: item.ID, N: 1, Sum: v})
		}
	}
}

// countCompetency tallies one competency over all cells, and finds its
// agreement, its bands and its rarely seen items. An item that fewer than k
// ballots of a cell rate enters nothing but the hint that it is rarely seen.
func (c *Count) countCompetency(comp Competency, p Policy, members [][]Ballot) {
	pooled := make([][]int, len(comp.Items))
	for i, cell := range c.Cells {
		var shown [][]int
		key := cell.Key()
		for j, item := range comp.Items {
			found := ratings(members[i], item.ID)
			if cell.N >= KAgree && 2*len(found) <= cell.N {
				c.Rare[item.ID] = true
			}
			if len(found) < p.K {
				continue
			}
			shown = append(shown, found)
			pooled[j] = append(pooled[j], found...)
			c.Tallies = append(c.Tallies, Tally{Cell: key, Competency: comp.ID, Item: item.ID, N: len(found), Sum: sum(found)})
		}
		if cell.N >= KAgree && enough(len(shown), len(comp.Items)) {
			if c.Agreement[comp.ID] == nil {
				c.Agreement[comp.ID] = map[string]string{}
			}
			c.Agreement[comp.ID][key] = agreement(shown)
		}
	}
	if bands, ok := bandsOf(pooled); ok {
		c.Bands[comp.ID] = bands
	}
}

// enough reports whether the rated items are at least half of a competency's.
func enough(rated, items int) bool { return rated > 0 && 2*rated >= items }

func sum(values []int) int {
	s := 0
	for _, v := range values {
		s += v
	}
	return s
}

// agreement is the mean over items of the average deviation from the item's
// mean, as a word. At most 0.5 is alike (our own value); at most 0.83 is
// somewhat apart: c/6 for five options (Burke & Dunlap 2002).
func agreement(items [][]int) string {
	apart := map[int]int{} // n times the deviations of the items that n rated
	for _, values := range items {
		n, s := len(values), sum(values)
		for _, v := range values {
			apart[n] += max(n*v-s, s-n*v)
		}
	}
	deviation, k := new(big.Rat), int64(len(items))
	for n, d := range apart {
		deviation.Add(deviation, big.NewRat(int64(d), int64(n*n)))
	}
	switch {
	case deviation.Cmp(big.NewRat(k, 2)) <= 0:
		return Alike
	case deviation.Cmp(big.NewRat(83*k, 100)) <= 0:
		return SomewhatApart
	}
	return FarApart
}

// bandsOf counts the pooled ratings of a competency in three bands, if every
// item has at least KBands of them.
func bandsOf(items [][]int) (Bands, bool) {
	var b Bands
	for _, values := range items {
		if len(values) < KBands {
			return Bands{}, false
		}
		for _, v := range values {
			switch {
			case v <= 2:
				b.Rarely++
			case v == 3:
				b.Half++
			default:
				b.Often++
			}
		}
	}
	return b, len(items) > 0
}
