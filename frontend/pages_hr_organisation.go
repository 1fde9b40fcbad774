package frontend

import "github.com/sevenfold/sevenfold/models"

// OrganisationPage is the heatmap of one released cycle.
type OrganisationPage struct {
	Base
	Cycles []CycleChoice // released ones, newest first; empty: nothing to show yet
	Latest bool          // it is the newest
	models.Overview
	CSVURL string // the same as a file
}

// ScaleWord is the label of a point of the scale in the middle of a sentence.
func (p OrganisationPage) ScaleWord(value int) string { return scaleWord(p.Questionnaire.Scale, value) }

func (OrganisationPage) template() string { return "hr_organisation.html" }

// CycleChoice is a cycle in a list to choose from.
type CycleChoice struct {
	ID       string
	Name     string
	Selected bool
}
