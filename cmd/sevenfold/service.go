package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sevenfold/sevenfold/handlers"
	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// The service's patience, in orderly shutdown and with slow clients.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	shutdownTimeout   = 15 * time.Second
	maxHeaderBytes    = 32 << 10
	mailLeases        = 5 // times the time that one letter may take, a process holds letters
)

// service is everything that runs: pages, mailer and clock around one database.
type service struct {
	log      *slog.Logger
	db       *store.DB
	mailer   *mailer.Mailer
	clock    *clock
	bench    *bench
	server   *http.Server
	listener net.Listener
	watching *watching // nil: nobody watches
}

// parts is what a service is assembled from.
type parts struct {
	config   Config
	log      *slog.Logger
	listener net.Listener   // nil: the service listens on config.Listen itself
	demo     *handlers.Demo // nil in real use
}

// assemble opens the database, brings it up to date and wires the rooms.
func assemble(ctx context.Context, p parts) (*service, error) {
	db, err := openStore(ctx, p.config)
	if p.listener == nil {
		var listenErr error
		p.listener, listenErr = listen("LISTEN", p.config.Listen)
		err = allFaults(err, listenErr)
	}
	s := &service{log: p.log, db: db, listener: p.listener}
	if err == nil {
		s.watching, err = watched(ctx, p.config, db, p.log)
	}
	if err == nil {
		err = s.wire(ctx, p.config, p.demo)
	}
	if err != nil {
		return nil, errors.Join(err, s.abandon())
	}
	return s, nil
}

// abandon gives back what a service took that does not start.
func (s *service) abandon() (err error) {
	if s.listener != nil {
		err = s.listener.Close()
	}
	err = errors.Join(err, s.watching.close(context.Background()))
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	return err
}

func (s *service) wire(ctx context.Context, c Config, demo *handlers.Demo) error {
	steps, err := s.db.Migrate(ctx)
	if err != nil {
		return err
	}
	s.log.Info("database is up to date", "migrations", steps)
	if err := s.db.CheckSecret(ctx); err != nil {
		return err
	}
	if err := s.db.Settings().KeepPromises(ctx); err != nil {
		return err
	}
	if err := s.lookAfterKeys(ctx); err != nil {
		return err
	}
	renderer, err := newRenderer(c, s.db.Now)
	if err != nil {
		return err
	}
	outbox := s.db.Outbox()
	outbox.Park = c.MailPark
	s.mailer = mailer.New(mailer.Options{Outbox: outbox, Renderer: renderer, Connections: c.MailConnections, PerMinute: c.MailPerMinute, Timeout: c.SMTP.Timeout, Lease: mailLeases * c.SMTP.Timeout, Log: s.log, Watch: s.watching.mail(),
		Connect: func() (mailer.Sender, error) { return mailer.NewSMTP(c.SMTP, nil) }})
	s.clock = newClock(s.db.Cycles(), s.mailer.Wake, s.log)
	s.bench = newBench(s.db.Works(), s.mailer.Wake, s.log)
	handler, err := handlers.New(handlers.Options{DB: s.db, Log: s.log, BaseURL: c.BaseURL.String(), Location: c.Timezone, TrustedProxies: c.TrustedProxies, Version: version,
		Ready: s.ready, Preview: preview(renderer), Wake: s.clock.wake, Work: s.bench.wake, Watch: s.watching.request(), Demo: demo})
	if err != nil {
		return err
	}
	s.server = &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: log.New(serverLog{s.log}, "", 0)}
	return nil
}

// serverLog passes on what net/http complains of, without the addresses of
// clients and without the panic's value, which could be anything.
type serverLog struct{ log *slog.Logger }

func (l serverLog) Write(line []byte) (int, error) {
	text, _, _ := strings.Cut(string(line), "\n")
	for _, before := range []string{" from ", " serving "} {
		text, _, _ = strings.Cut(text, before)
	}
	l.log.Debug("http server", "complaint", text)
	return len(line), nil
}

// lookAfterKeys destroys the keys of closed cycles, and says loudly which open
// cycle misses its own: the sooner somebody looks for a copy, the better. Neither
// keeps the service from starting, because raters can answer all the same.
func (s *service) lookAfterKeys(ctx context.Context) error {
	if err := s.db.Cycles().DestroyOldKeys(ctx); err != nil {
		s.log.Error("the keys of closed cycles could not all be destroyed: look at the key directories and start again", "err", err)
	}
	lost, err := s.db.Cycles().LostKeys(ctx)
	for _, key := range lost {
		s.log.Error("THE KEY OF AN OPEN CYCLE IS LOST: its answers cannot be opened by anybody until the key file is put back from a copy",
			"cycle", key.CycleID, "name", key.Name, "why", key.Why)
	}
	return err
}

// preview draws letters for the pages of HR.
func preview(r *mailer.Renderer) handlers.PreviewMail {
	return func(e models.Envelope) (handlers.LetterPreview, error) {
		m, err := r.Preview(e)
		return handlers.LetterPreview{Subject: m.Subject, Text: m.Text, HTML: m.HTML}, err
	}
}

// run serves until ctx ends, and then stops in order: no new requests, the ones
// begun are finished, mails begun are sent, the rest is put back; a long work is put back too, and the
// next process takes it up.
func (s *service) run(ctx context.Context) error {
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var all sync.WaitGroup
	failed := make(chan error, 3)
	all.Go(func() {
		if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve: %w", err)
		}
	})
	all.Go(func() {
		if err := s.mailer.Run(inner); err != nil {
			failed <- fmt.Errorf("mailer: %w", err)
		}
	})
	all.Go(func() { s.clock.run(inner) })
	all.Go(func() { s.bench.run(inner) })
	s.watching.serve(failed)

	var err error
	select {
	case <-ctx.Done():
		s.log.Info("stopping: requests and mails that have begun are finished")
	case err = <-failed:
	}
	patience, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	err = errors.Join(err, s.server.Shutdown(patience))
	stop()
	all.Wait()
	err = errors.Join(err, s.watching.close(patience))
	s.log.Info("stopped")
	return errors.Join(err, s.db.Close())
}

// ready reports what the service misses to do its work. A late letter is told
// and takes nothing away: raters can answer while a mail server is down.
func (s *service) ready(ctx context.Context) (told []string, err error) {
	if err := s.db.Ready(ctx); err != nil {
		return nil, err
	}
	if told, err = s.db.Telling(ctx); err != nil {
		return nil, models.Errorf(models.Impossible, "The settings of the database server cannot be read.")
	}
	oldest, err := s.db.Outbox().Oldest(ctx)
	if err != nil {
		return nil, models.Errorf(models.Impossible, "The mail queue cannot be read.")
	}
	if oldest == nil {
		return told, nil
	}
	if waits := s.db.Now().Sub(*oldest); waits > models.MailPatience {
		told = append(told, fmt.Sprintf("The oldest letter has been waiting for %s. Look at the mail server.", waits.Round(time.Minute)))
	}
	return told, nil
}
