package models

import (
	"slices"
	"strings"
)

// Roster is a list of who is asked about whom, as read from a file. It means
// what it says: a leader without a row "self" is not asked about himself or
// herself, and no row is ever added.
type Roster struct {
	People []Person    // everybody in the good rows once, in the order of the file, without ids
	Rows   []RosterRow // the good rows, in the order of the file
	Faults []Fault     // by line, then by column; a row with any fault is not in Rows
	Read   int         // rows read, without the header and empty lines
	Header []string    // the columns as the file calls them
}

// RosterRow is one rater of one leader.
type RosterRow struct {
	Line         int    // of the file, on which the row begins
	Leader       int    // the place in People
	RoleSince    string // YYYY-MM-DD, or ""
	Rater        int    // the place in People
	Relationship Relationship
}

// add fills in what a later row says of somebody: where rows differ in a title,
// department or language, the first one given stands.
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
