package models

import "time"

// LongWait is how long after it was due a letter is called waiting. Where a
// relay limits the rate, a large cycle may take hours.
const LongWait = 4 * time.Hour

// The waits before HR is told that letters are stuck.
const (
	refusalsSettle = 15 * time.Minute // so that the refusals of one sending are told together
	tellAgain      = 24 * time.Hour
)

// Stuck is what keeps letters of a cycle from their people.
type Stuck struct {
	Refused int        // people whose letters the mail server refused, or never answered about
	Since   *time.Time // when the oldest letter that still waits was due; nil: none waits for long
}

// Nothing reports that all letters are where they should be.
func (s Stuck) Nothing() bool { return s.Refused == 0 && s.Since == nil }

// StuckNews is what is known of a cycle's stuck letters, and when HR was told last.
type StuckNews struct {
	Refused *time.Time // the last attempt at the newest letter that was refused; nil: none was
	Waiting bool       // a letter waits for longer than LongWait
	Told    *time.Time
}

// Tell is the law of when HR is told: at most once a day, while letters wait, or
// when some were refused since. What was sent within LongWait before HR was told
// may have been refused only afterwards, so it is told once more.
func (n StuckNews) Tell(now time.Time) bool {
	if n.Told != nil && now.Sub(*n.Told) < tellAgain {
		return false
	}
	if n.Waiting {
		return true
	}
	if n.Refused == nil || now.Sub(*n.Refused) < refusalsSettle {
		return false
	}
	return n.Told == nil || n.Refused.After(n.Told.Add(-LongWait))
}
