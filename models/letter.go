package models

import (
	"time"

	"github.com/google/uuid"
)

// LetterKind is what a letter is for.
type LetterKind string

// The kinds of letter.
const (
	InvitationLetter   LetterKind = "invitation" // to a rater, the leader's own view and managers included
	ReminderLetter     LetterKind = "reminder"
	LastReminderLetter LetterKind = "last_reminder" // the cycle closes within the next day or so
	AgainLetter        LetterKind = "again"         // the invitation once more, because the rater asked for it
	ExtendedLetter     LetterKind = "extended"      // the deadline was moved
	ReportLetter       LetterKind = "report"        // to a leader: the report can be read
	SignInLetter       LetterKind = "signin"        // to a leader or member who asked for a link
	ClosedLetter       LetterKind = "closed"        // to HR: the comments can be read
	StuckLetter        LetterKind = "stuck"         // to HR: letters wait or were refused
	TestLetter         LetterKind = "test"          // to a member: another kind of letter, as a rater would get it
)

// LetterState is where a letter stands. docs/states.md draws it.
type LetterState string

// The states of a letter.
const (
	Queued  LetterState = "queued"
	Claimed LetterState = "claimed" // leased by a sender, not begun: always safe to take back
	Sending LetterState = "sending" // handed to SMTP: in doubt if the sender dies now
	Sent    LetterState = "sent"    // accepted by the mail server
	Buried  LetterState = "buried"  // refused for good
	Unknown LetterState = "unknown" // in doubt, parked for a person
)

// Letter is the intention to send a mail. It holds no words and no link.
type Letter struct {
	ID        uuid.UUID
	Kind      LetterKind
	CycleID   *uuid.UUID
	PersonID  uuid.UUID
	Round     int // which time a letter of this kind goes to this person in this cycle
	State     LetterState
	Attempts  int
	DueAt     time.Time  // of the next attempt
	Since     time.Time  // when it was due for the first time
	Lease     *uuid.UUID // the claim's token; every later move must show it
	LeaseEnds *time.Time
	LastError string
	Sample    string // of a test letter: the LetterSample that it shows
}

// Envelope is everything a letter's words are made of.
type Envelope struct {
	Letter    Letter
	To        Person
	Cycle     Cycle      // zero for a sign-in letter
	Asked     []Asked    // the leaders the person is asked about; pending ones only in reminders
	Token     Token      // of the rater's link or the sign-in link; "" in a report letter
	ReportOf  *uuid.UUID // report letter: the leader whose report can be read
	InReplyTo *uuid.UUID // the invitation letter that this one follows
	Stuck     Stuck      // stuck letter: what is
	Settings  Settings   // of the organisation, as they are now
	Example   *Person    // test letter: the person whose letter it shows; To only receives it
}

// Reader is whom the words of the letter speak to.
func (e Envelope) Reader() Person {
	if e.Example != nil {
		return *e.Example
	}
	return e.To
}

// MaxAttempts is how often a letter is tried before it is buried.
const MaxAttempts = 8

// Backoff is how long to wait after the given attempt failed for now: attempt⁴
// seconds, between half a minute and six hours. jitter in [0,1) spreads it by ±10 %.
func Backoff(attempt int, jitter float64) time.Duration {
	wait := time.Duration(attempt*attempt*attempt*attempt) * time.Second
	wait = min(max(wait, 30*time.Second), 6*time.Hour)
	return time.Duration(float64(wait) * (0.9 + 0.2*jitter))
}
