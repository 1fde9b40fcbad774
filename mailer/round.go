package mailer

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// round sends letters over all connections until none is due or it has been
// long enough. It returns how many were claimed, and an error when no server or
// database could be reached.
func (m *Mailer) round(ctx context.Context, senders []Sender, ledger *ledger) (int, error) {
	first := m.claim(ctx, m.size*len(senders))
	if len(first.envelopes) == 0 && first.err == nil {
		return 0, nil
	}
	within, enough := context.WithCancel(ctx)
	defer enough()
	jobs := make(chan job, len(senders))
	w := writer{Mailer: m, hands: len(senders), jobs: jobs}
	var writing, sending sync.WaitGroup
	var unwritten error
	writing.Go(func() { unwritten = w.write(within, first) })
	failures := make([]error, min(len(senders), max(1, len(first.envelopes))))
	for i := range failures {
		sending.Go(func() {
			h := hand{Mailer: m, ledger: ledger, sender: senders[i]}
			failures[i] = h.work(within, jobs)
		})
	}
	sending.Wait()
	enough() // nobody takes what is written now
	writing.Wait()
	err := distinct(append(failures, unwritten))
	if err != nil || ctx.Err() != nil {
		err = errors.Join(err, m.putBack(ctx, w.leases))
	}
	if err != nil && unwritten == nil && slices.Contains(failures, nil) && ctx.Err() == nil {
		m.Log.Warn("a connection failed", "error", err)
		err = nil
	}
	return w.sent, err
}

// distinct joins errors and leaves out what was said before: a server tells all
// connections the same.
func distinct(all []error) error {
	said := map[string]bool{}
	return errors.Join(slices.DeleteFunc(all, func(err error) bool {
		if err == nil || said[err.Error()] {
			return true
		}
		said[err.Error()] = true
		return false
	})...)
}

// putBack frees what was claimed and not begun, even when ctx has ended.
func (m *Mailer) putBack(ctx context.Context, leases []uuid.UUID) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	var all []error
	for _, lease := range leases {
		all = append(all, m.Outbox.PutBack(late, lease, 0))
	}
	return errors.Join(all...)
}
