package frontend

import (
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// PeoplePage is the directory.
type PeoplePage struct {
	Base
	Query       string
	Department  string // only this one; "" is all
	Departments []string
	Manager     models.Person // only who reports to this person; zero is all
	Total       int           // people in the directory
	Found       int           // those whom the search finds
	First       int           // place of the first one on this page, from 1 on
	People      []PersonLine
	Pager       Pager
}

// Searched reports whether only a part of the directory is asked for.
func (p PeoplePage) Searched() bool {
	return p.Query != "" || p.Department != "" || p.Manager.Name != ""
}

// Counted says who stands on the page: "101 to 150 of 16,488 people, by name".
func (p PeoplePage) Counted() string {
	of := thousands(p.Found) + plural(p.Found, " person", " people")
	if len(p.People) < p.Found {
		of = thousands(p.First) + " to " + thousands(p.First+len(p.People)-1) + " of " + of
	}
	if p.Manager.Name != "" {
		of += " who report to " + p.Manager.Name
	}
	return of + ", by name."
}

// Under leads to those who report to a person.
func (PeoplePage) Under(manager uuid.UUID) string { return PeopleURL + "?manager=" + manager.String() }

func (PeoplePage) template() string { return "hr_people.html" }

// MembersPage lists who is HR.
type MembersPage struct {
	Base
	Members []MemberLine // of this page
	Count   int          // in all
	Pager   Pager
	Name    string // typed
	Email   string // typed
}

func (MembersPage) template() string { return "hr_members.html" }

// MemberLine is a member of HR.
type MemberLine struct {
	ID    uuid.UUID
	Name  string
	Email string
	Since time.Time
	You   bool // the one who reads the page
}

// APIKeysPage lists the keys of the API.
type APIKeysPage struct {
	Base
	Keys    []APIKeyLine // of this page
	Pager   Pager
	Name    string // typed
	NewKey  string // shown once, on the answer to the form; "" otherwise
	NewName string // its name
}

func (APIKeysPage) template() string { return "hr_apikeys.html" }

// APIKeyLine is one key, without its secret.
type APIKeyLine struct {
	ID        uuid.UUID
	Name      string
	MadeAt    time.Time
	RevokedAt *time.Time
}

// AuditPage is what HR and the clock did, newest first. Nothing of raters is kept.
type AuditPage struct {
	Base
	Cycle  CycleHead     // zero: of everything
	Cycles []CycleChoice // those that the record tells of, newest first
	Lines  []AuditLine
	Pager  Pager
}

func (AuditPage) template() string { return "hr_audit.html" }

// CanRemove reports whether somebody would remain.
func (p MembersPage) CanRemove() bool { return p.Count > 1 }
