package frontend

import "github.com/sevenfold/sevenfold/models"

// OrganisationPage is the heatmap of one released cycle.
type OrganisationPage struct {
	Base
	Cycles      []CycleChoice // released ones, newest first; empty: nothing to show yet
	Cycle       string        // name of the one shown
	Latest      bool          // it is the newest
	Leaders     int           // of the cycle
	Competences []HeatColumn  // in model order
	Rows        []HeatRow     // departments by name, then "Other departments"
	All         []models.Score
	Folded      []string // departments that are part of "Other departments", or left out with it
}

func (OrganisationPage) template() string { return "hr_organisation.html" }

// CycleChoice is a cycle in a list to choose from.
type CycleChoice struct {
	ID       string
	Name     string
	Selected bool
}

// HeatColumn is a competency as the head of a column.
type HeatColumn struct {
	Name  string // in full
	Short string // one word
}

// HeatRow is a department: one score per column, 0 where it is not shown.
type HeatRow struct {
	Department string
	Leaders    int
	Scores     []models.Score
}
