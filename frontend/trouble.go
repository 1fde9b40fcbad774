package frontend

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// The enhanced status code of RFC 3463 in an answer, and the older reply code of
// RFC 5321. Both may be part of a longer text.
var (
	enhancedCode = regexp.MustCompile(`(?:^|[^0-9.])([45])\.(\d{1,3})\.(\d{1,3})(?:$|[^0-9.]|\.(?:$|\D))`)
	replyCode    = regexp.MustCompile(`(?:^|[^0-9.])([45]\d\d)(?:$|[^0-9.]|\.(?:$|\D))`)
)

// subjects tells enhanced codes without their first digit, which only says
// whether another attempt makes sense.
var subjects = map[string]string{
	"1.1":  "This address does not exist.",
	"1.2":  "The part of the address after the @ does not exist.",
	"1.3":  "This is not a complete address.",
	"1.4":  "This address stands for several mailboxes.",
	"1.6":  "This person’s mailbox has moved.",
	"1.7":  "The mail server does not accept the address that Sevenfold writes from.",
	"1.8":  "The mail server does not accept the address that Sevenfold writes from.",
	"1.10": "This address takes no mail at all.",
	"2.1":  "This mailbox is switched off.",
	"2.2":  "The mailbox is full.",
	"2.3":  "The mail is too large for this mailbox.",
	"2.4":  "This address is a list that could not be opened.",
	"3.1":  "The disk of the mail server is full.",
	"3.2":  "The mail server takes no mail just now.",
	"3.4":  "The mail is too large for the mail server.",
	"4.2":  "The connection to the other mail server broke.",
	"4.3":  "The part of the address after the @ could not be looked up.",
	"4.4":  "No way leads to the part of the address after the @.",
	"4.5":  "The mail server has too much to do just now.",
	"4.6":  "The mail was sent in a circle between servers.",
	"4.7":  "The other mail server did not take the mail in time.",
	"5.3":  "The mail server takes fewer recipients at once.",
	"7.2":  "This list takes no mail from here.",
	"7.8":  "The mail server did not accept Sevenfold’s password.",
	"7.9":  "The mail server did not accept Sevenfold’s password.",
	"7.20": "The mail server misses a valid signature (DKIM).",
	"7.23": "Sevenfold’s server may not send for this address (SPF).",
	"7.25": "The mail server does not know where this mail comes from (reverse DNS).",
	"7.26": "The mail server could not verify who sent this mail (DKIM and SPF).",
	"7.27": "The address that Sevenfold writes from takes no mail.",
	"7.28": "The mail server has had too many mails from here.",
}

// classes tells enhanced codes whose detail is not known.
var classes = map[string]string{
	"1": "Something is wrong with this address.",
	"2": "Something is wrong with this mailbox.",
	"3": "The mail server cannot take this mail.",
	"4": "The other mail server could not be reached.",
	"5": "The two mail servers did not understand each other.",
	"6": "The mail server could not read the mail.",
	"7": "The mail server refuses mail from here.",
}

// phrases tells answers in which servers say more than by their code.
var phrases = []struct{ part, plain string }{
	{"no such host", "The part of the address after the @ does not exist."},
	{"domain not found", "The part of the address after the @ does not exist."},
	{"user unknown", "This address does not exist."},
	{"unknown user", "This address does not exist."},
	{"no such user", "This address does not exist."},
	{"does not exist", "This address does not exist."},
	{"recipient address rejected", "This address does not exist, or takes no mail."},
	{"mailbox unavailable", "This address does not exist, or takes no mail."},
	{"relay", "The mail server does not send mail to this address for Sevenfold."},
	{"greylist", "The mail server asks for another attempt later."},
	{"quota", "The mailbox is full."},
	{"mailbox full", "The mailbox is full."},
	{"spam", "The mail server takes this mail for advertising."},
	{"blocked", "The mail server refuses mail from here."},
	{"blacklist", "The mail server refuses mail from here."},
	{"dmarc", "The mail server could not verify who sent this mail (DMARC)."},
	{"authentication", "The mail server did not accept Sevenfold’s password."},
	{"connection refused", "The mail server could not be reached."},
	{"timed out", "The mail server did not answer in time."},
	{"timeout", "The mail server did not answer in time."},
	{"certificate", "The certificate of the mail server is not right."},
}

// replies tells the older codes, which say least.
var replies = map[string]string{
	"421": "The mail server takes no mail just now.",
	"450": "The mailbox is busy, or the mail server asks for another attempt later.",
	"451": "The mail server had a fault of its own.",
	"452": "The disk of the mail server is full.",
	"454": "The mail server takes no mail just now.",
	"521": "This address takes no mail at all.",
	"530": "The mail server asks for a password.",
	"535": "The mail server did not accept Sevenfold’s password.",
	"550": "This address does not exist, or takes no mail.",
	"551": "This person’s mailbox is on another mail server.",
	"552": "The mailbox is full.",
	"553": "The mail server does not accept this address.",
	"556": "The part of the address after the @ takes no mail.",
}

// Plain says in plain words why a mail did not arrive.
func (t MailTrouble) Plain() string {
	if t.State == models.Unknown {
		return "Nobody can tell whether this mail arrived."
	}
	return plainAnswer(t.Answer)
}

// plainAnswer tells a mail server's answer: by its enhanced code where that is
// precise, else by its words, else by the code's class, else by its reply code.
func plainAnswer(answer string) string {
	answer = strings.ToLower(answer)
	code := enhancedCode.FindStringSubmatch(answer)
	if code != nil {
		if plain, ok := subjects[code[2]+"."+code[3]]; ok {
			return plain
		}
	}
	for _, p := range phrases {
		if strings.Contains(answer, p.part) {
			return p.plain
		}
	}
	if code != nil {
		if plain, ok := classes[code[2]]; ok {
			return plain
		}
	}
	if code := replyCode.FindStringSubmatch(answer); code != nil && replies[code[1]] != "" {
		return replies[code[1]]
	}
	return "The mail server did not take this mail."
}

// TroubleInput is the field to correct the address of a mail in trouble.
func (p OpenCyclePage) TroubleInput(t MailTrouble) Input {
	id := "email-" + t.LetterID.String()
	return Input{Kind: "email", Name: "email", ID: id, Label: "Email address", Value: t.Email, Fault: p.Fault(id), Auto: "off", Hint: t.Words()}
}

// Words is what else is worth knowing: the mail server's own answer, or what
// another attempt may do.
func (t MailTrouble) Words() string {
	switch {
	case t.State == models.Unknown:
		return "The connection broke while it was being sent. If you send it again, it may arrive twice."
	case t.Answer == "":
		return ""
	case t.Attempts > 1:
		return fmt.Sprintf("Answer of the mail server: %s (tried %d times)", t.Answer, t.Attempts)
	}
	return "Answer of the mail server: " + t.Answer
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
