package mailer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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
	PerMinute   int                    // how many letters may go in a minute; 0: no limit
	Poll        time.Duration          // 1 s: how often the outbox is asked without a Wake
	Timeout     time.Duration          // SMTPTimeout: how long handing over one letter may take, as the senders keep it
	Lease       time.Duration          // 5 min; never less than five times Timeout
	Pause       time.Duration          // 2 s: the first wait while no server can be reached; doubles up to a minute
	Log         *slog.Logger
}

// Mailer sends what the outbox holds. Several may share an outbox.
type Mailer struct {
	Options
	wake chan struct{}
	pace *pace
	size int // letters claimed for each connection at a time
}

// New makes a mailer.
func New(o Options) *Mailer {
	if o.Connections <= 0 {
		o.Connections = 4
	}
	o.Poll, o.Pause = orElse(o.Poll, time.Second), orElse(o.Pause, 2*time.Second)
	o.Timeout = orElse(o.Timeout, SMTPTimeout)
	o.Lease = max(orElse(o.Lease, 5*time.Minute), 5*o.Timeout)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Mailer{o, make(chan struct{}, 1), newPace(o.PerMinute), 4}
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// The bounds of a mailer's waits.
const (
	shortRound   = 500 * time.Millisecond // after a round that took less, the next one is larger
	longRound    = 2 * time.Second        // after a longer one it is smaller: an urgent letter waits for a round
	largest      = 64                     // letters claimed for each connection at most: this bounds the memory
	longestPause = time.Minute            // between tries to reach a server
	idleAfter    = 30 * time.Second       // connections are given back after so long without a letter
	lastWords    = 10 * time.Second       // for the database after ctx has ended
)

// left is what a lease must have left when a letter is begun: a try on a
// connection that had died, dialling anew, and handing over.
func (m *Mailer) left() time.Duration { return 5 * m.Timeout / 2 }

// stale is how fast a connection that died while it rested shows it.
func (m *Mailer) stale() time.Duration { return m.Timeout / 4 }

// Wake makes Run look into the outbox now. It never blocks.
func (m *Mailer) Wake() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run sends letters until ctx ends. Then it claims no more, finishes what was
// begun, within Timeout, and puts the rest back. It returns an error only
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
	ledger := openLedger(m.Outbox, len(senders), m.left())
	defer ledger.close()
	busy, pause := time.Now(), time.Duration(0)
	for ctx.Err() == nil {
		sent, err := m.round(ctx, senders, ledger)
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
func (m *Mailer) round(ctx context.Context, senders []Sender, ledger *ledger) (int, error) {
	began := time.Now()
	letters, err := m.Outbox.Claim(ctx, m.pace.within(longRound, m.size*len(senders)), m.Lease)
	if err != nil || len(letters) == 0 {
		return 0, err
	}
	lease := *letters[0].Lease
	envelopes, err := m.Outbox.Envelopes(ctx, letters)
	if err != nil {
		return 0, errors.Join(err, m.putBack(ctx, lease))
	}
	done, err := m.hands(ctx, senders[:min(len(senders), len(letters))], ledger, envelopes)
	if err != nil || ctx.Err() != nil {
		err = errors.Join(err, m.putBack(ctx, lease))
	}
	switch took := time.Since(began); {
	case took < shortRound:
		m.size = min(2*m.size, largest)
	case took > longRound:
		m.size = max(m.size/2, 1)
	}
	if err != nil && done && ctx.Err() == nil {
		m.Log.Warn("a connection failed", "error", err)
		err = nil
	}
	return len(letters), err
}

// hands sends envelopes over several connections. done is whether at least one
// of them worked to the end; err is what the others met.
func (m *Mailer) hands(ctx context.Context, senders []Sender, ledger *ledger, envelopes []models.Envelope) (done bool, err error) {
	ctx, enough := context.WithCancel(ctx)
	defer enough()
	jobs := make(chan job, len(senders))
	var writer, all sync.WaitGroup
	var unwritten error
	writer.Go(func() { unwritten = m.write(ctx, envelopes, jobs) })
	failures := make([]error, len(senders))
	for i, sender := range senders {
		all.Go(func() {
			h := hand{Mailer: m, ledger: ledger, sender: sender}
			failures[i] = h.work(ctx, jobs)
		})
	}
	all.Wait()
	enough() // nobody takes what is written now
	writer.Wait()
	return slices.Contains(failures, nil) && unwritten == nil, distinct(append(failures, unwritten))
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
func (m *Mailer) putBack(ctx context.Context, lease uuid.UUID) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	return m.Outbox.PutBack(late, lease, 0)
}
