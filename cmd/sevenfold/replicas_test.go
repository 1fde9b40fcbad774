package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestFaultReplicas has three replicas behind one address. While people answer,
// HR works, letters leave and a cycle is worked out, one is killed and one stands
// still for longer than its leases last. Nothing is done twice, and who asks is
// answered by the third.
func TestFaultReplicas(t *testing.T) {
	t.Parallel()
	leaders, letters, still := 12, 300, 8*time.Second
	if storetest.FullFaults() {
		leaders, letters, still = 100, 1500, 30*time.Second
	}
	w := storetest.Postgres(t)
	l := newSiege(t, w, leaders, letters)
	l.environ = append(l.environ, "SEVENFOLD_MAIL_TIMEOUT=1") // leases of 5 s
	frozen, third := l.replica(), l.replica()
	for _, p := range []*process{l.process, frozen, third} {
		p.start()
	}
	patience := still / 2
	l.at = newBalancer(t, patience, l.base, frozen.base, third.base)
	end := l.probe(third.base)
	l.run(func() {
		l.must(l.box.Wait(t.Context(), letters/10))
		l.must(frozen.command.Process.Signal(syscall.SIGSTOP))
		l.must(l.command.Process.Kill())
		l.command.Wait()
		l.closeOne()
		<-time.After(still)
		l.must(frozen.command.Process.Signal(syscall.SIGCONT))
	})
	end()
	l.isReady(frozen.base)
	l.isReady(third.base)
	l.closedOnce()
	frozen.stop()
	third.stop()
	if !strings.Contains(frozen.printed(), "letter's lease was lost") {
		t.Error("the replica that stood still never lost a lease")
	}
	if l.longest > 2*patience+5*time.Second {
		t.Errorf("somebody waited %v behind a proxy that waits %v", l.longest, patience)
	}
	l.count("of 3 replicas one killed, one still for "+still.String(), 2*mailConnections)
}

// replica prepares one more process on the same database and keys.
func (l *siege) replica() *process {
	l.Helper()
	p := newProcess(l.T, l.world.URL)
	p.environ = append(append([]string{}, l.environ...), "SEVENFOLD_LISTEN="+strings.TrimPrefix(p.base, "http://"))
	return p
}

// closeOne begins to close a cycle, for whichever replica sees it first.
func (l *siege) closeOne() {
	l.Helper()
	db := l.look()
	defer db.Close()
	id, err := l.smallCycle(db, "Early", 40)
	l.must(err)
	l.closing = id
	l.must(db.Cycles().BeginClose(l.Context(), "test", id))
}

// closedOnce checks that the cycle was worked out by one replica, or several
// together, once.
func (l *siege) closedOnce() {
	l.Helper()
	db := l.look()
	defer db.Close()
	cycle, err := db.Cycles().Get(l.Context(), l.closing)
	l.must(err)
	conn, err := pgx.Connect(l.Context(), l.world.URL)
	l.must(err)
	defer conn.Close(l.Context())
	var ended, reports int
	l.must(conn.QueryRow(l.Context(), `SELECT (SELECT count(*) FROM audit WHERE cycle_id = $1 AND act LIKE 'worked out%'),
		(SELECT count(*) FROM reports JOIN leaders ON leaders.id = leader_id WHERE cycle_id = $1)`, l.closing).Scan(&ended, &reports))
	if cycle.State != models.Closed || ended != 1 || reports != 40 {
		l.Errorf("the cycle is %s, was ended %d times and has %d reports", cycle.State, ended, reports)
	}
}
