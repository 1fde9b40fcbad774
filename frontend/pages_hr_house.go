package frontend

import (
	"time"

	"github.com/google/uuid"
)

// PeoplePage is the directory.
type PeoplePage struct {
	Base
	Query  string
	Total  int // people in the directory
	People []PersonLine
	Pager  Pager
}

func (PeoplePage) template() string { return "hr_people.html" }

// MembersPage lists who is HR.
type MembersPage struct {
	Base
	Members []MemberLine
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
	Keys    []APIKeyLine
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
	Cycle CycleHead // zero: of everything
	Lines []AuditLine
	Pager Pager
}

func (AuditPage) template() string { return "hr_audit.html" }

// CanRemove reports whether somebody would remain.
func (p MembersPage) CanRemove() bool { return len(p.Members) > 1 }
