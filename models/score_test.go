package models

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoundingHalfUp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		num, denom int
		want       Score
	}{
		{1, 1, 10}, {5, 1, 50}, {225, 100, 23}, {235, 100, 24}, {245, 100, 25}, {305, 100, 31}, {2249, 1000, 22}, {10, 3, 33},
		{11, 3, 37}, {23, 8, 29}, {495, 100, 50}, {4949, 1000, 49}, {149, 100, 15}, {144, 100, 14},
	} {
		if got := tenths(tc.num, tc.denom); got != tc.want {
			t.Errorf("%d/%d: got %d tenths, want %d", tc.num, tc.denom, got, tc.want)
		}
	}
}

func TestScoreText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		score     Score
		anonymous bool
		want      string
	}{{38, true, "3.8"}, {15, true, "1.5 or lower"}, {16, true, "1.6"}, {15, false, "1.5"}, {10, false, "1.0"}, {0, true, "–"}, {0, false, "–"}} {
		if got := ScoreText(tc.score, tc.anonymous); got != tc.want {
			t.Errorf("%d, anonymous %v: got %q, want %q", tc.score, tc.anonymous, got, tc.want)
		}
	}
}

func TestSumTallies(t *testing.T) {
	t.Parallel()
	got := SumTallies([]Tally{
		{"peer", "c1", "1b", 4, 13}, {"peer", "c1", "1a", 5, 20}, {"peer", "c1", "1c", 5, 17},
		{"self", "c1", "1a", 1, 4}, {"self", "c1", "1b", 1, 5}, {"peer", "c2", "2a", 5, 25},
	})
	want := []CompetencySum{{"peer", "c1", 4, 1, 13}, {"peer", "c1", 5, 2, 37}, {"peer", "c2", 5, 1, 25}, {"self", "c1", 1, 2, 9}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSourceScore(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		sums      []CompetencySum
		items     int
		anonymous bool
		want      Score
	}{
		{"mean of item means, not of ratings", []CompetencySum{{N: 3, Items: 1, Sum: 15}, {N: 5, Items: 3, Sum: 30}}, 4, true, 28},
		{"exactly half up", []CompetencySum{{N: 5, Items: 4, Sum: 41}}, 4, true, 21},
		{"half of the items is enough", []CompetencySum{{N: 3, Items: 2, Sum: 24}}, 4, true, 40},
		{"less than half is not", []CompetencySum{{N: 3, Items: 1, Sum: 12}}, 4, true, 0},
		{"two of five are less than half", []CompetencySum{{N: 3, Items: 2, Sum: 24}}, 5, true, 0},
		{"nothing rated", nil, 4, true, 0},
		{"very low is raised for groups", []CompetencySum{{N: 3, Items: 4, Sum: 12}}, 4, true, 15},
		{"never for the named", []CompetencySum{{N: 1, Items: 4, Sum: 4}}, 4, false, 10},
		{"the named round alike", []CompetencySum{{N: 1, Items: 4, Sum: 13}}, 4, false, 33},
		{"the named need half too", []CompetencySum{{N: 1, Items: 1, Sum: 4}}, 4, false, 0},
	} {
		if got := sourceScore(tc.sums, tc.items, tc.anonymous); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestColleaguesScoreNeedsEveryCell(t *testing.T) {
	t.Parallel()
	cells := []Cell{{Groups: []Relationship{Peer}, N: 5}, {Groups: []Relationship{DirectReport}, N: 3}}
	for _, tc := range []struct {
		cells        []Cell
		peer, report Score
		want         Score
	}{
		{cells, 40, 30, 36}, // 290/8 = 36.25
		{cells, 41, 31, 37}, // 298/8 = 37.25
		{cells[:1], 41, 0, 41},
		{cells, 40, 0, 0},
		{nil, 0, 0, 0},
		{[]Cell{{Groups: []Relationship{Peer}, N: 4}, {Groups: []Relationship{DirectReport}, N: 4}}, 40, 31, 36}, // 35.5
		{cells, 15, 15, 15},
	} {
		if got := colleaguesScore(tc.cells, map[string]Score{"peer": tc.peer, "report": tc.report}); got != tc.want {
			t.Errorf("%v and %v: got %v, want %v", tc.peer, tc.report, got, tc.want)
		}
	}
}

func TestItemMeansAllOrNone(t *testing.T) {
	t.Parallel()
	items := []Item{{ID: "a"}, {ID: "b"}}
	for _, tc := range []struct {
		name    string
		tallies []Tally
		want    map[string]Score
	}{
		{"pooled over cells", []Tally{{Cell: "peer", Item: "a", N: 3, Sum: 12}, {Cell: "report", Item: "a", N: 3, Sum: 9}, {Cell: "peer", Item: "b", N: 5, Sum: 11}},
			map[string]Score{"a": 35, "b": 22}},
		{"one item with four hides all", []Tally{{Item: "a", N: 9, Sum: 30}, {Item: "b", N: 4, Sum: 12}}, nil},
		{"one item without any hides all", []Tally{{Item: "a", N: 9, Sum: 30}}, nil},
		{"very low", []Tally{{Item: "a", N: 5, Sum: 5}, {Item: "b", N: 5, Sum: 8}}, map[string]Score{"a": 15, "b": 16}},
	} {
		got, shown := itemMeans(tc.tallies, items)
		if diff := cmp.Diff(tc.want, got); diff != "" || shown != (tc.want != nil) {
			t.Errorf("%s: shown %v %s", tc.name, shown, diff)
		}
	}
}
