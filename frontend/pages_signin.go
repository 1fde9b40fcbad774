package frontend

import (
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// SignInPage asks for an address.
type SignInPage struct {
	Base
	Email string // as it was typed
}

func (SignInPage) template() string { return "signin.html" }

// SignInSentPage follows for every address, known or not.
type SignInSentPage struct{ Base }

func (SignInSentPage) template() string { return "signin_sent.html" }

// SignInConfirmPage is what a mailed link opens: one button, because only the
// POST behind it uses the link up. It names nobody.
type SignInConfirmPage struct {
	Base
	Token models.Token
}

func (SignInConfirmPage) template() string { return "signin_confirm.html" }

// ErrorPage says what went wrong and what to do.
type ErrorPage struct {
	Base
	Status    int
	Heading   string
	Text      string
	Reference string         // finds the entry in the log; "" when there is none
	Faults    []models.Fault // every fault, where there are several
	BackTo    string         // a path to go on from; "" for none
	BackLabel string
}

func (ErrorPage) template() string { return "error.html" }

// TryAgainPage is for the moment when more people come than can be served, the
// database is away, or a session has ended: what was sent goes back whole, so that
// one click sends it again.
type TryAgainPage struct {
	Base
	Heading string
	Text    string       // what became of the request
	To      string       // the same address again
	Posted  bool         // something was sent
	Typed   []TypedField // what was sent
	Words   []string     // a rater's comments among it, to be read
	Upload  bool         // a file was sent, which a page cannot keep
	SignIn  bool         // it can be sent after signing in
}

func (TryAgainPage) template() string { return "try_again.html" }

// TypedField is one field of a form as it was sent.
type TypedField struct{ Name, Value string }

// DemoPage is the first page of the demo.
type DemoPage struct {
	Base
	Doors []DemoDoor
}

func (DemoPage) template() string { return "demo.html" }

// DemoDoor is one way into the demo.
type DemoDoor struct {
	Heading string
	Text    string // one sentence
	Label   string // of the button or link
	Action  string // a path
	Post    bool   // the door signs somebody in, so it is a form
}

// MailboxPage lists what arrived in the demo's mailbox, newest first.
type MailboxPage struct {
	Base
	Mails []MailLine
	Total int // all mails, where Mails is only the newest of them; 0: as many as listed
}

func (MailboxPage) template() string { return "mailbox.html" }

// MailLine is one mail of a mailbox.
type MailLine struct {
	ID      string
	To      string
	Subject string
	At      time.Time
}

// MailPage shows one mail as it arrived.
type MailPage struct {
	Base
	MailLine
	Headers []MailHeader
	Text    string // the text part
	HTML    bool   // it has an HTML part, served at MailHTMLURL
}

func (MailPage) template() string { return "mail.html" }

// MailHeader is one header line of a mail.
type MailHeader struct{ Name, Value string }
