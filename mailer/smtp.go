package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/sevenfold/sevenfold/models"
)

// SMTPTimeout bounds a dial, and the handing over of one message, unless the
// server has its own. A server that reads every mail before it takes it may need
// long, and hanging up on it would leave the letter in doubt.
const SMTPTimeout = time.Minute

// restful is how long a connection may rest before it is asked whether it still stands.
const restful = 5 * time.Second

// SMTP sends over one connection that is kept open and dialled anew after a failure.
type SMTP struct {
	client *gomail.Client
	conn   *smtp.Client // nil: not connected
	used   time.Time
	limit  time.Duration // of a dial, and of one message
}

// NewSMTP makes a sender for a server. It does not dial. roots is nil outside tests.
func NewSMTP(server Server, roots *tls.Config) (*SMTP, error) {
	limit := orElse(server.Timeout, SMTPTimeout)
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(limit),
		gomail.WithoutNoop(), // Ready asks instead, and only after a rest
		gomail.WithoutRset(), // the end of a message ends its transaction; Send resets after a failure
	}
	switch server.Encryption {
	case TLS:
		options = append(options, gomail.WithSSL())
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if server.User != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if server.Encryption == Plain && loopback(server.Host) {
			auth = gomail.SMTPAuthPlain // allowed in the clear on this machine only
		}
		options = append(options, gomail.WithSMTPAuth(auth),
			gomail.WithUsername(server.User), gomail.WithPassword(server.Password))
	}
	if server.DKIM != nil {
		options = append(options, gomail.WithAlwaysDKIMSign(server.DKIM.signer()))
	}
	if roots != nil {
		options = append(options, gomail.WithTLSConfig(roots))
	}
	client, err := gomail.NewClient(server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail server %s: %w", server, err)
	}
	return &SMTP{client: client, limit: limit}, nil
}

// Ready dials unless the connection stands. A connection that has rested is
// asked first, because servers hang up on idle ones.
func (s *SMTP) Ready(ctx context.Context) error {
	if s.conn != nil && time.Since(s.used) > restful && !s.answers() {
		s.drop()
	}
	if s.conn == nil {
		conn, err := s.client.DialToSMTPClientWithContext(ctx)
		if err != nil {
			return err
		}
		s.conn = conn
	}
	s.used = time.Now()
	return nil
}

// answers asks the server to forget what was begun, and so whether it still listens.
func (s *SMTP) answers() bool {
	return s.conn.UpdateDeadline(s.limit/10) == nil && s.conn.Reset() == nil
}

// Send hands over one message on the open connection.
func (s *SMTP) Send(_ context.Context, m Message) Result {
	msg := compose(m)
	err := s.client.SendWithSMTPClient(s.conn, msg)
	result, alive := judge(msg.IsDelivered(), err)
	if !alive || result.Fate != models.Delivered && !s.answers() {
		s.drop()
	}
	s.used, result.Open = time.Now(), s.conn != nil
	return result
}

// Close says goodbye, or just hangs up when nobody answers.
func (s *SMTP) Close() error {
	if s.conn != nil && s.conn.UpdateDeadline(time.Second) == nil {
		_ = s.conn.Quit() // the connection is closed below, whatever the answer
	}
	s.drop()
	return nil
}

func (s *SMTP) drop() {
	if s.conn != nil {
		_ = s.conn.Close() // it is dead or said goodbye
		s.conn = nil
	}
}

// compose turns a message into go-mail's form. Every value reaches its header
// encoded, so that none can begin a header of its own.
func compose(m Message) *gomail.Msg {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.From)
	msg.ToMailAddress(&m.To)
	if m.ReplyTo != nil {
		msg.ReplyToMailAddress(m.ReplyTo)
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(m.MessageID)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.InReplyTo != "" {
		msg.SetGenHeader(gomail.HeaderInReplyTo, "<"+m.InReplyTo+">")
		msg.SetGenHeader(gomail.HeaderReferences, "<"+m.InReplyTo+">")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg
}

// judge sorts what go-mail reports, and says whether the connection can be used
// again. Delivered is asked before the error: a failure after the server's 250
// is an error of a message that was sent.
func judge(delivered bool, err error) (result Result, alive bool) {
	if delivered {
		return Result{Fate: models.Delivered}, err == nil
	}
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return Result{Fate: models.Untried, Why: reason(err)}, false
	}
	code := e.ErrorCode()
	alive = code != 0 && code != 421 && e.Reason != gomail.ErrWriteContent
	switch {
	case e.Reason == gomail.ErrGetSender || e.Reason == gomail.ErrGetRcpts:
		return Result{Fate: models.Refused, Why: reason(err)}, true
	case code == 0 && e.Reason == gomail.ErrSMTPDataClose:
		return Result{Fate: models.Doubtful, Why: reason(err)}, false
	case code == 0 && (e.Reason == gomail.ErrConnCheck || e.Reason == gomail.ErrSMTPMailFrom):
		return Result{Fate: models.Untried, Why: reason(err)}, false
	case code >= 500 && e.Reason != gomail.ErrSMTPMailFrom:
		return Result{Fate: models.Refused, Why: reason(err)}, true
	}
	// What is left may work later. A 5xx to MAIL FROM is about our own address:
	// a person can put that right, so the letters wait.
	return Result{Fate: models.Deferred, Why: reason(err)}, alive
}

// reason keeps the step and the server's words as they came, and leaves out the
// address and the message id that go-mail adds.
func reason(err error) string {
	text := err.Error()
	for _, added := range []string{", affected recipient(s): ", ", affected message ID: "} {
		text, _, _ = strings.Cut(text, added)
	}
	step, answer, found := strings.Cut(text, ` "`)
	if !found {
		return text
	}
	quoted, err := strconv.QuotedPrefix(`"` + answer)
	if err != nil {
		return text
	}
	answer, _ = strconv.Unquote(quoted) // it was just found to be quoted
	return step + " " + answer
}
