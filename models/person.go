package models

import (
	"strings"

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

// FirstName returns the first word of a full name, or the whole of a single one.
func FirstName(name string) string {
	if first, _, ok := strings.Cut(strings.TrimSpace(name), " "); ok {
		return first
	}
	return strings.TrimSpace(name)
}
