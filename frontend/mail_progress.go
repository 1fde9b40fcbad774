package frontend

import (
	"fmt"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// MailCounts is how many invitations, or letters about reports, are in which
// state. Reminders are never counted: they go to those who have not answered.
type MailCounts struct {
	Queued  int // and claimed
	Sending int
	Sent    int
	Refused int // buried
	InDoubt int // unknown

	Oldest time.Duration // how long the oldest unsent letter has been waiting
	Moving bool          // letters leave just now
}

// All is how many letters there are.
func (m MailCounts) All() int { return m.Done() + m.Unsent() }

// Done is how many letters need no more attempt.
func (m MailCounts) Done() int { return m.Sent + m.Refused + m.InDoubt }

// Unlisted is how many letters did not arrive, or perhaps did not, beyond those
// that the page lists.
func (m MailCounts) Unlisted(listed []MailTrouble) int {
	return max(0, m.Refused+m.InDoubt-len(listed))
}

// Unsent is how many letters have still to leave.
func (m MailCounts) Unsent() int { return m.Queued + m.Sending }

// Age says how long the oldest unsent letter has been waiting, or "" when none
// has for a minute.
func (m MailCounts) Age() string {
	if m.Unsent() == 0 || m.Oldest < time.Minute {
		return ""
	}
	return "The oldest letter has been waiting for " + waited(m.Oldest) + "."
}

// waited says "a minute", "3 minutes", "2 hours", "3 days".
func waited(d time.Duration) string {
	for _, unit := range []struct {
		of        time.Duration
		one, many string
	}{{48 * time.Hour, "", ""}, {time.Hour, "an hour", "hours"}, {time.Minute, "a minute", "minutes"}} {
		switch {
		case d < unit.of:
		case unit.one == "":
			return fmt.Sprintf("%d days", d/(24*time.Hour))
		case d < 2*unit.of:
			return unit.one
		default:
			return fmt.Sprintf("%d %s", d/unit.of, unit.many)
		}
	}
	return "a moment"
}

// Stuck reports that letters wait for so long that somebody should look.
func (m MailCounts) Stuck() bool { return m.Unsent() > 0 && m.Oldest >= models.MailPatience }

// Live reports that the numbers change by themselves while the page is read.
func (m MailCounts) Live() bool { return m.Moving && m.Unsent() > 0 && !m.Stuck() }
