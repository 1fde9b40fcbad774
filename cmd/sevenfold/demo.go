package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/handlers"
	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// Whom the demo signs in as HR.
const (
	demoHRName  = "Ravi Braun"
	demoHREmail = "ravi.braun@northwind.example"
)

func demoCommand(w world) *cobra.Command {
	var listen string
	var keepLogs bool
	demo := &cobra.Command{
		Use:   "demo",
		Short: "Try it: a whole service with made-up people, its own mailbox and nothing to configure",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log := slog.New(slog.DiscardHandler)
			if keepLogs {
				log = slog.New(slog.NewTextHandler(w.err, nil))
			}
			return runDemo(cmd.Context(), listen, w.err, log)
		},
	}
	demo.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on; the next free port is taken if it is in use")
	demo.Flags().BoolVar(&keepLogs, "log", false, "print what the service logs")
	return demo
}

// demo is a running demonstration.
type demo struct {
	db      *store.DB
	mailbox *mailer.Mailbox
	doors   atomic.Pointer[[]handlers.DemoDoor]
	report  atomic.Pointer[store.ReportSummary]
	leader  atomic.Pointer[uuid.UUID] // whose report it is
}

// runDemo starts a service in a folder of its own, plays an earlier cycle by
// a clock of its own and two through its real doors, and serves until ctx ends. The folder is thrown away then.
func runDemo(ctx context.Context, listen string, out io.Writer, log *slog.Logger) (err error) {
	folder, err := os.MkdirTemp("", "sevenfold-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	mailbox, err := mailer.OpenMailbox("127.0.0.1:0", 1000)
	if err != nil {
		return err
	}
	defer mailbox.Close()
	listener, err := listenNear(listen)
	if err != nil {
		return err
	}
	c, err := demoConfig(folder, listener, mailbox)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := playPast(ctx, c); err != nil {
		return errors.Join(fmt.Errorf("the demo could not be prepared: %w", err), listener.Close())
	}
	d := &demo{mailbox: mailbox}
	s, err := assemble(ctx, parts{config: c, log: log, listener: listener, demo: d.ways()})
	if err != nil {
		return err
	}
	d.db = s.db

	inner, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.run(inner) }()
	if err := d.play(inner, c.BaseURL.String(), out); err != nil && ctx.Err() == nil {
		stop()
		return errors.Join(fmt.Errorf("the demo could not be prepared: %w", err), <-ended)
	}
	if ctx.Err() == nil {
		d.announce(out, c.BaseURL.String())
	}
	return <-ended
}

// demoConfig keeps everything of the demo in its folder.
func demoConfig(folder string, listener net.Listener, mailbox *mailer.Mailbox) (Config, error) {
	server, err := mailer.ParseURL(mailbox.URL())
	if err != nil {
		return Config{}, err
	}
	address := listener.Addr().String()
	return Config{
		Listen: address, BaseURL: &url.URL{Scheme: "http", Host: address},
		DatabaseURL: Hidden("sqlite:" + filepath.Join(folder, "data", "sevenfold.db")), KeyDir: filepath.Join(folder, "keys"),
		SMTP: server, MailFrom: mail.Address{Name: "Northwind Feedback", Address: "feedback@northwind.example"},
		Secret: models.Secret(uuid.NewString() + uuid.NewString()), Defaults: models.Defaults{Settings: models.Settings{Organisation: "Northwind"}, Given: map[models.Setting]bool{models.OrganisationSetting: true}}, Timezone: time.UTC,
		MailConnections: 4,
	}, nil
}

// listenNear listens on an address, or on the next one whose port is free.
func listenNear(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, models.Errorf(models.Invalid, "--listen must be host:port, such as 127.0.0.1:8080.")
	}
	first, err := net.LookupPort("tcp", port)
	if err != nil {
		return nil, models.Errorf(models.Invalid, "--listen must end with a port, such as 127.0.0.1:8080.")
	}
	for p := first; p < first+100; p++ {
		if l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p))); err == nil {
			return l, nil
		}
	}
	return nil, models.Errorf(models.Impossible, "No port from %d to %d is free. Choose another one with --listen.", first, first+99)
}

// ways are what the service shows of the demo.
func (d *demo) ways() *handlers.Demo {
	d.doors.Store(&[]handlers.DemoDoor{})
	return &handlers.Demo{Mailbox: inbox{d.mailbox}, Doors: d.open, SignInAs: d.signInAs}
}

// open returns the doors on the demo's first page.
func (d *demo) open() []handlers.DemoDoor { return *d.doors.Load() }

// signInAs finds the person behind a role.
func (d *demo) signInAs(ctx context.Context, role string) (uuid.UUID, string, error) {
	switch leader, report := d.leader.Load(), d.report.Load(); {
	case role == "hr":
		person, err := d.db.People().ByEmail(ctx, demoHREmail)
		return person.ID, frontend.CyclesURL, err
	case role == "leader" && leader != nil && report != nil:
		return *leader, frontend.ReportURL(report.LeaderID), nil
	}
	return uuid.Nil, "", models.Errorf(models.NotFound, "The demo has no such door.")
}

// inbox shows the handlers what arrived at the demo's mail server.
type inbox struct{ *mailer.Mailbox }

// Messages lists the mails, newest first.
func (i inbox) Messages() []handlers.Mail {
	all := i.Mailbox.Messages()
	mails := make([]handlers.Mail, len(all))
	for n, m := range all {
		mails[n] = shown(m)
	}
	return mails
}

// Message returns one mail.
func (i inbox) Message(id int) (handlers.Mail, bool) {
	m, ok := i.Mailbox.Message(id)
	return shown(m), ok
}

func shown(m mailer.Mail) handlers.Mail {
	mail := handlers.Mail{ID: m.ID, To: m.To, Subject: m.Subject, At: m.Date, Text: m.Text, HTML: m.HTML}
	for _, name := range []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "Auto-Submitted"} {
		if value := m.Header.Get(http.CanonicalHeaderKey(name)); value != "" {
			mail.Headers = append(mail.Headers, handlers.MailHeader{Name: name, Value: value})
		}
	}
	return mail
}
