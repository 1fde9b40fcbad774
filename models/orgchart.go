package models

import (
	"fmt"
	"io"
	"iter"
)

// OrgChart is who works for whom, as read from a file.
type OrgChart struct {
	Faults []Fault  // by line, then by column
	Read   int      // rows read, without the header and empty lines
	Good   int      // rows without a fault
	Header []string // the columns as the file calls them
	rows   orgRows
	faulty map[int]bool // by line
}

// OrgPerson is one person of an org chart.
type OrgPerson struct {
	Person
	ManagerEmail string // "" at the top; may be the address of a row that has a fault
	Line         int    // of the file, on which the row begins
}

// The columns of an org chart, as places in orgColumns.
const (
	orgEmail = iota
	orgName
	orgManager
	orgTitle
	orgDepartment
	orgLanguage
)

var orgColumns = []column{
	orgEmail:      {"email", []string{"mail", "address", "emailaddress", "personemail", "employeeemail"}, true},
	orgName:       {"name", []string{"fullname", "person", "employee", "employeename"}, true},
	orgManager:    {"manager_email", []string{"manager", "managermail", "manageraddress", "managersemail", "reportsto", "supervisor", "supervisoremail"}, false},
	orgTitle:      {"title", []string{"jobtitle", "position"}, false},
	orgDepartment: {"department", []string{"dept", "team", "unit"}, false},
	orgLanguage:   {"language", []string{"lang", "locale"}, false},
}

// ReadOrgChart reads people and their managers from CSV, in the forms that
// ReadRoster takes, with the columns email, name and, if wanted, manager_email,
// title, department and language. A manager must be in the file, or known must
// say that the directory has the address; it is asked about several at a time,
// and a nil known knows nobody. Chains of managers that lead in a circle are
// found within the file.
//
// Faults, memory and errors are those of ReadRoster. What is wrong with a row may
// show only after all were read, so the chart tells its people afterwards.
func ReadOrgChart(r io.Reader, memory Memory, known func(emails []string) (map[string]bool, error)) (OrgChart, error) {
	s, err := openSheet(r, orgColumns)
	if err != nil {
		return OrgChart{}, err
	}
	reading := orgReading{peopleSheet: newPeopleSheet(s, memory), rows: orgRows{memory: memory}}
	for s.next() {
		reading.row()
		reading.settle()
	}
	if s.err == nil {
		reading.fails(reading.checkManagers(known))
	}
	if s.err == nil {
		reading.fails(reading.checkCircles())
	}
	chart := OrgChart{Read: s.read, Header: s.header, rows: reading.rows, faulty: map[int]bool{}}
	if chart.Faults, err = s.done(); err != nil {
		return OrgChart{}, err
	}
	for _, f := range chart.Faults {
		chart.faulty[f.Line] = true
	}
	for _, err := range chart.People() {
		if err != nil {
			return OrgChart{}, err
		}
		chart.Good++
	}
	return chart, nil
}

// People are those of the good rows, from the last row to the first. An error is
// the memory's, and ends them.
func (o OrgChart) People() iter.Seq2[OrgPerson, error] {
	return func(yield func(OrgPerson, error) bool) {
		for row, err := range o.rows.all() {
			if err != nil || !o.faulty[row.Line] {
				if !yield(row.OrgPerson, err) {
					return
				}
			}
		}
	}
}

// orgReading holds the rows of an org chart against each other.
type orgReading struct {
	*peopleSheet
	rows orgRows
}

func (o *orgReading) row() {
	if address := o.address(orgEmail).value; address != "" {
		first, twice, err := o.rows.at(address)
		if o.fails(err); twice {
			o.fault(orgEmail, fmt.Sprintf("This address is already on line %d. Keep one of the two rows.", first.Line))
			return
		}
	}
	row := OrgPerson{
		Person: o.person(personColumns{orgEmail, orgName, orgTitle, orgDepartment, orgLanguage}),
		Line:   o.line,
	}
	if filled(o.get(orgManager)) {
		row.ManagerEmail = o.email(orgManager)
	}
	if row.Email == "" {
		return
	}
	if row.ManagerEmail == row.Email {
		o.fault(orgManager, "Nobody is their own manager. Leave this empty for the person at the top, or correct it.")
		row.ManagerEmail = ""
	}
	o.fails(o.rows.add(row))
}
