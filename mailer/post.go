package mailer

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// job is a letter with its words.
type job struct {
	letter  models.Letter
	message Message
}

func (m *Mailer) drop(ctx context.Context, letter models.Letter, why string) error {
	err := m.Outbox.Drop(ctx, letter.ID, *letter.Lease, why)
	if models.KindOf(err) == models.Conflict {
		m.lost(letter)
		return nil
	}
	return err
}

// lost is no error: somebody else has the letter.
func (m *Mailer) lost(letter models.Letter) {
	m.Log.Warn("letter's lease was lost", "letter", letter.ID, "kind", letter.Kind)
}

// hand is one connection at work: the letter it sent last waits to be settled
// together with the beginning of the next.
type hand struct {
	*Mailer
	ledger *ledger
	sender Sender
	last   models.Letter
	done   *store.Settled
	took   time.Duration
}

// work sends letters until none is left, ctx ends, or the server or the
// database cannot be reached.
func (h *hand) work(ctx context.Context, jobs <-chan job) error {
	for {
		j, err := h.next(ctx, jobs)
		if j == nil || err != nil {
			return errors.Join(err, h.move(nil))
		}
		if h.pace.every > 0 { // nothing may wait so long to be settled
			if err := h.move(nil); err != nil {
				return err
			}
			if err := h.pace.wait(ctx); err != nil {
				return nil
			}
		}
		if err := h.sender.Ready(ctx); err != nil {
			return errors.Join(err, h.move(nil))
		}
		if err := h.move(j); err != nil {
			return err
		}
	}
}

// next is the next letter, or nil when there is none or ctx has ended. Before it
// waits for one the last letter is settled.
func (h *hand) next(ctx context.Context, jobs <-chan job) (*job, error) {
	if ctx.Err() != nil {
		return nil, nil
	}
	select {
	case j, ok := <-jobs:
		return given(j, ok), nil
	default:
	}
	if err := h.move(nil); err != nil {
		return nil, err
	}
	select {
	case j, ok := <-jobs:
		return given(j, ok), nil
	case <-ctx.Done():
		return nil, nil
	}
}

func given(j job, ok bool) *job {
	if !ok {
		return nil
	}
	return &j
}

// move settles the last letter and, with j, begins the next and sends it.
func (h *hand) move(j *job) error {
	var begin *store.Begun
	if j != nil {
		begin = &store.Begun{Letter: j.letter.ID, Lease: *j.letter.Lease}
	}
	verdict := h.ledger.move(entry{done: h.done, next: begin, took: h.took})
	if verdict.lostDone {
		h.lost(h.last)
	}
	h.done = nil
	if verdict.lostNext {
		h.lost(j.letter)
	}
	if verdict.err != nil || j == nil || verdict.lostNext {
		return verdict.err
	}
	return h.post(j)
}

// post hands over one letter that was begun. A letter that the server took is
// settled with the beginning of the next; any other at once, and so is one
// after which the connection must be dialled anew.
func (h *hand) post(j *job) error {
	began := time.Now()
	result := h.sender.Send(context.Background(), j.message)
	if result.Fate == models.Untried && time.Since(began) < h.stale() {
		// The connection had died while it rested. Nothing was said on it.
		ctx, cancel := context.WithTimeout(context.Background(), h.Timeout)
		if h.sender.Ready(ctx) == nil {
			result = h.sender.Send(context.Background(), j.message)
		}
		cancel()
	}
	h.took = time.Since(began)
	attempt := j.letter.Attempts + 1
	h.Watch(result.Fate)
	h.Log.Info("letter", "letter", j.letter.ID, "kind", j.letter.Kind, "attempt", attempt, "fate", result.Fate)
	outcome := models.Outcome{Fate: result.Fate, Why: result.Why, Wait: models.Backoff(attempt, rand.Float64())}
	if result.Fate == models.Untried {
		outcome.Wait = h.Pause
	}
	h.last, h.done = j.letter, &store.Settled{Letter: j.letter.ID, Lease: *j.letter.Lease, Outcome: outcome}
	if result.Fate == models.Delivered && result.Open {
		return nil
	}
	err := h.move(nil)
	if err == nil && result.Fate == models.Untried {
		err = unreached{result.Why}
	}
	return err
}

// unreached is a server that answers the greeting and no letter.
type unreached struct{ why string }

func (u unreached) Error() string { return "the mail server hung up before a letter began: " + u.why }
