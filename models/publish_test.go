package models

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"
)

// The thresholds are checked at their borders, where floating point goes wrong.
func TestGapBorders(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		self, colleagues Score
		n                int
		want             View
	}{
		{35, 30, 6, SelfHigher}, // 1.15/√6 = 0.47, so half a point is enough
		{34, 30, 100, InStep},   // never below half a point
		{35, 30, 5, InStep},     // 1.15/√5 = 0.514
		{36, 30, 5, SelfHigher},
		{36, 30, 3, InStep}, // 1.15/√3 = 0.664
		{37, 30, 3, SelfHigher},
		{30, 37, 3, SelfLower}, {30, 36, 3, InStep},
		{30, 30, 9, InStep},
		{0, 30, 9, ViewOpen}, {30, 0, 9, ViewOpen}, {0, 0, 0, ViewOpen},
	} {
		g, view := gap(tc.self, tc.colleagues, tc.n)
		if view != tc.want {
			t.Errorf("%v and %v of %d: got %q, want %q", tc.self, tc.colleagues, tc.n, view, tc.want)
		}
		if (g == nil) != (view == ViewOpen) || g != nil && *g != int(tc.self-tc.colleagues) {
			t.Errorf("%v and %v: gap %v", tc.self, tc.colleagues, g)
		}
	}
	// 1.15 = 23/20, so 0.5 is the exact border at n = 5.29: check against the formula for all n.
	for n := 3; n < 200; n++ {
		for d := Score(0); d <= 40; d++ {
			_, view := gap(10+d, 10, n)
			border := math.Max(0.5, 1.15/math.Sqrt(float64(n)))
			if distance := float64(d)/10 - border; math.Abs(distance) > 1e-9 && (view == SelfHigher) != (distance > 0) {
				t.Errorf("%d tenths of %d: %q", d, n, view)
			}
		}
	}
}

func TestGroupsDifferBorders(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b   Score
		n1, n2 int
		want   bool
	}{
		{40, 32, 4, 4, false}, {40, 31, 4, 4, true}, // 0.813
		{40, 34, 8, 8, true}, {40, 35, 8, 8, false}, // 0.575
		{34, 40, 8, 8, true},
		{40, 36, 99, 99, false}, {40, 35, 99, 99, true}, // never below half a point
		{40, 0, 8, 8, false},
	} {
		cells := []Cell{{Groups: []Relationship{Peer}, N: tc.n1}, {Groups: []Relationship{DirectReport}, N: tc.n2}}
		if got := groupsDiffer(cells, map[string]Score{"peer": tc.a, "report": tc.b}); got != tc.want {
			t.Errorf("%v of %d and %v of %d: got %v", tc.a, tc.n1, tc.b, tc.n2, got)
		}
	}
}

func TestRank(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name        string
		n           int
		scores      []Score
		even        bool
		most, least []string
	}{
		{"even at n = 5", 5, []Score{36, 34, 30, 33, 33, 33, 34}, true, nil, nil},                                            // 0.6 < 0.671
		{"not even at n = 5", 5, []Score{37, 34, 30, 33, 33, 33, 34}, false, []string{"c1"}, []string{"c3"}},                 // 0.7
		{"exactly at the border", 9, []Score{35, 33, 30, 33, 33, 33, 33}, false, []string{"c1", "c2", "c4"}, []string{"c3"}}, // 1.5/√9 = 0.5
		{"just under the border", 9, []Score{34, 33, 30, 33, 33, 33, 33}, true, nil, nil},
		{"ties listed in model order, the highest chosen", 9, []Score{38, 39, 40, 40, 39, 30, 30}, false, []string{"c2", "c3", "c4"}, []string{"c6", "c7"}},
		{"three tenths is no tie", 9, []Score{40, 37, 30, 33, 33, 33, 33}, false, []string{"c1"}, []string{"c3"}},
		{"hidden ones are not ranked", 9, []Score{0, 40, 30, 0, 0, 0, 0}, false, []string{"c2"}, []string{"c3"}},
		{"one alone is no profile", 9, []Score{0, 40, 0, 0, 0, 0, 0}, false, nil, nil},
		{"nothing", 0, []Score{0, 0, 0, 0, 0, 0, 0}, false, nil, nil},
		{"ends that meet share nothing", 20, []Score{34, 32, 30, 33, 31, 32, 32}, false, []string{"c1", "c4"}, []string{"c3", "c5"}},
	} {
		r := Report{Colleagues: tc.n, Most: []string{}, Least: []string{}}
		for i, c := range someQuestionnaire(7, 4).Competencies {
			r.Competencies = append(r.Competencies, CompetencyReport{ID: c.ID, Colleagues: tc.scores[i]})
		}
		r.rank()
		if r.Even != tc.even || !slices.Equal(r.Most, tc.most) || !slices.Equal(r.Least, tc.least) {
			t.Errorf("%s: even %v, most %v, least %v", tc.name, r.Even, r.Most, r.Least)
		}
	}
}

