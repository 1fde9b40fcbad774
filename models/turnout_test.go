package models

import (
	"slices"
	"testing"
)

// Who answered is told in counts: to HR while the cycle is open and afterwards,
// in the report as the size of its cells, and by which groups the report does
// not name. These counts, however combined, must not tell of fewer than k
// people how many of them answered.
func TestCountsDoNotTellOfFewerThanKInvited(t *testing.T) {
	t.Parallel()
	tried, told := 0, 0
	q := someQuestionnaire(1, 1)
	for _, p := range policies() {
		for size := range 81 {
			invited := map[Relationship]int{Peer: size % 9, DirectReport: size / 9, Self: 1, Manager: 1}
			for peers := range invited[Peer] + 1 {
				for reports := range invited[DirectReport] + 1 {
					answered := map[Relationship]int{Peer: peers, DirectReport: reports, Self: 1}
					ballots := someBallots(seeded(1, 1), q, peers, reports, 0)
					count := CountBallots(q, p, invited, ballots)
					r := count.Report(ReportHead{Policy: p, Questionnaire: q}, SumTallies(count.Tallies))
					counts := append(hrCounts(invited, answered, p), reportCounts(invited, r)...)
					if found := follows(counts, invited, p.K); found != nil {
						t.Fatalf("%+v, %v of %v answered: %v tells of %v", p, answered, invited, counts, found)
					}
					tried++
					told += len(counts)
				}
			}
		}
	}
	t.Logf("%d turnouts tried with %d counts, 0 violations", tried, told)
}

// The search must find what HR's count of both groups and the report's count of
// one tell together.
func TestSubtractedCountsAreCaught(t *testing.T) {
	t.Parallel()
	invited := map[Relationship]int{Peer: 5, DirectReport: 2}
	both, peers := []Relationship{Peer, DirectReport}, []Relationship{Peer}
	if found := follows([][]Relationship{both, peers}, invited, 3); !slices.Equal(found, []Relationship{DirectReport}) {
		t.Errorf("found %v", found)
	}
	if found := follows([][]Relationship{both}, invited, 3); found != nil {
		t.Errorf("found %v", found)
	}
	if found := follows([][]Relationship{peers}, map[Relationship]int{Peer: 2}, 3); !slices.Equal(found, peers) {
		t.Errorf("found %v", found)
	}
}

// hrCounts is the anonymous groups whose answers HR is told, each a sum.
func hrCounts(invited, answered map[Relationship]int, p Policy) [][]Relationship {
	var counts [][]Relationship
	for _, g := range Progress(invited, answered, p) {
		if !g.Held && !g.Relationships[0].Named() {
			counts = append(counts, g.Relationships)
		}
	}
	return counts
}

// reportCounts is the groups whose answers a report counts. A group that was
// asked and is not in it, although small groups are joined or no group is said
// to be left out, is counted as well: nobody of it answered.
func reportCounts(invited map[Relationship]int, r Report) [][]Relationship {
	var counts [][]Relationship
	in := map[Relationship]bool{}
	for _, s := range r.Sources {
		if s.Anonymous() {
			counts = append(counts, s.Groups)
			for _, g := range s.Groups {
				in[g] = true
			}
		}
	}
	for _, g := range Anonymous {
		if len(counts) > 0 && invited[g] > 0 && !in[g] && r.Grouping != Partly {
			counts = append(counts, []Relationship{g})
		}
	}
	return counts
}

// follows returns groups of fewer than k invited people in all whose number of
// answers follows from the counts, or nil. Nobody can be told apart within a
// group, so that sets of whole groups are all there is to try.
func follows(counts [][]Relationship, invited map[Relationship]int, k int) []Relationship {
	rows := make([][]uint64, len(counts))
	for i, groups := range counts {
		for _, g := range Anonymous {
			one := uint64(0)
			if slices.Contains(groups, g) && invited[g] > 0 {
				one = 1
			}
			rows[i] = append(rows[i], one)
		}
	}
	s := newSearch(len(Anonymous), 1, rows)
	for set := range uint32(1 << len(Anonymous)) {
		var groups []Relationship
		people := 0
		for i, g := range Anonymous {
			if set>>i&1 == 1 {
				groups = append(groups, g)
				people += invited[g]
			}
		}
		if people > 0 && people < k && s.rank(set) < s.full {
			return groups
		}
	}
	return nil
}
