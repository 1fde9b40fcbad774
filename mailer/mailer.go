package mailer

import (
	"context"
	"log/slog"
	"time"

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
	Watch       func(models.Fate)      // is told what became of each letter handed over; nil: nobody is
	Log         *slog.Logger
}

// Mailer sends what the outbox holds. Several may share an outbox.
type Mailer struct {
	Options
	wake chan struct{}
	pace *pace
	size int // letters claimed for each connection at a time; only the writer of a round changes it
}

// New makes a mailer.
func New(o Options) *Mailer {
	if o.Connections <= 0 {
		o.Connections = 4
	}
	o.Poll, o.Pause = orElse(o.Poll, time.Second), orElse(o.Pause, 2*time.Second)
	o.Timeout = orElse(o.Timeout, SMTPTimeout)
	o.Lease = max(orElse(o.Lease, 5*time.Minute), 5*o.Timeout)
	if o.Watch == nil {
		o.Watch = func(models.Fate) {}
	}
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
	shortClaim   = 500 * time.Millisecond // after a claim that was sent in less, the next one is larger
	longClaim    = 2 * time.Second        // after a longer one it is smaller: an urgent letter waits for the claim before it
	longRound    = 5 * time.Second        // a connection that failed is tried again after a round
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
