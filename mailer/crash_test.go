package mailer_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/mail"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// A sender process is the test binary, told so by its environment.
const (
	senderDatabase = "SEVENFOLD_TEST_SENDER_DATABASE"
	senderMailbox  = "SEVENFOLD_TEST_SENDER_MAILBOX"
	senderSecret   = "SEVENFOLD_TEST_SENDER_SECRET"
	senderParks    = "SEVENFOLD_TEST_SENDER_PARKS"
)

// What the crash test is made of. SEVENFOLD_TEST_FAULTS=full sends more and
// kills oftener.
const (
	crashProcesses   = 2
	crashConnections = 4
	crashTimeout     = time.Second // of one letter; a lease is five times as long
)

// sendUntilKilled is the whole life of a sender process.
func sendUntilKilled() error {
	db, err := store.Open(context.Background(), os.Getenv(senderDatabase), store.Options{Secret: models.Secret(os.Getenv(senderSecret))})
	if err != nil {
		return err
	}
	r, err := mailer.NewRenderer(mailer.Settings{BaseURL: "https://feedback.northwind.example",
		From: mail.Address{Name: "Sevenfold", Address: "sevenfold@northwind.example"}})
	if err != nil {
		return err
	}
	s, err := mailer.ParseURL(os.Getenv(senderMailbox))
	if err != nil {
		return err
	}
	s.Timeout = crashTimeout
	outbox := db.Outbox()
	outbox.Park = os.Getenv(senderParks) == "yes"
	return mailer.New(mailer.Options{Outbox: outbox, Renderer: r, Connect: s.Connect, Connections: crashConnections, Timeout: crashTimeout,
		Lease: time.Millisecond, Poll: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))}).
		Run(context.Background())
}

// crashTable is one line of what became of the letters.
type crashTable struct{ in, there, lost, doubled, strange, parked, kills int }

// Two processes are killed again and again while they send. No letter is lost.
// At most one per connection and kill arrives twice, under the same id; with
// parking none does, and as many wait for a person.
func TestFaultSendersKilled(t *testing.T) {
	t.Parallel()
	letters, kills := 400, 3
	if storetest.FullFaults() {
		letters, kills = 4000, 12
	}
	for _, park := range []bool{false, true} {
		policy := map[bool]string{false: "resend", true: "park"}[park]
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, w storetest.World) {
				got := crash(t, w, crashTable{in: letters, kills: kills}, park)
				row := w.Fault(fmt.Sprintf("kill −9 of one of %d senders, %d times; in doubt: %s", crashProcesses, kills, policy), "mails")
				row.Sent, row.There, row.Lost, row.Doubled, row.Refused = got.in, got.there, got.lost, got.doubled, got.in-got.lost-got.there
				row.Allowed, row.Note = kills*crashConnections, fmt.Sprintf("%d wait for a person", got.parked)
				row.Report(t)
				if got.strange != 0 || got.parked > row.Allowed {
					t.Errorf("%+v: want none under another id, at most %d parked", got, row.Allowed)
				}
				if park && got.doubled != 0 || !park && got.parked != 0 {
					t.Errorf("%s: %+v", policy, got)
				}
			})
		})
	}
}

func crash(t *testing.T, w storetest.World, table crashTable, park bool) crashTable {
	t.Helper()
	w.Clock.Advance(time.Since(w.Clock.Now())) // the processes go by the real time
	p := posting(t, w, table.in)
	box, err := mailer.OpenMailbox("127.0.0.1:0", 2*table.in)
	check(t, err)
	t.Cleanup(func() { box.Close() })
	p.box = box
	box.Misbehave(func(mailer.Stage, int, string) *mailer.Fault { // so that kills meet every stage
		return &mailer.Fault{Delay: time.Duration(rand.IntN(2000)) * time.Microsecond}
	})
	var processes []*exec.Cmd
	for range crashProcesses {
		processes = append(processes, startSender(t, p, park))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	defer cancel()
	for _, at := range moments(table.kills, table.in-table.kills*crashConnections) {
		check(t, box.Wait(ctx, at))
		<-time.After(time.Duration(rand.IntN(5000)) * time.Microsecond) // anywhere between two letters
		i := rand.IntN(len(processes))
		check(t, processes[i].Process.Kill())
		_ = processes[i].Wait() // says that it was killed
		processes[i] = startSender(t, p, park)
	}
	p.awaitIn(ctx, t, "the end of all letters", func() bool {
		counts, err := p.Outbox().Counts(ctx, p.cycle)
		return err == nil && counts[models.Sent]+counts[models.Unknown] == table.in
	})
	return count(t, p, table)
}

// moments are so many numbers below most, in order.
func moments(n, most int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = rand.IntN(most)
	}
	slices.Sort(all)
	return all
}

// count compares what arrived with what the letters say.
func count(t *testing.T, p *post, table crashTable) crashTable {
	t.Helper()
	ids, copies := map[string]string{}, map[string]int{}
	for _, m := range p.box.Messages() {
		if id, seen := ids[m.Rcpt]; seen && id != m.MessageID || m.MessageID == "" {
			table.strange++
		}
		ids[m.Rcpt] = m.MessageID
		copies[m.Rcpt]++
	}
	table.there = len(copies)
	for _, n := range copies {
		table.doubled += n - 1
	}
	parked := map[string]bool{}
	for _, trouble := range p.troubles(t) {
		parked[trouble.Person.Email] = trouble.State == models.Unknown
	}
	table.parked = len(parked)
	for i := range table.in {
		if to := fmt.Sprintf("peer%d@example.org", i); copies[to] == 0 && !parked[to] {
			table.lost++
		}
	}
	return table
}

func startSender(t *testing.T, p *post, park bool) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), senderDatabase+"="+p.URL, senderMailbox+"="+p.box.URL(), senderSecret+"="+string(p.Secret),
		senderParks+"="+map[bool]string{true: "yes", false: "no"}[park], "GOMAXPROCS="+strconv.Itoa(2))
	c.Stderr = p.log
	check(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill() // it may be dead already
		_ = c.Wait()
	})
	return c
}
