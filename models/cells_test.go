package models

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// other is a third anonymous group, to show that the law holds for any number.
const other Relationship = "other"

var threeGroups = []Relationship{Peer, DirectReport, other}

func cellsText(cells []Cell) string {
	var parts []string
	for _, c := range cells {
		parts = append(parts, fmt.Sprintf("%s (%d)", c.Key(), c.N))
	}
	return strings.Join(parts, ", ")
}

func TestDecideCellsWorkedExamples(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		peers, reports, others int
		k3, k4, drop3          string
	}{
		{2, 4, 0, "peer+report (6)", "peer+report (6)", "report (4)"},
		{1, 1, 0, "", "", ""},
		{3, 2, 0, "peer+report (5)", "peer+report (5)", "peer (3)"},
		{5, 1, 0, "peer+report (6)", "peer+report (6)", "peer (5)"},
		{2, 2, 0, "peer+report (4)", "peer+report (4)", "peer+report (4)"},
		{3, 3, 0, "peer (3), report (3)", "peer+report (6)", "peer (3), report (3)"},
		{5, 3, 0, "peer (5), report (3)", "peer+report (8)", "peer (5), report (3)"},
		{4, 4, 0, "peer (4), report (4)", "peer (4), report (4)", "peer (4), report (4)"},
		{0, 3, 0, "report (3)", "", "report (3)"},
		{1, 0, 0, "", "", ""},
		{0, 0, 0, "", "", ""},
		{2, 2, 5, "peer+report (4), other (5)", "peer+report (4), other (5)", "peer+report (4), other (5)"},
		{2, 7, 5, "peer+other (7), report (7)", "peer+other (7), report (7)", "report (7), other (5)"},
		{1, 6, 1, "peer+report+other (8)", "peer+report+other (8)", "report (6)"},
	} {
		n := map[Relationship]int{Peer: tc.peers, DirectReport: tc.reports, other: tc.others}
		for _, want := range []struct {
			p     Policy
			cells string
		}{{Policy{K: 3}, tc.k3}, {Policy{K: 4}, tc.k4}, {Policy{K: 3, DropSmall: true}, tc.drop3}} {
			if got := cellsText(DecideCells(n, threeGroups, want.p)); got != want.cells {
				t.Errorf("%d/%d/%d under %+v: got %q, want %q", tc.peers, tc.reports, tc.others, want.p, got, want.cells)
			}
		}
	}
}

// P1: cells are disjoint unions of anonymous groups that answered, each of at
// least k ballots, in the fixed order.
func TestCellsArePartition(t *testing.T) {
	t.Parallel()
	for _, p := range []Policy{{K: 3}, {K: 4}, {K: 5}, {K: 10}, {K: 3, DropSmall: true}, {K: 4, DropSmall: true}} {
		for i := range 9 * 9 * 9 {
			n := map[Relationship]int{Peer: i % 9, DirectReport: i / 9 % 9, other: i / 81, Self: 1, Manager: 4}
			seen, size, last := map[Relationship]bool{}, 0, -1
			for _, c := range DecideCells(n, threeGroups, p) {
				held := 0
				if first := slices.Index(threeGroups, c.Groups[0]); first <= last {
					t.Fatalf("%v under %+v: cells out of order", n, p)
				} else {
					last = first
				}
				for _, g := range c.Groups {
					if g.Named() || seen[g] || n[g] == 0 {
						t.Fatalf("%v under %+v: %s does not belong into a cell", n, p, g)
					}
					seen[g] = true
					held += n[g]
				}
				if held != c.N || c.N < p.K {
					t.Fatalf("%v under %+v: cell %s says %d of %d", n, p, c.Key(), c.N, held)
				}
				size += held
			}
			if all := i%9 + i/9%9 + i/81; !p.DropSmall && all >= p.K && size != all {
				t.Fatalf("%v under %+v: an answer is left out although merging could keep it", n, p)
			}
		}
	}
}

