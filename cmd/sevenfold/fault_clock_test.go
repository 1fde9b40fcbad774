package main

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestFaultClockMoved moves the service's clock back and forward by an hour while
// letters go, after a reminder and after the end: nothing happens twice, and
// nothing is left out.
func TestFaultClockMoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		clock := &aheadClock{}
		s := begin(t, w.URL, func(c *Config) { c.Clock = clock.Now })
		shake := func() {
			now := clock.Now()
			for _, by := range []time.Duration{-time.Hour, time.Hour, 0} {
				clock.moveTo(now.Add(by))
				<-time.After(2 * tick) // so that the clock looks
			}
		}
		id, err := s.visitor.newCycle(s.ctx, "Autumn", 14)
		s.must(err)
		s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(mailRoster), nil))
		s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))
		s.must(s.mailbox.Wait(s.ctx, 1))
		shake()
		s.must(s.mailbox.Wait(s.ctx, 6))
		s.signIn("hr@example.org")
		shake()
		if status, _ := s.get("/cycles/" + id); status != http.StatusOK {
			t.Errorf("the session did not last: %d", status)
		}
		cycle, err := s.db.Cycles().Get(s.ctx, uuid.MustParse(id))
		s.must(err)

		at := cycle.ClosesAt.AddDate(0, 0, -7)
		clock.moveTo(at)
		s.settled(func() bool { return s.did("sent a reminder") == 1 })
		shake()
		clock.moveTo(at.Add(2*time.Hour + time.Minute))
		s.must(s.mailbox.Wait(s.ctx, 6+1+6)) // invitations, a sign-in link, reminders
		shake()

		clock.moveTo(cycle.ClosesAt.Add(time.Second))
		s.must(s.visitor.awaitState(s.ctx, id, models.Closed))
		shake()
		if closed, err := s.db.Cycles().Get(s.ctx, cycle.ID); err != nil || closed.State != models.Closed {
			t.Errorf("after the end the cycle is %s, %v", closed.State, err)
		}
		row := w.Fault("clock moved back and forward by an hour, four times", "letters")
		row.Sent = 12
		for _, rater := range []string{"maya@example.org", "boss@example.org", "ann@exmaple.org", "ben@example.org", "cem@example.org", "dan@example.org"} {
			n := 0
			for _, m := range s.mailbox.Messages() {
				if m.Rcpt == rater {
					n++
				}
			}
			row.There += min(n, 2)
			row.Lost += max(0, 2-n)
			row.Doubled += max(0, n-2)
		}
		row.Report(t)
		if reminders, closes := s.did("sent a reminder"), s.did("closed the cycle"); reminders > 2 || closes != 1 {
			t.Errorf("%d reminders, closed %d times", reminders, closes)
		}
	})
}

// did counts how often something was done, as the record has it.
func (s *story) did(act string) int {
	s.Helper()
	entries, err := s.db.Audit().List(s.ctx, nil, nil, 100)
	s.must(err)
	return len(slices.DeleteFunc(entries, func(e store.Entry) bool { return e.Act != act }))
}
