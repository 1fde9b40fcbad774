package models

import (
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// Person is somebody of the directory. The address identifies a person: one
// person, one address, in lower case.
type Person struct {
	ID         uuid.UUID
	Email      string
	Name       string
	Title      string
	Department string
	Language   string // BCP 47, "en" unless told
	ManagerID  *uuid.UUID
}

// NewMember returns who an address and a name make a member of HR. Somebody whom
// the directory knows (old) keeps the name where none is given. The error is
// Invalid and names every fault, by "email" and "name".
func NewMember(email, name string, old Person) (Person, error) {
	var faults []Fault
	address, err := ParseEmail(email)
	if err != nil {
		faults = append(faults, Fault{Column: "email", Found: email, Problem: err.Error()})
	}
	if cleanLine(name) == "" {
		name = old.Name
	}
	name, err = CleanName(name)
	if err != nil {
		faults = append(faults, Fault{Column: "name", Found: name, Problem: err.Error()})
	}
	if len(faults) > 0 {
		return Person{}, &Error{Kind: Invalid, Text: "The member was not added.", Faults: faults}
	}
	return Person{Email: address, Name: name}, nil
}

// FirstName is the name a form and a mail use after the first mention.
func (p Person) FirstName() string { return FirstName(p.Name) }

// FirstName returns the first word with a letter of a full name, or the whole
// name if it has none.
func FirstName(name string) string {
	for word := range strings.FieldsSeq(name) {
		if strings.ContainsFunc(word, unicode.IsLetter) {
			return word
		}
	}
	return strings.TrimSpace(name)
}