func TestCellLabels(t *testing.T) {
	t.Parallel()
	for want, groups := range map[string][]Relationship{
		"Peers": {Peer}, "Direct reports": {DirectReport}, "Peers and direct reports": {Peer, DirectReport},
	} {
		if got := (Cell{Groups: groups}).Label(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestGrouping(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		peers, reports int
		drop           bool
		want           Grouping
	}{
		{5, 4, false, Separate}, {5, 0, false, Separate}, {5, 1, false, Merged}, {2, 1, false, Merged}, {1, 1, false, Nothing},
		{0, 0, false, Nothing}, {5, 1, true, Partly}, {2, 2, true, Merged}, {5, 0, true, Separate}, {2, 0, true, Nothing},
	} {
		n := map[Relationship]int{Peer: tc.peers, DirectReport: tc.reports}
		if got := groupingOf(n, Anonymous, DecideCells(n, Anonymous, Policy{K: 3, DropSmall: tc.drop})); got != tc.want {
			t.Errorf("%d/%d drop %v: got %s, want %s", tc.peers, tc.reports, tc.drop, got, tc.want)
		}
	}
}

// A group of which fewer than k were invited is neither told apart nor missed
// if nobody of it answers: that would tell of each of these few.
func TestAbsenceOfFewIsNotTold(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	for _, tc := range []struct {
		invited, answered [2]int
		drop              bool
		cells             string
		grouping          Grouping
	}{
		{[2]int{2, 5}, [2]int{0, 5}, false, "peer+report (5)", Merged},
		{[2]int{5, 1}, [2]int{4, 0}, false, "peer+report (4)", Merged},
		{[2]int{3, 5}, [2]int{0, 5}, false, "report (5)", Separate}, // three did not answer: a group large enough to say so
		{[2]int{0, 5}, [2]int{0, 5}, false, "report (5)", Separate},
		{[2]int{2, 5}, [2]int{0, 2}, false, "", Nothing},
		{[2]int{2, 5}, [2]int{0, 5}, true, "report (5)", Partly}, // as if one or both had answered
		{[2]int{2, 5}, [2]int{1, 5}, true, "report (5)", Partly},
		{[2]int{2, 2}, [2]int{0, 2}, true, "", Nothing},
	} {
		ballots := append(rate(Peer, slices.Repeat([]int{4}, tc.answered[0])...), rate(DirectReport, slices.Repeat([]int{4}, tc.answered[1])...)...)
		invited := map[Relationship]int{Peer: tc.invited[0], DirectReport: tc.invited[1], Self: 1}
		c := CountBallots(q, Policy{K: 3, DropSmall: tc.drop}, invited, ballots)
		if got := cellsText(c.Cells); got != tc.cells || c.Grouping != tc.grouping {
			t.Errorf("%+v: %q, %s", tc, got, c.Grouping)
		}
	}
}

// someQuestionnaire has as many competencies of as many items.
func someQuestionnaire(competencies, items int) Questionnaire {
	q := Questionnaire{ID: "test", Version: 1, Scale: []ScalePoint{{1, "Almost never"}, {5, "Almost always"}},
		Questions: []OpenQuestion{{ID: "keep"}, {ID: "start"}}}
	for c := range competencies {
		comp := Competency{ID: fmt.Sprintf("c%d", c+1), Name: fmt.Sprintf("Competency %d", c+1), Actions: []string{"try"}}
		for i := range items {
			id := fmt.Sprintf("%d%c", c+1, 'a'+i)
			comp.Items = append(comp.Items, Item{ID: id, Others: "does " + id})
		}
		q.Competencies = append(q.Competencies, comp)
	}
	return q
}

// someBallot rates at random; about missing of all items are not observed.
func someBallot(r *rand.Rand, q Questionnaire, g Relationship, missing float64) Ballot {
	b := Ballot{Relationship: g, Ratings: map[string]int{}, Comments: map[string]string{}}
	if g.Named() {
		b.Name = fmt.Sprintf("%s %d", g, r.IntN(3))
	}
	for _, c := range q.Competencies {
		for _, item := range c.Items {
			if r.Float64() >= missing {
				b.Ratings[item.ID] = 1 + r.IntN(5)
			}
		}
	}
	for _, question := range q.Questions {
		if r.IntN(2) == 0 {
			b.Comments[question.ID] = fmt.Sprintf("words %d", r.IntN(1000))
		}
	}
	return b
}

// someBallots is the ballots of so many peers and direct reports, without named ones.
func someBallots(r *rand.Rand, q Questionnaire, peers, reports int, missing float64) []Ballot {
	var ballots []Ballot
	for range peers {
		ballots = append(ballots, someBallot(r, q, Peer, missing))
	}
	for range reports {
		ballots = append(ballots, someBallot(r, q, DirectReport, missing))
	}
	return ballots
}

// reportOf is the report of the ballots and what was kept of them.
func reportOf(q Questionnaire, p Policy, ballots []Ballot) (Count, Report) {
	c := CountBallots(q, p, nil, ballots)
	return c, c.Report(ReportHead{Leader: "Maya Lindqvist", Cycle: "Autumn", Policy: p, Questionnaire: q}, SumTallies(c.Tallies))
}
