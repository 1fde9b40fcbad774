package models

import (
	"fmt"
	"testing"
)

// P8: everything that one cycle publishes about all its leaders, taken together:
// reports, what is kept of them, and the heatmap. The same colleagues answer
// about several leaders, and no combination may depend on fewer than k people.
func TestWholeCycleTogether(t *testing.T) {
	t.Parallel()
	var l ledger
	rows := 0
	for i, p := range policies()[:2] {
		for round := range 6 {
			c := newCohort(t, p, uint64(100*i+round))
			sets, found := newSearch(people, c.width, c.rows).isolates(p.K, true)
			if found != nil {
				t.Errorf("%+v, round %d: people %v are isolated", p, round, found)
			}
			l.add(ledger{reports: cohort, numbers: len(c.rows), sets: sets})
			rows += c.heat
		}
	}
	t.Logf("12 cycles of %d leaders: %d reports, %d numbers, %d of them of heatmaps, %d sets of people tried, 0 violations", cohort, l.reports, l.numbers, rows, l.sets)
	if rows == 0 {
		t.Error("no heatmap was shown")
	}
}

// A cohort is leaders about whom the same people answer, one competency each.
const (
	cohort = 11
	people = 12
)

type wholeCycle struct {
	width int // columns of a person: items of all leaders
	rows  [][]uint64
	heat  int // rows of the heatmap
}

// newCohort draws who answers about whom and writes all numbers down.
func newCohort(t *testing.T, p Policy, seed uint64) wholeCycle {
	t.Helper()
	r := seeded(seed, 3)
	q := someQuestionnaire(1, 3)
	items := q.Competencies[0].Items
	c := wholeCycle{width: cohort * len(items)}
	leaders := map[string]int{}
	scores := map[string]HeatScore{}
	totals := map[string][][]uint64{} // department → the rows of its leaders' scores of all colleagues
	for leader := range cohort {
		department := fmt.Sprintf("D%d", leader/6)
		ballots := someBallots(r, q, r.IntN(7), r.IntN(6), []float64{0, 0.15}[r.IntN(2)])
		who := r.Perm(people)[:len(ballots)]
		_, report := reportOf(q, p, ballots)
		for _, s := range ours(q, p, ballots) {
			if err := s.check(ballots); err != nil {
				t.Errorf("%+v: %v", p, err)
			}
			wide := make([]uint64, people*c.width)
			for j, weight := range s.row(len(ballots), items) {
				wide[who[j/len(items)]*c.width+leader*len(items)+j%len(items)] = weight
			}
			c.rows = append(c.rows, wide)
			if s.name == AllColleagues {
				totals[department] = append(totals[department], wide)
			}
		}
		leaders[department]++
		for _, s := range report.Published() {
			if s.Cell == AllColleagues {
				sum := scores[department]
				scores[department] = HeatScore{department, s.Competency, sum.Leaders + 1, sum.Tenths + int(s.Tenths)}
			}
		}
	}
	c.addHeatmap(MakeHeatmap([]string{"c1"}, leaders, []HeatScore{scores["D0"], scores["D1"]}), totals)
	return c
}

// addHeatmap adds each shown cell, the mean of its leaders' scores, and the last row.
func (c *wholeCycle) addHeatmap(h Heatmap, totals map[string][][]uint64) {
	all := make([]uint64, people*c.width)
	for _, row := range h.Rows {
		if _, shown := row.Scores["c1"]; !shown {
			continue
		}
		mean := make([]uint64, people*c.width)
		for _, leader := range totals[row.Department] {
			for j, weight := range leader {
				mean[j] = fold(mean[j] + mul(weight, fraction(1, len(totals[row.Department]))))
			}
		}
		for j, weight := range mean {
			all[j] = fold(all[j] + mul(weight, fraction(row.Leaders, h.All.Leaders)))
		}
		c.rows = append(c.rows, mean)
		c.heat++
	}
	c.rows = append(c.rows, all)
	c.heat++
}
