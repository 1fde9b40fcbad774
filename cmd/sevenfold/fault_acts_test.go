package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// struck is a service that is killed in each act of one cycle after the other.
type struck struct {
	*process
	world    storetest.World
	sql      *sql.DB // beside the process, to look
	visitor  visitor
	size     struct{ leaders, raters int } // of a cycle; raters of each leader
	round    int
	cycle    string
	usual    map[string]time.Duration // how long each act takes when nobody disturbs it
	rows     map[string]*storetest.Fault
	early    map[string]int // how often the kill came before the act was done
	deletion int            // rows that a purge is to delete
}

// connections is over how many the service sends mails.
const connections = 4

// act is something that HR begins and that takes its time.
type act struct {
	name  string
	of    string                 // what is counted
	ready func()                 // what it takes before, undisturbed; nil: nothing
	begin func() error           // over the API; a second time it changes nothing
	done  func() bool            // all of it, and what follows from it in the background
	whole func() string          // "" unless something is half done while no process lives
	count func(*storetest.Fault) // adds up once it is done
}

// TestFaultActsKilled kills the real process once in every act of a cycle, again
// and again, at random moments. What a killed process leaves is whole, and once
// the act is begun again or goes on by itself, everything is there once.
func TestFaultActsKilled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		rounds, leaders := 1, 12
		if storetest.FullFaults() {
			rounds, leaders = 20, 40
		}
		s := newStruck(t, w, leaders)
		s.start()
		for s.round = 0; s.round <= rounds; s.round++ { // nobody disturbs the first one
			for _, a := range s.acts() {
				if a.ready != nil {
					a.ready()
				}
				if s.round == 0 {
					s.measure(a)
				} else {
					s.strike(a)
				}
			}
		}
		s.stop()
		for _, a := range s.acts() {
			row := s.rows[a.name]
			if row.Of == "mails" {
				row.Allowed = 2 * rounds * connections // launching is killed while mails go, too
			}
			row.Scenario = fmt.Sprintf("kill −9 while %s, %d times", a.name, rounds)
			row.Note = fmt.Sprintf("%d came before it was done", s.early[a.name])
			row.Report(t)
		}
	})
}

// newStruck prepares a service, and cycles about some leaders with eight raters each.
func newStruck(t *testing.T, w storetest.World, leaders int) *struck {
	t.Helper()
	p := newProcess(t, w.URL)
	p.environ = append(p.environ, "SEVENFOLD_KEY_DIR="+w.KeyDir, "SEVENFOLD_SECRET="+string(w.Secret))
	p.mailbox.Misbehave(func(mailer.Stage, int, string) *mailer.Fault { // so that kills meet every stage of a mail
		return &mailer.Fault{Delay: rand.N(2 * time.Millisecond)}
	})
	key := strings.TrimSpace(p.administer("apikey", "create", "--name", "Faults"))
	s := &struck{process: p, world: w, sql: w.SQL(t), usual: map[string]time.Duration{}, rows: map[string]*storetest.Fault{}, early: map[string]int{},
		visitor: visitor{base: p.base, key: key, client: &http.Client{CheckRedirect: noRedirect}, mailbox: p.mailbox}}
	for _, a := range s.acts() {
		row := w.Fault("", a.of)
		s.rows[a.name] = &row
	}
	s.size.leaders, s.size.raters = leaders, 8
	return s
}

// measure does an act undisturbed.
func (s *struck) measure(a act) {
	s.Helper()
	began := time.Now()
	s.must(a.begin())
	s.await(a)
	s.usual[a.name] = time.Since(began)
	a.count(&storetest.Fault{})
}

// strike begins an act, kills the process anywhere in it, looks at what is left,
// and has the next process finish it.
func (s *struck) strike(a act) {
	s.Helper()
	begun := make(chan error, 1)
	go func() { begun <- a.begin() }()
	<-time.After(rand.N(s.usual[a.name]))
	s.must(s.command.Process.Kill())
	s.command.Wait()
	<-begun // with or without an answer
	if !a.done() {
		s.early[a.name]++
	}
	if half := a.whole(); half != "" {
		s.Errorf("round %d, killed while %s: %s", s.round, a.name, half)
	}
	s.expireLeases()
	s.start()
	if !a.done() {
		if err := a.begin(); err != nil && !strings.Contains(err.Error(), "409") { // it may go on by itself
			s.Fatal(err)
		}
	}
	s.await(a)
	a.count(s.rows[a.name])
}

func (s *struck) await(a act) {
	s.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !a.done(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("round %d: %s is never done\n%s", s.round, a.name, s.printed())
		}
	}
}

// expireLeases lets the letters of a killed process be taken over now, as they
// are after five minutes.
func (s *struck) expireLeases() {
	s.Helper()
	_, err := s.sql.Exec("UPDATE letters SET lease_ends = since WHERE lease_ends IS NOT NULL")
	s.must(err)
}

// number is what a query counts. %s in it is the cycle.
func (s *struck) number(query string) (n int) {
	s.Helper()
	s.must(s.sql.QueryRow(strings.ReplaceAll(query, "%s", "'"+s.cycle+"'")).Scan(&n))
	return n
}

func (s *struck) state() (state string) {
	s.Helper()
	s.must(s.sql.QueryRow("SELECT state FROM cycles WHERE id = '" + s.cycle + "'").Scan(&state))
	return state
}

// list names the leaders and raters of this round.
func (s *struck) list() []byte {
	var list strings.Builder
	list.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	for i := range s.asked() {
		l := i / s.size.raters
		fmt.Fprintf(&list, "leader%d.%d@example.org,Leader %d,rater%d.%d@example.org,Rater %d,peer\n", l, s.round, l, i, s.round, i)
	}
	return []byte(list.String())
}

func (s *struck) asked() int { return s.size.leaders * s.size.raters }

// arrived counts the mails to this round's raters or leaders, and the copies of
// them beyond the first, which must all have one id.
func (s *struck) arrived(to string) (there, doubled int) {
	s.Helper()
	ids := map[string]string{}
	for _, m := range s.mailbox.Messages() {
		address, err := mail.ParseAddress(m.Rcpt)
		s.must(err)
		if !strings.HasPrefix(address.Address, to) || !strings.HasSuffix(address.Address, fmt.Sprintf(".%d@example.org", s.round)) {
			continue
		}
		if id, seen := ids[m.Rcpt]; seen {
			doubled++
			if id != m.MessageID {
				s.Errorf("%s got two mails with different ids", m.Rcpt)
			}
		}
		ids[m.Rcpt] = m.MessageID
	}
	return len(ids), doubled
}

// keyFiles is how many keys there are.
func (s *struck) keyFiles() int {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.world.KeyDir, "*.key"))
	s.must(err)
	return len(files)
}
