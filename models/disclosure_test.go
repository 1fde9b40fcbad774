package models

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// provingSeed is the seed under which a set that is found is an error; the
// controls, which must find sets, have another.
const (
	provingSeed = 20
	controlSeed = 21
)

func seeded(a, b uint64) *rand.Rand { return rand.New(rand.NewPCG(a, b)) }

// P2 and P3 for all sizes of two groups from nobody to eight, k = 3, 4 and 5 and
// both policies: nothing published or kept, however combined, depends on fewer
// than k raters, nor, for somebody who knows one rater's answers, on fewer than
// k − 1 more. Every set of raters is tried.
func TestNoNumberDependsOnFewerThanK(t *testing.T) {
	t.Parallel()
	var all ledger
	var mu sync.Mutex
	t.Run("all", func(t *testing.T) {
		for _, items := range []int{3, 4} {
			for _, p := range policies() {
				t.Run(fmt.Sprintf("%d items, k=%d drop=%v", items, p.K, p.DropSmall), func(t *testing.T) {
					t.Parallel()
					l := everySize(t, ours, someQuestionnaire(1, items), p, provingSeed)
					mu.Lock()
					defer mu.Unlock()
					all.add(l)
				})
			}
		}
	})
	t.Logf("%d reports, %d numbers, %d sets of raters tried, %d violations", all.reports, all.numbers, all.sets, all.caught)
	if want := 2 * 6 * 81 * len(patterns) * draws; all.reports != want || all.numbers < 5*want {
		t.Errorf("%d reports with %d numbers were looked at: the test looks at too little", all.reports, all.numbers)
	}
}

// policies is k = 3, 4 and 5, small groups joined and left out.
func policies() []Policy {
	return []Policy{{K: 3}, {K: 4}, {K: 5}, {K: 3, DropSmall: true}, {K: 4, DropSmall: true}, {K: 5, DropSmall: true}}
}

// Rules that many tools follow must be caught by the same search.
func TestLeakyRulesAreCaught(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]publisher{
		"the total beside hidden groups":            naiveTotal,
		"the mean of raters' means, and item means": raterMeans,
		"item means per group, and pooled":          groupItems,
		"pooled items with answers of one or two":   poolAll,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, k := range []int{3, 4, 5} {
				l := everySize(t, rule, someQuestionnaire(1, 4), Policy{K: k}, controlSeed)
				t.Logf("k = %d: caught in %d of %d reports, %d sets tried", k, l.caught, l.reports, l.sets)
				if l.caught < 10*draws {
					t.Errorf("k = %d: caught in %d of %d reports only: the search would not find a leak", k, l.caught, l.reports)
				}
			}
		})
	}
}

// A number that is another sum than its row says must be noticed: else the
// search would look at rows that nobody publishes.
func TestNumbersAreComparedWithTheirRows(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 4)
	wrong := 0
	for i := range uint64(100) {
		ballots := someBallots(seeded(controlSeed, i), q, 6, 5, 0.3)
		_, r := reportOf(q, DefaultPolicy(), ballots)
		for _, s := range raterMeans(q, DefaultPolicy(), ballots) {
			if s.shown = r.Competencies[0].Scores[s.name]; s.check(ballots) != nil {
				wrong++
			}
		}
	}
	if wrong < 50 {
		t.Errorf("the mean of raters' means passes for the mean of item means in all but %d of 200 scores", wrong)
	}
}

// The total beside hidden groups isolates fewer than k raters, without an
// insider, in as many of the 81 sizes as brute force found before.
func TestNaiveTotalAsKnown(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	for k, want := range map[int]int{3: 24, 4: 30, 5: 32} {
		caught := 0
		for size := range 81 {
			ballots := someBallots(seeded(controlSeed, 1), q, size%9, size/9, 0)
			var rows [][]uint64
			for _, s := range naiveTotal(q, Policy{K: k}, ballots) {
				rows = append(rows, s.row(len(ballots), q.Competencies[0].Items))
			}
			if _, found := newSearch(len(ballots), 1, rows).isolated(0, k); found != nil {
				caught++
			}
		}
		t.Logf("k = %d: %d of 81 sizes", k, caught)
		if caught != want {
			t.Errorf("k = %d: the naive total isolates somebody in %d of 81 sizes, want %d", k, caught, want)
		}
	}
}

