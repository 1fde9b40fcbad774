package mailer

import (
	"bytes"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Stage is a moment of an SMTP conversation.
type Stage string

// The stages at which a mailbox can misbehave.
const (
	AtHello Stage = "hello" // the client greeted
	AtFrom  Stage = "from"  // MAIL FROM
	AtTo    Stage = "to"    // RCPT TO
	AtData  Stage = "data"  // the whole message was read, and is not kept yet
	AtDone  Stage = "done"  // the message is kept, and the answer not given yet
	AtReset Stage = "reset" // RSET in the middle of a message; only Delay and HangUp work here
)

// Fault is how a mailbox misbehaves: it waits, and then it answers with Code and
// Text, hangs up, or, with neither, behaves.
type Fault struct {
	Delay  time.Duration
	Code   int
	Text   string
	HangUp bool
}

// Script says how to misbehave at a stage. nth counts the visits to the stage
// from 1; to is the recipient as far as it is known. nil means to behave.
type Script func(stage Stage, nth int, to string) *Fault

// visit is one connection to the mailbox.
type visit struct {
	box   *Mailbox
	conn  *smtp.Conn
	known bool // who the client is
	begun bool // a message
	to    string
}

// at asks the script, and makes its fault happen.
func (v *visit) at(stage Stage) error {
	v.box.mutex.Lock()
	v.box.visits[stage]++
	script, nth := v.box.script, v.box.visits[stage]
	v.box.mutex.Unlock()
	if script == nil {
		return nil
	}
	fault := script(stage, nth, v.to)
	if fault == nil {
		return nil
	}
	if fault.Delay > 0 {
		timer := time.NewTimer(fault.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-v.box.closing:
		}
	}
	if fault.HangUp {
		_ = v.conn.Conn().Close() // the client is meant to see a broken connection
		return io.ErrUnexpectedEOF
	}
	if fault.Code == 0 {
		return nil
	}
	return &smtp.SMTPError{Code: fault.Code, EnhancedCode: smtp.EnhancedCode{fault.Code / 100, 0, 0}, Message: fault.Text}
}

// Reset is called at RSET and after every message.
func (v *visit) Reset() {
	if v.begun {
		_ = v.at(AtReset) // has no answer of its own
	}
	v.begun, v.to = false, ""
}

func (v *visit) Logout() error { return nil }

func (v *visit) Mail(string, *smtp.MailOptions) error {
	if v.box.User != "" && !v.known {
		return smtp.ErrAuthRequired
	}
	err := v.at(AtFrom)
	v.begun = err == nil
	return err
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	return v.at(AtTo)
}

func (v *visit) Data(r io.Reader) error {
	v.begun = false
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(r); err != nil {
		return err
	}
	if err := v.at(AtData); err != nil {
		return err
	}
	v.box.put(v.to, raw.Bytes())
	return v.at(AtDone)
}

// AuthMechanisms lists what a client can log in with.
func (v *visit) AuthMechanisms() []string {
	if v.box.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth lets a client log in.
func (v *visit) Auth(mechanism string) (sasl.Server, error) {
	if v.box.User == "" || !strings.EqualFold(mechanism, sasl.Plain) {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	return sasl.NewPlainServer(func(_, user, password string) error {
		if v.known = user == v.box.User && password == v.box.Password; !v.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}
