package frontend

import (
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
	Sum       ProgressSum // of all leaders: SumProgress
	Rows      []LeaderProgress
	Pager     Pager
	Mail      MailCounts
	Troubles  []MailTrouble // invitations only
	CanRemind bool          // no reminder is on its way
	Dates     []DateLine
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

// MailCounts is how many invitations are in which state.
type MailCounts struct {
	Queued  int // and claimed
	Sending int
	Sent    int
	Refused int // buried
	InDoubt int // unknown
}

// MailTrouble is an invitation that did not arrive, or perhaps did not.
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

// ExtendForm moves the deadline.
type ExtendForm struct {
	ClosesOn string // YYYY-MM-DD
}

// AddRaterForm invites one more person while the cycle is open.
type AddRaterForm struct {
	Leader       string // id, as typed
	Email        string
	Name         string
	Relationship string
	Leaders      []LeaderChoice
}

// LeaderChoice is a leader in a list to choose from.
type LeaderChoice struct {
	ID   string
	Name string
}
