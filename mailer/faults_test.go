package mailer_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// faultTimeout is how long a letter may take in these tests, and tooLong is longer.
const faultTimeout, tooLong = time.Second, 3 * time.Second

// fault is one way in which a server fails once, and what it does to the letter
// that it meets while five others go their way.
type fault struct {
	at       mailer.Stage
	how      mailer.Fault
	state    models.LetterState // of the letter, before it is tried again
	attempts int
	why      string // what the letter remembers
	copies   int    // how many arrive in the end, all with one id
}

var faults = map[string]fault{
	"greeting: 421":       {mailer.AtHello, mailer.Fault{Code: 421, Text: "shutting down"}, models.Sent, 1, "", 1},
	"greeting: 554":       {mailer.AtHello, mailer.Fault{Code: 554, Text: "not today"}, models.Sent, 1, "", 1},
	"greeting: hangs up":  {mailer.AtHello, mailer.Fault{HangUp: true}, models.Sent, 1, "", 1},
	"greeting: too slow":  {mailer.AtHello, mailer.Fault{Delay: tooLong}, models.Sent, 1, "", 1},
	"sender: 421":         {mailer.AtFrom, mailer.Fault{Code: 421, Text: "shutting down"}, models.Queued, 1, "421 4.0.0 shutting down", 1},
	"sender: 452":         {mailer.AtFrom, mailer.Fault{Code: 452, Text: "disk full"}, models.Queued, 1, "452 4.0.0 disk full", 1},
	"sender: hangs up":    {mailer.AtFrom, mailer.Fault{HangUp: true}, models.Sent, 1, "", 1},
	"sender: too slow":    {mailer.AtFrom, mailer.Fault{Delay: tooLong}, models.Queued, 0, "timeout", 1},
	"recipient: 421":      {mailer.AtTo, mailer.Fault{Code: 421, Text: "shutting down"}, models.Queued, 1, "421 4.0.0 shutting down", 1},
	"recipient: 550":      {mailer.AtTo, mailer.Fault{Code: 550, Text: "no such person"}, models.Buried, 1, "550 5.0.0 no such person", 0},
	"recipient: hangs up": {mailer.AtTo, mailer.Fault{HangUp: true}, models.Queued, 1, "EOF", 1},
	"recipient: too slow": {mailer.AtTo, mailer.Fault{Delay: tooLong}, models.Queued, 1, "timeout", 1},
	"message: 452":        {mailer.AtData, mailer.Fault{Code: 452, Text: "disk full"}, models.Queued, 1, "452 4.0.0 disk full", 1},
	"message: 421":        {mailer.AtData, mailer.Fault{Code: 421, Text: "shutting down"}, models.Queued, 1, "421 4.0.0 shutting down", 1},
	"message: 554":        {mailer.AtData, mailer.Fault{Code: 554, Text: "looks like spam"}, models.Buried, 1, "554 5.0.0 looks like spam", 0},
	"message: hangs up":   {mailer.AtData, mailer.Fault{HangUp: true}, models.Queued, 1, "EOF", 1},
	"message: too slow":   {mailer.AtData, mailer.Fault{Delay: tooLong}, models.Queued, 1, "timeout", 2},
	"kept: hangs up":      {mailer.AtDone, mailer.Fault{HangUp: true}, models.Queued, 1, "EOF", 2},
	"kept: too slow":      {mailer.AtDone, mailer.Fault{Delay: tooLong}, models.Queued, 1, "timeout", 2},
	"late, not too late":  {mailer.AtTo, mailer.Fault{Delay: faultTimeout / 4}, models.Sent, 1, "", 1},
}

// Whatever a server does, the letter it happened to knows what became of it, no
// other letter notices, and nothing is lost.
func TestFaultsOfServers(t *testing.T) {
	t.Parallel()
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, w storetest.World) { f.meet(t, w) })
		})
	}
}

func (f fault) meet(t *testing.T, w storetest.World) {
	const letters = 6
	p := posting(t, w, letters)
	p.box.Misbehave(once(f.at, f.how))
	p.start(t)
	if f.state != models.Sent {
		p.until(t, models.Sent, letters-1)
		p.until(t, f.state, 1)
	} else {
		p.until(t, models.Sent, letters)
	}
	struck := 0
	for _, l := range p.written(t) {
		if l.state != models.Sent && l != (line{f.state, f.attempts, l.why}) || l.state == models.Sent && (l.attempts != 1 || l.why != "") {
			t.Errorf("a letter is %+v", l)
		}
		if l.state != models.Sent && !strings.Contains(l.why, f.why) {
			t.Errorf("the letter remembers %q, want %q", l.why, f.why)
		}
		if l.state != models.Sent {
			struck++
		}
	}
	if struck != map[bool]int{true: 0, false: 1}[f.state == models.Sent] {
		t.Errorf("%d letters met the fault", struck)
	}
	if f.state == models.Queued {
		w.Clock.Advance(time.Minute)
		p.until(t, models.Sent, letters)
	}
	check(t, p.box.Wait(within(t), letters-1+f.copies))
	ids, arrived := map[string]string{}, p.box.Messages()
	for _, m := range arrived {
		if id, seen := ids[m.Rcpt]; seen && id != m.MessageID {
			t.Errorf("%s got two letters", m.Rcpt)
		}
		ids[m.Rcpt] = m.MessageID
	}
	if len(arrived) != letters-1+f.copies || len(ids) != letters-1+min(f.copies, 1) {
		t.Errorf("%d mails for %d people arrived", len(arrived), len(ids))
	}
}

