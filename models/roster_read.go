package models

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// The columns of a roster, as places in rosterColumns.
const (
	leaderEmail = iota
	leaderName
	leaderTitle
	leaderDepartment
	leaderLanguage
	roleSince
	raterEmail
	raterName
	raterTitle
	raterDepartment
	raterLanguage
	relationship
)

var rosterColumns = []column{
	leaderEmail:      {"leader_email", []string{"leadermail", "leaderaddress", "leaderemailaddress", "leadersemail"}, true},
	leaderName:       {"leader_name", []string{"leader", "leaderfullname", "leadersname", "nameofleader"}, true},
	leaderTitle:      {"leader_title", []string{"leaderjobtitle", "leaderposition"}, false},
	leaderDepartment: {"leader_department", []string{"leaderdept", "leaderteam"}, false},
	leaderLanguage:   {"leader_language", []string{"leaderlang"}, false},
	roleSince:        {"role_since", []string{"inrolesince", "leaderrolesince", "leadersince", "since", "rolestart"}, false},
	raterEmail:       {"rater_email", []string{"ratermail", "rateraddress", "rateremailaddress", "ratersemail"}, true},
	raterName:        {"rater_name", []string{"rater", "raterfullname", "ratersname", "nameofrater"}, true},
	raterTitle:       {"rater_title", []string{"raterjobtitle", "raterposition"}, false},
	raterDepartment:  {"rater_department", []string{"raterdept", "raterteam"}, false},
	raterLanguage:    {"rater_language", []string{"raterlang"}, false},
	relationship:     {"relationship", []string{"relation", "raterrelationship", "raterrelation", "relationshiptoleader"}, true},
}

var (
	leaderColumns = personColumns{leaderEmail, leaderName, leaderTitle, leaderDepartment, leaderLanguage}
	raterColumns  = personColumns{raterEmail, raterName, raterTitle, raterDepartment, raterLanguage}
)

// ReadRoster reads a list of raters from CSV: separated by commas, semicolons or
// tabs, in UTF-8, UTF-16 or Windows-1252, with the columns leader_email,
// leader_name, rater_email, rater_name, relationship and, if wanted, role_since
// and the title, department and language of either person.
//
// Every fault is in the roster with its line, and the good rows are too. The
// error is Invalid, with faults, when nothing of the file can be used: it is no
// CSV, empty, over MaxListBytes, MaxListRows or MaxListFaults, or its header
// leaves open which column is which. Any other error comes from r.
func ReadRoster(r io.Reader) (Roster, error) {
	s, err := openSheet(r, rosterColumns)
	if err != nil {
		return Roster{}, err
	}
	reading := rosterReading{
		peopleSheet: newPeopleSheet(s),
		pairs:       make(map[pair]firstPair, s.lines),
		since:       map[string]firstSince{},
		dates:       map[string]bool{},
		places:      make(map[string]int, s.lines),
		roster:      Roster{Rows: make([]RosterRow, 0, s.lines)},
	}
	for s.next() {
		if row := reading.row(); !s.faulty {
			reading.keep(row)
		}
	}
	list := reading.roster
	list.Read, list.Header = s.read, s.header
	if list.Faults, err = s.done(); err != nil {
		return Roster{}, err
	}
	return list, nil
}

// rosterReading remembers what rows said that later ones must agree with.
type rosterReading struct {
	*peopleSheet
	pairs map[pair]firstPair
	since map[string]firstSince // by the leader's address
	dates map[string]bool       // dates that were found to be right

	places map[string]int // of people in the roster, by address
	roster Roster
}

// givenRow is a row as the file gives it.
type givenRow struct {
	line         int
	leader       Person
	since        string
	rater        Person
	relationship Relationship
}

// pair is a leader's and a rater's address.
type pair struct{ leader, rater string }

type firstPair struct {
	line         int
	relationship Relationship // "" when it could not be read
}

type firstSince struct {
	line int
	date string
}

