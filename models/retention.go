package models

import (
	"fmt"
	"time"
)

// How long what is left of a closed cycle is kept, with the bounds of the
// settings. A cycle freezes it at launch. Source: docs/decisions/0004-retention.md.
const (
	DefaultLinkDays = 35 // after close
	MinLinkDays     = 7
	MaxLinkDays     = 90

	DefaultReportMonths = 24 // after release
	MinReportMonths     = 1
	MaxReportMonths     = 60

	DefaultOverviewMonths = 36 // after release, never before the reports
	MaxOverviewMonths     = 60
)

// Retention is how long what is left of a closed cycle is kept.
type Retention struct {
	LinkDays       int // raters' links, addresses and invitations, from close on
	ReportMonths   int // reports, comments and numbers, from release on
	OverviewMonths int // the overview of departments and the record of HR's acts, from release on
}

// DefaultRetention is what holds unless the settings say otherwise.
func DefaultRetention() Retention {
	return Retention{DefaultLinkDays, DefaultReportMonths, DefaultOverviewMonths}
}

// Check returns an Invalid error with every fault unless r is within bounds. A
// fault's column is "links", "reports" or "overview".
func (r Retention) Check() error {
	var faults []Fault
	for _, f := range []struct {
		column, unit     string
		n, least, atMost int
	}{
		{"links", "days", r.LinkDays, MinLinkDays, MaxLinkDays},
		{"reports", "months", r.ReportMonths, MinReportMonths, MaxReportMonths},
		{"overview", "months", r.OverviewMonths, max(MinReportMonths, min(r.ReportMonths, MaxReportMonths)), MaxOverviewMonths},
	} {
		if f.n < f.least || f.n > f.atMost {
			faults = append(faults, Fault{Column: f.column, Found: fmt.Sprint(f.n), Problem: fmt.Sprintf("It must be from %d to %d %s.", f.least, f.atMost, f.unit)})
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: "These times of keeping cannot be used.", Faults: faults}
}

// String is the times in words: "links 35 days, reports 24 months, overview 36 months".
func (r Retention) String() string {
	return fmt.Sprintf("links %d days, reports %d months, overview %d months", r.LinkDays, r.ReportMonths, r.OverviewMonths)
}

// Assurance is what raters are told about how long anything is kept.
func (r Retention) Assurance() Assurance {
	return Assurance{"Nothing is kept for ever.", fmt.Sprintf("Your invitation and your link are deleted %d days after the cycle closes, and the reports %s after they are released, or earlier.",
		r.LinkDays, months(r.ReportMonths))}
}

func months(n int) string {
	if n == 1 {
		return "one month"
	}
	return fmt.Sprintf("%d months", n)
}

// HowAnonymous lists what raters of a cycle are told: how answers are kept
// anonymous, and how long anything is kept once that is promised.
func (c Cycle) HowAnonymous() []Assurance {
	list := c.Policy.HowAnonymous()
	if c.Promised != nil {
		list = append(list, c.Promised.Assurance())
	}
	return list
}

// MayErase is the law for members of HR who lead as well: while they are rated
// (own), they erase nobody who is asked about them, or they could choose who
// does not answer.
func MayErase(own bool) error {
	if own {
		return Errorf(Forbidden, "This person is asked about you, so another member of HR erases the address. Please ask one.")
	}
	return nil
}

// Forgetting is a step in which a closed cycle is forgotten. The steps come in
// this order, and each includes those before it.
type Forgetting string

// The steps of forgetting. "" is none.
const (
	ForgetPeople   Forgetting = "people"   // raters' links, addresses, invitations and letters
	ForgetReports  Forgetting = "reports"  // leaders, reports, comments and numbers
	ForgetOverview Forgetting = "overview" // the overview of departments and the record of HR's acts
)

// Ends is when each step of forgetting is due. All are zero before close. What
// was never released is kept as if it had been released when it closed.
type Ends struct {
	People   time.Time
	Reports  time.Time
	Overview time.Time
}

// Keeps is how long what is left of a cycle is kept: as it was promised at
// launch, neither longer nor shorter, whatever the settings say since. now is
// the retention of the settings, for a draft.
func (c Cycle) Keeps(now Retention) Retention {
	if c.Promised != nil {
		return *c.Promised
	}
	return now
}

// Ends is when the time of keeping is over. r is the retention of the settings.
func (c Cycle) Ends(r Retention) Ends {
	r = c.Keeps(r)
	if c.ClosedAt == nil {
		return Ends{}
	}
	shown := *c.ClosedAt
	if c.ReleasedAt != nil {
		shown = *c.ReleasedAt
	}
	return Ends{c.ClosedAt.AddDate(0, 0, r.LinkDays), shown.AddDate(0, r.ReportMonths, 0), shown.AddDate(0, r.OverviewMonths, 0)}
}

// DueToForget is the step of forgetting that is due at now and not done, or "".
// A cycle that was purged by hand is due at once.
func (c Cycle) DueToForget(now time.Time, r Retention) Forgetting {
	ends := c.Ends(r)
	over := func(end time.Time) bool { return !now.Before(end) }
	switch {
	case c.ClosedAt == nil || c.Forgotten == ForgetOverview:
		return ""
	case c.Forgotten == ForgetReports:
		if over(ends.Overview) {
			return ForgetOverview
		}
	case c.State == Purged || over(ends.Reports):
		return ForgetReports
	case c.Forgotten == "" && over(ends.People):
		return ForgetPeople
	}
	return ""
}
