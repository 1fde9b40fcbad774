package frontend

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

// Answers as mail servers give them, and what HR reads.
func TestRefusalsInPlainWords(t *testing.T) {
	t.Parallel()
	const (
		unknown  = "This address does not exist."
		maybe    = "This address does not exist, or takes no mail."
		noDomain = "The part of the address after the @ does not exist."
		full     = "The mailbox is full."
		here     = "The mail server refuses mail from here."
		password = "The mail server did not accept Sevenfold’s password."
	)
	for answer, want := range map[string]string{
		"550 5.1.1 user unknown": unknown,
		"sending RCPT TO command: 550 5.1.1 <lena@x.example>: Recipient address rejected: User unknown in local recipient table": unknown,
		"550 #5.1.1 no such mailbox":                          unknown,
		"550 5.1.10 RESOLVER.ADR.RecipientNotFound":           "This address takes no mail at all.",
		"550 5.1.2 bad destination":                           noDomain,
		"553 5.1.3 bad syntax":                                "This is not a complete address.",
		"551 5.1.6 moved":                                     "This person’s mailbox has moved.",
		"553 5.1.8 sender":                                    "The mail server does not accept the address that Sevenfold writes from.",
		"550 5.2.1 account disabled":                          "This mailbox is switched off.",
		"452 4.2.2 mailbox full":                              full,
		"552 5.2.2 over quota":                                full,
		"552 5.3.4 too big":                                   "The mail is too large for the mail server.",
		"452 4.3.1 insufficient system storage":               "The disk of the mail server is full.",
		"550 5.4.1 Recipient address rejected: Access denied": maybe,
		"451 4.4.1 connection timed out":                      "The mail server did not answer in time.",
		"451 4.4.3 temporary lookup failure":                  "The part of the address after the @ could not be looked up.",
		"450 4.4.9 odd":                                       "The other mail server could not be reached.",
		"554 5.6.9 odd":                                       "The mail server could not read the mail.",
		"550 5.7.1 rejected":                                  here,
		"550 5.7.1 Unable to relay":                           "The mail server does not send mail to this address for Sevenfold.",
		"554 5.7.1 looks like spam":                           "The mail server takes this mail for advertising.",
		"535 5.7.8 bad credentials":                           password,
		"535 authentication failed":                           password,
		"550 5.7.23 SPF":                                      "Sevenfold’s server may not send for this address (SPF).",
		"550 5.7.26 unauthenticated":                          "The mail server could not verify who sent this mail (DKIM and SPF).",
		"450 4.7.1 Greylisted, try again":                     "The mail server asks for another attempt later.",
		"421 too busy":                                        "The mail server takes no mail just now.",
		"450 try later":                                       "The mailbox is busy, or the mail server asks for another attempt later.",
		"451 local error":                                     "The mail server had a fault of its own.",
		"530 login first":                                     "The mail server asks for a password.",
		"550 no":                                              maybe,
		"553 no":                                              "The mail server does not accept this address.",
		"556 no":                                              "The part of the address after the @ takes no mail.",
		"554 no":                                              "The mail server did not take this mail.",
		"554 [4.1.1.2] is not welcome":                        "The mail server did not take this mail.",
		"dial tcp: lookup mx.x.example: no such host":         noDomain,
		"dial tcp 127.0.0.1:25: connect: connection refused":  "The mail server could not be reached.",
		"tls: failed to verify certificate: x509: unknown":    "The certificate of the mail server is not right.",
		"550 5.0.0 User unknown":                              unknown,
		"":                                                    "The mail server did not take this mail.",
		"550 5.5.0 Requested action not taken: mailbox unavailable": maybe,
	} {
		if got := (MailTrouble{State: models.Buried, Answer: answer}).Plain(); got != want {
			t.Errorf("%q is told as %q, want %q", answer, got, want)
		}
	}
	for code, plain := range subjects {
		if plain == classes[code[:1]] {
			t.Errorf("%s says no more than its class", code)
		}
	}
	doubt := MailTrouble{State: models.Unknown, Answer: "550 5.1.1"}
	if doubt.Plain() != "Nobody can tell whether this mail arrived." || !strings.Contains(doubt.Words(), "it may arrive twice") {
		t.Errorf("a mail in doubt is told as %q, %q", doubt.Plain(), doubt.Words())
	}
	tried := MailTrouble{State: models.Buried, Answer: "451 local error", Attempts: 8}
	if tried.Words() != "Answer of the mail server: 451 local error (tried 8 times)" {
		t.Errorf("what the server said is told as %q", tried.Words())
	}
}

