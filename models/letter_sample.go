package models

import (
	"slices"
	"strings"
)

// LetterSample is a letter of a cycle as an example: of a kind, to somebody who
// is asked as. A report letter goes to leaders, so its As is Self.
type LetterSample struct {
	Kind LetterKind
	As   Relationship
}

// SampleKinds are the kinds of letter that a cycle sends, in the order in which they leave.
func SampleKinds() []LetterKind {
	return []LetterKind{InvitationLetter, ReminderLetter, LastReminderLetter, ExtendedLetter, ReportLetter}
}

// ParseLetterSample reads what String writes. Anything else is an Invalid error.
func ParseLetterSample(text string) (LetterSample, error) {
	kind, as, _ := strings.Cut(text, " ")
	return NewLetterSample(LetterKind(kind), Relationship(as))
}

// NewLetterSample checks a kind and a relationship. An empty kind is an
// invitation, and an empty relationship a peer.
func NewLetterSample(kind LetterKind, as Relationship) (LetterSample, error) {
	s := LetterSample{kind, as}
	if s.Kind == "" {
		s.Kind = InvitationLetter
	}
	if s.As == "" {
		s.As = Peer
	}
	if s.Kind == ReportLetter {
		s.As = Self
	}
	if !slices.Contains(SampleKinds(), s.Kind) || !slices.Contains([]Relationship{Self, Manager, Peer, DirectReport}, s.As) {
		return LetterSample{}, Errorf(Invalid, "There is no such letter to show. Choose one of the list.")
	}
	return s, nil
}

// String names the sample: "reminder peer".
func (s LetterSample) String() string { return string(s.Kind) + " " + string(s.As) }
