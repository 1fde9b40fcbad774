package frontend

import (
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// OpenCyclePage is a cycle while raters answer. It knows counts, never who.
type OpenCyclePage struct {
	Base
	Cycle     CycleHead
	Now       time.Time
	K         int         // the policy's smallest group
	Sum       ProgressSum // of all leaders
	Find      FindLeader
	Rows      []LeaderProgress // of this page of the list
	Place     string           // the query of this page, so that a form that comes back shows it again
	Pager     Pager
	Mail      MailCounts
	Troubles  []MailTrouble // invitations only
	CanRemind bool          // no reminder is on its way
	Dates     []DateLine
	Reminders RemindersForm
	Extend    ExtendForm
	Add       AddRaterForm
	Lost      string // what is wrong with the cycle's key, "" for nothing
	Audit     AuditTrail
}

func (OpenCyclePage) template() string { return "hr_cycle.html" }

// LeaderProgress counts the answers about a leader, as models.Progress tells them.
// Invited should count everybody who was not withdrawn, who declined too: a
// number that shrinks would tell of it.
type LeaderProgress struct {
	ID     uuid.UUID
	Name   string
	Groups []models.GroupCount
}

// MailTrouble is an invitation or a letter about a report that did not arrive,
// or perhaps did not.
type MailTrouble struct {
	LetterID uuid.UUID
	Name     string
	Email    string             // as typed, where the form came back
	State    models.LetterState // Buried or Unknown
	Answer   string             // the mail server's own words
	At       time.Time
	Attempts int
}

// DateLine is something that happened to the cycle or will.
type DateLine struct {
	At   time.Time
	Text string
}

// RemindersForm is the plan of reminders as typed, in days before the deadline.
type RemindersForm struct {
	First, Second, Last string // "" where there is none
	Full                bool   // three are planned, so the second one is shown
}

// ReminderFields fills the form from a plan.
func ReminderFields(plan models.Reminders) (form RemindersForm) {
	for i, days := range plan.Sorted() {
		switch {
		case i == 0:
			form.First = strconv.Itoa(days)
		case i == 1 && len(plan) > 2:
			form.Second, form.Full = strconv.Itoa(days), true
		default:
			form.Last = strconv.Itoa(days)
		}
	}
	return form
}

// ExtendForm moves the deadline.
type ExtendForm struct {
	ClosesOn string // YYYY-MM-DD
}

// AddRaterForm invites one more person while the cycle is open.
type AddRaterForm struct {
	Leader       string // id, as typed; one of the leaders of this page of the list
	Email        string
	Name         string
	Relationship string
}

// FindLeader searches the leaders of a cycle, of which a page lists so many.
type FindLeader struct {
	URL   string // of the page that lists them
	Query string // what was searched for
	Found int    // leaders whom the search finds
	Long  bool   // one page does not list all leaders of the cycle
}

// Shown reports whether there is anything to search.
func (f FindLeader) Shown() bool { return f.Long || f.Query != "" }
