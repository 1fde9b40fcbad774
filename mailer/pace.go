package mailer

import (
	"context"
	"sync"
	"time"
)

// pace spreads letters evenly over time, for relays that take only so many a
// minute. All connections of a process share one.
type pace struct {
	every time.Duration // between two letters; 0: no limit
	mutex sync.Mutex
	next  time.Time
}

func newPace(perMinute int) *pace {
	if perMinute <= 0 {
		return &pace{}
	}
	return &pace{every: time.Minute / time.Duration(perMinute)}
}

// wait returns when the next letter may go, or with the error of ctx. What was
// not used of the time before is not made up for.
func (p *pace) wait(ctx context.Context) error {
	if p.every == 0 {
		return ctx.Err()
	}
	p.mutex.Lock()
	now := time.Now()
	turn := p.next
	if turn.Before(now) {
		turn = now
	}
	p.next = turn.Add(p.every)
	p.mutex.Unlock()
	timer := time.NewTimer(turn.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// within is how many letters may go in a time, at least one.
func (p *pace) within(d time.Duration, most int) int {
	if p.every == 0 {
		return most
	}
	return max(1, min(most, int(d/p.every)))
}