// line is what is written down about a letter.
type line struct {
	state    models.LetterState
	attempts int
	why      string
}

// written reads all letters from the database.
func (p *post) written(t *testing.T) (all []line) {
	t.Helper()
	rows, err := p.SQL(t).QueryContext(within(t), "SELECT state, attempts, last_error FROM letters ORDER BY id")
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var l line
		check(t, rows.Scan(&l.state, &l.attempts, &l.why))
		all = append(all, l)
	}
	check(t, rows.Err())
	return all
}

// With parking a letter in doubt waits for a person, who sends it again or not.
func TestALetterInDoubtIsParked(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 3)
		p.park = true
		p.box.Misbehave(once(mailer.AtDone, mailer.Fault{HangUp: true}))
		p.start(t)
		p.until(t, models.Sent, 2)
		p.until(t, models.Unknown, 1)
		w.Clock.Advance(time.Hour)
		p.until(t, models.Unknown, 1)
		troubles := p.troubles(t)
		if len(p.box.Messages()) != 3 || len(troubles) != 1 || troubles[0].State != models.Unknown || !strings.Contains(troubles[0].Why, "EOF") {
			t.Fatalf("%d mails, %+v", len(p.box.Messages()), troubles)
		}
		check(t, p.Cycles().FixAddress(within(t), "Ingrid", troubles[0].LetterID, troubles[0].Person.Email))
		p.until(t, models.Sent, 3)
	})
}

func TestEveryThirdRecipientIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 60)
		p.box.Misbehave(func(stage mailer.Stage, nth int, _ string) *mailer.Fault {
			switch {
			case stage == mailer.AtTo && nth%3 == 0:
				return &mailer.Fault{Code: 550, Text: "no such person"}
			case stage == mailer.AtReset && nth%2 == 0:
				return &mailer.Fault{HangUp: true} // and sometimes it hangs up right after
			}
			return nil
		})
		p.start(t)
		p.until(t, models.Buried, 20)
		p.until(t, models.Sent, 40)
		seen := map[string]bool{}
		for _, m := range p.box.Messages() {
			seen[m.Rcpt] = true
		}
		if len(seen) != 40 || len(p.box.Messages()) != 40 || strings.Contains(p.log.String(), "attempt=2") {
			t.Errorf("%d mails for %d people\n%s", len(p.box.Messages()), len(seen), p.log)
		}
		for _, trouble := range p.troubles(t) {
			if trouble.Why != "sending SMTP RCPT TO command: 550 5.0.0 no such person" || seen[trouble.Person.Email] {
				t.Errorf("%+v", trouble)
			}
		}
	})
}

// While a server holds every connection in the middle of a letter, the database
// holds no transaction and no lock, and others can write.
func TestNoTransactionWaitsForAServer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 8)
		inside, goOn := make(chan struct{}, 8), make(chan struct{})
		p.box.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
			if stage == mailer.AtData {
				inside <- struct{}{}
				<-goOn
			}
			return nil
		})
		p.start(t)
		for range 4 {
			<-inside
		}
		p.until(t, models.Sending, 4)
		nobodyHolds(t, p.World)
		close(goOn)
		p.until(t, models.Sent, 8)
	})
}

func nobodyHolds(t *testing.T, w storetest.World) {
	t.Helper()
	path, isFile := strings.CutPrefix(w.URL, "sqlite:")
	if !isFile {
		var open, locks int
		check(t, w.SQL(t).QueryRowContext(within(t), `SELECT
			(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL),
			(SELECT count(*) FROM pg_locks WHERE relation = 'letters'::regclass AND pid <> pg_backend_pid())`).Scan(&open, &locks))
		if open != 0 || locks != 0 {
			t.Errorf("%d transactions are open, with %d locks on letters", open, locks)
		}
		return
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(0)&_txlock=immediate")
	check(t, err)
	defer db.Close()
	tx, err := db.BeginTx(within(t), nil)
	if err != nil {
		t.Fatalf("somebody holds the database: %v", err)
	}
	_, err = tx.Exec("UPDATE people SET name = name")
	check(t, err)
	check(t, tx.Commit())
}

// A relay that takes so many a minute gets no more, over all connections.
func TestPace(t *testing.T) {
	t.Parallel()
	p := posting(t, storetest.SQLite(t), 5)
	m := mailer.New(mailer.Options{Outbox: p.Outbox(), Renderer: renderer(t), Connect: server(t, p.box).Connect, PerMinute: 600})
	ctx, cancel := context.WithCancel(within(t))
	began, ended := time.Now(), make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	check(t, p.box.Wait(ctx, 5))
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("five letters at ten a second took %s", took)
	}
	p.until(t, models.Sent, 5)
	cancel()
	check(t, <-ended)
}

// An idle mailer with a slow pace stops at once and keeps nothing.
func TestStoppingDoesNotWaitForThePace(t *testing.T) {
	t.Parallel()
	p := posting(t, storetest.SQLite(t), 3)
	m := mailer.New(mailer.Options{Outbox: p.Outbox(), Renderer: renderer(t), Connect: server(t, p.box).Connect, PerMinute: 1})
	ctx, cancel := context.WithCancel(within(t))
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	p.until(t, models.Sent, 1)
	p.until(t, models.Claimed, 1)
	cancel()
	check(t, <-ended)
	if got := fmt.Sprint(p.written(t)); strings.Count(got, "queued 0") != 2 {
		t.Errorf("letters are %s", got)
	}
}
