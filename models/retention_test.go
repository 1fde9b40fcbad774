package models_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
)

func TestRetentionKeepsItsBounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		keep models.Retention
		want []string
	}{
		{models.DefaultRetention(), nil},
		{models.Retention{LinkDays: 7, ReportMonths: 1, OverviewMonths: 1}, nil},
		{models.Retention{LinkDays: 90, ReportMonths: 60, OverviewMonths: 60}, nil},
		{models.Retention{}, []string{"links", "reports", "overview"}},
		{models.Retention{LinkDays: 6, ReportMonths: 24, OverviewMonths: 23}, []string{"links", "overview"}},
		{models.Retention{LinkDays: 91, ReportMonths: 61, OverviewMonths: 61}, []string{"links", "reports", "overview"}},
	}
	for _, test := range tests {
		var got []string
		if e, ok := errors.AsType[*models.Error](test.keep.Check()); ok {
			for _, f := range e.Faults {
				got = append(got, f.Column)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test.keep, diff)
		}
	}
}

// TestDueToForget walks a cycle along its times of keeping: the step that is due
// in the instant before and at each end, by what is done already.
func TestDueToForget(t *testing.T) {
	t.Parallel()
	closed := time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC)
	shown := closed.Add(72 * time.Hour)
	keep := models.DefaultRetention()
	at := func(state models.CycleState, released *time.Time, done models.Forgetting, now time.Time) models.Forgetting {
		return models.Cycle{State: state, ClosedAt: &closed, ReleasedAt: released, Forgotten: done}.DueToForget(now, keep)
	}
	const none, people, reports, overview = models.Forgetting(""), models.ForgetPeople, models.ForgetReports, models.ForgetOverview
	links, end, last := closed.AddDate(0, 0, 35), shown.AddDate(2, 0, 0), shown.AddDate(3, 0, 0)
	before := func(end time.Time) time.Time { return end.Add(-time.Microsecond) }
	tests := []struct {
		name     string
		state    models.CycleState
		released *time.Time
		done     models.Forgetting
		now      time.Time
		want     models.Forgetting
	}{
		{"just closed", models.Closed, nil, none, closed, none},
		{"before the links' end", models.Released, &shown, none, before(links), none},
		{"at the links' end", models.Released, &shown, none, links, people},
		{"at the links' end, never released", models.Closed, nil, none, links, people},
		{"links gone", models.Released, &shown, people, before(end), none},
		{"at the reports' end", models.Released, &shown, people, end, reports},
		{"nobody looked for two years", models.Released, &shown, none, end, reports},
		{"never released", models.Closed, nil, people, closed.AddDate(2, 0, 0), reports},
		{"purged by hand", models.Purged, &shown, none, closed, reports},
		{"purged after the links", models.Purged, &shown, people, links, reports},
		{"reports gone", models.Purged, &shown, reports, before(last), none},
		{"at the overview's end", models.Purged, &shown, reports, last, overview},
		{"all gone", models.Purged, &shown, overview, last.AddDate(10, 0, 0), none},
	}
	for _, test := range tests {
		if got := at(test.state, test.released, test.done, test.now); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	for _, state := range []models.CycleState{models.Draft, models.Open, models.Closing} {
		if got := (models.Cycle{State: state}).DueToForget(last, keep); got != none {
			t.Errorf("%s: %q", state, got)
		}
	}
}
