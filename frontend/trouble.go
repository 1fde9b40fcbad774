package frontend

import (
	"fmt"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// refusals turns what mail servers say into plain words. The codes are the
// enhanced status codes of RFC 3463.
var refusals = []struct{ code, plain string }{
	{"5.1.1", "This address does not exist."},
	{"5.1.2", "The part of the address after the @ does not exist."},
	{"5.1.3", "This is not a complete address."},
	{"5.1.6", "This person’s mailbox has moved."},
	{"5.2.1", "This mailbox is switched off."},
	{".2.2", "The mailbox is full."},
	{"5.3.4", "The mail is too large for this mailbox."},
	{"5.4.", "The other mail server could not be reached."},
	{"5.7.", "The mail server refuses mail from here."},
	{"no such host", "The part of the address after the @ does not exist."},
	{"user unknown", "This address does not exist."},
}

// Plain says in plain words why a mail did not arrive.
func (t MailTrouble) Plain() string {
	if t.State == models.Unknown {
		return "Nobody can tell whether this mail arrived."
	}
	answer := strings.ToLower(t.Answer)
	for _, r := range refusals {
		if strings.Contains(answer, r.code) {
			return r.plain
		}
	}
	return "The mail server did not take this mail."
}

// TroubleInput is the field to correct the address of a mail in trouble.
func (p OpenCyclePage) TroubleInput(t MailTrouble) Input {
	id := "email-" + t.LetterID.String()
	input := Input{Kind: "email", Name: "email", ID: id, Label: "Email address", Value: t.Email, Fault: p.Fault(id), Auto: "off"}
	switch {
	case t.State == models.Unknown:
		input.Hint = "The connection broke while it was being sent. If you send it again, it may arrive twice."
	case t.Answer != "":
		input.Hint = "Answer of the mail server: " + t.Answer
	}
	if t.State != models.Unknown && t.Attempts > 1 {
		input.Hint += fmt.Sprintf(" (tried %d times)", t.Attempts)
	}
	return input
}

// Relationship is what was typed into the form for one more rater.
func (p OpenCyclePage) Relationship() string { return p.Add.Relationship }

// EarliestExtension is the first day to which the deadline can be moved.
func (p OpenCyclePage) EarliestExtension() string {
	if p.Cycle.ClosesAt == nil {
		return ""
	}
	return p.Cycle.ClosesAt.AddDate(0, 0, 1).Format(time.DateOnly)
}
