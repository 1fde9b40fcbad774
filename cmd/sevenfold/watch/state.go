package watch

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// patience is how long one look at the database may take.
const patience = 5 * time.Second

// state is what the database says when somebody asks.
type state struct {
	db  *store.DB
	log *slog.Logger

	up, letters, oldest, keys, connections, waited, waits *prometheus.Desc
}

func newState(db *store.DB, log *slog.Logger) *state {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("sevenfold_"+name, help, labels, nil)
	}
	return &state{db: db, log: log,
		up:          describe("database_up", "1 when the database answered this look."),
		letters:     describe("letters", "Letters that have not left, by state.", "state"),
		oldest:      describe("oldest_letter_seconds", "How long the oldest letter that has not left has been due."),
		keys:        describe("open_cycles_without_key", "Open cycles whose answers cannot be opened until their key is put back."),
		connections: describe("database_connections", "Connections to the database, by use.", "pool", "use"),
		waits:       describe("database_waits_total", "How often somebody waited for a connection.", "pool"),
		waited:      describe("database_wait_seconds_total", "How long in all somebody waited for a connection.", "pool"),
	}
}

// Describe implements prometheus.Collector.
func (s *state) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.up, s.letters, s.oldest, s.keys, s.connections, s.waits, s.waited} {
		out <- d
	}
}

// Collect implements prometheus.Collector. What cannot be read is left out, and
// database_up says so.
func (s *state) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for pool, stats := range s.db.Pools() {
		out <- gauge(s.connections, float64(stats.InUse), pool, "busy")
		out <- gauge(s.connections, float64(stats.Idle), pool, "idle")
		out <- gauge(s.connections, float64(stats.MaxOpenConnections), pool, "allowed")
		out <- prometheus.MustNewConstMetric(s.waits, prometheus.CounterValue, float64(stats.WaitCount), pool)
		out <- prometheus.MustNewConstMetric(s.waited, prometheus.CounterValue, stats.WaitDuration.Seconds(), pool)
	}
	up := 1.0
	if err := s.look(ctx, out); err != nil {
		s.log.Warn("the numbers of the database cannot be read", "kind", models.KindOf(err), "err", err)
		up = 0
	}
	out <- gauge(s.up, up)
}

func (s *state) look(ctx context.Context, out chan<- prometheus.Metric) error {
	unsent, err := s.db.Outbox().Unsent(ctx)
	if err != nil {
		return err
	}
	oldest, err := s.db.Outbox().Oldest(ctx)
	if err != nil {
		return err
	}
	lost, err := s.db.Cycles().LostKeys(ctx)
	if err != nil {
		return err
	}
	for state, n := range unsent {
		out <- gauge(s.letters, float64(n), string(state))
	}
	age := 0.0
	if oldest != nil {
		age = max(0, s.db.Now().Sub(*oldest).Seconds())
	}
	out <- gauge(s.oldest, age)
	out <- gauge(s.keys, float64(len(lost)))
	return nil
}

func gauge(d *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}
