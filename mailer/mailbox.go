package mailer

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

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
)

// Fault is how a mailbox misbehaves: it answers with Code and Text, or hangs up.
type Fault struct {
	Code   int
	Text   string
	HangUp bool
}

// Script says how to misbehave at a stage. nth counts the visits to the stage
// from 1; to is the recipient as far as it is known. nil means to behave.
type Script func(stage Stage, nth int, to string) *Fault

// Mailbox is a real SMTP server inside the process, on a loopback port. It
// keeps the newest mails in memory: for the demo, where nobody has a mail
// server, and for tests.
type Mailbox struct {
	addr     string
	keep     int
	server   *smtp.Server
	listener net.Listener
	done     chan struct{}

	mutex   sync.Mutex
	mails   []Mail // oldest first
	arrived int
	changed chan struct{} // closed and replaced at every arrival
	script  Script
	visits  map[Stage]int
}

// OpenMailbox listens on addr, for instance "127.0.0.1:0" for any free port,
// and keeps the newest mails up to keep.
func OpenMailbox(addr string, keep int) (*Mailbox, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	b := &Mailbox{addr: listener.Addr().String(), keep: keep, listener: listener, done: make(chan struct{}),
		changed: make(chan struct{}), visits: map[Stage]int{}}
	b.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		visit := &visit{box: b, conn: c}
		return visit, visit.at(AtHello)
	}))
	b.server.Domain = "localhost"
	b.server.MaxMessageBytes = 1 << 20
	b.server.MaxRecipients = 10
	b.server.EnableSMTPUTF8 = true
	b.server.ReadTimeout, b.server.WriteTimeout = 5*time.Minute, time.Minute
	b.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() {
		defer close(b.done)
		_ = b.server.Serve(listener) // ends with Close
	}()
	return b, nil
}

// URL is what a mailer is configured with to send here.
func (b *Mailbox) URL() string { return "smtp://" + b.addr }

// Addr is the host and port.
func (b *Mailbox) Addr() string { return b.addr }

// Close stops listening and hangs up. The mails can still be read.
func (b *Mailbox) Close() error {
	err := b.server.Close()
	_ = b.listener.Close() // the server does not know it yet when Close comes at once
	<-b.done
	return err
}

// Misbehave makes the mailbox follow a script from now on; nil ends it.
func (b *Mailbox) Misbehave(script Script) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.script, b.visits = script, map[Stage]int{}
}

// Messages lists the mails that are kept, newest first.
func (b *Mailbox) Messages() []Mail {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	all := make([]Mail, 0, len(b.mails))
	for i := len(b.mails) - 1; i >= 0; i-- {
		all = append(all, b.mails[i])
	}
	return all
}

// Message returns the mail with an id, if it is still kept.
func (b *Mailbox) Message(id int) (Mail, bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, mail := range b.mails {
		if mail.ID == id {
			return mail, true
		}
	}
	return Mail{}, false
}

// Wait returns as soon as n mails have arrived since the mailbox was opened, or
// with the error of ctx.
func (b *Mailbox) Wait(ctx context.Context, n int) error {
	for {
		b.mutex.Lock()
		arrived, changed := b.arrived, b.changed
		b.mutex.Unlock()
		if arrived >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%d of %d mails arrived: %w", arrived, n, ctx.Err())
		}
	}
}

func (b *Mailbox) put(to string, raw []byte) {
	mail := readMail(raw)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.arrived++
	mail.ID, mail.Rcpt = b.arrived, to
	if b.mails = append(b.mails, mail); len(b.mails) > b.keep {
		b.mails = append([]Mail(nil), b.mails[len(b.mails)-b.keep:]...)
	}
	close(b.changed)
	b.changed = make(chan struct{})
}

// visit is one connection to the mailbox.
type visit struct {
	box  *Mailbox
	conn *smtp.Conn
	to   string
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
	if fault.HangUp {
		_ = v.conn.Conn().Close() // the client is meant to see a broken connection
		return io.ErrUnexpectedEOF
	}
	return &smtp.SMTPError{Code: fault.Code, EnhancedCode: smtp.EnhancedCode{fault.Code / 100, 0, 0}, Message: fault.Text}
}

func (v *visit) Reset()        { v.to = "" }
func (v *visit) Logout() error { return nil }

func (v *visit) Mail(string, *smtp.MailOptions) error { return v.at(AtFrom) }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	return v.at(AtTo)
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := v.at(AtData); err != nil {
		return err
	}
	v.box.put(v.to, raw)
	return v.at(AtDone)
}
