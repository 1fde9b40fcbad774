package handlers

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Fifteen people send at once, each twice: fifteen ballots, and all different.
func TestFifteenAtOnceOverHTTP(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newPoll(t, db, fifteenRaters())
		var all sync.WaitGroup
		for _, ask := range p.asked {
			for range 2 {
				all.Go(func() {
					if status, err := p.submit(ask); err != nil || status != http.StatusSeeOther {
						t.Errorf("answering: %d %v", status, err)
					}
				})
			}
		}
		all.Wait()
		p.eachOnce(p.exhibits()[0], len(p.asked))
	})
}

// eachOnce checks that people who answered and ballots are the same people.
func (p *poll) eachOnce(e store.Exhibit, want int) {
	p.t.Helper()
	answered := map[string]int{}
	for _, r := range e.Raters {
		answered[r.Owner]++
	}
	for _, b := range e.Boxes {
		answered[b.Owner]--
	}
	if len(e.Raters) != want || len(e.Boxes) != want || len(answered) != want {
		p.t.Errorf("%d answered, %d ballots of %d people, want %d", len(e.Raters), len(e.Boxes), len(answered), want)
	}
	for who, more := range answered {
		if more != 0 {
			p.t.Errorf("%s: %d more answers than ballots", who, more)
		}
	}
}

// Answers race with the end of the cycle: each is either taken and has its
// ballot, or the sender is told that the link opens nothing any more.
func TestSendingAgainstClosingOverHTTP(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newPoll(t, db, fifteenRaters())
		var taken, late atomic.Int64
		var all sync.WaitGroup
		for _, ask := range p.asked {
			all.Go(func() {
				switch status, err := p.submit(ask); {
				case err == nil && status == http.StatusSeeOther:
					taken.Add(1)
				case err == nil && status == http.StatusGone:
					late.Add(1)
				default:
					t.Errorf("answering: %d %v", status, err)
				}
			})
		}
		all.Go(func() {
			if err := p.Cycles().BeginClose(p.ctx, "test", p.cycle.ID); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		p.eachOnce(p.exhibits()[0], int(taken.Load()))
		if taken.Load()+late.Load() != int64(len(p.asked)) {
			t.Errorf("%d taken and %d late of %d", taken.Load(), late.Load(), len(p.asked))
		}
	})
}

// Closing again changes no byte of what was published, and the key is gone.
func TestClosingTwiceIsClosingOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newPoll(t, db, fifteenRaters())
		p.answerAll()
		p.eachOnce(p.exhibits()[0], len(p.asked))
		if keys := p.keyFiles(); len(keys) != 1 {
			t.Errorf("keys of the open cycle: %v", keys)
		}
		p.close(round{id: p.cycle.ID})
		once := p.published()
		p.must(p.Cycles().WorkOut(p.ctx, p.cycle.ID))
		if twice := p.published(); twice != once || once == "" {
			t.Errorf("published first:\n%s\nand then:\n%s", once, twice)
		}
		if keys := p.keyFiles(); len(keys) != 0 {
			t.Errorf("keys of the closed cycle: %v", keys)
		}
	})
}

// published is everything that closing keeps.
func (p *poll) published() (text string) {
	p.t.Helper()
	rows := p.Rows(p.t)
	for _, table := range []string{"reports", "remarks", "tallies", "scores"} {
		for _, row := range rows[table] {
			text += row + "\n"
		}
	}
	return text
}
