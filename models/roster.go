package models

import (
	"slices"
	"strings"
)

// Roster is a list of who is asked about whom, as read from a file. It means
// what it says: a leader without a row "self" is not asked about himself or
// herself, and no row is ever added.
type Roster struct {
	Rows   []RosterRow // the good rows, in the order of the file
	Faults []Fault     // by line, then by column; a row with any fault is not in Rows
	Read   int         // rows read, without the header and empty lines
	Header []string    // the columns as the file calls them
}

// RosterRow is one rater of one leader.
type RosterRow struct {
	Line         int // of the file, on which the row begins
	Leader       Person
	RoleSince    string // YYYY-MM-DD, or ""
	Rater        Person
	Relationship Relationship
}

// RosterLeader is a leader of a roster with everybody who is asked.
type RosterLeader struct {
	Person    Person
	RoleSince string // YYYY-MM-DD, or ""
	Raters    []Rater
}

// Leaders gathers the good rows by leader, in the order of the file. The people
// have no ids yet.
func (r Roster) Leaders() []RosterLeader {
	people := r.byAddress()
	var leaders []RosterLeader
	place := map[string]int{}
	for _, row := range r.Rows {
		i, known := place[row.Leader.Email]
		if !known {
			i = len(leaders)
			place[row.Leader.Email] = i
			leaders = append(leaders, RosterLeader{Person: *people[row.Leader.Email]})
		}
		if leaders[i].RoleSince == "" {
			leaders[i].RoleSince = row.RoleSince
		}
		leaders[i].Raters = append(leaders[i].Raters, Rater{Person: *people[row.Rater.Email], Relationship: row.Relationship})
	}
	return leaders
}

// People lists everybody in the good rows once, in the order of the file. Where
// rows differ in a title, department or language, the first one given stands.
func (r Roster) People() []Person {
	people := r.byAddress()
	all := make([]Person, 0, len(people))
	for _, row := range r.Rows {
		for _, email := range []string{row.Leader.Email, row.Rater.Email} {
			if person, left := people[email]; left {
				all = append(all, *person)
				delete(people, email)
			}
		}
	}
	return all
}

func (r Roster) byAddress() map[string]*Person {
	people := make(map[string]*Person, len(r.Rows))
	for i := range r.Rows {
		for _, given := range []*Person{&r.Rows[i].Leader, &r.Rows[i].Rater} {
			person, known := people[given.Email]
			if !known {
				whole := *given
				people[given.Email] = &whole
				continue
			}
			person.Title = firstGiven(person.Title, given.Title)
			person.Department = firstGiven(person.Department, given.Department)
			person.Language = firstGiven(person.Language, given.Language)
		}
	}
	return people
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
