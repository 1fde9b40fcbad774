package models

import (
	"errors"
	"fmt"
)

// Kind sorts errors by what the person who met them can do. Each kind has one
// HTTP status and one page, in one table of the handlers.
type Kind string

// The kinds of error.
const (
	NotFound   Kind = "not_found"   // no such thing, or none that the asker may know of
	Invalid    Kind = "invalid"     // what was sent cannot be accepted as it is
	WrongState Kind = "wrong_state" // right request, wrong moment: the cycle's state forbids it
	Conflict   Kind = "conflict"    // somebody else did it first, or it exists already
	Forbidden  Kind = "forbidden"   // known who asks, and it is not theirs to do
	TooMany    Kind = "too_many"    // asked too often; wait
	Impossible Kind = "impossible"  // the service is set up so that it cannot do this now
)

// Error is an error that a person may read. Everything else that goes wrong is
// internal and is never shown.
type Error struct {
	Kind   Kind
	Text   string  // one or two sentences: what was found, what to do
	Faults []Fault // every fault at once, where the input has several
}

// Error returns the text meant for the person.
func (e *Error) Error() string { return e.Text }

// Errorf makes an Error of a kind.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of err, or "" when err is internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// Fault is one thing wrong with what somebody sent.
type Fault struct {
	Line    int    `json:"line,omitempty"`   // line of the file, counted from 1 with its header; 0 outside files
	Column  string `json:"column,omitempty"` // the column's or field's name
	Found   string `json:"found"`            // what was there, shortened
	Problem string `json:"problem"`          // what is wrong and what to do
}
