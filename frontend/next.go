package frontend

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// Step is one state in the row of states at the top of a cycle's pages.
type Step struct {
	Label string
	Class string // "done", "" (current or later)
	Now   bool
	Icon  string
}

// Steps is the row of states, with the present one marked.
func (h CycleHead) Steps() []Step {
	at := map[models.CycleState]int{models.Open: 1, models.Closing: 2, models.Closed: 2, models.Released: 3, models.Purged: 3}[h.State]
	steps := []Step{{Label: "Draft"}, {Label: "Open"}, {Label: "Closed"}, {Label: "Comments read, reports released"}}
	for i := range steps {
		switch {
		case i < at:
			steps[i].Class, steps[i].Icon = "done", "done"
		case i == at:
			steps[i].Now, steps[i].Icon = true, "part"
		default:
			steps[i].Icon = "open"
		}
	}
	switch h.State {
	case models.Open:
		if h.ClosesAt != nil {
			steps[1].Label = "Open until " + h.ClosesAt.Format("Monday 2 January, 15:04")
		}
	case models.Closing:
		steps[2].Label = "Closing"
	case models.Released, models.Purged:
		steps[3].Icon = "done"
	}
	return steps
}

// URL is the address of the cycle's page, or of what follows it.
func (h CycleHead) URL(rest ...string) string { return CycleURL(h.ID, rest...) }

// Known reports whether the page belongs to a cycle at all.
func (h CycleHead) Known() bool { return h.ID != uuid.Nil }

// Next is what a draft needs next.
func (p DraftPage) Next() Next {
	if p.Count == 0 {
		return Next{Heading: "Bring in your people", Button: "Import a list", URL: p.Cycle.URL("import"),
			Text: "One CSV file: leader, rater, email, relationship. You see what it would do before anything is saved."}
	}
	look := len(p.Blockers)
	texts := make([]string, 0, look+2)
	for _, fault := range p.Blockers {
		texts = append(texts, fault.Problem)
	}
	if p.TooFew > 0 {
		look++
		texts = append(texts, fmt.Sprintf("For %s too few colleagues are invited to show anything about them.", countOf(p.TooFew, "leader", "leaders")))
	}
	texts = append(texts, "After launch the list is fixed, and nothing is sent before you have seen the mail.")
	next := Next{Button: "Review and send invitations", URL: p.Cycle.URL("launch"), Text: strings.Join(texts, " ")}
	if look > 0 {
		next.Heading = fmt.Sprintf("%s to look at, then invite %s", upper(countOf(look, "thing", "things")), countOf(p.People, "person", "people"))
	} else {
		next.Heading = "Ready to invite " + countOf(p.People, "person", "people")
	}
	return next
}

// Next is what an open cycle needs next: mails that did not arrive first, then
// a reminder, then nothing but time.
func (p OpenCyclePage) Next() Next {
	switch {
	case len(p.Troubles) > 0:
		return Next{Heading: upper(countOf(len(p.Troubles)+p.Mail.Unlisted(p.Troubles), "invitation", "invitations")) + " to look after", Button: "Look at the mails", URL: "#ml",
			Text: "The mail server did not take them, or nobody can tell. Correct the address and send again."}
	case p.Sum.Missing() == 0 && p.Sum.Invited > 0:
		return Next{Heading: "Everybody has answered", Button: "Close this cycle", URL: p.Cycle.URL("close"),
			Text: "You can close it now, or leave it to the deadline."}
	case p.CanRemind:
		return Next{Heading: "Remind everyone who has not answered", Button: "Send reminder now", URL: p.Cycle.URL("remind"), Post: true,
			Text: p.missing() + " Sevenfold writes to the right people; it does not tell you who they are."}
	}
	return Next{Heading: "Nothing to do for now", Text: p.missing() + " Sevenfold closes the cycle at its deadline."}
}

func (p OpenCyclePage) missing() string {
	text := fmt.Sprintf("%d of %d answers are missing", p.Sum.Missing(), p.Sum.Invited)
	if p.Cycle.ClosesAt != nil && p.Cycle.ClosesAt.After(p.Now) {
		text += ", and " + timeLeft(p.Cycle.ClosesAt.Sub(p.Now)) + " left"
	}
	text += "."
	if p.Sum.Short > 0 {
		verb := " need"
		if p.Sum.Short == 1 {
			verb = " needs"
		}
		text += " " + upper(countOf(p.Sum.Short, "group", "groups")) + verb + " more before it can be shown on its own."
		if p.Sum.Short > 1 {
			text = strings.Replace(text, "before it can be shown on its own", "before they can be shown on their own", 1)
		}
	}
	return text
}

// Next is what a closed cycle needs next.
func (p ClosedCyclePage) Next() Next {
	text := "Read the comments first. You can hold back whole comments, and show them again, until you release."
	if p.Comments == 0 {
		text = "There are no comments to read in this cycle."
	}
	return Next{Heading: "Read the comments, then release " + countOf(p.Leaders, "report", "reports"), Text: text,
		Button: "Release the reports", URL: p.Cycle.URL("release")}
}

// Next is what is left to do once the reports can be read: nothing here.
func (p ReleasedPage) Next() Next {
	if p.Cycle.State == models.Purged {
		return Next{Heading: "The reports are deleted", Text: "Only the name, the dates and the counts of this cycle are left, and the overview of departments until its day."}
	}
	next := Next{Heading: "All done", Button: "See the organisation", URL: OrganisationURL + "?cycle=" + p.Cycle.ID.String(),
		Text: "Each leader got a mail and reads the report after signing in. Nothing of this cycle can be changed any more."}
	if n := p.Mail.Refused + p.Mail.InDoubt; n > 0 {
		next.Text += " " + upper(countOf(n, "mail", "mails")) + " to leaders may not have arrived; they can sign in with their address all the same."
	}
	return next
}

// timeLeft says "four days are", "one day is", "two hours are".
func timeLeft(d time.Duration) string {
	n, one, many := int(d/(24*time.Hour)), "day", "days"
	if n == 0 {
		n, one, many = int(d/time.Hour), "hour", "hours"
	}
	if n == 0 {
		return "less than an hour is"
	}
	if n == 1 {
		return "one " + one + " is"
	}
	return countOf(n, one, many) + " are"
}

// countOf says "one thing", "five things", "32 people".
func countOf(n int, one, many string) string { return number(n) + " " + plural(n, one, many) }

// countDigits says "1 report", "31 reports".
func countDigits(n int, one, many string) string { return fmt.Sprint(n) + " " + plural(n, one, many) }
