package mailer

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// Options is what a mailer works with. Zero values of the numbers are replaced
// by the ones named.
type Options struct {
	Outbox      store.Outbox
	Renderer    *Renderer
	Connect     func() (Sender, error) // makes one way out; called once for every connection
	Connections int                    // 4
	Poll        time.Duration          // 1 s: how often the outbox is asked without a Wake
	Lease       time.Duration          // 3 min; never less than twice what handing over one letter may take
	Pause       time.Duration          // 2 s: the first wait while no server can be reached; doubles up to a minute
	Log         *slog.Logger
}

// Mailer sends what the outbox holds. Several may share an outbox.
type Mailer struct {
	Options
	wake chan struct{}
}

// New makes a mailer.
func New(o Options) *Mailer {
	if o.Connections <= 0 {
		o.Connections = 4
	}
	o.Poll, o.Pause = orElse(o.Poll, time.Second), orElse(o.Pause, 2*time.Second)
	o.Lease = max(orElse(o.Lease, 3*time.Minute), 2*begun)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Mailer{o, make(chan struct{}, 1)}
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// The bounds of a mailer's waits.
const (
	perConnection = 8                            // letters claimed for each connection at a time
	longestPause  = time.Minute                  // between tries to reach a server
	idleAfter     = 30 * time.Second             // connections are given back after so long without a letter
	lastWords     = 10 * time.Second             // for the database after ctx has ended
	begun         = SMTPTimeout + 10*time.Second // what a lease must have left when a letter is begun
)

// Wake makes Run look into the outbox now. It never blocks.
func (m *Mailer) Wake() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run sends letters until ctx ends. Then it claims no more, finishes what was
// begun, within SMTPTimeout, and puts the rest back. It returns an error only
// when it cannot begin.
func (m *Mailer) Run(ctx context.Context) error {
	senders := make([]Sender, m.Connections)
	for i := range senders {
		sender, err := m.Connect()
		if err != nil {
			return err
		}
		senders[i] = sender
	}
	defer hangUp(senders)
	busy, pause := time.Now(), time.Duration(0)
	for ctx.Err() == nil {
		sent, err := m.round(ctx, senders)
		switch {
		case err != nil && ctx.Err() == nil:
			pause = min(max(2*pause, m.Pause), longestPause)
			m.Log.Error("letters wait", "error", err, "pause", pause)
			m.rest(ctx, pause, nil)
			continue
		case sent > 0:
			busy, pause = time.Now(), 0
			continue
		case time.Since(busy) > idleAfter:
			hangUp(senders)
		}
		pause = 0
		m.rest(ctx, m.Poll, m.wake)
	}
	return nil
}

func hangUp(senders []Sender) {
	for _, sender := range senders {
		_ = sender.Close() // nothing is under way
	}
}

// rest waits for a time, a wake or the end of ctx.
func (m *Mailer) rest(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}

// round claims some letters and sends them over all connections. It returns how
// many were claimed, and an error when no server or database could be reached.
func (m *Mailer) round(ctx context.Context, senders []Sender) (int, error) {
	letters, err := m.Outbox.Claim(ctx, perConnection*len(senders), m.Lease)
	if err != nil || len(letters) == 0 {
		return 0, err
	}
	lease := *letters[0].Lease
	envelopes, err := m.Outbox.Envelopes(ctx, letters)
	if err != nil {
		return 0, errors.Join(err, m.putBack(ctx, lease))
	}
	jobs := make(chan models.Envelope, len(envelopes))
	for _, envelope := range envelopes {
		jobs <- envelope
	}
	close(jobs)
	failures := make([]error, min(len(senders), len(envelopes)))
	var all sync.WaitGroup
	for i := range failures {
		all.Go(func() { failures[i] = m.work(ctx, senders[i], jobs) })
	}
	all.Wait()
	failed := errors.Join(failures...)
	if failed == nil && ctx.Err() == nil {
		return len(letters), nil
	}
	err = errors.Join(failed, m.putBack(ctx, lease))
	if len(jobs) == 0 && ctx.Err() == nil {
		m.Log.Warn("a connection failed", "error", err)
		return len(letters), nil // the others did its work
	}
	return 0, err
}

// work sends letters over one connection until none is left, ctx ends, or the
// server or the database cannot be reached.
func (m *Mailer) work(ctx context.Context, sender Sender, jobs <-chan models.Envelope) error {
	for ctx.Err() == nil {
		if len(jobs) == 0 {
			return nil
		}
		if err := sender.Ready(ctx); err != nil {
			return err
		}
		envelope, ok := <-jobs
		if !ok {
			return nil
		}
		if err := m.post(ctx, sender, envelope); err != nil {
			return err
		}
	}
	return nil
}

// post sends one letter and settles what became of it. A lease that was lost is
// no error: somebody else has the letter.
func (m *Mailer) post(ctx context.Context, sender Sender, envelope models.Envelope) error {
	letter := envelope.Letter
	if why := envelope.Pointless(); why != "" {
		return m.unlessLost(m.Outbox.Drop(ctx, letter.ID, *letter.Lease, why), letter)
	}
	message, err := m.Renderer.Render(envelope)
	if err != nil {
		m.Log.Error("letter has no words", "letter", letter.ID, "kind", letter.Kind, "error", err)
		return m.unlessLost(m.Outbox.Drop(ctx, letter.ID, *letter.Lease, "Sevenfold could not write this letter."), letter)
	}
	if err := m.begin(ctx, letter); err != nil {
		return m.unlessLost(err, letter)
	}
	result := sender.Send(ctx, message)
	m.Log.Info("letter", "letter", letter.ID, "kind", letter.Kind, "attempt", letter.Attempts+1, "fate", result.Fate)
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	outcome := models.Outcome{Fate: result.Fate, Why: result.Why, Wait: models.Backoff(letter.Attempts+1, rand.Float64())}
	return m.unlessLost(m.Outbox.Settle(late, letter.ID, *letter.Lease, outcome), letter)
}

// begin is not cut short by the end of ctx: nobody could tell whether a
// transaction that was cut short has begun the letter.
func (m *Mailer) begin(ctx context.Context, letter models.Letter) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	return m.Outbox.Begin(late, letter.ID, *letter.Lease, begun)
}

func (m *Mailer) unlessLost(err error, letter models.Letter) error {
	if models.KindOf(err) == models.Conflict {
		m.Log.Warn("letter's lease was lost", "letter", letter.ID, "kind", letter.Kind)
		return nil
	}
	return err
}

// putBack frees what was claimed and not begun, even when ctx has ended.
func (m *Mailer) putBack(ctx context.Context, lease uuid.UUID) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	return m.Outbox.PutBack(late, lease, 0)
}
