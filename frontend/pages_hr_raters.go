package frontend

import (
	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// ChooseLeadersPage picks people of the directory as leaders. Their raters are
// proposed from the org chart: manager, direct reports, peers under the same manager.
type ChooseLeadersPage struct {
	Base
	Cycle  CycleHead
	Query  string
	People []PersonLine
	Chosen map[uuid.UUID]bool // leaders of this cycle already
	Ticked map[uuid.UUID]bool // ticked in the form that came back
	Pager  Pager
}

func (ChooseLeadersPage) template() string { return "hr_leaders.html" }

// RatersPage changes who is asked about one leader of a draft.
type RatersPage struct {
	Base
	Cycle        CycleHead
	LeaderID     uuid.UUID
	Leader       string
	Title        string
	Groups       []RaterGroup
	Outlook      models.Reportability
	Email        string          // typed
	Relationship string          // typed
	Directory    []models.Person // offered while typing; those of the leader's department and around
}

func (RatersPage) template() string { return "hr_raters.html" }
