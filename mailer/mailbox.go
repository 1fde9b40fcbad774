package mailer

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Mailbox is a real SMTP server inside the process, on a loopback port. It
// keeps the newest mails in memory: for the demo, where nobody has a mail
// server, and for tests.
type Mailbox struct {
	MailboxOptions
	addr     string
	server   *smtp.Server
	listener net.Listener
	done     chan struct{}
	closing  chan struct{}
	close    sync.Once

	mutex   sync.Mutex
	mails   []Mail // oldest first; taken apart when somebody reads them
	arrived int
	changed chan struct{} // closed and replaced at every arrival
	script  Script
	visits  map[Stage]int
}

// OpenMailbox listens on addr, for instance "127.0.0.1:0" for any free port,
// and keeps the newest mails up to keep.
func OpenMailbox(addr string, keep int) (*Mailbox, error) {
	return MailboxOptions{Addr: addr, Keep: keep}.Open()
}

// MailboxOptions is how a mailbox is set up.
type MailboxOptions struct {
	Addr     string      // host:port, with port 0 for any free one
	Keep     int         // how many of the newest mails are kept
	TLS      *tls.Config // nil: no STARTTLS is offered
	Implicit bool        // TLS from the first byte instead of STARTTLS
	User     string      // who must log in; "": nobody needs to
	Password string
}

// Open begins to listen.
func (o MailboxOptions) Open() (*Mailbox, error) {
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	b := &Mailbox{MailboxOptions: o, addr: listener.Addr().String(), listener: listener, done: make(chan struct{}),
		closing: make(chan struct{}), changed: make(chan struct{}), visits: map[Stage]int{}}
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
	if o.Implicit {
		listener = tls.NewListener(listener, o.TLS)
	} else {
		b.server.TLSConfig = o.TLS
	}
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
	b.close.Do(func() { close(b.closing) })
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
	for i := len(b.mails) - 1; i >= max(0, len(b.mails)-b.Keep); i-- {
		all = append(all, b.read(i))
	}
	return all
}

// Message returns the mail with an id, if it is still kept.
func (b *Mailbox) Message(id int) (Mail, bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for i := max(0, len(b.mails)-b.Keep); i < len(b.mails); i++ {
		if b.mails[i].ID == id {
			return b.read(i), true
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

// read takes a mail apart the first time that it is looked at.
func (b *Mailbox) read(i int) Mail {
	if mail := &b.mails[i]; mail.Header == nil {
		id, to := mail.ID, mail.Rcpt
		*mail = readMail(mail.Raw)
		mail.ID, mail.Rcpt = id, to
	}
	return b.mails[i]
}

func (b *Mailbox) put(to string, raw []byte) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.arrived++
	if b.mails = append(b.mails, Mail{ID: b.arrived, Rcpt: to, Raw: raw}); len(b.mails) > 2*b.Keep {
		b.mails = append([]Mail(nil), b.mails[len(b.mails)-b.Keep:]...)
	}
	close(b.changed)
	b.changed = make(chan struct{})
}
