package mailer_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(senderDatabase) != "" {
		fmt.Fprintln(os.Stderr, sendUntilKilled()) // returns only when it cannot send
		os.Exit(1)
	}
	os.Exit(storetest.Run(m))
}

// post is a launched cycle with a mailbox.
type post struct {
	storetest.World
	box   *mailer.Mailbox
	port  int // 0: the mailbox's own
	cycle uuid.UUID
	log   *locked
	park  bool
	roots *tls.Config // not nil: STARTTLS
}

// locked is a log that may be written and read at once.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// posting launches a cycle in which n raters get one letter each.
func posting(t testing.TB, w storetest.World, n int) *post {
	t.Helper()
	var rows strings.Builder
	for i := range n {
		fmt.Fprintf(&rows, "maya@example.org,Maya Lindqvist,peer%d@example.org,Peer %d,peer\n", i, i)
	}
	return launch(t, w, rows.String())
}

// launch launches a cycle with the rows of a roster.
func launch(t testing.TB, w storetest.World, rows string) *post {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	list := store.Written(strings.NewReader("leader_email,leader_name,rater_email,rater_name,relationship\n" + rows))
	closes := w.Clock.Now().Add(14 * 24 * time.Hour)
	cycle, err := w.Cycles().Create(ctx, "Ingrid", store.CycleDraft{Name: "Spring 2026", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid Solberg", Email: "ingrid@example.org"}})
	check(t, err)
	_, err = w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, list, store.ImportOptions{})
	check(t, err)
	_, err = w.Cycles().Launch(ctx, "Ingrid", cycle.ID)
	check(t, err)
	return &post{World: w, box: mailbox(t), cycle: cycle.ID, log: &locked{}}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start runs a mailer until the returned function is called, which waits for its end.
func (p *post) start(t testing.TB) (m *mailer.Mailer, stop func()) {
	t.Helper()
	to, out := server(t, p.box), p.Outbox()
	to.Timeout, out.Park = faultTimeout, p.park
	if p.port != 0 {
		to.Port = p.port
	}
	if p.roots != nil {
		to.Encryption = mailer.StartTLS
	}
	m = mailer.New(mailer.Options{Outbox: out, Renderer: renderer(t), Timeout: faultTimeout,
		Connect: func() (mailer.Sender, error) { return mailer.NewSMTP(to, p.roots) },
		Poll:    20 * time.Millisecond, Pause: 20 * time.Millisecond, Log: slog.New(slog.NewTextHandler(p.log, nil))})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return m, stop
}

// until waits until so many letters are in a state.
func (p *post) until(t testing.TB, state models.LetterState, n int) {
	t.Helper()
	p.await(t, fmt.Sprintf("%d letters %s", n, state), func() bool {
		counts, err := p.Outbox().Counts(t.Context(), p.cycle)
		return err == nil && counts[state] == n
	})
}

// logged waits until the log holds a text.
func (p *post) logged(t testing.TB, text string) {
	t.Helper()
	p.await(t, text, func() bool { return strings.Contains(p.log.String(), text) })
}

func (p *post) await(t testing.TB, what string, come func() bool) {
	t.Helper()
	p.awaitIn(within(t), t, what, come)
}

func (p *post) awaitIn(ctx context.Context, t testing.TB, what string, come func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !come() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			counts, err := p.Outbox().Counts(context.Background(), p.cycle)
			t.Fatalf("waited for %s in vain: letters are %v, %v\n%s", what, counts, err, p.log)
		}
	}
}

func (p *post) troubles(t testing.TB) []store.Trouble {
	t.Helper()
	troubles, err := p.Outbox().Troubles(within(t), p.cycle, models.InvitationLetter, 100)
	check(t, err)
	return troubles
}

// once fails at a stage the first time it is reached.
func once(at mailer.Stage, fault mailer.Fault) mailer.Script {
	return func(stage mailer.Stage, nth int, _ string) *mailer.Fault {
		if stage == at && nth == 1 {
			return &fault
		}
		return nil
	}
}