// naiveTotal hides groups of fewer than k and keeps the mean of everybody.
func naiveTotal(q Questionnaire, p Policy, ballots []Ballot) []statistic {
	var all []statistic
	for _, groups := range [][]Relationship{{Peer}, {DirectReport}, Anonymous} {
		s := statistic{name: groupNames(groups)}
		items, n := q.Competencies[0].Items, 0
		for _, b := range ballots {
			if slices.Contains(groups, b.Relationship) {
				n++
			}
		}
		for _, item := range items {
			if raters := said(ballots, item.ID, groups...); len(raters) > 0 {
				s.parts = append(s.parts, part{raters, item.ID, 1, len(raters) * len(items)})
			}
		}
		if n >= p.K {
			all = append(all, s)
		}
	}
	return all
}

// raterMeans shows item means, and cells as the mean of their raters' own means.
func raterMeans(q Questionnaire, p Policy, ballots []Ballot) []statistic {
	_, r := reportOf(q, p, ballots)
	all := slices.DeleteFunc(published(r, ballots), func(s statistic) bool { return !isItem(r, s.name) })
	for _, source := range r.Sources {
		s := statistic{name: source.Key}
		for i, b := range ballots {
			if slices.Contains(source.Groups, b.Relationship) {
				for item := range b.Ratings {
					s.parts = append(s.parts, part{[]int{i}, item, 1, len(b.Ratings) * source.N})
				}
			}
		}
		all = append(all, s)
	}
	return all
}

func isItem(r Report, name string) bool {
	return slices.ContainsFunc(r.Competencies[0].Items, func(i ItemReport) bool { return i.ID == name })
}

// groupItems adds to our report the item means of each group with KItem answers.
func groupItems(q Questionnaire, p Policy, ballots []Ballot) []statistic {
	_, r := reportOf(q, p, ballots)
	all := published(r, ballots)
	for _, item := range q.Competencies[0].Items {
		for _, g := range Anonymous {
			if raters := said(ballots, item.ID, g); len(raters) >= max(KItem, p.K) {
				all = append(all, statistic{name: item.ID, parts: []part{{raters, item.ID, 1, len(raters)}}})
			}
		}
	}
	return all
}

// poolAll pools an item over all cells, also those with one or two answers to it.
func poolAll(q Questionnaire, p Policy, ballots []Ballot) []statistic {
	_, r := reportOf(q, p, ballots)
	all := published(r, ballots)
	for _, item := range q.Competencies[0].Items {
		var raters []int
		for _, source := range r.Sources {
			raters = append(raters, said(ballots, item.ID, source.Groups...)...)
		}
		if len(raters) >= max(KItem, p.K) {
			all = append(all, statistic{name: item.ID, parts: []part{{raters, item.ID, 1, len(raters)}}})
		}
	}
	return all
}

// P2 and P3 for three groups of up to six, at the level of groups: each cell's
// mean and the mean of all cells.
func TestThreeGroups(t *testing.T) {
	t.Parallel()
	var l ledger
	for _, p := range policies() {
		for size := range 7 * 7 * 7 {
			n := map[Relationship]int{Peer: size % 7, DirectReport: size / 7 % 7, other: size / 49}
			var raters []Relationship
			for _, g := range threeGroups {
				raters = append(raters, slices.Repeat([]Relationship{g}, n[g])...)
			}
			cells := DecideCells(n, threeGroups, p)
			rows := [][]uint64{make([]uint64, len(raters))}
			for _, cell := range cells {
				row := make([]uint64, len(raters))
				for i, g := range raters {
					if slices.Contains(cell.Groups, g) {
						row[i], rows[0][i] = fraction(1, cell.N), fraction(1, total(cells))
					}
				}
				rows = append(rows, row)
			}
			sets, found := newSearch(len(raters), 1, rows).isolates(p.K, true)
			if found != nil {
				t.Errorf("%v under %+v: raters %v are isolated", n, p, found)
			}
			l.add(ledger{reports: 1, numbers: len(rows), sets: sets})
		}
	}
	t.Logf("%d sizes of three groups, %d numbers, %d sets of raters tried, 0 violations", l.reports, l.numbers, l.sets)
}
