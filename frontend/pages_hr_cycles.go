package frontend

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// CyclesPage lists the cycles, the running ones first. Without any it shows
// the three steps to the first one.
type CyclesPage struct {
	Base
	Cycles []CycleRow
	Pager  Pager
	People int // people of the directory; tells the first-run steps apart
}

func (CyclesPage) template() string { return "hr_cycles.html" }

// CycleRow is a cycle in the list.
type CycleRow struct {
	ID         uuid.UUID
	Name       string
	State      models.CycleState
	ClosesAt   *time.Time
	ReleasedAt *time.Time
	Leaders    int
	People     int // people invited, or to be invited
	Answered   int // answers that came; 0 in a draft
	Asked      int // surveys asked for
	Troubles   int // invitations that did not arrive
}

// NewCyclePage asks for what a cycle needs to exist. It can all be changed
// until launch.
type NewCyclePage struct {
	Base
	Name         string
	ClosesOn     string // YYYY-MM-DD; the cycle closes at 18:00
	ContactName  string
	ContactEmail string
	Policy       PolicyForm
}

func (NewCyclePage) template() string { return "hr_new_cycle.html" }

// StateWord is the state as a word.
func (r CycleRow) StateWord() string { return upper(string(r.State)) }

// Icon is the name of the drawing that goes with the state.
func (r CycleRow) Icon() string {
	switch r.State {
	case models.Draft:
		return "open"
	case models.Released, models.Purged:
		return "done"
	}
	return "part"
}

// Line says what is most worth knowing about the cycle.
func (r CycleRow) Line() string {
	switch {
	case r.State == models.Released && r.ReleasedAt != nil:
		return countDigits(r.Leaders, "report", "reports") + ", released on " + day(*r.ReleasedAt) + "."
	case r.State == models.Closed:
		return "Comments can be read, then the reports released."
	case r.State == models.Closing:
		return "The reports are being worked out."
	case r.State == models.Purged:
		return "People and reports were deleted."
	case r.ClosesAt == nil:
		return "No deadline yet."
	}
	line := "Closes on " + day(*r.ClosesAt) + "."
	if r.Troubles > 0 {
		line += " " + upper(countOf(r.Troubles, "invitation", "invitations")) + " did not arrive."
	}
	return line
}

// Counts is the cycle in numbers.
func (r CycleRow) Counts() string {
	if r.State == models.Draft {
		return countDigits(r.Leaders, "leader", "leaders") + ", " + countDigits(r.People, "person", "people") + " to invite"
	}
	return fmt.Sprintf("%d of %d answers", r.Answered, r.Asked)
}
