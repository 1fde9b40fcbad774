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
