package frontend

import (
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
