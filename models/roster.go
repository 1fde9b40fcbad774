package models

import (
	"slices"
	"strings"
)

// Roster is a list of who is asked about whom, as read from a file. It means
// what it says: a leader without a row "self" is not asked about himself or
// herself, and no row is ever added.
type Roster struct {
	Faults  []Fault  // by line, then by column
	Read    int      // rows read, without the header and empty lines
	Good    int      // rows without a fault
	People  int      // in the good rows
	Leaders int      // in the good rows
	Header  []string // the columns as the file calls them
	memory  Memory
}

// RosterRow is one rater of one leader. The people are told as by all good rows
// so far: where rows differ in a title, department or language, the first one
// given stands.
type RosterRow struct {
	Line         int // of the file, on which the row begins
	Leader       Person
	NewLeader    bool   // no good row before is about this leader
	RoleSince    string // YYYY-MM-DD, or ""
	Rater        Person
	Relationship Relationship
}

// Names reports whether a good row is about the leader with an address.
func (r Roster) Names(leader string) (bool, error) {
	_, known, err := r.memory.Recall(remembered(ofLeader, leader))
	return known, err
}

// Asks reports whether a good row asks the rater with an address about a leader.
func (r Roster) Asks(leader, rater string) (bool, error) {
	text, known, err := r.memory.Recall(remembered(ofPair, leader, rater))
	return known && pairFrom(text).good, err
}

// add fills in what a later row says of somebody.
func (p *Person) add(later Person) {
	p.Title = firstGiven(p.Title, later.Title)
	p.Department = firstGiven(p.Department, later.Department)
	p.Language = firstGiven(p.Language, later.Language)
}

func firstGiven(first, later string) string {
	if first != "" {
		return first
	}
	return later
}

// relationshipNames are the words that mean one relationship and no other,
// folded. "Team member" is not among them: it may be a peer or a report.
var relationshipNames = map[Relationship][]string{
	Self:         {"self", "selfassessment", "own", "oneself"},
	Manager:      {"manager", "linemanager", "boss", "supervisor", "superior"},
	Peer:         {"peer", "peers", "colleague", "coworker"},
	DirectReport: {"report", "reports", "directreport", "directreports", "subordinate"},
}

// ParseRelationship reads a relationship or a clear synonym of one. The error is
// Invalid and names the four words.
func ParseRelationship(text string) (Relationship, error) {
	for relationship, names := range relationshipNames {
		if slices.Contains(names, foldTitle(text)) {
			return relationship, nil
		}
	}
	if strings.TrimSpace(text) == "" {
		return "", Errorf(Invalid, "The relationship is missing. Use self, manager, peer or report.")
	}
	return "", Errorf(Invalid, "Unknown relationship. Use self, manager, peer or report.")
}