// row reads and checks the row at hand.
func (r *rosterReading) row() givenRow {
	row := givenRow{line: r.line, leader: r.person(leaderColumns), since: r.date(), rater: r.person(raterColumns)}
	var err error
	if row.relationship, err = ParseRelationship(r.get(relationship)); err != nil {
		r.fault(relationship, err.Error())
	}
	r.checkSince(row)
	if row.leader.Email != "" && row.rater.Email != "" && r.checkSelf(row) {
		r.checkTwice(row)
	}
	return row
}

// keep takes a good row into the roster.
func (r *rosterReading) keep(row givenRow) {
	r.roster.Rows = append(r.roster.Rows, RosterRow{Line: row.line, Leader: r.place(row.leader), RoleSince: row.since,
		Rater: r.place(row.rater), Relationship: row.relationship})
}

// place is where somebody stands in the roster, at its end when new to it.
func (r *rosterReading) place(person Person) int {
	at, known := r.places[person.Email]
	if known {
		r.roster.People[at].add(person)
		return at
	}
	at = len(r.roster.People)
	r.places[person.Email] = at
	r.roster.People = append(r.roster.People, person)
	return at
}

// date reads role_since.
func (r *rosterReading) date() string {
	written := strings.TrimSpace(r.get(roleSince))
	if written == "" || r.dates[written] {
		return written
	}
	date, err := time.Parse(time.DateOnly, written)
	if err != nil || date.Year() < 1950 || date.Year() > 2100 {
		r.fault(roleSince, "This is not a date as it is needed here. Write year-month-day, for instance 2026-02-01.")
		return ""
	}
	r.dates[written] = true
	return written
}

// checkSince holds a leader to one date.
func (r *rosterReading) checkSince(row givenRow) {
	if row.since == "" || row.leader.Email == "" {
		return
	}
	first, known := r.since[row.leader.Email]
	switch {
	case !known:
		r.since[row.leader.Email] = firstSince{row.line, row.since}
	case first.date != row.since:
		r.fault(roleSince, fmt.Sprintf("Line %d says %s for the same leader. Use one date.", first.line, first.date))
	}
}

// checkSelf reports whether the addresses fit the relationship: the same in a
// row "self", and two in any other.
func (r *rosterReading) checkSelf(row givenRow) bool {
	same := row.leader.Email == row.rater.Email
	switch {
	case same && row.relationship != Self && row.relationship != "":
		r.fault(relationship, fmt.Sprintf("Nobody is their own %s. Use self, or correct the rater’s address.", spoken[row.relationship]))
	case !same && row.relationship == Self:
		r.fault(raterEmail, "In a row with the relationship self, leader and rater have the same address. Correct the address or the relationship.")
	default:
		return true
	}
	return false
}

// spoken is how a sentence calls somebody in a relationship.
var spoken = map[Relationship]string{Manager: "manager", Peer: "peer", DirectReport: "direct report"}

// checkTwice finds a rater who was already listed for the same leader.
func (r *rosterReading) checkTwice(row givenRow) {
	key := pair{row.leader.Email, row.rater.Email}
	first, known := r.pairs[key]
	if !known {
		r.pairs[key] = firstPair{row.line, row.relationship}
		return
	}
	rater, leader := r.called(row.rater), r.called(row.leader)
	switch {
	case first.relationship == "" || row.relationship == "" || first.relationship == Self:
		r.fault(raterEmail, fmt.Sprintf("%s is already listed for %s on line %d. Remove one of the two rows.", rater, leader, first.line))
	case first.relationship == row.relationship:
		r.fault(raterEmail, fmt.Sprintf("%s is already a %s of %s on line %d. Remove one of the two rows.", rater, spoken[first.relationship], leader, first.line))
	default:
		r.fault(raterEmail, fmt.Sprintf("%s is already a %s of %s on line %d. One person has one relationship to a leader; remove one of the two rows.",
			rater, spoken[first.relationship], leader, first.line))
	}
}

// called is the name that came first with an address.
func (r *rosterReading) called(person Person) string {
	if known, ok := r.people[person.Email]; ok {
		return shorten(known.name)
	}
	return person.Email
}
