package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// siege is all that goes on at once while something is broken on purpose: people
// answer, HR works, and letters leave.
type siege struct {
	*crowd
	at      string // the address that everybody asks
	box     *mailer.Mailbox
	mails   uuid.UUID // whose letters leave
	people  int       // who get one
	closing uuid.UUID // the cycle that is worked out meanwhile
	hr      visitor
	client  http.Client

	mutex     sync.Mutex
	tried     []string // drafts that HR made, by name
	confirmed map[string]bool
	longest   time.Duration // that anybody waited for an answer
	gap       time.Duration // the longest time in which nobody's answers were taken
	latest    time.Time     // when some were

	sick    atomic.Int64 // how often /healthz did not say that a process lives
	unready atomic.Int64 // how often /readyz said no
}

// newSiege prepares people, letters and the process that serves them.
func newSiege(t *testing.T, w storetest.World, leaders, letters int) *siege {
	t.Helper()
	l := &siege{crowd: newCrowd(t, w, leaders), people: letters, confirmed: map[string]bool{}}
	var err error
	l.box, err = mailer.OpenMailbox("127.0.0.1:0", 4*letters+1000)
	l.must(err)
	t.Cleanup(func() { l.box.Close() })
	l.box.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault { // so that there is always one under way
		if stage == mailer.AtDone {
			return &mailer.Fault{Delay: 80 * time.Millisecond}
		}
		return nil
	})
	l.environ = append(l.environ, "SEVENFOLD_SMTP_URL="+l.box.URL(), "SEVENFOLD_MAIL_TIMEOUT=2", "SEVENFOLD_LOG_LEVEL=info")
	l.launchLetters(letters)
	l.at = l.base
	l.client = http.Client{Timeout: 65 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2 * senders},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	l.hr = visitor{key: strings.TrimSpace(l.administer("apikey", "create", "--name", "HR")), client: &l.client}
	return l
}

// launchLetters launches the cycle whose letters are counted.
func (l *siege) launchLetters(n int) {
	l.Helper()
	db := l.look()
	defer db.Close()
	var err error
	l.mails, err = l.smallCycle(db, "Letters", n)
	l.must(err)
}

// smallCycle launches a cycle about so many leaders with one rater each.
func (l *siege) smallCycle(db *store.DB, name string, n int) (uuid.UUID, error) {
	l.Helper()
	var list strings.Builder
	list.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	host := strings.ToLower(name) + ".example"
	for i := range n {
		fmt.Fprintf(&list, "head%d@%s,Head %d,p%d@%s,Person %d,peer\n", i, host, i, i, host, i)
	}
	closes := time.Now().AddDate(0, 0, 14)
	draft, err := db.Cycles().Create(l.Context(), "test", store.CycleDraft{Name: name, Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid", Email: "hr@example.org"}})
	l.must(err)
	_, err = db.Cycles().ImportRoster(l.Context(), "test", draft.ID, store.Written(strings.NewReader(list.String())), store.ImportOptions{})
	l.must(err)
	_, err = db.Cycles().Launch(l.Context(), "test", draft.ID)
	return draft.ID, err
}

// look opens the database beside the processes.
func (l *siege) look() *store.DB {
	l.Helper()
	keys, err := store.OpenKeyring(l.world.KeyDir, "")
	l.must(err)
	db, err := store.Open(l.Context(), l.world.URL, store.Options{Secret: l.world.Secret, Keys: keys})
	l.must(err)
	return db
}

// run lets everybody begin, breaks what is to be broken, and returns when all
// answers were taken and all letters have left.
func (l *siege) run(breaking func()) {
	l.Helper()
	l.hr.base = l.at
	ctx, enough := context.WithCancel(l.Context())
	defer enough()
	queue := make(chan *sender, len(l.senders))
	for _, s := range l.senders {
		queue <- s
	}
	close(queue)
	var raters, others sync.WaitGroup
	l.latest = time.Now()
	for range senders {
		raters.Go(func() {
			for s := range queue {
				l.answer(ctx, s)
			}
		})
	}
	others.Go(func() { l.work(ctx) })
	breaking()
	raters.Wait()
	enough()
	others.Wait()
	l.awaitLetters()
}

// answer sends one person's answers until they are taken.
func (l *siege) answer(ctx context.Context, s *sender) {
	for ctx.Err() == nil {
		taken, err := l.submit(ctx, s)
		if err != nil {
			l.Error(err)
			return
		}
		if taken {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
}

// submit sends answers once. What was typed must come back where they were not
// taken, whatever the reason.
func (l *siege) submit(ctx context.Context, s *sender) (taken bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.at+"/s/"+string(s.token)+"/"+s.leader.String(), strings.NewReader(form(allFours(s.marker)).Encode()))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	begun := time.Now()
	answer, err := l.client.Do(request)
	if err != nil { // the process is gone: a browser keeps the form
		l.unsure.Add(1)
		return false, nil
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	l.waited(time.Since(begun), answer.StatusCode == http.StatusSeeOther)
	switch {
	case err != nil:
		l.unsure.Add(1)
		return false, nil
	case answer.StatusCode == http.StatusSeeOther && strings.HasSuffix(answer.Header.Get("Location"), "?again=1"):
		l.again.Add(1)
		return true, nil
	case answer.StatusCode == http.StatusSeeOther:
		l.said.Add(1)
		return true, nil
	case answer.StatusCode != http.StatusServiceUnavailable && answer.Header.Get(byBalancer) == "":
		return false, fmt.Errorf("sending: %s\n%s\n%s", answer.Status, page, l.printed())
	case answer.Header.Get(byBalancer) == "" && (!strings.Contains(string(page), s.marker) || answer.Header.Get("Retry-After") == ""):
		return false, fmt.Errorf("%s: what was typed did not come back:\n%s", answer.Status, page)
	}
	l.unsure.Add(1)
	return false, nil
}

// byBalancer marks answers that no replica gave.
const byBalancer = "X-Balancer"

func (l *siege) waited(took time.Duration, taken bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.longest = max(l.longest, took)
	if taken {
		l.gap, l.latest = max(l.gap, time.Since(l.latest)), time.Now()
	}
}

// work makes drafts, one after the other, each once: where HR could not know
// whether it is there, it may be or not.
func (l *siege) work(ctx context.Context) {
	for ctx.Err() == nil {
		name := "Draft " + rand.Text()
		_, err := l.hr.newCycle(context.WithoutCancel(ctx), name, 14)
		l.mutex.Lock()
		l.tried = append(l.tried, name)
		l.confirmed[name] = err == nil
		l.mutex.Unlock()
		<-time.After(10 * time.Millisecond)
	}
}

// awaitLetters waits until every letter has left.
func (l *siege) awaitLetters() {
	l.Helper()
	db := l.look()
	defer db.Close()
	for deadline := time.Now().Add(2 * time.Minute); ; {
		counts, err := db.Outbox().Counts(l.Context(), l.mails)
		if err == nil && counts[models.Sent] == l.people {
			return
		}
		if time.Now().After(deadline) {
			l.Fatalf("letters: %v, %v\n%s", counts, err, l.printed())
		}
		<-time.After(50 * time.Millisecond)
	}
}
