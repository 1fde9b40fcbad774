package main

import (
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestFaultPostgresRestarted restarts the database server, in haste and in
// order, while people answer, HR works and letters leave.
func TestFaultPostgresRestarted(t *testing.T) {
	t.Parallel()
	leaders, letters, times := 12, 200, 1
	if storetest.FullFaults() {
		leaders, letters, times = 100, 1500, 10
	}
	server := storetest.NewServer(t)
	l := newSiege(t, server.World(server.URL()), leaders, letters)
	l.start()
	end := l.probe(l.base)
	l.run(func() {
		for range times {
			for _, how := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGINT} {
				l.afterSome()
				server.Signal(how)
				l.unreadyFor(200 * time.Millisecond)
				server.Start()
			}
		}
	})
	end()
	l.isReady(l.base)
	l.stop()
	l.count(fmt.Sprintf("PostgreSQL restarted under load, %d times", 2*times), 2*times*mailConnections)
}

// mailConnections is how many a process has by default.
const mailConnections = 4

// unreadyFor waits for a while, and until the process has said that it is not ready.
func (l *siege) unreadyFor(d time.Duration) {
	l.Helper()
	from, begun := l.unready.Load(), time.Now()
	for l.unready.Load() == from || time.Since(begun) < d {
		if time.Since(begun) > 30*time.Second {
			l.Fatalf("without a database /readyz says yes\n%s", l.printed())
		}
		<-time.After(10 * time.Millisecond)
	}
}

// isReady waits until a process says that it is ready.
func (l *siege) isReady(base string) {
	l.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; {
		answer, err := http.Get(base + "/readyz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			l.Fatalf("not ready: %v\n%s", err, l.printed())
		}
		<-time.After(50 * time.Millisecond)
	}
}

// TestFaultPrimaryKilled kills the primary of two database servers and promotes
// the standby, while people answer, HR works and letters leave. A confirmed act
// is on both machines, so it is there afterwards.
func TestFaultPrimaryKilled(t *testing.T) {
	t.Parallel()
	leaders, letters := 12, 200
	if storetest.FullFaults() {
		leaders, letters = 100, 1500
	}
	primary := storetest.NewServer(t)
	standby := primary.Standby()
	l := newSiege(t, primary.World(primary.URL(standby)), leaders, letters)
	l.start()
	end := l.probe(l.base)
	l.run(func() {
		for l.said.Load() < int64(len(l.senders)/3) {
			<-time.After(time.Millisecond)
		}
		primary.Signal(syscall.SIGKILL)
		l.unreadyFor(200 * time.Millisecond)
		standby.Promote()
		promoted := time.Now()
		l.isReady(l.base)
		l.Logf("ready again %v after the standby was promoted", time.Since(promoted).Round(time.Millisecond))
	})
	end()
	l.stop()
	l.count("kill −9 of the PostgreSQL primary under load, its standby promoted", mailConnections)
}