func TestWidestGaps(t *testing.T) {
	t.Parallel()
	var r Report
	for i, g := range []int{6, -9, 9, 3, -12, 0, 8} {
		view := map[bool]View{true: SelfHigher, false: SelfLower}[g > 0]
		if g*g < 25 {
			view = InStep
		}
		r.Competencies = append(r.Competencies, CompetencyReport{ID: string(rune('a' + i)), Gap: &g, View: view})
	}
	if r.widestGaps(); !slices.Equal(r.Gaps, []string{"e", "b"}) {
		t.Errorf("got %v, want the widest first, and of equals the first in model order", r.Gaps)
	}
}

func TestBand(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		score     Score
		n         int
		low, high float64
	}{{30, 9, 2.6167, 3.3833}, {30, 4, 2.425, 3.575}, {15, 3, 1, 2.1640}, {49, 5, 4.3857, 5}} {
		if low, high := Band(tc.score, tc.n); math.Abs(low-tc.low) > 1e-4 || math.Abs(high-tc.high) > 1e-4 {
			t.Errorf("%v of %d: %.4f to %.4f", tc.score, tc.n, low, high)
		}
	}
}

// A frozen report is read back without loss, and has no null list.
func TestReportJSONRoundTrip(t *testing.T) {
	t.Parallel()
	_, full := example(maya)
	empty := Count{}.Report(ReportHead{Questionnaire: someQuestionnaire(1, 4)}, nil)
	for _, r := range []Report{full, empty} {
		text, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		var back Report
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if again, _ := back.JSON(); !bytes.Equal(text, again) {
			t.Errorf("read back:\n%s\n%s", text, again)
		}
		for _, list := range []string{"sources", "competencies", "seen_most", "seen_least", "seen_differently", "scale", "actions", "items", "scores", "agreement", "named"} {
			if bytes.Contains(text, []byte(`"`+list+`":null`)) {
				t.Errorf("%s is null", list)
			}
		}
	}
}

func TestReportTimeIsUTC(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 11, 14, 18, 0, 0, 123456789, time.FixedZone("Oslo", 3600))
	r := Count{}.Report(ReportHead{ClosedAt: at}, nil)
	if got := r.ClosedAt.Format(time.RFC3339Nano); got != "2025-11-14T17:00:00.123456Z" {
		t.Errorf("got %s", got)
	}
}

func TestSecondManagerHasOwnLine(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 2)
	_, r := reportOf(q, DefaultPolicy(), []Ballot{
		{Relationship: Manager, Name: "Zoe Berg", Ratings: map[string]int{"1a": 2, "1b": 3}},
		{Relationship: Manager, Name: "Ana Moe", Ratings: map[string]int{"1a": 4, "1b": 5}},
	})
	if len(r.Sources) != 2 || r.Sources[0].Name != "Ana Moe" || r.Sources[1].Key != "manager:2" || r.Sources[1].Label != "Manager, Zoe Berg" {
		t.Errorf("%+v", r.Sources)
	}
	if s := r.Competencies[0].Scores; s["manager"] != 45 || s["manager:2"] != 25 {
		t.Errorf("%v", s)
	}
	if r.Colleagues != 0 || r.Grouping != Nothing || len(r.Published()) != 0 {
		t.Errorf("managers are in a number about colleagues: %+v", r)
	}
}
