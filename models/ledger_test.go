package models

import (
	"slices"
	"strings"
	"testing"
)

// wrongs are the texts of the findings that are not good.
func wrongs(findings []Finding) (all []string) {
	for _, f := range findings {
		if !f.Good {
			all = append(all, f.Text)
		}
	}
	return all
}

func TestSurroundingsAreJudged(t *testing.T) {
	t.Parallel()
	quiet := func() Surroundings {
		return Surroundings{Columns: map[string][]string{"ballots": {"id", "leader_id", "box"}, "invitations": {"id", "state"}, "links": {"id"}},
			Settings: map[string]string{"track_commit_timestamp": "off", "log_statement": "none", "log_min_duration_statement": "-1",
				"log_min_duration_sample": "-1", "log_transaction_sample_rate": "0", "log_parameter_max_length": "-1", "log_parameter_max_length_on_error": "0"}}
	}
	if w := wrongs(CheckSurroundings(quiet())); w != nil {
		t.Errorf("the defaults of PostgreSQL: %v", w)
	}
	if w := CheckSurroundings(Surroundings{Columns: quiet().Columns}); len(w) != 4 || wrongs(w) != nil {
		t.Errorf("SQLite: %v", w)
	}
	for name, c := range map[string]struct {
		spoil func(*Surroundings)
		says  string
	}{
		"times":          {func(s *Surroundings) { s.Settings["track_commit_timestamp"] = "on" }, "time of every transaction"},
		"all":            {func(s *Surroundings) { s.Settings["log_statement"] = "all" }, "with their values"},
		"changes":        {func(s *Surroundings) { s.Settings["log_statement"] = "mod" }, "with their values"},
		"slow ones":      {func(s *Surroundings) { s.Settings["log_min_duration_statement"] = "250" }, "with their values"},
		"every one":      {func(s *Surroundings) { s.Settings["log_min_duration_statement"] = "0" }, "with their values"},
		"some slow ones": {func(s *Surroundings) { s.Settings["log_min_duration_sample"] = "100" }, "with their values"},
		"samples":        {func(s *Surroundings) { s.Settings["log_transaction_sample_rate"] = "0.01" }, "with their values"},
		"on error":       {func(s *Surroundings) { s.Settings["log_parameter_max_length_on_error"] = "-1" }, "failed statements"},
		"column":         {func(s *Surroundings) { s.Columns["invitations"] = []string{"id", "answered_at"} }, "answered_at"},
		"trigger":        {func(s *Surroundings) { s.Watchers = []string{"history"} }, "history"},
	} {
		s := quiet()
		c.spoil(&s)
		if w := wrongs(CheckSurroundings(s)); len(w) != 1 || !strings.Contains(w[0], c.says) {
			t.Errorf("%s: %v", name, w)
		}
	}
	s := quiet()
	s.Settings["log_statement"], s.Settings["log_parameter_max_length"] = "all", "0"
	if w := wrongs(CheckSurroundings(s)); w != nil {
		t.Errorf("statements without values: %v", w)
	}
}

func TestCycleFactsAreJudged(t *testing.T) {
	t.Parallel()
	open := CycleFacts{State: Open, Answered: 9, Ballots: 9, BoxSizes: 1, TokenHashes: 12, KeyHere: true, KeyDirectory: true}
	closed := CycleFacts{State: Closed, Answered: 9, KeyDirectory: true}
	spoilt := func(f CycleFacts, spoil func(*CycleFacts)) CycleFacts { spoil(&f); return f }
	for name, c := range map[string]struct {
		facts CycleFacts
		says  []string
	}{
		"open":                 {open, nil},
		"released":             {spoilt(closed, func(f *CycleFacts) { f.State = Released }), nil},
		"half worked out":      {spoilt(open, func(f *CycleFacts) { f.State, f.Ballots = Closing, 4 }), nil},
		"only takes answers":   {spoilt(open, func(f *CycleFacts) { f.KeyHere, f.KeyDirectory, f.Unopened = false, false, 9 }), nil},
		"ballots lost":         {spoilt(open, func(f *CycleFacts) { f.Ballots = 8 }), []string{"8 sealed answers"}},
		"key lost":             {spoilt(open, func(f *CycleFacts) { f.KeyHere, f.Unopened = false, 9 }), []string{"not in the key directory"}},
		"foreign box":          {spoilt(open, func(f *CycleFacts) { f.Unopened = 1 }), []string{"does not open 1"}},
		"sizes":                {spoilt(open, func(f *CycleFacts) { f.BoxSizes = 3 }), []string{"3 different sizes"}},
		"not shuffled":         {spoilt(open, func(f *CycleFacts) { f.Apart, f.Named = 2, 7 }), []string{"2 leaders", "7 answers"}},
		"ids":                  {spoilt(closed, func(f *CycleFacts) { f.ForeignIDs = 5 }), []string{"5 ids"}},
		"key and answers kept": {spoilt(closed, func(f *CycleFacts) { f.Ballots, f.KeyHere, f.TokenHashes = 1, true, 2 }), []string{"1 single", "2 links", "still in the key directory"}},
	} {
		got := wrongs(CheckCycle(c.facts))
		if !slices.EqualFunc(got, c.says, strings.Contains) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestGroupingIfEverybodyAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		peers, reports int
		drop           bool
		want           Grouping
	}{{4, 3, false, Separate}, {4, 2, false, Merged}, {4, 2, true, Partly}, {1, 1, false, Nothing}, {0, 0, false, Nothing}, {3, 0, false, Separate}} {
		got := GroupingIf(map[Relationship]int{Peer: c.peers, DirectReport: c.reports, Self: 1}, Policy{K: 3, DropSmall: c.drop})
		if got != c.want || got.Words() == "" {
			t.Errorf("%d peers and %d reports: %q", c.peers, c.reports, got)
		}
	}
}
