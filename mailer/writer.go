package mailer

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// batch is what one claim brought: letters under one lease, and what their words
// are made of.
type batch struct {
	asked     int // for how many letters
	lease     uuid.UUID
	envelopes []models.Envelope
	err       error
}

// full says that more letters may be due.
func (b batch) full() bool { return b.err == nil && len(b.envelopes) == b.asked }

// claim leases up to n letters and gathers what their words are made of.
func (m *Mailer) claim(ctx context.Context, n int) batch {
	b := batch{asked: m.pace.within(longClaim, n)}
	if ctx.Err() != nil {
		return b
	}
	// Cut short, nobody would know which lease to put back.
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	letters, err := m.Outbox.Claim(whole, b.asked, m.Lease)
	if err != nil || len(letters) == 0 {
		b.err = err
		return b
	}
	b.lease = *letters[0].Lease
	b.envelopes, b.err = m.Outbox.Envelopes(ctx, letters)
	return b
}

// writer makes the words of letters while others are being sent, and claims the
// next letters before the last ones have gone, so that no connection waits.
type writer struct {
	*Mailer
	hands  int
	jobs   chan<- job
	leases []uuid.UUID // all that were claimed
	sent   int         // letters that were claimed
}

// write hands out one batch after the other until nothing more is due, ctx ends
// or the round has lasted long enough. It closes jobs.
func (w *writer) write(ctx context.Context, b batch) error {
	defer close(w.jobs)
	for began := time.Now(); len(b.envelopes) > 0 || b.err != nil; {
		if b.lease != uuid.Nil {
			w.leases, w.sent = append(w.leases, b.lease), w.sent+len(b.envelopes)
		}
		if b.err != nil {
			return b.err
		}
		more := b.full() && w.pace.every == 0 && time.Since(began) < longRound
		next, err := w.hand(ctx, b.envelopes, more)
		if next == nil {
			return err
		}
		if b = <-next; err != nil {
			b.err = err
		}
	}
	return nil
}

// hand writes the letters of a batch, and claims the next one when half of them
// are with the connections. next is nil where nothing was claimed.
func (w *writer) hand(ctx context.Context, envelopes []models.Envelope, more bool) (next <-chan batch, err error) {
	began, forms := time.Now(), w.Renderer.Forms()
	for i, envelope := range envelopes {
		if more && i == len(envelopes)/2 {
			next = w.ahead(ctx)
		}
		if err := w.job(ctx, forms, envelope); err != nil || ctx.Err() != nil {
			return next, err
		}
	}
	switch took := time.Since(began); {
	case took < shortClaim:
		w.size = min(2*w.size, largest)
	case took > longClaim:
		w.size = max(w.size/2, 1)
	}
	return next, nil
}

// ahead claims letters while others are written.
func (w *writer) ahead(ctx context.Context) <-chan batch {
	next, n := make(chan batch, 1), w.size*w.hands
	go func() { next <- w.claim(ctx, n) }()
	return next
}

// job writes one letter and waits until a connection takes it. What has become
// pointless is buried.
func (w *writer) job(ctx context.Context, forms *Forms, envelope models.Envelope) error {
	why, message := envelope.Pointless(), Message{}
	if why == "" {
		var err error
		if message, err = forms.Render(envelope); err != nil {
			w.Log.Error("letter has no words", "letter", envelope.Letter.ID, "kind", envelope.Letter.Kind, "error", err)
			why = "Sevenfold could not write this letter."
		}
	}
	if why != "" {
		return w.drop(ctx, envelope.Letter, why)
	}
	select {
	case w.jobs <- job{envelope.Letter, message}:
	case <-ctx.Done():
	}
	return nil
}
