package models

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// CycleState is where a cycle stands. It only ever moves forward.
type CycleState string

// The states of a cycle, in their order.
const (
	Draft    CycleState = "draft"    // HR prepares; the only state in which it can be edited or deleted
	Open     CycleState = "open"     // raters answer
	Closing  CycleState = "closing"  // no more answers; leader after leader is worked out
	Closed   CycleState = "closed"   // reports are frozen, ballots are gone, HR reads comments
	Released CycleState = "released" // leaders read their reports
	Purged   CycleState = "purged"   // people and reports are deleted, counts stay
)

// Verb is something that can be done to a cycle.
type Verb string

// The verbs of a cycle.
const (
	Edit        Verb = "edit"         // change name, dates, roster, policy or questionnaire
	Delete      Verb = "delete"       // throw a draft away
	Launch      Verb = "launch"       // freeze, invite and open
	Extend      Verb = "extend"       // move the deadline later
	AddRater    Verb = "add_rater"    // invite one more person
	Remind      Verb = "remind"       // change when reminders go out
	FixAddress  Verb = "fix_address"  // correct a wrong address and send again
	Answer      Verb = "answer"       // submit or decline
	BeginClose  Verb = "close"        // stop answers and start working out
	FinishClose Verb = "finish_close" // every leader has a report
	Moderate    Verb = "moderate"     // withhold a comment, or show it again
	Release     Verb = "release"      // let the leaders read
	Purge       Verb = "purge"        // delete what is past its retention
)

// lifecycle is the law: from which states a verb may start, and where it leads
// ("" leaves the state as it is). docs/states.md draws it.
var lifecycle = map[Verb]struct {
	from []CycleState
	to   CycleState
	deny string
}{
	Edit:        {[]CycleState{Draft}, "", "Only a draft can be changed. After launch everybody has been told what was frozen."},
	Delete:      {[]CycleState{Draft}, "", "Only a draft can be deleted."},
	Launch:      {[]CycleState{Draft}, Open, "This cycle was launched already."},
	Extend:      {[]CycleState{Open}, "", "The deadline can be moved only while the cycle is open."},
	AddRater:    {[]CycleState{Open}, "", "Raters can be added to an open cycle only. Change a draft by its list."},
	Remind:      {[]CycleState{Draft, Open}, "", "Reminders can be planned only until the cycle closes."},
	FixAddress:  {[]CycleState{Open}, "", "An address can be corrected only while the cycle is open."},
	Answer:      {[]CycleState{Open}, "", "This cycle takes no answers now."},
	BeginClose:  {[]CycleState{Open}, Closing, "Only an open cycle can be closed."},
	FinishClose: {[]CycleState{Closing}, Closed, "This cycle is not being closed."},
	Moderate:    {[]CycleState{Closed}, "", "Comments can be held back between closing and release only."},
	Release:     {[]CycleState{Closed}, Released, "Only a closed cycle can be released."},
	Purge:       {[]CycleState{Closed, Released}, Purged, "Only a closed or released cycle can be purged."},
}

// Cycle is one round of feedback.
type Cycle struct {
	ID            uuid.UUID
	Name          string
	State         CycleState
	Questionnaire Questionnaire
	Policy        Policy
	OpensAt       *time.Time // in a draft: launch by the clock at this time; later: when it opened
	ClosesAt      *time.Time // the deadline; required to launch
	ClosedAt      *time.Time
	ReleasedAt    *time.Time
	PublicKey     []byte // seals ballots; nil before launch
	Contact       Contact
	Letter        LetterWords
	Reminders     Reminders  // days before the deadline
	RemindedUntil *time.Time // reminders of the plan up to then were sent or skipped; nil: none yet
	Promised      *Retention // how long things are kept, frozen at launch; nil before
	Forgotten     Forgetting // the last step of forgetting that is done, "" for none
}

// Contact is the person of HR who asks, named in every mail and page of the cycle.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// After returns the state that verb leads to from state, or a WrongState error
// that says why not.
func (state CycleState) After(verb Verb) (CycleState, error) {
	law, ok := lifecycle[verb]
	if !ok {
		return state, Errorf(WrongState, "There is no such step: %s.", verb)
	}
	for _, from := range law.from {
		if from == state {
			if law.to == "" {
				return state, nil
			}
			return law.to, nil
		}
	}
	return state, &Error{Kind: WrongState, Text: law.deny}
}

// Can reports whether verb may start from state.
func (state CycleState) Can(verb Verb) bool {
	_, err := state.After(verb)
	return err == nil
}

// The shortest and longest time between launch and deadline.
const (
	MinOpen = 1 * time.Hour
	MaxOpen = 180 * 24 * time.Hour
)

// LaunchCounts is what a draft holds when it is about to be launched.
type LaunchCounts struct {
	Leaders       int
	WithoutRaters int // leaders about whom nobody is asked
}

// CheckLaunch returns an Invalid error that lists everything that keeps the
// cycle from being launched at now: a missing or odd deadline, no leaders,
// leaders without raters, no contact.
func (c Cycle) CheckLaunch(now time.Time, n LaunchCounts) error {
	var faults []Fault
	fault := func(column, found, problem string) {
		faults = append(faults, Fault{Column: column, Found: found, Problem: problem})
	}
	switch {
	case c.ClosesAt == nil:
		fault("closes_at", "", "There is no deadline. Set the day on which the cycle closes.")
	case c.ClosesAt.Before(now.Add(MinOpen)):
		fault("closes_at", c.ClosesAt.Format(time.RFC3339), "The deadline is in the past or less than an hour away. Choose a later one.")
	case c.ClosesAt.After(now.Add(MaxOpen)):
		fault("closes_at", c.ClosesAt.Format(time.RFC3339), "The deadline is more than 180 days away. Choose an earlier one.")
	}
	if n.Leaders == 0 {
		fault("roster", "", "There are no leaders yet. Import a list or choose leaders first.")
	}
	if n.WithoutRaters > 0 {
		fault("roster", fmt.Sprint(n.WithoutRaters), "Some leaders have nobody who is asked about them. Add raters, or remove these leaders.")
	}
	if c.Contact.Email == "" {
		fault("contact", "", "Nobody is named as the contact. Give the name and address of a person of HR.")
	}
	if len(faults) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: "This cycle cannot be launched yet.", Faults: faults}
}

// CheckExtend returns an Invalid error unless to is a later deadline within bounds.
func (c Cycle) CheckExtend(now, to time.Time) error {
	if c.ClosesAt != nil && !to.After(*c.ClosesAt) {
		return Errorf(Invalid, "The deadline can only be moved later than %s.", c.ClosesAt.Format("2 January 2006, 15:04 MST"))
	}
	if to.Before(now.Add(MinOpen)) || to.After(now.Add(MaxOpen)) {
		return Errorf(Invalid, "The deadline must lie between one hour and 180 days from now.")
	}
	return nil
}
