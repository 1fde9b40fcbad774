package models

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// faultManager notes a fault that shows only when all rows were read.
func (o *orgReading) faultManager(person OrgPerson, problem string) {
	o.line = person.Line
	o.add(o.header[o.at[orgManager]], person.ManagerEmail, problem)
}

// managersAsked is how many managers the directory is asked about at once.
const managersAsked = 500

// checkManagers finds managers who are neither in the file nor known.
func (o *orgReading) checkManagers(known func([]string) (map[string]bool, error)) error {
	var elsewhere []OrgPerson
	for person, err := range o.rows.all() {
		if err != nil {
			return err
		}
		if _, here, err := o.rows.managerOf(person); err != nil {
			return err
		} else if !here && person.ManagerEmail != "" {
			elsewhere = append(elsewhere, person.OrgPerson)
		}
		if len(elsewhere) == managersAsked {
			if err := o.checkKnown(elsewhere, known); err != nil {
				return err
			}
			elsewhere = elsewhere[:0]
		}
	}
	return o.checkKnown(elsewhere, known)
}

// checkKnown asks about managers who are not in the file.
func (o *orgReading) checkKnown(people []OrgPerson, known func([]string) (map[string]bool, error)) error {
	managers := make([]string, len(people))
	for i, person := range people {
		managers[i] = person.ManagerEmail
	}
	var found map[string]bool
	if known != nil && len(managers) > 0 {
		var err error
		if found, err = known(managers); err != nil {
			return err
		}
	}
	for _, person := range people {
		if !found[person.ManagerEmail] {
			o.faultManager(person, "Nobody with this address is in the file or in the directory. Add a row for this manager, or correct the address.")
		}
	}
	return nil
}

// ofWalk is under which address a walk along the managers that came by is kept.
const ofWalk = "walk"

// checkCircles follows every chain of managers once. A circle is one fault, on
// its first line.
func (o *orgReading) checkCircles() error {
	for start, err := range o.rows.all() {
		if err != nil {
			return err
		}
		walk := strconv.Itoa(start.Line)
		at, on := start, true
		for on {
			by, seen := o.first(remembered(ofWalk, at.Email), walk)
			if seen && by == walk {
				if err := o.faultCircle(at); err != nil {
					return err
				}
			}
			if seen || o.err != nil {
				break
			}
			if at, on, err = o.rows.managerOf(at); err != nil {
				return err
			}
		}
	}
	return nil
}

// faultCircle notes the circle that somebody is in, on its first line.
func (o *orgReading) faultCircle(in orgRow) error {
	first, length := in, 0
	for at := in; length == 0 || at.Email != in.Email; length++ {
		if at.Line < first.Line {
			first = at
		}
		var err error
		if at, _, err = o.rows.managerOf(at); err != nil {
			return err
		}
	}
	const most = 6
	var names []string
	for at := first; len(names) < min(length, most); {
		names = append(names, fmt.Sprintf("%s (line %d)", shorten(cmp.Or(at.Name, at.Email)), at.Line))
		var err error
		if at, _, err = o.rows.managerOf(at); err != nil {
			return err
		}
	}
	chain := strings.Join(names, ", who works for ")
	if rest := length - most; rest > 0 {
		chain += fmt.Sprintf(", and so on through %d more", rest)
	}
	o.faultManager(first.OrgPerson, fmt.Sprintf("The managers go round in a circle: %s, who works for %s. Correct one of them.", chain, shorten(cmp.Or(first.Name, first.Email))))
	return nil
}
