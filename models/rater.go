package models

import "github.com/google/uuid"

// Relationship is how a rater stands to a leader.
type Relationship string

// The relationships, in the order in which reports list them.
const (
	Self         Relationship = "self"
	Manager      Relationship = "manager"
	Peer         Relationship = "peer"
	DirectReport Relationship = "report"
)

// Anonymous lists the relationships whose answers are shown only together, in
// the fixed order in which small groups are merged.
var Anonymous = []Relationship{Peer, DirectReport}

// Named reports whether answers of the relationship are attributed. Whoever
// answers in a named relationship is told so before.
func (r Relationship) Named() bool { return r == Self || r == Manager }

// Valid reports whether r is one of the four relationships.
func (r Relationship) Valid() bool {
	return r == Self || r == Manager || r == Peer || r == DirectReport
}

// Group is the relationship's name as a heading: "Peers", "Direct reports".
func (r Relationship) Group() string {
	return map[Relationship]string{Self: "Self", Manager: "Manager", Peer: "Peers", DirectReport: "Direct reports"}[r]
}

// As is how a person answers: "You answer as a peer."
func (r Relationship) As() string {
	return map[Relationship]string{
		Self: "about yourself", Manager: "as the manager", Peer: "as a peer", DirectReport: "as a direct report",
	}[r]
}

// Leader is the person the feedback is about, within one cycle.
type Leader struct {
	ID        uuid.UUID
	CycleID   uuid.UUID
	Person    Person
	RoleSince string // YYYY-MM-DD, or "" when not known
}

// Rater is a person asked about a leader.
type Rater struct {
	Person       Person
	Relationship Relationship
}

// CheckRater is the law of who may be asked how: the leader about himself or
// herself, everybody else as manager, peer or report.
func CheckRater(isLeader bool, as Relationship) error {
	switch {
	case !as.Valid():
		return Errorf(Invalid, "Unknown relation. Use self, manager, peer or report.")
	case isLeader && as != Self:
		return Errorf(Invalid, "This is the leader's own address. Leaders can answer about themselves as self only.")
	case !isLeader && as == Self:
		return Errorf(Invalid, "Only the leader can answer as self. Use manager, peer or report.")
	}
	return nil
}
