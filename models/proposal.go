package models

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

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
