package models

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rounds runs a property for all sizes of two groups from nobody to eight, all
// policies of policies, and random answers of named people.
func rounds(t *testing.T, try func(t *testing.T, r *rand.Rand, q Questionnaire, p Policy, ballots []Ballot)) {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 13))
	q := someQuestionnaire(2, 4)
	tried := 0
	for i := range 81 {
		for j, p := range policies() {
			ballots := someBallots(r, q, i%9, i/9, []float64{0, 0.15, 0.5}[(i+j)%3])
			for range r.IntN(3) {
				ballots = append(ballots, someBallot(r, q, Manager, 0.1))
			}
			if r.IntN(4) > 0 {
				ballots = append(ballots, someBallot(r, q, Self, 0.1))
			}
			try(t, r, q, p, ballots)
			if tried++; t.Failed() {
				return
			}
		}
	}
	t.Logf("%d reports tried, 0 violations", tried)
}

// same fails unless both ballots lead to the same count and the same bytes.
func same(t *testing.T, q Questionnaire, p Policy, a, b []Ballot) {
	t.Helper()
	countA, reportA := reportOf(q, p, a)
	countB, reportB := reportOf(q, p, b)
	if diff := cmp.Diff(countA, countB); diff != "" {
		t.Errorf("under %+v what is kept differs: %s", p, diff)
	}
	bytesA, errA := reportA.JSON()
	bytesB, errB := reportB.JSON()
	if errA != nil || errB != nil || !bytes.Equal(bytesA, bytesB) {
		t.Errorf("under %+v the report differs:\n%s\n%s", p, bytesA, bytesB)
	}
}

// P4: the answers of raters who are in no cell change nothing.
func TestRatersInNoCellChangeNothing(t *testing.T) {
	t.Parallel()
	outside := 0
	rounds(t, func(t *testing.T, r *rand.Rand, q Questionnaire, p Policy, ballots []Ballot) {
		in := cellOf(CountBallots(q, p, nil, ballots).Cells)
		changed := slices.Clone(ballots)
		for i, b := range changed {
			if _, ok := in[b.Relationship]; !ok && !b.Relationship.Named() {
				changed[i] = someBallot(r, q, b.Relationship, 0.2)
				outside++
			}
		}
		same(t, q, p, ballots, changed)
	})
	if outside < 100 {
		t.Errorf("only %d ballots were outside all cells", outside)
	}
}

// P5: the order of the ballots, and the groups inside a joined cell, change nothing.
func TestOrderAndInnerGroupsChangeNothing(t *testing.T) {
	t.Parallel()
	joined := 0
	rounds(t, func(t *testing.T, r *rand.Rand, q Questionnaire, p Policy, ballots []Ballot) {
		changed := slices.Clone(ballots)
		r.Shuffle(len(changed), func(i, j int) { changed[i], changed[j] = changed[j], changed[i] })
		same(t, q, p, ballots, changed)
		if cells := CountBallots(q, p, nil, ballots).Cells; len(cells) == 1 && len(cells[0].Groups) == 2 {
			joined++
			swap := map[Relationship]Relationship{Peer: DirectReport, DirectReport: Peer, Self: Self, Manager: Manager}
			for i := range changed {
				changed[i].Relationship = swap[changed[i].Relationship]
			}
			same(t, q, p, ballots, changed)
		}
	})
	if joined < 100 {
		t.Errorf("only %d reports had joined groups", joined)
	}
}

// P6: what named people answer changes nothing about colleagues.
func TestNamedAnswersStayOutOfColleagues(t *testing.T) {
	t.Parallel()
	rounds(t, func(t *testing.T, r *rand.Rand, q Questionnaire, p Policy, ballots []Ballot) {
		changed := slices.DeleteFunc(slices.Clone(ballots), func(b Ballot) bool { return b.Relationship.Named() && r.IntN(2) == 0 })
		for i, b := range changed {
			if b.Relationship.Named() {
				changed[i] = someBallot(r, q, b.Relationship, 0.5)
			}
		}
		a, b := aboutColleagues(reportOf(q, p, ballots)), aboutColleagues(reportOf(q, p, changed))
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("under %+v: %s", p, diff)
		}
	})
}

