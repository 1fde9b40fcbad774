package models

import (
	"fmt"
	"time"
)

// Promise is what every rater is told about anonymity, in the mail and on the
// page, word for word. managers is how the leader's manager is called, at the
// start of a sentence: "Manager". The date is printed as it is in zone.
func (p Policy) Promise(managers string, closes time.Time, zone *time.Location) string {
	small := "combined with others or not shown"
	if p.DropSmall {
		small = "combined with another small group or not shown"
	}
	return fmt.Sprintf("Peers and direct reports are shown only together, from %d answers on. "+
		"If your group has fewer, it is %s. "+
		"Comments are shown without your group, in random order, from %d answers on. "+
		"%s and self answers are shown by name. "+
		"The cycle closes on %s; nothing is shown before; afterwards nobody can find your answers, so they cannot be changed.",
		p.K, small, KText, managers, Day(closes, zone))
}

// Day writes a date as people read it: "Friday 14 November 2025".
func Day(t time.Time, zone *time.Location) string { return t.In(zone).Format("Monday 2 January 2006") }

// WhoReads says who can open a report.
func (p Policy) WhoReads() string {
	if p.HRMayRead {
		return "Each leader sees only their own report; HR can open the reports too, and nobody else, unless the leader shows it."
	}
	return "Each leader sees only their own report; nobody else does, unless they show it."
}

// WhoModerates says who reads comments before the leader does.
const WhoModerates = "HR reads the comments first, mixed as the leader will see them, and may hold back one that hurts or identifies somebody. It cannot change a word."

// Assurance is one point of how answers are kept anonymous: what is so, and
// what that means.
type Assurance struct {
	Lead string // the first words, which a page may print bold
	Rest string
}

// String is the whole point.
func (a Assurance) String() string { return a.Lead + " " + a.Rest }

// HowAnonymous lists how answers are kept anonymous under the policy. Every
// sentence is one that the code keeps.
func (p Policy) HowAnonymous() []Assurance {
	readers := Assurance{"Each leader sees only their own report.", "Nobody else does, unless they show it. HR sees averages of whole departments."}
	if p.HRMayRead {
		readers = Assurance{"Each leader sees only their own report.", "In this cycle HR can open the reports too. Nobody else does, unless the leader shows it."}
	}
	return []Assurance{
		{"Nothing is stored before you send.", "Until then your answers stay in this browser. On a shared computer, delete the draft when you leave."},
		{"When peers and direct reports send, name and answers part.", "We only remember that you answered, not when. Your answers are sealed and mixed with the others’."},
		{"Your link is your own so that everybody answers once.", "It is not kept with your answers, and Sevenfold writes no log of your visits."},
		{"When the cycle closes, single answers are deleted.", "They are added up for the report first, and the key that opened them is destroyed. Until then you trust the people who run this service."},
		{"HR sees how many people answered,", fmt.Sprintf("for each leader and group, never who, and never a single rating. Groups with fewer than %s people are counted together with others, or not at all.", inWords(max(MinK, p.K)))},
		readers,
		{"HR reads the comments first,", "mixed as the leader will see them, and may hold back one that hurts or identifies somebody. It cannot change a word."},
		{"One exception: a leader’s own manager.", "Those answers are shown as the manager’s. If you answer as a manager, your page says so."},
		{"Your words can still give you away.", "Describe what happened in general: what they did and what effect it had."},
	}
}
