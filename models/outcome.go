package models

import (
	"strings"
	"time"
)

// MaxReason is how much of a server's answer is kept, in characters.
const MaxReason = 300

// Fate is what became of one attempt to send a letter.
type Fate string

// The fates of an attempt.
const (
	Delivered Fate = "delivered" // the mail server took it
	Deferred  Fate = "deferred"  // not sent, and another attempt may work
	Refused   Fate = "refused"   // the server will never take it
	Doubtful  Fate = "doubtful"  // handed over in full, and the connection broke before the answer
	Untried   Fate = "untried"   // the connection was gone before the letter began: not an attempt
)

// Fates are all of them.
var Fates = []Fate{Delivered, Deferred, Refused, Doubtful, Untried}

// Outcome is the fate of an attempt, the reason in the server's words, and how
// long to wait before the next one.
type Outcome struct {
	Fate Fate
	Why  string
	Wait time.Duration
}

// After is the law of letters: what a letter in sending becomes by an outcome at
// now. park makes a doubtful one wait for a person instead of being sent again.
func (l Letter) After(outcome Outcome, park bool, now time.Time) Letter {
	l.Lease, l.LeaseEnds, l.LastError = nil, nil, LetterReason(outcome.Why)
	spent := l.Attempts >= MaxAttempts
	again := func() {
		l.State, l.DueAt = Queued, now.Add(outcome.Wait)
	}
	switch outcome.Fate {
	case Delivered:
		l.State, l.LastError = Sent, ""
	case Refused:
		l.State = Buried
	case Untried:
		l.Attempts--
		again()
	case Doubtful:
		if l.State = Unknown; !park && !spent {
			again()
		}
	default:
		if l.State = Buried; !spent {
			again()
		}
	}
	return l
}

// LetterReason makes a server's answer fit to be kept: on one line, without
// hidden characters, at most MaxReason characters.
func LetterReason(text string) string {
	line := []rune(cleanLine(strings.ToValidUTF8(text, "")))
	if len(line) > MaxReason {
		line = append(line[:MaxReason-1], '…')
	}
	return string(line)
}

// Pointless says why a letter should not be sent any more, or "" when it should.
func (e Envelope) Pointless() string {
	switch e.Letter.Kind {
	case SignInLetter:
		if e.Token == "" {
			return "The sign-in link had ended before this letter could leave."
		}
	case ReportLetter:
		if e.ReportOf == nil || e.Cycle.State != Released {
			return "There is no report to read."
		}
	case ClosedLetter:
		if e.Cycle.State != Closed {
			return "The cycle had gone on before this letter could leave."
		}
	case StuckLetter:
		if e.Stuck.Nothing() {
			return "Nothing was stuck any more."
		}
	case TestLetter:
		if e.Example == nil || e.Cycle.ClosesAt == nil {
			return "There was nobody left whose letter could be shown."
		}
	default:
		if e.Token == "" || e.Cycle.State != Open {
			return "The cycle had closed before this letter could leave."
		}
		if len(e.Asked) == 0 {
			return "Nothing is left to ask this person."
		}
	}
	return ""
}
