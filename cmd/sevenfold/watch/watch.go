package watch

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/trace"

	"github.com/sevenfold/sevenfold/handlers"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// Options is what a watch looks at.
type Options struct {
	DB      *store.DB
	Log     *slog.Logger
	Version string
	Tracer  trace.Tracer // nil: nothing is traced
}

// Watch gathers the numbers of one process.
type Watch struct {
	registry *prometheus.Registry
	requests *requests
	mails    *prometheus.CounterVec
	tracer   trace.Tracer
}

// New begins to watch.
func New(o Options) *Watch {
	r := prometheus.NewRegistry()
	w := &Watch{registry: r, requests: newRequests(r), tracer: o.Tracer,
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sevenfold_mails_total",
			Help: "Letters handed to the mail server, by what became of them."}, []string{"result"})}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "sevenfold_build_info", Help: "Always 1; the version is its label.",
		ConstLabels: prometheus.Labels{"version": o.Version}})
	build.Set(1)
	r.MustRegister(w.mails, build, newState(o.DB, o.Log),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, fate := range models.Fates {
		w.mails.WithLabelValues(string(fate)) // a rate needs a zero to begin with
	}
	return w
}

// Handler answers Prometheus.
func (w *Watch) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{}))
	return mux
}

// Mail notes what became of one letter.
func (w *Watch) Mail(fate models.Fate) { w.mails.WithLabelValues(string(fate)).Inc() }

// Request begins to watch a request; done ends it.
func (w *Watch) Request(ctx context.Context, r handlers.Request) (inner context.Context, done func(status int)) {
	began := time.Now()
	ctx, end := w.span(ctx, r)
	return ctx, func(status int) {
		end(status)
		w.requests.seen(r, status, time.Since(began))
	}
}
