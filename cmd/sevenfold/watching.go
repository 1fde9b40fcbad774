package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/trace"

	"github.com/sevenfold/sevenfold/cmd/sevenfold/watch"
	"github.com/sevenfold/sevenfold/handlers"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// watching is the watch over a service and its own listener. A nil one watches nothing.
type watching struct {
	*watch.Watch
	listener net.Listener // nil: spans alone
	server   *http.Server
	flush    func(context.Context) error // sends the spans that are left
}

// watched begins to watch where the configuration asks for it.
func watched(ctx context.Context, c Config, db *store.DB, log *slog.Logger) (*watching, error) {
	if c.MetricsListen == "" && !c.Traces {
		return nil, nil
	}
	w := &watching{flush: func(context.Context) error { return nil }}
	var tracer trace.Tracer
	var err error
	if c.Traces {
		if tracer, w.flush, err = watch.Tracing(ctx, version); err != nil {
			return nil, err
		}
	}
	w.Watch = watch.New(watch.Options{DB: db, Log: log, Version: version, Tracer: tracer})
	if c.MetricsListen == "" {
		return w, nil
	}
	w.server = &http.Server{Handler: w.Handler(), ReadHeaderTimeout: readHeaderTimeout, WriteTimeout: writeTimeout}
	w.listener, err = listen("METRICS_LISTEN", c.MetricsListen)
	return w, err
}

func (w *watching) mail() func(models.Fate) {
	if w == nil {
		return nil
	}
	return w.Mail
}

func (w *watching) request() handlers.Watch {
	if w == nil {
		return nil
	}
	return w.Request
}

// serve answers Prometheus until close.
func (w *watching) serve(failed chan<- error) {
	if w == nil || w.listener == nil {
		return
	}
	go func() {
		if err := w.server.Serve(w.listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve metrics: %w", err)
		}
	}()
}

// close ends the listener and sends the spans that are left.
func (w *watching) close(ctx context.Context) (err error) {
	if w == nil {
		return nil
	}
	if w.listener != nil {
		err = w.server.Close()
		_ = w.listener.Close() // the server closes it too, once it serves
	}
	return errors.Join(err, w.flush(ctx))
}

// traced says whether one of OpenTelemetry's own variables names a collector.
func traced(environ []string) bool {
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if value != "" && (name == "OTEL_EXPORTER_OTLP_ENDPOINT" || name == "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
			return true
		}
	}
	return false
}

// metricsListen is another address than the one of the pages: whoever may read a
// page need not know how the service is doing.
func (s *settings) metricsListen(name, pages string) string {
	text := s.get(name, "")
	if text == "" {
		return ""
	}
	addr, err := splitListen(text)
	if err != nil || addr == pages {
		s.fault(name, text, "It must be host:port and not the address of the pages, for instance 127.0.0.1:9090.")
		return ""
	}
	return addr
}
