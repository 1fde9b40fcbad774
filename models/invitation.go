package models

import "github.com/google/uuid"

// InvitationState is all that is remembered of a rater's answer: no time, no ballot.
type InvitationState string

// The states of an invitation.
const (
	Pending   InvitationState = "pending"
	Answered  InvitationState = "answered"
	Declined  InvitationState = "declined"
	Withdrawn InvitationState = "withdrawn" // HR took it back
)

// Invitation is one rater × one leader.
type Invitation struct {
	ID           uuid.UUID
	LeaderID     uuid.UUID
	PersonID     uuid.UUID
	Relationship Relationship
	State        InvitationState
}

// Asked is a leader as a rater meets him or her: on the list of a link and in a letter.
type Asked struct {
	LeaderID      uuid.UUID
	Name          string
	Title         string
	Department    string
	Relationship  Relationship // of the rater to this leader
	OtherManagers int          // for a manager: how many others are asked about this leader
	State         InvitationState
}

// FirstName is the leader's first name.
func (a Asked) FirstName() string { return FirstName(a.Name) }
