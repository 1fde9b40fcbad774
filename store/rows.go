package store

import (
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// The rows of the tables, as migrations/ shapes them. They never leave this room.

type personRow struct {
	ID         uuid.UUID
	Email      string
	Name       string
	Title      string
	Department string
	Language   string
	ManagerID  *uuid.UUID
}

func (personRow) TableName() string { return "people" }

func (r personRow) person() models.Person { return models.Person(r) }

type cycleRow struct {
	ID            uuid.UUID
	Name          string
	State         models.CycleState
	Questionnaire models.Questionnaire `gorm:"serializer:json"`
	Policy        models.Policy        `gorm:"serializer:json"`
	ContactName   string
	ContactEmail  string
	MadeAt        time.Time
	OpensAt       *time.Time
	ClosesAt      *time.Time
	ClosedAt      *time.Time
	ReleasedAt    *time.Time
	PublicKey     []byte
	Forgotten     models.Forgetting
	Reminders     models.Reminders `gorm:"serializer:json"`
	RemindedUntil *time.Time

	LetterIntro     string
	LetterSignature string

	LinkDays       *int // how long things are kept, as promised at launch
	ReportMonths   *int
	OverviewMonths *int
}

func (cycleRow) TableName() string { return "cycles" }

func (r cycleRow) cycle() models.Cycle {
	return models.Cycle{
		ID: r.ID, Name: r.Name, State: r.State, Questionnaire: r.Questionnaire, Policy: r.Policy,
		OpensAt: utc(r.OpensAt), ClosesAt: utc(r.ClosesAt), ClosedAt: utc(r.ClosedAt), ReleasedAt: utc(r.ReleasedAt),
		PublicKey: r.PublicKey, Contact: models.Contact{Name: r.ContactName, Email: r.ContactEmail},
		Reminders: r.Reminders, RemindedUntil: utc(r.RemindedUntil), Forgotten: r.Forgotten, Letter: models.LetterWords{Intro: r.LetterIntro, Signature: r.LetterSignature},
		Promised: retention(r.LinkDays, r.ReportMonths, r.OverviewMonths),
	}
}

type leaderRow struct {
	ID         uuid.UUID
	CycleID    uuid.UUID
	PersonID   uuid.UUID
	RoleSince  string
	Department string
	Deleted    bool // the leader deleted the own report
}

func (leaderRow) TableName() string { return "leaders" }

type linkRow struct {
	ID         uuid.UUID
	CycleID    uuid.UUID
	PersonID   uuid.UUID
	TokenHash  []byte
	Generation int
}

func (linkRow) TableName() string { return "links" }

type invitationRow struct {
	ID           uuid.UUID
	LeaderID     uuid.UUID
	PersonID     uuid.UUID // zero: the person was erased
	Relationship models.Relationship
	State        models.InvitationState
}

func (invitationRow) TableName() string { return "invitations" }

type ballotRow struct {
	ID       uuid.UUID
	LeaderID uuid.UUID
	Box      []byte
}

func (ballotRow) TableName() string { return "ballots" }

type letterRow struct {
	ID        uuid.UUID
	Kind      models.LetterKind
	CycleID   *uuid.UUID
	PersonID  uuid.UUID
	Round     int
	State     models.LetterState
	Attempts  int
	DueAt     time.Time
	Since     time.Time
	Lease     *uuid.UUID
	LeaseEnds *time.Time
	LastError string
	Sample    string
}

func (letterRow) TableName() string { return "letters" }

func (r letterRow) letter() models.Letter {
	l := models.Letter(r)
	l.DueAt, l.Since, l.LeaseEnds = l.DueAt.UTC(), l.Since.UTC(), utc(l.LeaseEnds)
	return l
}

// queued is a new letter that is due now.
func queued(kind models.LetterKind, cycle *uuid.UUID, person uuid.UUID, now time.Time) letterRow {
	return letterRow{ID: uuid.New(), Kind: kind, CycleID: cycle, PersonID: person, Round: 1,
		State: models.Queued, DueAt: now, Since: now}
}

// batch is how many rows one statement writes or looks up: well under the
// parameter limits of both databases.
const batch = 500