func TestHowLongLettersWait(t *testing.T) {
	t.Parallel()
	for waits, want := range map[time.Duration]string{
		0: "", 59 * time.Second: "", time.Minute: "a minute", 119 * time.Second: "a minute", 3 * time.Minute: "3 minutes",
		59 * time.Minute: "59 minutes", time.Hour: "an hour", 5 * time.Hour: "5 hours", 47 * time.Hour: "47 hours", 48 * time.Hour: "2 days", 100 * time.Hour: "4 days",
	} {
		if want != "" {
			want = "The oldest letter has been waiting for " + want + "."
		}
		if got := (MailCounts{Queued: 1, Oldest: waits}).Age(); got != want {
			t.Errorf("%s: %q, want %q", waits, got, want)
		}
	}
	if got := (MailCounts{Sent: 9, Oldest: time.Hour}); got.Age() != "" || got.Stuck() || got.Live() {
		t.Error("letters wait although all are sent")
	}
}

// While letters leave, the page counts them and loads itself again without a
// script; it keeps still where somebody has a form to put right.
func TestLettersAreCountedWhileTheyLeave(t *testing.T) {
	t.Parallel()
	refresh := func(d doc) int {
		return len(d.all(func(n *html.Node) bool {
			return n.Data == "noscript" && strings.Contains(words(n), `http-equiv="refresh"`) || attr(n, "http-equiv") == "refresh"
		}))
	}
	page := sampleOpen()
	page.Mail = MailCounts{Queued: 20, Sending: 4, Sent: 100, Refused: 1, InDoubt: 1, Moving: true, Oldest: 3 * time.Minute}
	d := draw(t, page)
	bar := d.tags("progress", "")
	if len(bar) != 1 || attr(bar[0], "value") != "102" || attr(bar[0], "max") != "126" {
		t.Errorf("the bar is %v", bar)
	}
	if main := words(d.tags("main", "")[0]); !strings.Contains(main, "The oldest letter has been waiting for 3 minutes.") || strings.Contains(main, "Mail is stuck") {
		t.Errorf("the page says %q", main)
	}
	if refresh(d) == 0 {
		t.Error("the page does not load itself again")
	}
	page.Errors = []FormError{{"closes_on", "Choose the new day."}}
	if refresh(draw(t, page)) != 0 {
		t.Error("a form that came back loads itself away")
	}
	page = sampleOpen()
	page.Mail = MailCounts{Queued: 2, Sent: 1, Oldest: models.MailPatience, Moving: true}
	d = draw(t, page)
	if main := words(d.tags("main", "")[0]); !strings.Contains(main, "Mail is stuck") || !strings.Contains(main, "15 minutes") || refresh(d) != 0 {
		t.Errorf("stuck mail is told as %q", main)
	}
	page.Mail = MailCounts{Sent: 3, Refused: 1}
	if d = draw(t, page); len(d.tags("progress", "")) != 0 || refresh(d) != 0 {
		t.Error("there is a bar although nothing waits")
	}
}

func TestReminderFields(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		plan models.Reminders
		want RemindersForm
	}{
		{nil, RemindersForm{}}, {models.Reminders{7}, RemindersForm{First: "7"}}, {models.Reminders{1, 7}, RemindersForm{First: "7", Last: "1"}},
		{models.Reminders{1, 3, 7}, RemindersForm{First: "7", Second: "3", Last: "1", Full: true}},
	} {
		if got := ReminderFields(test.plan); got != test.want {
			t.Errorf("%v becomes %+v", test.plan, got)
		}
	}
}
