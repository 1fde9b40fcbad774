package models

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// OrgChart is who works for whom, as read from a file.
type OrgChart struct {
	People []OrgPerson // the good rows, in the order of the file
	Faults []Fault     // by line, then by column; a row with any fault is not in People
	Read   int         // rows read, without the header and empty lines
	Header []string    // the columns as the file calls them
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
// say that the directory has the address; a nil known knows nobody. Chains of
// managers that lead in a circle are found within the file.
//
// Faults and errors are those of ReadRoster.
func ReadOrgChart(r io.Reader, known func(email string) bool) (OrgChart, error) {
	s, err := openSheet(r, orgColumns)
	if err != nil {
		return OrgChart{}, err
	}
	reading := orgReading{peopleSheet: newPeopleSheet(s), rows: map[string]int{}}
	for s.next() {
		reading.row()
	}
	reading.checkManagers(known)
	reading.checkCircles()
	faults, err := s.done()
	if err != nil {
		return OrgChart{}, err
	}
	faulty := map[int]bool{}
	for _, f := range faults {
		faulty[f.Line] = true
	}
	people := slices.DeleteFunc(reading.people, func(p OrgPerson) bool { return faulty[p.Line] })
	return OrgChart{People: people, Faults: faults, Read: s.read, Header: s.header}, nil
}

// orgReading holds every row whose address could be read, and where it is.
type orgReading struct {
	*peopleSheet
	people []OrgPerson
	rows   map[string]int // address → place in people
}

func (o *orgReading) row() {
	if first, twice := o.rows[o.address(orgEmail).value]; twice {
		o.fault(orgEmail, fmt.Sprintf("This address is already on line %d. Keep one of the two rows.", o.people[first].Line))
		return
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
	o.rows[row.Email] = len(o.people)
	o.people = append(o.people, row)
}

// faultManager notes a fault that shows only when all rows were read.
func (o *orgReading) faultManager(person OrgPerson, problem string) {
	o.line = person.Line
	o.add(o.header[o.at[orgManager]], person.ManagerEmail, problem)
}

func (o *orgReading) checkManagers(known func(email string) bool) {
	for _, person := range o.people {
		if _, here := o.rows[person.ManagerEmail]; here || person.ManagerEmail == "" {
			continue
		}
		if known == nil || !known(person.ManagerEmail) {
			o.faultManager(person, "Nobody with this address is in the file or in the directory. Add a row for this manager, or correct the address.")
		}
	}
}

// checkCircles follows every chain of managers once. A circle is one fault, on
// its first line.
func (o *orgReading) checkCircles() {
	seen := make([]int, len(o.people)) // 0: not yet; else the walk that came by
	for start := range o.people {
		var path []int
		at, on := start, true
		for on && seen[at] == 0 {
			seen[at] = start + 1
			path = append(path, at)
			at, on = o.managerOf(at)
		}
		if on && seen[at] == start+1 {
			circle := path[slices.Index(path, at):]
			first := slices.Min(circle)
			turn := slices.Index(circle, first)
			o.faultManager(o.people[first], o.circle(slices.Concat(circle[turn:], circle[:turn])))
		}
	}
}

func (o *orgReading) managerOf(place int) (int, bool) {
	manager, ok := o.rows[o.people[place].ManagerEmail]
	return manager, ok
}

// circle names the people of a circle of managers.
func (o *orgReading) circle(places []int) string {
	const most = 6
	var names []string
	for _, place := range places[:min(len(places), most)] {
		names = append(names, fmt.Sprintf("%s (line %d)", shorten(cmp.Or(o.people[place].Name, o.people[place].Email)), o.people[place].Line))
	}
	chain := strings.Join(names, ", who works for ")
	if rest := len(places) - most; rest > 0 {
		chain += fmt.Sprintf(", and so on through %d more", rest)
	}
	return fmt.Sprintf("The managers go round in a circle: %s, who works for %s. Correct one of them.", chain, shorten(cmp.Or(o.people[places[0]].Name, o.people[places[0]].Email)))
}

// ProposeRaters proposes who could be asked about a leader, from the directory:
// the leader, the manager, the direct reports, and as peers everybody with the
// same manager. The order is that of the relationships, then of the names.
func ProposeRaters(leader Person, people []Person) []Rater {
	raters := []Rater{{Person: leader, Relationship: Self}}
	for _, person := range people {
		switch {
		case person.ID == leader.ID:
		case leader.ManagerID != nil && person.ID == *leader.ManagerID:
			raters = append(raters, Rater{person, Manager})
		case person.ManagerID != nil && *person.ManagerID == leader.ID:
			raters = append(raters, Rater{person, DirectReport})
		case leader.ManagerID != nil && person.ManagerID != nil && *person.ManagerID == *leader.ManagerID:
			raters = append(raters, Rater{person, Peer})
		}
	}
	order := []Relationship{Self, Manager, Peer, DirectReport}
	slices.SortStableFunc(raters, func(a, b Rater) int {
		return cmp.Or(
			slices.Index(order, a.Relationship)-slices.Index(order, b.Relationship),
			strings.Compare(sortName(a.Person.Name), sortName(b.Person.Name)),
			strings.Compare(a.Person.Email, b.Person.Email))
	})
	return raters
}

// sortName puts Ö beside O and ignores case.
func sortName(name string) string { return norm.NFD.String(strings.ToLower(name)) }
