package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// aheadClock goes as fast as every clock, some time ahead of it.
type aheadClock struct{ ahead atomic.Int64 }

func (c *aheadClock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// moveTo puts the clock to a time and lets it go on from there.
func (c *aheadClock) moveTo(at time.Time) { c.ahead.Store(int64(time.Until(at))) }

const mailRoster = `leader_email,leader_name,rater_email,rater_name,relationship
maya@example.org,Maya Lindqvist,maya@example.org,Maya Lindqvist,self
maya@example.org,Maya Lindqvist,boss@example.org,Bo Sander,manager
maya@example.org,Maya Lindqvist,ann@exmaple.org,Ann Ames,peer
maya@example.org,Maya Lindqvist,ben@example.org,Ben Bauer,peer
maya@example.org,Maya Lindqvist,cem@example.org,Cem Can,peer
maya@example.org,Maya Lindqvist,dan@example.org,Dan Dorn,report
`

func TestMailStory(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		tellMailStory(t, "sqlite:"+filepath.Join(t.TempDir(), "sevenfold.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		tellMailStory(t, storetest.Postgres(t).URL)
	})
}

// tellMailStory lets the mail server refuse an address with a slip in it. HR
// reads why, corrects it, and the person is reached by a new link. A week before
// the end, and a day before, the clock reminds those who have not answered.
func tellMailStory(t *testing.T, databaseURL string) {
	clock := &aheadClock{}
	s := begin(t, databaseURL, func(c *Config) { c.Clock = clock.Now })
	s.mailbox.Misbehave(func(stage mailer.Stage, _ int, to string) *mailer.Fault {
		if stage == mailer.AtTo && strings.HasSuffix(to, "@exmaple.org") {
			return &mailer.Fault{Code: 550, Text: "User unknown in virtual mailbox table"}
		}
		return nil
	})
	id, err := s.visitor.newCycle(s.ctx, "Autumn", 14)
	s.must(err)
	s.must(s.visitor.call(s.ctx, http.MethodPut, "/cycles/"+id+"/roster", []byte(mailRoster), nil))
	s.must(s.visitor.call(s.ctx, http.MethodPost, "/cycles/"+id+"/launch", nil, nil))
	s.settled(func() bool {
		counts, err := s.db.Outbox().Counts(s.ctx, uuid.MustParse(id))
		s.must(err)
		return counts[models.Sent] == 5 && counts[models.Buried] == 1
	})
	s.correctAddress(id)

	s.must(s.visitor.answerAll(s.ctx, linkIn.FindStringSubmatch(s.mailTo("ann@example.org", "").Text)[1]))
	s.decline(linkIn.FindStringSubmatch(s.mailTo("ben@example.org", "").Text)[1])
	first := linkIn.FindStringSubmatch(s.mailTo("cem@example.org", "").Text)[1]
	if again := s.askAgain("cem@example.org"); again != first {
		t.Errorf("the link that was mailed again is %s, the first was %s", again, first)
	}

	cycle, err := s.db.Cycles().Get(s.ctx, uuid.MustParse(id))
	s.must(err)
	for n, daysBefore := range []int{7, 1} {
		s.remindedAt(clock, cycle.ClosesAt.Add(-time.Duration(daysBefore)*24*time.Hour), n+1)
	}
}

// settled waits until something has become of all letters.
func (s *story) settled(done func() bool) {
	s.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !done() {
		select {
		case <-ticker.C:
		case <-s.ctx.Done():
			s.Fatalf("the letters did not settle: %v", s.ctx.Err())
		}
	}
}

// correctAddress is HR, who finds the refused address on the cycle's page and
// puts it right. The link that went to the wrong address is dead then.
func (s *story) correctAddress(id string) {
	s.Helper()
	troubles, err := s.db.Outbox().Troubles(s.ctx, uuid.MustParse(id), models.InvitationLetter, 10)
	s.must(err)
	if len(troubles) != 1 {
		s.Fatalf("%d letters are in trouble", len(troubles))
	}
	cycle := uuid.MustParse(id)
	wrong, err := s.db.Outbox().Envelopes(s.ctx, []models.Letter{{ID: troubles[0].LetterID, Kind: models.InvitationLetter, CycleID: &cycle, PersonID: troubles[0].Person.ID}})
	s.must(err)
	old := "/s/" + string(wrong[0].Token)
	if status, _ := s.get(old); status != http.StatusOK {
		s.Fatalf("the link of the refused letter: %d", status)
	}

	s.signIn("hr@example.org")
	status, page := s.get("/cycles/" + id)
	for _, words := range []string{"One invitation to look after", "Ann Ames", "This address does not exist.", "User unknown in virtual mailbox table", `value="ann@exmaple.org"`} {
		if !strings.Contains(page, words) {
			s.Errorf("the page (%d) does not say %q", status, words)
		}
	}
	action := regexp.MustCompile(`/cycles/` + id + `/letters/[0-9a-f-]{36}/address`).FindString(page)
	answer, err := s.browser.PostForm(s.base+action, url.Values{"email": {"ann@example.org"}})
	s.must(err)
	answer.Body.Close()
	s.mailTo("ann@example.org", "")
	if _, page := s.get("/cycles/" + id); strings.Contains(page, "to look after") {
		s.Error("HR is still told of the refused letter")
	}
	if status, _ := s.get(old); status != http.StatusGone {
		s.Errorf("the link of the wrong address: %d", status)
	}
}

// decline says behind a link that the rater cannot judge.
func (s *story) decline(link string) {
	s.Helper()
	list, err := s.visitor.open(s.ctx, link)
	s.must(err)
	answer, err := s.visitor.client.PostForm(link+"/"+list.Leaders[0].ID+"/decline", url.Values{})
	s.must(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		s.Fatalf("declining: %s", answer.Status)
	}
}

// askAgain has a rater's link mailed again and returns the one that came.
func (s *story) askAgain(email string) string {
	s.Helper()
	answer, err := s.visitor.client.PostForm(s.base+"/again", url.Values{"email": {email}})
	s.must(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		s.Fatalf("asking for the link again: %s", answer.Status)
	}
	return linkIn.FindStringSubmatch(s.mailTo(email, "Your link").Text)[1]
}

// remindedAt moves the clock to the time of the nth reminder, and over the two
// hours in which its letters leave, and sees whom they reached.
func (s *story) remindedAt(clock *aheadClock, at time.Time, n int) {
	s.Helper()
	known := len(s.mailbox.Messages())
	clock.moveTo(at)
	var acts []string
	s.settled(func() bool {
		entries, err := s.db.Audit().List(s.ctx, nil, nil, 100)
		s.must(err)
		acts = nil
		for _, e := range entries {
			if e.Act == "sent a reminder" {
				acts = append(acts, e.Actor)
			}
		}
		return len(acts) >= n
	})
	if want := slices.Repeat([]string{"Sevenfold"}, n); !slices.Equal(acts, want) {
		s.Errorf("reminders were sent by %v, want %v", acts, want)
	}
	clock.moveTo(at.Add(2*time.Hour + time.Minute))
	s.settled(func() bool {
		oldest, err := s.db.Outbox().Oldest(s.ctx)
		s.must(err)
		return oldest == nil
	})
	var reached []string
	all := s.mailbox.Messages() // newest first
	for _, m := range all[:len(all)-known] {
		reached = append(reached, m.Rcpt)
		if m.Header.Get("In-Reply-To") == "" {
			s.Errorf("the reminder to %s does not follow the invitation", m.Rcpt)
		}
	}
	slices.Sort(reached)
	if diff := cmp.Diff([]string{"boss@example.org", "cem@example.org", "dan@example.org", "maya@example.org"}, reached); diff != "" {
		s.Errorf("reminder %d (- pending, + reached):\n%s", n, diff)
	}
}
