package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/sevenfold/sevenfold/store"
)

// bench carries out what takes longer than a page can wait for, one work after
// the other, so that several large lists never share the memory. It may run in
// several processes at once: the database decides who does what.
type bench struct {
	works store.Works
	after func() // called after each work: there may be letters now
	log   *slog.Logger
	nudge chan struct{}
}

func newBench(works store.Works, after func(), log *slog.Logger) *bench {
	return &bench{works, after, log, make(chan struct{}, 1)}
}

// wake makes the bench look now. It never blocks.
func (b *bench) wake() {
	select {
	case b.nudge <- struct{}{}:
	default:
	}
}

// run looks every tick until ctx ends.
func (b *bench) run(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	var quiet time.Time // the same trouble is told once a minute
	for {
		for ctx.Err() == nil {
			did, err := b.works.CarryOut(ctx)
			if err != nil && ctx.Err() == nil && (did || time.Now().After(quiet)) {
				b.log.Error("a work could not be carried out", "err", err)
				quiet = time.Now().Add(time.Minute)
			}
			if !did {
				break
			}
			b.after()
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-b.nudge:
		}
	}
}
