package mailer

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// ledger writes down what the connections do. While one transaction is under
// way the next moves gather, and go into the next one together: many
// connections cost hardly more commits than one.
type ledger struct {
	outbox  store.Outbox
	left    time.Duration // what a lease must have left when a letter is begun
	entries chan entry
	closed  chan struct{}
	most    int // connections

	out        int           // letters that are begun and not settled
	commit     time.Duration // how long a commit takes lately
	conversing time.Duration // how long handing over a letter takes lately
}

// entry is one connection's moves: the last letter's end, the next one's beginning.
type entry struct {
	done   *store.Settled
	next   *store.Begun
	took   time.Duration // handing over the last letter
	answer chan verdict
}

// verdict says which of the two letters has been lost to somebody else.
type verdict struct {
	lostDone, lostNext bool
	err                error
}

// quick is how soon a letter is handed over to a server that answers at once: the
// connections then wait for the processor and not for the server.
const quick = 2500 * time.Microsecond

// again is the pause between two tries to write while the database does not answer.
const again = 200 * time.Millisecond

func openLedger(outbox store.Outbox, connections int, left time.Duration) *ledger {
	l := &ledger{outbox: outbox, left: left, entries: make(chan entry, connections), closed: make(chan struct{}), most: connections}
	go func() {
		defer close(l.closed)
		for first := range l.entries {
			l.write(l.gather(first))
		}
	}()
	return l
}

// close waits until everything is written.
func (l *ledger) close() {
	close(l.entries)
	<-l.closed
}

// move writes an entry and waits until it is committed. It is not cut short by
// the end of any context: nobody could tell then whether a letter was begun.
func (l *ledger) move(e entry) verdict {
	if e.done == nil && e.next == nil {
		return verdict{}
	}
	e.answer = make(chan verdict, 1)
	l.entries <- e
	return <-e.answer
}

// gather takes what waits beside the first entry, and stays for those that are on
// their way, where that is worth a commit.
func (l *ledger) gather(first entry) []entry {
	all, coming := []entry{first}, l.out-first.ends()
	enough, patience := l.patience()
	stay := time.NewTimer(patience)
	defer stay.Stop()
	for {
		select {
		case e, open := <-l.entries:
			if !open {
				return all
			}
			all, coming = append(all, e), coming-e.ends()
			continue
		default:
		}
		if coming <= 0 || len(all) >= enough {
			return all
		}
		select {
		case e, open := <-l.entries:
			if !open {
				return all
			}
			all, coming = append(all, e), coming-e.ends()
		case <-stay.C:
			return all
		}
	}
}

// patience is for how many connections gather stays, and how long. Where letters
// are handed over faster than they are committed it stays for all: they would else
// fall into groups that wait for each other's commit. Where the server answers at
// once it stays for half: while one half is committed the other is handed over.
func (l *ledger) patience() (enough int, stay time.Duration) {
	switch {
	case l.conversing <= l.commit/2:
		return l.most, min(2*l.conversing, l.commit)
	case l.conversing <= quick:
		return (l.most + 1) / 2, l.commit
	}
	return 1, 0
}

// ends is how many letters the entry settles.
func (e entry) ends() int {
	if e.done == nil {
		return 0
	}
	return 1
}

// lately follows a duration with a little memory.
func lately(before, now time.Duration) time.Duration { return before + (now-before)/8 }

// write commits some entries. Without a database nothing is begun, and what was
// sent is written as soon as the database is back, if that is soon enough.
func (l *ledger) write(all []entry) {
	var done []store.Settled
	var next []store.Begun
	for _, e := range all {
		if e.done != nil {
			done = append(done, *e.done)
			l.conversing = lately(l.conversing, e.took)
		}
		if e.next != nil {
			next = append(next, *e.next)
		}
	}
	began := time.Now()
	lost, err := l.try(done, next, l.left)
	l.commit, l.out = lately(l.commit, time.Since(began)), l.out-len(done)
	for _, b := range next {
		if err == nil && !lost[b.Letter] {
			l.out++
		}
	}
	if err != nil {
		// A commit that failed may still have happened: what it may have begun
		// goes back without an attempt.
		for _, b := range next {
			done = append(done, store.Settled{Letter: b.Letter, Lease: b.Lease, Outcome: models.Outcome{Fate: models.Untried}})
		}
		lost = l.insist(done)
	}
	for _, e := range all {
		e.answer <- verdict{e.done != nil && lost[e.done.Letter], e.next != nil && lost[e.next.Letter], err}
	}
}

func (l *ledger) try(done []store.Settled, next []store.Begun, left time.Duration) (map[uuid.UUID]bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	return l.outbox.Move(ctx, done, next, left)
}

// insist settles again and again until it works or the leases near their end.
func (l *ledger) insist(done []store.Settled) map[uuid.UUID]bool {
	for end := time.Now().Add(l.left / 2); time.Now().Before(end); {
		pause := time.NewTimer(again)
		<-pause.C
		if lost, err := l.try(done, nil, 0); err == nil {
			return lost
		}
	}
	return nil
}
