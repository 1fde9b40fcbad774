package main

import (
	"context"
	"errors"
	"fmt"
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
)

// service is everything that runs: pages, mailer and clock around one database.
type service struct {
	log      *slog.Logger
	db       *store.DB
	mailer   *mailer.Mailer
	clock    *clock
	server   *http.Server
	listener net.Listener
}

// parts is what a service is assembled from.
type parts struct {
	config   Config
	log      *slog.Logger
	listener net.Listener   // on config.Listen; the service closes it
	demo     *handlers.Demo // nil in real use
}

// assemble opens the database, brings it up to date and wires the rooms.
func assemble(ctx context.Context, p parts) (*service, error) {
	db, err := openStore(ctx, p.config)
	if err != nil {
		return nil, errors.Join(err, p.listener.Close())
	}
	s := &service{log: p.log, db: db, listener: p.listener}
	if err := s.wire(ctx, p.config, p.demo); err != nil {
		return nil, errors.Join(err, p.listener.Close(), db.Close())
	}
	return s, nil
}

// openStore opens the database and the key directory.
func openStore(ctx context.Context, c Config) (*store.DB, error) {
	sqlitePath, _ := strings.CutPrefix(string(c.DatabaseURL), "sqlite:")
	if sqlitePath == string(c.DatabaseURL) {
		sqlitePath = ""
	}
	keys, err := store.OpenKeyring(c.KeyDir, sqlitePath)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, string(c.DatabaseURL), store.Options{Secret: c.Secret, Keys: keys, Now: c.Clock})
}

func (s *service) wire(ctx context.Context, c Config, demo *handlers.Demo) error {
	steps, err := s.db.Migrate(ctx)
	if err != nil {
		return err
	}
	s.log.Info("database is up to date", "migrations", steps)
	if err := s.db.Cycles().DestroyOldKeys(ctx); err != nil {
		return err
	}
	renderer, err := newRenderer(c, s.db.Now)
	if err != nil {
		return err
	}
	outbox := s.db.Outbox()
	outbox.Park = c.MailPark
	s.mailer = mailer.New(mailer.Options{Outbox: outbox, Renderer: renderer, Connections: c.MailConnections, PerMinute: c.MailPerMinute, Log: s.log,
		Connect: func() (mailer.Sender, error) { return mailer.NewSMTP(c.SMTP, nil) }})
	s.clock = newClock(s.db.Cycles(), s.mailer.Wake, s.log)
	handler, err := handlers.New(handlers.Options{DB: s.db, Log: s.log, BaseURL: c.BaseURL.String(), Organisation: c.Organisation,
		Location: c.Timezone, TrustedProxies: c.TrustedProxies, Version: version, Ready: s.ready, Preview: preview(renderer), Wake: s.clock.wake, Demo: demo})
	if err != nil {
		return err
	}
	s.server = &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	return nil
}

// preview draws letters for the pages of HR.
func preview(r *mailer.Renderer) handlers.PreviewMail {
	return func(e models.Envelope) (handlers.LetterPreview, error) {
		m, err := r.Preview(e)
		return handlers.LetterPreview{Subject: m.Subject, Text: m.Text, HTML: m.HTML}, err
	}
}

// run serves until ctx ends, and then stops in order: no new requests, the ones
// begun are finished, mails begun are sent, the rest is put back.
func (s *service) run(ctx context.Context) error {
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var all sync.WaitGroup
	failed := make(chan error, 2)
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

	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	patience, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	err = errors.Join(err, s.server.Shutdown(patience))
	stop()
	all.Wait()
	return errors.Join(err, s.db.Close())
}

// ready reports what the service misses to do its work. A late letter is told
// and takes nothing away: raters can answer while a mail server is down.
func (s *service) ready(ctx context.Context) (told []string, err error) {
	if err := s.db.Ready(ctx); err != nil {
		return nil, err
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
