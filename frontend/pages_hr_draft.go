package frontend

import (
	"time"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// DraftPage is a cycle before launch.
type DraftPage struct {
	Base
	Cycle     CycleHead
	Comfort   string // models.Policy.ComfortNote
	Find      FindLeader
	Leaders   []DraftLeader // those of this page of the list
	Pager     Pager
	Count     int            // leaders in all
	People    int            // different people who will be invited
	Asked     int            // surveys asked for: rater × leader
	Often     int            // people who are asked about many leaders: models.AskedOften
	TooFew    int            // leaders about whom nothing of colleagues could be shown
	Blockers  []models.Fault // what models.Cycle.CheckLaunch found
	Dates     DatesForm
	Reminders RemindersForm
	Details   DetailsForm
	Policy    PolicyForm
	Work      *WorkLine // what goes on here, or ended badly, or waits; nil: nothing
	Audit     AuditTrail

	Questionnaire  models.Questionnaire // the draft's own copy
	Questionnaires []QuestionnaireLine  // that can be chosen

	MoreQuestionnaires int // too many to be offered
}

// Asks reports whether the draft holds a copy of a questionnaire, of whatever version.
func (p DraftPage) Asks(l QuestionnaireLine) bool { return p.Questionnaire.ID == l.Key }

// Newer is the version of the draft's questionnaire that was saved since, or 0.
func (p DraftPage) Newer() int {
	for _, l := range p.Questionnaires {
		if p.Asks(l) && l.Version > p.Questionnaire.Version {
			return l.Version
		}
	}
	return 0
}

func (DraftPage) template() string { return "hr_draft.html" }

// DraftLeader is a leader of a draft with the people who will be asked.
type DraftLeader struct {
	ID      uuid.UUID
	Name    string
	Title   string
	Groups  []RaterGroup // self, manager, peers, direct reports; empty ones left out
	Outlook models.Reportability
}

// RaterCount is how many people will be asked about the leader.
func (l DraftLeader) RaterCount() (n int) {
	for _, group := range l.Groups {
		n += len(group.Raters)
	}
	return n
}

// RaterGroup is the raters of one relationship.
type RaterGroup struct {
	Relationship models.Relationship
	Raters       []models.Person
}

// First is the first n raters, and Beyond how many more there are.
func (g RaterGroup) First(n int) []models.Person { return g.Raters[:min(n, len(g.Raters))] }

// Beyond is how many raters there are after the first n.
func (g RaterGroup) Beyond(n int) int { return max(0, len(g.Raters)-n) }

// DatesForm is the dates of a draft as typed.
type DatesForm struct {
	ClosesOn string // YYYY-MM-DD; the cycle closes at 18:00
	OpensOn  string // YYYY-MM-DD, invitations go out at 09:00; "" = HR launches by hand
}

// DetailsForm is the name and the contact of a draft as typed.
type DetailsForm struct {
	Name         string
	ContactName  string
	ContactEmail string
}

// ReviewPage shows everything before the launch, on one page.
type ReviewPage struct {
	Base
	Cycle         CycleHead
	Policy        models.Policy
	Contact       models.Contact
	Questionnaire string // its title
	Questions     int    // items to rate
	Keeps         string // how long things are kept: "links 35 days, …"
	OpensAt       *time.Time
	Reminders     []time.Time    // when the reminders go out if the launch is now or at OpensAt
	Leaders       []ReviewLeader // those of this page of the list
	Pager         Pager
	Count         int // leaders in all
	Letters       int // invitations that will be sent: one per rater
	Asked         int // surveys asked for: rater × leader
	Mail          MailPreview
	Warnings      []string       // what is worth a look and stops nothing
	Blockers      []models.Fault // what must be put right first; no button then
}

func (ReviewPage) template() string { return "hr_review.html" }

// ReviewLeader is what can be shown about a leader, judged by who is invited.
type ReviewLeader struct {
	ID      uuid.UUID
	Name    string
	Outlook models.Reportability
}

// MailPreview is an invitation exactly as it will be sent, with a link that opens nothing.
type MailPreview struct {
	To      string // name of the rater of this example
	Subject string
	Text    string // the text part
	HTMLURL string // where the HTML part is served, for a sandboxed frame: it must allow being framed by this site
}
