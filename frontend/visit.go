package frontend

import (
	"slices"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// Colleagues are the leaders of the link other than the rater.
func (v Visit) Colleagues() []models.Asked {
	return slices.DeleteFunc(slices.Clone(v.Asked), func(a models.Asked) bool { return a.Relationship == models.Self })
}

// OwnView reports whether the rater is asked about himself or herself.
func (v Visit) OwnView() bool { return len(v.Colleagues()) < len(v.Asked) }

// AllNamed reports whether everything the rater is asked for is shown by name.
func (v Visit) AllNamed() bool {
	return !slices.ContainsFunc(v.Asked, func(a models.Asked) bool { return !a.Relationship.Named() })
}

// Open are the leaders whom the rater has neither answered about nor declined.
func (v Visit) Open() []models.Asked {
	return slices.DeleteFunc(slices.Clone(v.Asked), func(a models.Asked) bool { return a.State != models.Pending })
}

// Sent is how many surveys of the link were sent.
func (v Visit) Sent() int {
	sent := 0
	for _, a := range v.Asked {
		if a.State == models.Answered {
			sent++
		}
	}
	return sent
}

// Next is the first leader still open other than the given one, or nil.
func (v Visit) Next(but models.Asked) *models.Asked {
	for _, a := range v.Open() {
		if a.LeaderID != but.LeaderID {
			return &a
		}
	}
	return nil
}

// Draft is the opaque key under which the browser keeps the draft about a leader.
func (v Visit) Draft(a models.Asked) string { return v.Drafts[a.LeaderID] }

// Heading is what the link asks for: "Feedback for three colleagues".
func (v Visit) Heading() string {
	colleagues := v.Colleagues()
	heading := "Your own view"
	switch len(colleagues) {
	case 0:
		return heading
	case 1:
		heading = "Feedback for " + colleagues[0].Name
	default:
		heading = "Feedback for " + number(len(colleagues)) + " colleagues"
	}
	if v.OwnView() {
		heading += ", and your own view"
	}
	return heading
}

// Purpose is why the rater is asked: "so that three colleagues can grow as leaders".
func (v Visit) Purpose() string {
	colleagues := v.Colleagues()
	switch {
	case len(colleagues) == 0:
		return "so that you can grow as a leader"
	case v.OwnView():
		return "so that you and your colleagues can grow as leaders"
	case len(colleagues) == 1:
		return "so that " + colleagues[0].FirstName() + " can grow as a leader"
	}
	return "so that " + number(len(colleagues)) + " colleagues can grow as leaders"
}

// Job is a leader's title and department: "Engineering Manager, Platform".
func (v Visit) Job(a models.Asked) string { return joined(a.Title, a.Department) }

// joined writes what is known of a title and a department.
func joined(title, department string) string {
	return strings.Trim(title+", "+department, ", ")
}

// Folds is the empty progress of a survey; the browser fills it from its draft.
func (p SurveyListPage) Folds() Folds {
	var parts [][]bool
	for left := p.Items; left > 0; left -= 4 {
		parts = append(parts, make([]bool, min(left, 4)))
	}
	return folds(parts)
}

// Own reports whether the rater declines to rate himself or herself.
func (p DeclinePage) Own() bool { return p.Leader != nil && p.Leader.Relationship == models.Self }

// Own reports whether the survey was the rater's own view.
func (p ThanksPage) Own() bool { return p.Leader.Relationship == models.Self }

// Named reports whether the answers are shown by name.
func (p ThanksPage) Named() bool { return p.Leader.Relationship.Named() }

// Declined reports whether the rater declined.
func (p ThanksPage) Declined() bool { return p.Leader.State == models.Declined }
