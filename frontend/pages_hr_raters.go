package frontend

import (
	"net/url"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// ChooseLeadersPage picks people of the directory as leaders. Their raters are
// proposed from the org chart: manager, direct reports, peers under the same manager.
type ChooseLeadersPage struct {
	Base
	Cycle       CycleHead
	Query       string
	Departments []string
	Department  string // the one looked at, "" for all
	Manager     string // name of the one whose direct reports are looked at, "" for everybody
	ManagerID   string
	Total       int // people found
	People      []PersonLine
	Chosen      map[uuid.UUID]bool // leaders of this cycle already
	Ticked      map[uuid.UUID]bool // ticked in the form that came back
	Pager       Pager
}

func (ChooseLeadersPage) template() string { return "hr_leaders.html" }

// Filtered reports that not the whole directory is listed.
func (p ChooseLeadersPage) Filtered() bool {
	return p.Query != "" || p.Department != "" || p.Manager != ""
}

// Here is where the form of ticked people is sent, so that it leads back to the
// same part of the list.
func (p ChooseLeadersPage) Here() string {
	query := url.Values{}
	for name, value := range map[string]string{"q": p.Query, "department": p.Department, "manager": p.ManagerID} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return p.Cycle.URL("leaders")
	}
	return p.Cycle.URL("leaders") + "?" + query.Encode()
}

// Under is where the direct reports of a manager are listed.
func (p ChooseLeadersPage) Under(manager uuid.UUID) string {
	return p.Cycle.URL("leaders") + "?manager=" + manager.String()
}

// RatersPage changes who is asked about one leader of a draft.
type RatersPage struct {
	Base
	Cycle        CycleHead
	LeaderID     uuid.UUID
	Leader       string
	Title        string
	Groups       []RaterGroup
	Outlook      models.Reportability
	Proposed     []models.Rater // by the org chart, not asked yet; at most RatersListed
	MoreProposed int
	Query        string // what was searched for
	Found        []FoundPerson
	FoundTotal   int
	Pager        Pager             // of those found
	Counts       map[uuid.UUID]int // about how many leaders of the cycle a person is asked
	Email        string            // typed
	Relationship string            // typed
}

func (RatersPage) template() string { return "hr_raters.html" }

// FoundPerson is somebody of the directory whom a search found.
type FoundPerson struct {
	models.Person
	Rater bool // asked about this leader already
	Asked bool // a rater, or proposed
}

// RatersListed is how many raters of a group, and how many proposals, a page lists.
const RatersListed = 50

// Often says how often a person is asked in this cycle.
func (p RatersPage) Often(person uuid.UUID) AskedOften { return AskedOften(p.Counts[person]) }

// AskedOften is about how many leaders somebody is asked.
type AskedOften int

// Words say it.
func (n AskedOften) Words() string { return "Asked " + models.AskedWords(int(n)) }

// Much reports that it is a lot.
func (n AskedOften) Much() bool { return models.AskedOften(int(n)) }

// Listed is how many raters of a group the page lists.
func (RatersPage) Listed() int { return RatersListed }

// Because is why the org chart proposes a rater.
func (RatersPage) Because(r models.Rater) string {
	return upper(models.ProposedBecause(r.Relationship))
}

// AskedPage lists who is asked about how many leaders of a draft, the busiest first.
type AskedPage struct {
	Base
	Cycle CycleHead
	Total int // people who are asked
	Often int // of them, about many leaders
	Rows  []AskedRow
	Pager Pager
}

func (AskedPage) template() string { return "hr_asked.html" }

// AskedRow is one rater.
type AskedRow struct {
	models.Person
	Leaders int
	About   []AskedAbout
}

// AskedAbout is a leader that a rater is asked about.
type AskedAbout struct {
	LeaderID string
	Name     string
	As       models.Relationship
}

// Asked is how often the rater is asked.
func (r AskedRow) Asked() AskedOften { return AskedOften(r.Leaders) }

// Limit is about how many leaders somebody may be asked before it is a lot.
func (AskedPage) Limit() int { return models.ManyAsks }
