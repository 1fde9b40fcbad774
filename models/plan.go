package models

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// The longest words of a plan, in characters.
const (
	MaxPlanText = 500 // of what the leader will do, when, and then
	MaxPlanName = 100 // of the person who will notice
)

// Plan is what a leader makes of a report: one behaviour, for 30 days. It is the
// leader's alone. Everything in it may stay empty.
type Plan struct {
	Behaviour string // what I will do
	When      string // when …
	Then      string // … then I will
	Who       string // one person who will notice
	Review    string // the day to look back on, as 2006-01-02
}

// ReviewDay is the day to look back on, or the zero time.
func (p Plan) ReviewDay() time.Time {
	day, _ := time.Parse(time.DateOnly, p.Review)
	return day
}

// Check cleans the words, and returns an Invalid error with all faults, under
// the columns behaviour, when, then, who and review. The day to look back on
// must lie while the report is kept, because the plan goes with it: between its
// release and its deletion, give or take a day, as zones differ.
func (p *Plan) Check(released, deleted time.Time) error {
	var faults []Fault
	for _, part := range []struct {
		column, name string
		text         *string
		most         int
	}{{"behaviour", "What I will do", &p.Behaviour, MaxPlanText}, {"when", "When …", &p.When, MaxPlanText},
		{"then", "… then I will", &p.Then, MaxPlanText}, {"who", "One person who will notice", &p.Who, MaxPlanName}} {
		*part.text = cleanText(*part.text)
		if n := utf8.RuneCountInString(*part.text); n > part.most {
			faults = append(faults, Fault{Column: part.column, Found: fmt.Sprintf("%d characters", n),
				Problem: fmt.Sprintf("“%s” has %d characters, and there is room for %d. Please shorten it.", part.name, n, part.most)})
		}
	}
	p.Review = strings.TrimSpace(p.Review)
	if problem := reviewProblem(p.Review, released, deleted); problem != "" {
		faults = append(faults, Fault{Column: "review", Found: cleanLine(p.Review), Problem: problem})
	}
	if len(faults) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: "This plan cannot be saved as it is.", Faults: faults}
}

// reviewProblem is what is wrong with the day to look back on, or "".
func reviewProblem(typed string, released, deleted time.Time) string {
	const day = 24 * time.Hour
	if typed == "" {
		return ""
	}
	at, err := time.Parse(time.DateOnly, typed)
	switch {
	case err != nil:
		return "This is not a day. Write it as year, month and day: 2026-11-14."
	case at.Before(released.UTC().Truncate(day).Add(-day)):
		return "This day is before the report was released. Choose a later one."
	case at.After(deleted.UTC().Add(day)):
		return "The report is deleted before this day, and the plan with it. Choose an earlier one."
	}
	return ""
}
