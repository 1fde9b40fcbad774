package models

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPlanChecks(t *testing.T) {
	released, deleted := time.Date(2025, 11, 21, 9, 0, 0, 0, time.UTC), time.Date(2027, 11, 21, 9, 0, 0, 0, time.UTC)
	long := func(n int) string { return strings.Repeat("é", n) }
	for name, test := range map[string]struct {
		plan   Plan
		faults []string // columns
	}{
		"nothing":           {Plan{}, nil},
		"all":               {Plan{"Leave the roadmap with Elif.", "somebody asks", "ask first", "Elif", "2025-12-21"}, nil},
		"as long as can be": {Plan{long(500), long(500), long(500), long(100), ""}, nil},
		"too long":          {Plan{long(501), long(501), long(501), long(101), ""}, []string{"behaviour", "when", "then", "who"}},
		"no day":            {Plan{Review: "in a month"}, []string{"review"}},
		"no such day":       {Plan{Review: "2026-02-30"}, []string{"review"}},
		"the first day":     {Plan{Review: "2025-11-20"}, nil}, // where the zone is west of UTC
		"before":            {Plan{Review: "2025-11-19"}, []string{"review"}},
		"the last day":      {Plan{Review: "2027-11-22"}, nil},
		"after":             {Plan{Review: "2027-11-23"}, []string{"review"}},
		"all at once":       {Plan{long(501), "", "", "", "soon"}, []string{"behaviour", "review"}},
	} {
		err := test.plan.Check(released, deleted)
		var columns []string
		if err != nil {
			for _, f := range err.(*Error).Faults {
				columns = append(columns, f.Column)
				if strings.Contains(f.Problem, long(20)) || f.Problem == "" {
					t.Errorf("%s: %q", name, f.Problem)
				}
			}
		}
		if !slices.Equal(columns, test.faults) {
			t.Errorf("%s: faults in %v, want %v", name, columns, test.faults)
		}
	}
}

func TestPlanIsCleaned(t *testing.T) {
	p := Plan{Behaviour: " Say \x00less.\r\n\r\n\r\n\r\nAsk\tmore. ", Who: "Noël\xff", Review: " 2025-12-21 "}
	if err := p.Check(time.Date(2025, 11, 21, 9, 0, 0, 0, time.UTC), time.Date(2027, 11, 21, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if want := (Plan{Behaviour: "Say less.\n\nAsk more.", Who: "Noël", Review: "2025-12-21"}); p != want {
		t.Errorf("%q", p)
	}
	if p.ReviewDay() != time.Date(2025, 12, 21, 0, 0, 0, 0, time.UTC) || !(Plan{Review: "soon"}).ReviewDay().IsZero() {
		t.Error("the day to look back on is another")
	}
}
