package frontend

import "github.com/sevenfold/sevenfold/models"

// OrganisationPage is the heatmap of one released cycle.
type OrganisationPage struct {
	Base
	Cycles []CycleChoice // released ones, newest first; empty: nothing to show yet
	Latest bool          // it is the newest
	models.Overview
	From   int    // departments on the pages before
	Pager  Pager  // of departments
	CSVURL string // the same as a file, with all departments
}

// DepartmentsPerPage is how many departments a page shows.
const DepartmentsPerPage = 75

// part is the rows of this page.
func part[T any](p OrganisationPage, rows []T) []T {
	from := min(p.From, len(rows))
	return rows[from:min(from+DepartmentsPerPage, len(rows))]
}

// RateRows is how many answered, for the departments of this page.
func (p OrganisationPage) RateRows() []models.RateRow { return part(p, p.Rates.Rows) }

// ScaleWord is the label of a point of the scale in the middle of a sentence.
func (p OrganisationPage) ScaleWord(value int) string { return scaleWord(p.Questionnaire.Scale, value) }

func (OrganisationPage) template() string { return "hr_organisation.html" }

// CycleChoice is a cycle in a list to choose from.
type CycleChoice struct {
	ID       string
	Name     string
	Selected bool
}
