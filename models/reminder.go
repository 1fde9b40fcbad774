package models

import (
	"fmt"
	"slices"
	"time"
)

// Reminders is how many days before the deadline a cycle reminds whoever has
// not answered, the farthest first.
type Reminders []int

// The bounds of reminding. More would not be kind.
const (
	MaxReminders    = 3 // of a cycle, those by hand included
	MaxReminderDays = 60
	ReminderRest    = 24 * time.Hour // the least time between two

	// reminderSpread is the time over which the letters of one planned reminder
	// leave, each at a random moment: that a letter left says nothing then.
	reminderSpread = 2 * time.Hour

	// lastDay is the time before the deadline in which a reminder is the last one.
	lastDay = 36 * time.Hour
)

// DefaultReminders is a week and a day before the deadline.
func DefaultReminders() Reminders { return Reminders{7, 1} }

// Sorted is the plan with the farthest day first, and never nil.
func (r Reminders) Sorted() Reminders {
	sorted := append(Reminders{}, r...)
	slices.SortFunc(sorted, func(a, b int) int { return b - a })
	return sorted
}

// Check returns an Invalid error with all faults of the plan.
func (r Reminders) Check() error {
	var faults []Fault
	if len(r) > MaxReminders {
		faults = append(faults, Fault{Column: "reminder_days", Found: fmt.Sprintf("%d reminders", len(r)), Problem: "Plan at most three reminders."})
	}
	seen := map[int]bool{}
	for _, days := range r {
		switch {
		case days < 1 || days > MaxReminderDays:
			faults = append(faults, Fault{Column: "reminder_days", Found: fmt.Sprint(days), Problem: "A reminder goes out 1 to 60 days before the deadline. Give a whole number."})
		case seen[days]:
			faults = append(faults, Fault{Column: "reminder_days", Found: fmt.Sprint(days), Problem: "Two reminders would go out on the same day. Choose another day for one, or leave it out."})
		}
		seen[days] = true
	}
	if len(faults) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: faults[0].Problem, Faults: faults}
}

// Reminded is how many reminders of a cycle were sent, by hand or as planned,
// and when the newest was; zero for none.
type Reminded struct {
	Sent int
	Last time.Time
}

// Check returns a Conflict that says why no reminder may be sent at now.
func (r Reminded) Check(now time.Time) error {
	if r.Sent >= MaxReminders {
		return Errorf(Conflict, "Three reminders were sent. More would not be kind.")
	}
	if r.Sent > 0 && r.Last.After(now.Add(-ReminderRest)) {
		return Errorf(Conflict, "A reminder was sent less than a day ago. Please wait until tomorrow.")
	}
	return nil
}

// remindsAfter is the time up to which reminders of the plan were sent or
// skipped: those before the launch, and before the plan or deadline was changed,
// are skipped.
func (c Cycle) remindsAfter() (after time.Time) {
	for _, t := range []*time.Time{c.OpensAt, c.RemindedUntil} {
		if t != nil && t.After(after) {
			after = *t
		}
	}
	return after
}

// RemindersAt is when the plan's reminders go out that are not done with, the
// next one first. A plan without a deadline has none.
func (c Cycle) RemindersAt() (at []time.Time) {
	if c.ClosesAt == nil {
		return nil
	}
	for _, days := range c.Reminders.Sorted() {
		if t := c.ClosesAt.Add(-time.Duration(days) * 24 * time.Hour); t.After(c.remindsAfter()) {
			at = append(at, t)
		}
	}
	return at
}

// ComingReminders is when reminders will go out if nobody changes anything:
// what is left of the plan without those that would be too soon after another,
// or too many.
func (c Cycle) ComingReminders(done Reminded) (at []time.Time) {
	for _, t := range c.RemindersAt() {
		if done.Check(t) == nil {
			at = append(at, t)
			done = Reminded{done.Sent + 1, t}
		}
	}
	return at
}

// RemindersAfterLaunch is when the reminders of a draft will go out if it is
// launched at its set time, or now.
func (c Cycle) RemindersAfterLaunch(now time.Time) []time.Time {
	if c.OpensAt == nil || c.OpensAt.Before(now) {
		c.OpensAt = &now
	}
	return c.ComingReminders(Reminded{})
}

// ReminderDue reports whether a reminder of the plan is due at now. Several that
// were missed are one.
func (c Cycle) ReminderDue(now time.Time) bool {
	at := c.RemindersAt()
	return c.State == Open && len(at) > 0 && !at[0].After(now) && now.Before(*c.ClosesAt)
}

// ReminderKind is the kind of letter of a reminder that is sent at now.
func (c Cycle) ReminderKind(now time.Time) LetterKind {
	if c.ClosesAt != nil && c.ClosesAt.Sub(now) <= lastDay {
		return LastReminderLetter
	}
	return ReminderLetter
}

// ReminderSpread is the time over which the letters of a planned reminder leave:
// two hours, and less shortly before the deadline.
func (c Cycle) ReminderSpread(now time.Time) time.Duration {
	if c.ClosesAt == nil {
		return reminderSpread
	}
	return max(0, min(reminderSpread, c.ClosesAt.Sub(now)/2))
}
