package frontend

import (
	"time"
)

// PlanField is a field of the leader's plan, by its name.
func (p ReportPage) PlanField(name string) Input {
	field := func(kind, label, value string) Input { return p.Input(kind, name, label, value).Optional() }
	switch name {
	case "behaviour":
		return field("text", "What I will do", p.Plan.Behaviour)
	case "when":
		return field("text", "When …", p.Plan.When)
	case "then":
		return field("text", "… then I will", p.Plan.Then)
	case "who":
		return field("text", "One person who will notice", p.Plan.Who)
	}
	return field("date", "I look back on", p.Plan.Review).Between(dateOrNone(p.ReleasedAt), dateOrNone(p.KeptUntil))
}

// dateOrNone is a day as date fields have it, "" for the zero time.
func dateOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// PlanDay is the day to look back on, in words.
func (p ReportPage) PlanDay() string {
	if at := p.Plan.ReviewDay(); !at.IsZero() {
		return day(at)
	}
	return p.Plan.Review
}

// PlanNote says who can see the plan.
func (p ReportPage) PlanNote() string {
	const alone = "Only you can see this, and whoever you show it to."
	if p.Report.Policy.HRMayRead {
		return alone + " HR can open the report, and does not find your plan in it."
	}
	return alone
}
