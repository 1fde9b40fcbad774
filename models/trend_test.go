package models

import (
	"fmt"
	"testing"
	"time"
)

// summary makes a report as far as trends look at it: the groups of each cell
// with their ballots, and the colleagues' scores by competency.
func summary(cycle string, closed time.Time, cells []Cell, scores map[string]Score) Report {
	r := Report{Cycle: cycle, ClosedAt: closed, Scale: []ScalePoint{{Value: 1, Label: "Almost never"}},
		Sources: []Source{{Key: "self", Groups: []Relationship{Self}, N: 1}, {Key: "manager", Groups: []Relationship{Manager}, N: 1}}}
	for _, c := range cells {
		r.Sources = append(r.Sources, Source{Key: c.Key(), Groups: c.Groups, N: c.N})
		r.Colleagues += c.N
	}
	for i := range 7 {
		id := fmt.Sprint("c", i+1)
		r.Competencies = append(r.Competencies, CompetencyReport{ID: id, Colleagues: scores[id],
			Items: []ItemReport{{ID: id + "a", Text: "lets others finish"}, {ID: id + "b", Text: "asks first"}}})
	}
	return r
}

var (
	bothGroups = func(peers, reports int) []Cell {
		return []Cell{{Groups: []Relationship{Peer}, N: peers}, {Groups: []Relationship{DirectReport}, N: reports}}
	}
	joined    = func(n int) []Cell { return []Cell{{Groups: []Relationship{Peer, DirectReport}, N: n}} }
	peersOnly = func(n int) []Cell { return []Cell{{Groups: []Relationship{Peer}, N: n}} }
	thisTime  = time.Date(2025, 11, 14, 17, 0, 0, 0, time.UTC)
	lastTime  = time.Date(2024, 11, 15, 17, 0, 0, 0, time.UTC)
)

// The numbers are those of the reference report: 8 colleagues, then 9. The
// threshold is 1.15·√(1/8 + 1/9) = 1.15·0.4859 = 0.559, so 0.6 is called a change.
func TestTrendByHand(t *testing.T) {
	before := map[string]Score{"c1": 39, "c2": 32, "c3": 30, "c4": 22, "c5": 34, "c6": 34, "c7": 43}
	now := map[string]Score{"c1": 41, "c2": 36, "c3": 30, "c4": 29, "c5": 40, "c6": 26, "c7": 38}
	got := summary("Autumn 2025", thisTime, bothGroups(5, 4), now).Trend([]Report{summary("Autumn 2024", lastTime, joined(8), before)})
	if got == nil {
		t.Fatal("no trend")
	}
	if got.Cycle != "Autumn 2024" || !got.ClosedAt.Equal(lastTime) || got.Before != 8 || got.Now != 9 || got.Least != 6 {
		t.Errorf("%+v", got)
	}
	want := []TrendRow{{"c1", 39, 41, Similar}, {"c2", 32, 36, Similar}, {"c3", 30, 30, Similar}, {"c4", 22, 29, Higher},
		{"c5", 34, 40, Higher}, {"c6", 34, 26, Lower}, {"c7", 43, 38, Similar}}
	if fmt.Sprint(got.Rows) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got.Rows, want)
	}
}

// The least change, worked out by hand: 1.15·√(1/n + 1/m) rounded up to tenths,
// and never under half a point.
func TestLeastChangeByHand(t *testing.T) {
	for _, test := range []struct {
		n, m  int
		least Score
	}{
		{3, 3, 10},  // 0.939
		{4, 4, 9},   // 0.813
		{5, 5, 8},   // 0.727
		{3, 12, 8},  // 0.742
		{8, 8, 6},   // 0.575
		{10, 10, 6}, // 0.514
		{11, 11, 5}, // 0.490
		{40, 60, 5}, // 0.235
	} {
		if got := leastChange(test.n, test.m); got != test.least {
			t.Errorf("%d and %d: %s, want %s", test.n, test.m, got, test.least)
		}
		if got := leastChange(test.m, test.n); got != test.least {
			t.Errorf("%d and %d: %s, want %s", test.m, test.n, got, test.least)
		}
	}
}

func TestWhatIsNotCompared(t *testing.T) {
	all := map[string]Score{"c1": 30, "c2": 30, "c3": 30, "c4": 30, "c5": 30, "c6": 30, "c7": 30}
	without := func(ids ...string) map[string]Score {
		some := map[string]Score{}
		for id, s := range all {
			some[id] = s
		}
		for _, id := range ids {
			delete(some, id)
		}
		return some
	}
	at := func(y int, m time.Month, d, hour int) time.Time { return time.Date(y, m, d, hour, 0, 0, 0, time.UTC) }
	now := summary("Now", thisTime, bothGroups(5, 4), all)
	reworded := summary("Then", lastTime, bothGroups(5, 4), all)
	reworded.Competencies[2].Items[1].Text = "asks last"
	shorter := summary("Then", lastTime, bothGroups(5, 4), all)
	shorter.Competencies[2].Items = shorter.Competencies[2].Items[:1]
	rescaled := summary("Then", lastTime, bothGroups(5, 4), all)
	rescaled.Scale = []ScalePoint{{Value: 1, Label: "Never"}}
	for name, test := range map[string]struct {
		earlier []Report
		rows    int // 0: no trend
		cycle   string
	}{
		"none":                         {nil, 0, ""},
		"the same groups apart":        {[]Report{summary("Then", lastTime, bothGroups(3, 3), all)}, 7, "Then"},
		"the same groups joined":       {[]Report{summary("Then", lastTime, joined(3), all)}, 7, "Then"},
		"one group less":               {[]Report{summary("Then", lastTime, peersOnly(9), all)}, 0, ""},
		"nobody shown":                 {[]Report{summary("Then", lastTime, nil, all)}, 0, ""},
		"six months and an hour less":  {[]Report{summary("Then", at(2025, 5, 14, 18), joined(8), all)}, 7, "Then"},
		"a day too near":               {[]Report{summary("Then", at(2025, 5, 15, 0), joined(8), all)}, 0, ""},
		"later":                        {[]Report{summary("Next", at(2026, 11, 14, 17), joined(8), all)}, 0, ""},
		"one value less":               {[]Report{summary("Then", lastTime, joined(8), without("c2"))}, 6, "Then"},
		"no value":                     {[]Report{summary("Then", lastTime, joined(8), nil)}, 0, ""},
		"other words":                  {[]Report{reworded}, 6, "Then"},
		"fewer questions":              {[]Report{shorter}, 6, "Then"},
		"another scale":                {[]Report{rescaled}, 0, ""},
		"the last of several":          {[]Report{summary("First", at(2023, 11, 14, 17), joined(8), all), summary("Then", lastTime, joined(8), all)}, 7, "Then"},
		"the last one can't, so older": {[]Report{summary("Near", at(2025, 9, 1, 17), joined(8), all), summary("Then", lastTime, joined(8), all)}, 7, "Then"},
	} {
		t.Run(name, func(t *testing.T) {
			switch got := now.Trend(test.earlier); {
			case got == nil && test.rows > 0:
				t.Error("no trend")
			case got != nil && (len(got.Rows) != test.rows || got.Cycle != test.cycle):
				t.Errorf("%d rows since %s, want %d since %q", len(got.Rows), got.Cycle, test.rows, test.cycle)
			}
		})
	}
	if got := summary("Now", thisTime, nil, nil).Trend([]Report{summary("Then", lastTime, nil, nil)}); got != nil {
		t.Errorf("two reports without colleagues: %+v", got)
	}
}
