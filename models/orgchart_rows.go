package models

import (
	"iter"
	"strconv"
)

// orgRows are the rows of an org chart whose address could be read, in a memory:
// each tells of the one before it.
type orgRows struct {
	memory Memory
	last   string // the address of the last row
}

// orgRow is a row that knows which came before it.
type orgRow struct {
	OrgPerson
	before string // an address, or ""
}

const ofRow = "row"

func (o *orgRows) add(p OrgPerson) error {
	before := o.last
	o.last = p.Email
	return o.memory.Keep(remembered(ofRow, p.Email),
		remembered(strconv.Itoa(p.Line), p.ManagerEmail, before, p.Name, p.Title, p.Department, p.Language))
}

// at returns the row of an address, if there is one.
func (o orgRows) at(email string) (orgRow, bool, error) {
	text, known, err := o.memory.Recall(remembered(ofRow, email))
	if err != nil || !known {
		return orgRow{}, false, err
	}
	f := forgotten(text)
	person := Person{Email: email, Name: f[3], Title: f[4], Department: f[5], Language: f[6]}
	return orgRow{OrgPerson{Person: person, Line: lineOf(f[0]), ManagerEmail: f[1]}, f[2]}, true, nil
}

// managerOf returns the row of somebody's manager, if there is one.
func (o orgRows) managerOf(row orgRow) (orgRow, bool, error) {
	if row.ManagerEmail == "" {
		return orgRow{}, false, nil
	}
	return o.at(row.ManagerEmail)
}

// all are the rows from the last to the first. An error ends them.
func (o orgRows) all() iter.Seq2[orgRow, error] {
	return func(yield func(orgRow, error) bool) {
		for email := o.last; email != ""; {
			row, _, err := o.at(email)
			if !yield(row, err) || err != nil {
				return
			}
			email = row.before
		}
	}
}