// aboutColleagues is all of a report that speaks of colleagues only.
func aboutColleagues(c Count, r Report) any {
	var parts []any
	for _, comp := range r.Competencies {
		for i := range comp.Items {
			comp.Items[i].Named = nil
		}
		maps.DeleteFunc(comp.Scores, func(key string, _ Score) bool { return key == "self" || key[:1] == "m" })
		comp.Gap, comp.View = nil, ""
		parts = append(parts, comp)
	}
	remarks := slices.DeleteFunc(append([]Remark{}, c.Remarks...), func(r Remark) bool { return r.Source != Colleagues })
	return append(parts, r.Published(), r.Colleagues, r.Even, r.Most, r.Least, r.Grouping, r.Comments, c.Cells, remarks)
}

// P7: totals can be worked out from shown values alone. P9: fewer than k
// answers never enter anything.
func TestTotalsFollowFromWhatIsShown(t *testing.T) {
	t.Parallel()
	totals := 0
	rounds(t, func(t *testing.T, _ *rand.Rand, q Questionnaire, p Policy, ballots []Ballot) {
		count, report := reportOf(q, p, ballots)
		for _, tally := range count.Tallies {
			if named := tally.Cell[:1] == "m" || tally.Cell == "self"; !named && tally.N < p.K || named && tally.N != 1 {
				t.Errorf("under %+v a tally of %d is kept: %+v", p, tally.N, tally)
			}
		}
		for _, c := range report.Competencies {
			n, weighted, missing := 0, 0, false
			for _, s := range report.Sources {
				if s.Anonymous() {
					n += s.N
					weighted += s.N * int(c.Scores[s.Key])
					missing = missing || c.Scores[s.Key] == 0
				}
			}
			want := Score(0)
			if n > 0 && !missing {
				want = Score((2*weighted + n) / (2 * n))
				totals++
			}
			if c.Colleagues != want {
				t.Errorf("under %+v %s shows %v for all, but %v follows from its groups", p, c.ID, c.Colleagues, want)
			}
		}
	})
	if totals < 100 {
		t.Errorf("only %d totals were shown", totals)
	}
}

// P9, by experiment: an item that fewer than k of a cell rate may take any
// value and changes nothing.
func TestItemsBelowKChangeNothing(t *testing.T) {
	t.Parallel()
	below := 0
	rounds(t, func(t *testing.T, r *rand.Rand, q Questionnaire, p Policy, ballots []Ballot) {
		in := cellOf(CountBallots(q, p, nil, ballots).Cells)
		rated := map[string]int{}
		for _, b := range ballots {
			for item := range b.Ratings {
				if cell, ok := in[b.Relationship]; ok {
					rated[item+string(rune('0'+cell))]++
				}
			}
		}
		var changed []Ballot
		for _, b := range ballots {
			if cell, ok := in[b.Relationship]; ok {
				b.Ratings = maps.Clone(b.Ratings)
				for item := range b.Ratings {
					if rated[item+string(rune('0'+cell))] < p.K {
						b.Ratings[item] = 1 + r.IntN(5)
						below++
					}
				}
			}
			changed = append(changed, b)
		}
		same(t, q, p, ballots, changed)
	})
	if below < 100 {
		t.Errorf("only %d ratings were below k", below)
	}
}

// The report must not depend on the order in which the database returns sums.
func TestReportFromSumsInAnyOrder(t *testing.T) {
	t.Parallel()
	rounds(t, func(t *testing.T, r *rand.Rand, q Questionnaire, p Policy, ballots []Ballot) {
		count := CountBallots(q, p, nil, ballots)
		sums := SumTallies(count.Tallies)
		head := ReportHead{Policy: p, Questionnaire: q}
		want, _ := count.Report(head, sums).JSON()
		r.Shuffle(len(sums), func(i, j int) { sums[i], sums[j] = sums[j], sums[i] })
		if got, _ := count.Report(head, sums).JSON(); !bytes.Equal(got, want) {
			t.Errorf("the report depends on the order of its sums")
		}
	})
}
