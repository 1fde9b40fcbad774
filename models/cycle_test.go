package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sevenfold/sevenfold/models"
)

// allStates in their order.
var allStates = []models.CycleState{models.Draft, models.Open, models.Closing, models.Closed, models.Released, models.Purged}

// TestLifecycle holds every verb in every state against the law as docs/states.md
// draws it: "." is refused, "=" leaves the state, any other word is the state it
// leads to.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	law := map[models.Verb]string{
		//                  draft open closing closed released purged
		models.Edit:        "=    .    .       .      .        .",
		models.Delete:      "=    .    .       .      .        .",
		models.Launch:      "open .    .       .      .        .",
		models.Extend:      ".    =    .       .      .        .",
		models.AddRater:    ".    =    .       .      .        .",
		models.Remind:      "=    =    .       .      .        .",
		models.FixAddress:  ".    =    .       .      .        .",
		models.Answer:      ".    =    .       .      .        .",
		models.BeginClose:  ".    closing . .      .        .",
		models.FinishClose: ".    .    closed  .      .        .",
		models.Moderate:    ".    .    .       =      .        .",
		models.Release:     ".    .    .       released .      .",
		models.Purge:       ".    .    .       purged purged   .",
	}
	for verb, line := range law {
		cells := strings.Fields(line)
		if len(cells) != len(allStates) {
			t.Fatalf("%s: %d cells", verb, len(cells))
		}
		for i, state := range allStates {
			got, err := state.After(verb)
			if state.Can(verb) != (err == nil) {
				t.Errorf("%s in %s: Can and After differ", verb, state)
			}
			switch cells[i] {
			case ".":
				if models.KindOf(err) != models.WrongState || err.Error() == "" || got != state {
					t.Errorf("%s in %s: %s, %v; want a WrongState error", verb, state, got, err)
				}
			case "=":
				if err != nil || got != state {
					t.Errorf("%s in %s: %s, %v; want it to stay", verb, state, got, err)
				}
			default:
				if err != nil || string(got) != cells[i] {
					t.Errorf("%s in %s: %s, %v; want %s", verb, state, got, err, cells[i])
				}
			}
		}
	}
	if _, err := models.Draft.After("dance"); models.KindOf(err) != models.WrongState {
		t.Errorf("an unknown verb: %v", err)
	}
	if models.CycleState("dancing").Can(models.Edit) {
		t.Error("an unknown state takes a verb")
	}
}

func TestCheckLaunch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) *time.Time { return new(now.Add(d)) }
	hr := models.Contact{Name: "Ravi", Email: "ravi@a.example"}
	tests := map[string]struct {
		cycle  models.Cycle
		counts models.LaunchCounts
		want   []string // columns with faults
	}{
		"ready":            {models.Cycle{ClosesAt: at(48 * time.Hour), Contact: hr}, models.LaunchCounts{Leaders: 1}, nil},
		"at the shortest":  {models.Cycle{ClosesAt: at(models.MinOpen), Contact: hr}, models.LaunchCounts{Leaders: 1}, nil},
		"too short":        {models.Cycle{ClosesAt: at(models.MinOpen - time.Microsecond), Contact: hr}, models.LaunchCounts{Leaders: 1}, []string{"closes_at"}},
		"at the longest":   {models.Cycle{ClosesAt: at(models.MaxOpen), Contact: hr}, models.LaunchCounts{Leaders: 1}, nil},
		"too long":         {models.Cycle{ClosesAt: at(models.MaxOpen + time.Microsecond), Contact: hr}, models.LaunchCounts{Leaders: 1}, []string{"closes_at"}},
		"in the past":      {models.Cycle{ClosesAt: at(-time.Hour), Contact: hr}, models.LaunchCounts{Leaders: 1}, []string{"closes_at"}},
		"nothing there":    {models.Cycle{}, models.LaunchCounts{Leaders: 0}, []string{"closes_at", "roster", "contact"}},
		"nobody to ask":    {models.Cycle{ClosesAt: at(48 * time.Hour), Contact: hr}, models.LaunchCounts{Leaders: 0}, []string{"roster"}},
		"a leader alone":   {models.Cycle{ClosesAt: at(48 * time.Hour), Contact: hr}, models.LaunchCounts{Leaders: 2, WithoutRaters: 1}, []string{"roster"}},
		"nobody who helps": {models.Cycle{ClosesAt: at(48 * time.Hour)}, models.LaunchCounts{Leaders: 1}, []string{"contact"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.cycle.CheckLaunch(now, test.counts)
			if test.want == nil {
				if err != nil {
					t.Errorf("error %v", err)
				}
				return
			}
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("error %v, want an Invalid one", err)
			}
			var got []string
			for _, f := range err.(*models.Error).Faults {
				got = append(got, f.Column)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckExtend(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	deadline := now.Add(24 * time.Hour)
	past := now.Add(-time.Minute)
	tests := map[string]struct {
		from, to time.Time
		ok       bool
	}{
		"later":                  {deadline, deadline.Add(time.Hour), true},
		"the same":               {deadline, deadline, false},
		"earlier":                {deadline, deadline.Add(-time.Hour), false},
		"to the longest":         {deadline, now.Add(models.MaxOpen), true},
		"too long":               {deadline, now.Add(models.MaxOpen + time.Second), false},
		"past, but not yet shut": {past, now.Add(models.MinOpen), true},
		"later, but not an hour": {past, now.Add(models.MinOpen - time.Second), false},
	}
	for name, test := range tests {
		err := models.Cycle{ClosesAt: &test.from}.CheckExtend(now, test.to)
		if (err == nil) != test.ok || err != nil && models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
