package models

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
)

// statistic is one published or kept number as a sum over what raters said.
type statistic struct {
	name  string
	shown Score // as published; 0: another form, which is not compared
	parts []part
}

// part is num/den times the sum of what some raters said to an item.
type part struct {
	raters   []int
	item     string
	num, den int
}

// publisher is a rule for what to publish of ballots about one competency.
type publisher func(q Questionnaire, p Policy, ballots []Ballot) []statistic

// said lists the raters of some groups who rated an item.
func said(ballots []Ballot, item string, groups ...Relationship) []int {
	var raters []int
	for i, b := range ballots {
		if _, ok := rating(b, item); ok && slices.Contains(groups, b.Relationship) {
			raters = append(raters, i)
		}
	}
	return raters
}

// ours is our own rule: what is published, and the tallies, which rest in the
// database after close.
func ours(q Questionnaire, p Policy, ballots []Ballot) []statistic {
	count, r := reportOf(q, p, ballots)
	all := published(r, ballots)
	for _, t := range count.Tallies {
		cell := count.Cells[slices.IndexFunc(count.Cells, func(c Cell) bool { return c.Key() == t.Cell })]
		raters := said(ballots, t.Item, cell.Groups...)
		all = append(all, statistic{name: "tally " + t.Cell + " " + t.Item, parts: []part{{raters, t.Item, 1, 1}}})
	}
	return all
}

// published reads a report of one competency as it is frozen: for every source
// and item row that it shows, what that is the mean of. It takes nothing from
// how the report was made; check compares every number with its row.
func published(r Report, ballots []Ballot) []statistic {
	comp := r.Competencies[0]
	var all []statistic
	total := statistic{name: "all"}
	pooled := map[string][]int{}
	for _, source := range r.Sources {
		if !source.Anonymous() {
			continue
		}
		score := statistic{name: source.Key, shown: comp.Scores[source.Key]}
		var rated []ItemReport
		for _, item := range comp.Items {
			if raters := said(ballots, item.ID, source.Groups...); len(raters) >= r.Policy.K {
				rated = append(rated, item)
				pooled[item.ID] = append(pooled[item.ID], raters...)
			}
		}
		for _, item := range rated {
			raters := said(ballots, item.ID, source.Groups...)
			score.parts = append(score.parts, part{raters, item.ID, 1, len(raters) * len(rated)})
			total.parts = append(total.parts, part{raters, item.ID, source.N, len(raters) * len(rated) * r.Colleagues})
		}
		if score.shown > 0 {
			all = append(all, score)
		}
	}
	if comp.Colleagues > 0 {
		all = append(all, total)
	}
	for _, item := range comp.Items {
		if item.Colleagues > 0 {
			all = append(all, statistic{item.ID, item.Colleagues, []part{{pooled[item.ID], item.ID, 1, len(pooled[item.ID])}}})
		}
	}
	return all
}

// check compares a published number with the sum it is said to be.
func (s statistic) check(ballots []Ballot) error {
	mean := new(big.Rat)
	for _, p := range s.parts {
		sum := 0
		for _, rater := range p.raters {
			sum += ballots[rater].Ratings[p.item]
		}
		mean.Add(mean, big.NewRat(int64(sum*p.num), int64(p.den)))
	}
	low, high := big.NewRat(int64(2*s.shown-1), 20), big.NewRat(int64(2*s.shown+1), 20) // rounded half up
	if s.shown == 0 || mean.Cmp(low) >= 0 && mean.Cmp(high) < 0 || s.shown == Lowest && mean.Cmp(low) < 0 {
		return nil
	}
	return fmt.Errorf("%s is published as %s, but its row says %s", s.name, s.shown, mean.FloatString(3))
}

// row is the number over raters × items.
func (s statistic) row(raters int, items []Item) []uint64 {
	row := make([]uint64, raters*len(items))
	for _, p := range s.parts {
		weight := fraction(p.num, p.den)
		j := slices.IndexFunc(items, func(i Item) bool { return i.ID == p.item })
		for _, rater := range p.raters {
			row[rater*len(items)+j] = fold(row[rater*len(items)+j] + weight)
		}
	}
	return row
}

// ledger counts what was tried.
type ledger struct{ reports, numbers, sets, caught int }

func (l *ledger) add(o ledger) {
	l.reports += o.reports
	l.numbers += o.numbers
	l.sets += o.sets
	l.caught += o.caught
}

// attack publishes by a rule, checks the rows against the numbers, and looks for
// sets of raters whom the numbers isolate.
func (l *ledger) attack(t *testing.T, publish publisher, q Questionnaire, p Policy, ballots []Ballot) (isolated []int) {
	t.Helper()
	var rows [][]uint64
	for _, s := range publish(q, p, ballots) {
		if err := s.check(ballots); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
		rows = append(rows, s.row(len(ballots), q.Competencies[0].Items))
	}
	sets, found := newSearch(len(ballots), len(q.Competencies[0].Items), rows).isolates(p.K, true)
	l.reports++
	l.numbers += len(rows)
	l.sets += sets
	if found != nil {
		l.caught++
	}
	return found
}

// patterns is how much of the items is not observed.
var patterns = []struct {
	name    string
	missing float64
	one     bool // one rater left one item out, and nobody else any
}{{"nothing", 0, false}, {"one item", 0, true}, {"15 %", 0.15, false}, {"30 %", 0.3, false}, {"50 %", 0.5, false}}

// draws is how often each size and pattern is drawn.
const draws = 2

// everySize runs a rule through all sizes of two groups from nobody to eight,
// and all patterns of what was not observed.
func everySize(t *testing.T, publish publisher, q Questionnaire, p Policy, seed uint64) ledger {
	t.Helper()
	var l ledger
	for size := range 81 {
		peers, reports := size%9, size/9
		for i, pattern := range patterns {
			r := seeded(seed, uint64(size*len(patterns)+i))
			for range draws {
				ballots := someBallots(r, q, peers, reports, pattern.missing)
				if pattern.one && len(ballots) > 0 {
					items := q.Competencies[0].Items
					delete(ballots[r.IntN(len(ballots))].Ratings, items[r.IntN(len(items))].ID)
				}
				if found := l.attack(t, publish, q, p, ballots); found != nil && seed == provingSeed {
					t.Errorf("%+v, %d peers, %d reports, %s not observed: raters %v are isolated", p, peers, reports, pattern.name, found)
				}
			}
		}
	}
	return l
}
