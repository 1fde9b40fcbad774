package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// tick is how often the clock looks without being woken. Tests have no time to
// wait for it: see TestMain.
var tick = time.Second

// clock opens and closes cycles at their times and works out closing ones. It
// may run in several processes at once: the database decides who does what.
type clock struct {
	cycles store.Cycles
	after  func() // called after each look, and on wake: there may be letters now
	log    *slog.Logger
	nudge  chan struct{}
}

func newClock(cycles store.Cycles, after func(), log *slog.Logger) *clock {
	return &clock{cycles, after, log, make(chan struct{}, 1)}
}

// wake makes the clock look now. It never blocks.
func (c *clock) wake() {
	c.after()
	select {
	case c.nudge <- struct{}{}:
	default:
	}
}

// run looks every tick until ctx ends.
func (c *clock) run(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	var quiet time.Time // the same trouble is told once a minute
	for {
		if err := c.cycles.Due(ctx); err != nil && ctx.Err() == nil && time.Now().After(quiet) {
			c.log.Error("a cycle could not be moved on", "kind", models.KindOf(err), "err", err)
			quiet = time.Now().Add(time.Minute)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-c.nudge:
		}
		c.after()
	}
}
