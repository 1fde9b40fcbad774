package models

import (
	"fmt"
	"io"
	"strconv"
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
// Each good row goes to keep, in the order of the file; a row with any fault does
// not. The faults of all rows are in the roster, each with its line. It holds one
// row at a time: what the others said lies in memory, which must be empty.
//
// The error is Invalid, with faults, when nothing of the file can be used: it is
// no CSV, empty, over MaxListBytes, MaxListRows or MaxListFaults, or its header
// leaves open which column is which. Rows may have been kept by then. Any other
// error comes from r, memory or keep.
func ReadRoster(r io.Reader, memory Memory, keep func(RosterRow) error) (Roster, error) {
	s, err := openSheet(r, rosterColumns)
	if err != nil {
		return Roster{}, err
	}
	reading := rosterReading{peopleSheet: newPeopleSheet(s, memory), dates: few[bool]{}, list: Roster{memory: memory}}
	for s.next() {
		row := reading.row()
		if good := reading.ended(&row); good && s.err == nil {
			reading.fails(keep(row))
		}
	}
	list := reading.list
	list.Read, list.Header, list.People = s.read, s.header, reading.people
	if list.Faults, err = s.done(); err != nil {
		return Roster{}, err
	}
	return list, nil
}

// rosterReading holds the rows of a roster against each other.
type rosterReading struct {
	*peopleSheet
	dates few[bool] // whether they are right, as written
	pair  string    // the key of a pair that no row named before the one at hand
	list  Roster
}

// What the memory keeps besides people: under an address that it is a leader's,
// the first date, and under two addresses how the one was first asked about the other.
const (
	ofLeader = "leader"
	ofSince  = "since"
	ofPair   = "pair"
)

// firstPair is the first row that asks somebody about a leader.
type firstPair struct {
	line         int
	relationship Relationship // "" when it could not be read
	good         bool
}

func (p firstPair) text() string {
	return remembered(strconv.Itoa(p.line), string(p.relationship), strconv.FormatBool(p.good))
}

func pairFrom(text string) firstPair {
	f := forgotten(text)
	return firstPair{lineOf(f[0]), Relationship(f[1]), f[2] == "true"}
}

// row reads and checks the row at hand.
func (r *rosterReading) row() RosterRow {
	row := RosterRow{Line: r.line, Leader: r.person(leaderColumns), RoleSince: r.date(), Rater: r.person(raterColumns)}
	var err error
	if row.Relationship, err = ParseRelationship(r.get(relationship)); err != nil {
		r.fault(relationship, err.Error())
	}
	r.checkSince(row)
	r.pair = ""
	if row.Leader.Email != "" && row.Rater.Email != "" && r.checkSelf(row) {
		r.checkTwice(row)
	}
	return row
}

// ended counts a row that was checked, and reports whether it is good.
func (r *rosterReading) ended(row *RosterRow) bool {
	people := r.settle(row.Leader, row.Rater)
	if r.faulty {
		if r.pair != "" {
			r.keep(r.pair, firstPair{row.Line, row.Relationship, false}.text())
		}
		return false
	}
	row.Leader, row.Rater = people[0], people[1]
	_, known := r.first(remembered(ofLeader, row.Leader.Email), "")
	if row.NewLeader = !known; row.NewLeader {
		r.list.Leaders++
	}
	r.list.Good++
	return true
}

// date reads role_since.
func (r *rosterReading) date() string {
	written := strings.TrimSpace(r.get(roleSince))
	right := written == "" || r.dates.of(written, func() bool {
		date, err := time.Parse(time.DateOnly, written)
		return err == nil && date.Year() >= 1950 && date.Year() <= 2100
	})
	if !right {
		r.fault(roleSince, "This is not a date as it is needed here. Write year-month-day, for instance 2026-02-01.")
		return ""
	}
	return written
}

// checkSince holds a leader to one date.
func (r *rosterReading) checkSince(row RosterRow) {
	if row.RoleSince == "" || row.Leader.Email == "" {
		return
	}
	text, known := r.first(remembered(ofSince, row.Leader.Email), remembered(strconv.Itoa(row.Line), row.RoleSince))
	if !known {
		return
	}
	if first := forgotten(text); first[1] != row.RoleSince {
		r.fault(roleSince, fmt.Sprintf("Line %s says %s for the same leader. Use one date.", first[0], first[1]))
	}
}

// checkSelf reports whether the addresses fit the relationship: the same in a
// row "self", and two in any other.
func (r *rosterReading) checkSelf(row RosterRow) bool {
	same := row.Leader.Email == row.Rater.Email
	switch {
	case same && row.Relationship != Self && row.Relationship != "":
		r.fault(relationship, fmt.Sprintf("Nobody is their own %s. Use self, or correct the rater’s address.", spoken[row.Relationship]))
	case !same && row.Relationship == Self:
		r.fault(raterEmail, "In a row with the relationship self, leader and rater have the same address. Correct the address or the relationship.")
	default:
		return true
	}
	return false
}

// spoken is how a sentence calls somebody in a relationship.
var spoken = map[Relationship]string{Manager: "manager", Peer: "peer", DirectReport: "direct report"}

// checkTwice finds a rater who was already listed for the same leader.
func (r *rosterReading) checkTwice(row RosterRow) {
	key := remembered(ofPair, row.Leader.Email, row.Rater.Email)
	text, known := r.first(key, firstPair{row.Line, row.Relationship, true}.text())
	if !known {
		r.pair = key
		return
	}
	first := pairFrom(text)
	rater, leader := r.called(row.Rater), r.called(row.Leader)
	switch {
	case first.relationship == "" || row.Relationship == "" || first.relationship == Self:
		r.fault(raterEmail, fmt.Sprintf("%s is already listed for %s on line %d. Remove one of the two rows.", rater, leader, first.line))
	case first.relationship == row.Relationship:
		r.fault(raterEmail, fmt.Sprintf("%s is already a %s of %s on line %d. Remove one of the two rows.", rater, spoken[first.relationship], leader, first.line))
	default:
		r.fault(raterEmail, fmt.Sprintf("%s is already a %s of %s on line %d. One person has one relationship to a leader; remove one of the two rows.",
			rater, spoken[first.relationship], leader, first.line))
	}
}

// called is the name that came first with an address.
func (r *rosterReading) called(person Person) string {
	if known, ok := r.mentioned(person.Email); ok {
		return shorten(known.Name)
	}
	return person.Email
}
