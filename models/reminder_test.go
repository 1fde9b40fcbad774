package models_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

func TestReminderPlan(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		plan   models.Reminders
		faults int
	}{
		{nil, 0}, {models.Reminders{}, 0}, {models.DefaultReminders(), 0}, {models.Reminders{60, 1, 30}, 0},
		{models.Reminders{0}, 1}, {models.Reminders{61}, 1}, {models.Reminders{-1, 61}, 2}, {models.Reminders{7, 7}, 1},
		{models.Reminders{4, 3, 2, 1}, 1}, {models.Reminders{9, 9, 9, 0}, 4},
	} {
		err := test.plan.Check()
		if (err == nil) != (test.faults == 0) {
			t.Fatalf("%v: %v", test.plan, err)
		}
		if err == nil {
			continue
		}
		if e := err.(*models.Error); e.Kind != models.Invalid || len(e.Faults) != test.faults || e.Faults[0].Column != "reminder_days" {
			t.Errorf("%v: %+v", test.plan, e)
		}
	}
	if got := fmt.Sprint(models.Reminders{1, 30, 7}.Sorted(), models.Reminders(nil).Sorted() == nil); got != "[30 7 1] false" {
		t.Errorf("sorted: %s", got)
	}
}

func TestRemindersByHand(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		done models.Reminded
		ok   bool
	}{
		{models.Reminded{}, true},
		{models.Reminded{Sent: 1, Last: now.Add(-models.ReminderRest)}, true},
		{models.Reminded{Sent: 1, Last: now.Add(-models.ReminderRest + time.Microsecond)}, false},
		{models.Reminded{Sent: 2, Last: now.Add(-90 * time.Hour)}, true},
		{models.Reminded{Sent: 3, Last: now.Add(-90 * time.Hour)}, false},
	} {
		if err := test.done.Check(now); (err == nil) != test.ok || err != nil && models.KindOf(err) != models.Conflict {
			t.Errorf("%+v: %v", test.done, err)
		}
	}
}

const oneDay = 24 * time.Hour

func TestComingReminders(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	day := func(n float64) time.Time { return opens.Add(time.Duration(n * float64(oneDay))) }
	for name, test := range map[string]struct {
		plan  models.Reminders
		until time.Time
		done  models.Reminded
		want  []time.Time // the cycle is open for 14 days
	}{
		"the usual plan":            {models.DefaultReminders(), time.Time{}, models.Reminded{}, []time.Time{day(7), day(13)}},
		"in any order":              {models.Reminders{1, 3, 7}, time.Time{}, models.Reminded{}, []time.Time{day(7), day(11), day(13)}},
		"none":                      {nil, time.Time{}, models.Reminded{}, nil},
		"past at the launch":        {models.Reminders{30, 14, 1}, time.Time{}, models.Reminded{}, []time.Time{day(13)}},
		"one is done with":          {models.DefaultReminders(), day(7), models.Reminded{Sent: 1, Last: day(7)}, []time.Time{day(13)}},
		"by hand the day before":    {models.DefaultReminders(), day(6.5), models.Reminded{Sent: 1, Last: day(6.5)}, []time.Time{day(13)}},
		"by hand two days before":   {models.DefaultReminders(), day(5), models.Reminded{Sent: 1, Last: day(5)}, []time.Time{day(7), day(13)}},
		"two by hand leave one":     {models.DefaultReminders(), day(5), models.Reminded{Sent: 2, Last: day(5)}, []time.Time{day(7)}},
		"three are enough":          {models.DefaultReminders(), day(5), models.Reminded{Sent: 3, Last: day(5)}, nil},
		"two days after each other": {models.Reminders{3, 2}, time.Time{}, models.Reminded{}, []time.Time{day(11), day(12)}},
	} {
		cycle := models.Cycle{State: models.Open, OpensAt: &opens, ClosesAt: new(day(14)), Reminders: test.plan}
		if !test.until.IsZero() {
			cycle.RemindedUntil = &test.until
		}
		if got := cycle.ComingReminders(test.done); !slices.EqualFunc(got, test.want, time.Time.Equal) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	if at := (models.Cycle{Reminders: models.DefaultReminders()}).RemindersAt(); at != nil {
		t.Errorf("without a deadline: %v", at)
	}
}

func TestReminderDue(t *testing.T) {
	t.Parallel()
	opens := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	closes := opens.Add(14 * oneDay)
	cycle := models.Cycle{State: models.Open, OpensAt: &opens, ClosesAt: &closes, Reminders: models.DefaultReminders()}
	for _, test := range []struct {
		before time.Duration // the deadline
		due    bool
		kind   models.LetterKind
		spread time.Duration
	}{
		{7*oneDay + time.Microsecond, false, models.ReminderLetter, 2 * time.Hour},
		{7 * oneDay, true, models.ReminderLetter, 2 * time.Hour},
		{2 * oneDay, true, models.ReminderLetter, 2 * time.Hour}, // the service was down
		{oneDay, true, models.LastReminderLetter, 2 * time.Hour},
		{time.Hour, true, models.LastReminderLetter, 30 * time.Minute},
		{0, false, models.LastReminderLetter, 0},
		{-oneDay, false, models.LastReminderLetter, 0},
	} {
		now := closes.Add(-test.before)
		if cycle.ReminderDue(now) != test.due || cycle.ReminderKind(now) != test.kind || cycle.ReminderSpread(now) != test.spread {
			t.Errorf("%s before: due %t, %s, over %s", test.before, cycle.ReminderDue(now), cycle.ReminderKind(now), cycle.ReminderSpread(now))
		}
	}
	now := closes.Add(-6 * oneDay)
	done := cycle
	done.RemindedUntil = &now
	if done.ReminderDue(now) || !done.ReminderDue(closes.Add(-oneDay)) {
		t.Error("what was sent is due again, or the next one is not")
	}
	later := cycle
	later.ClosesAt = new(closes.Add(10 * oneDay))
	if later.ReminderDue(now) {
		t.Error("the reminder did not move with the deadline")
	}
	for _, state := range allStates {
		if other := cycle; state != models.Open {
			if other.State = state; other.ReminderDue(now) {
				t.Errorf("%s: a reminder is due", state)
			}
		}
	}
}
