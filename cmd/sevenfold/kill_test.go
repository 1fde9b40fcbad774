package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// senders is how many send at once.
const senders = 8

// crowd is people who send their answers to a service that dies again and again.
type crowd struct {
	*process
	world   storetest.World
	cycle   models.Cycle
	senders []*sender
	said    atomic.Int64 // how often the service said that it took an answer
	unsure  atomic.Int64 // how often a sender could not know
	again   atomic.Int64 // how often the service said that it had it before
}

// sender is one person asked about one leader.
type sender struct {
	leader uuid.UUID
	token  models.Token
	marker string
}

// TestFaultAnsweringKilled kills the real process at random moments and starts it
// again each time. Every answer that the service said it took is
// there once, and nobody counts as having answered without a ballot.
func TestFaultAnsweringKilled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		leaders, kills := 10, 4
		if storetest.FullFaults() {
			leaders, kills = 60, 40
		}
		c := newCrowd(t, w, leaders)
		c.start()
		ctx, enough := context.WithCancel(t.Context())
		defer enough()
		var all sync.WaitGroup
		queue := make(chan *sender, len(c.senders))
		for _, s := range c.senders {
			queue <- s
		}
		close(queue)
		for range senders {
			all.Go(func() {
				for s := range queue {
					c.send(ctx, s)
				}
			})
		}
		for range kills {
			c.afterSome()
			c.must(c.command.Process.Kill())
			c.command.Wait()
			c.start()
		}
		all.Wait()
		c.stop()
		c.countBallots(fmt.Sprintf("kill −9 while %d answer at once, %d times", senders, kills))
	})
}

// newCrowd launches a cycle about some leaders, each with ten raters, and prepares
// the process that serves it.
func newCrowd(t *testing.T, w storetest.World, leaders int) *crowd {
	t.Helper()
	w.Clock.Advance(time.Since(w.Clock.Now())) // the process goes by the real time
	c := &crowd{process: newProcess(t, w.URL), world: w}
	c.environ = append(c.environ, "SEVENFOLD_KEY_DIR="+w.KeyDir, "SEVENFOLD_SECRET="+string(w.Secret))
	var list strings.Builder
	list.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	for l := range leaders {
		for r := range 10 {
			fmt.Fprintf(&list, "leader%d@example.org,Leader %d,rater%d@example.org,Rater %d,peer\n", l, l, l*3+r, l*3+r)
		}
	}
	closes := w.Clock.Now().AddDate(0, 0, 14)
	draft, err := w.Cycles().Create(t.Context(), "test", store.CycleDraft{Name: "Spring", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid", Email: "hr@example.org"}})
	c.must(err)
	_, err = w.Cycles().ImportRoster(t.Context(), "test", draft.ID, store.Written(strings.NewReader(list.String())), store.ImportOptions{})
	c.must(err)
	c.cycle, err = w.Cycles().Launch(t.Context(), "test", draft.ID)
	c.must(err)
	letters, err := w.Outbox().Claim(t.Context(), 1000, time.Hour)
	c.must(err)
	envelopes, err := w.Outbox().Envelopes(t.Context(), letters)
	c.must(err)
	for _, e := range envelopes {
		for _, asked := range e.Asked {
			c.senders = append(c.senders, &sender{asked.LeaderID, e.Token, fmt.Sprintf("marker%05d", len(c.senders))})
		}
	}
	rand.Shuffle(len(c.senders), func(i, j int) { c.senders[i], c.senders[j] = c.senders[j], c.senders[i] })
	c.must(w.DB.Close()) // so that a killed process is the last one to have the file open
	return c
}

// afterSome waits until a few more answers were taken, and then a moment, so
// that the others are anywhere between their first and their last statement.
func (c *crowd) afterSome() {
	from, some := c.said.Load(), 4+rand.Int64N(10)
	for c.said.Load() < from+some && c.said.Load()+c.again.Load() < int64(len(c.senders)) {
		<-time.After(time.Millisecond)
	}
	<-time.After(time.Duration(rand.Int64N(int64(10 * time.Millisecond))))
}

// send sends one person's answers until the service says that it has them.
func (c *crowd) send(ctx context.Context, s *sender) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	link := c.base + "/s/" + string(s.token) + "/" + s.leader.String()
	for ctx.Err() == nil {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, link, strings.NewReader(form(allFours(s.marker)).Encode()))
		if err != nil {
			c.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := client.Do(request)
		if err != nil { // killed, or not back yet
			c.unsure.Add(1)
			<-time.After(5 * time.Millisecond)
			continue
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			c.Errorf("sending: %s", answer.Status)
			return
		}
		if strings.HasSuffix(answer.Header.Get("Location"), "?again=1") {
			c.again.Add(1)
		} else {
			c.said.Add(1)
		}
		return
	}
}

// countBallots opens the ballots, counts and reports.
func (c *crowd) countBallots(scenario string) {
	c.Helper()
	keys, err := store.OpenKeyring(c.world.KeyDir, "")
	c.must(err)
	db, err := store.Open(c.Context(), c.world.URL, store.Options{Secret: c.world.Secret, Keys: keys})
	c.must(err)
	defer db.Close()
	all, err := db.Cycles().Exhibits(c.Context(), c.cycle)
	c.must(err)
	found, answered, ballots := map[string]int{}, 0, 0
	for _, e := range all {
		answered += len(e.Raters)
		ballots += len(e.Boxes)
		if len(e.Raters) != len(e.Boxes) {
			c.Errorf("about one leader %d answered, and there are %d ballots", len(e.Raters), len(e.Boxes))
		}
		for _, b := range e.Boxes {
			if b.Opened == nil {
				c.Fatal("a box does not open")
			}
			found[b.Opened.Comments["keep"]]++
		}
	}
	row := c.world.Fault(scenario, "answers")
	row.Sent, row.There = len(c.senders), len(found)
	for _, s := range c.senders {
		row.Doubled += max(0, found[s.marker]-1)
		row.Lost += max(0, 1-found[s.marker])
	}
	row.Note = fmt.Sprintf("%d of them were taken and the reply was lost; sent again, each was told so", c.again.Load())
	row.Report(c.T)
	if answered != len(c.senders) || ballots != len(c.senders) || c.said.Load()+c.again.Load() != int64(len(c.senders)) {
		c.Errorf("of %d people %d answered, there are %d ballots", len(c.senders), answered, ballots)
	}
	c.Logf("%d connections broken", c.unsure.Load())
}
