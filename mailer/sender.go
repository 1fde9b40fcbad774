package mailer

import (
	"context"
	"net/mail"

	"github.com/sevenfold/sevenfold/models"
)

// Message is a letter with its words, ready to be sent to one person.
type Message struct {
	From      mail.Address
	To        mail.Address
	ReplyTo   *mail.Address // nil: replies go to From
	Subject   string
	Text      string
	HTML      string
	MessageID string // without its angle brackets; the same however often the letter is sent
	InReplyTo string // the id of the message that this one follows, or ""
}

// String names the message without its words, so that no log can hold a link.
func (m Message) String() string { return "message " + m.MessageID }

// GoString hides the words from %#v too.
func (m Message) GoString() string { return m.String() }

// Result is the fate of one message, and the reason in the server's words.
type Result struct {
	Fate models.Fate
	Why  string
	Open bool // the connection can take another message at once
}

// Sender is one way out: a connection to a mail server. It is used by one
// goroutine at a time.
type Sender interface {
	// Ready makes sure that the connection stands, dialling if it must.
	Ready(ctx context.Context) error
	// Send hands over one message. Once begun it is finished or timed out,
	// whatever happens to ctx.
	Send(ctx context.Context, m Message) Result
	// Close ends the connection. A later Ready makes a new one.
	Close() error
}
