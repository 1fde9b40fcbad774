package mailer_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestLettersLeave(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 40)
		_, stop := p.start(t)
		p.until(t, models.Sent, 40)
		stop()
		seen := map[string]int{}
		for _, m := range p.box.Messages() {
			seen[m.Rcpt]++
			link := m.Text[strings.Index(m.Text, "/s/")+3:]
			token, err := models.ParseToken(link[:strings.IndexByte(link, '\n')])
			check(t, err)
			asked, err := p.Surveys().Link(within(t), token)
			if err != nil || len(asked.Asked) != 1 || asked.Asked[0].Name != "Maya Lindqvist" {
				t.Fatalf("the link of %s opens %+v, %v", m.Rcpt, asked, err)
			}
			if strings.Contains(p.log.String(), string(token)) || strings.Contains(p.log.String(), m.Rcpt) {
				t.Fatal("the log holds a link or an address")
			}
		}
		if len(seen) != 40 || len(p.box.Messages()) != 40 {
			t.Errorf("%d mails for %d people", len(p.box.Messages()), len(seen))
		}
		if !strings.Contains(p.log.String(), "fate=delivered") {
			t.Errorf("the log says nothing: %s", p.log)
		}
	})
}

func TestALetterDeferredIsSentLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 1)
		p.box.Misbehave(once(mailer.AtTo, mailer.Fault{Code: 451, Text: "greylisted"}))
		_, stop := p.start(t)
		p.logged(t, "fate=deferred")
		stop() // settles the attempt
		if n := len(p.box.Messages()); n != 0 {
			t.Fatalf("%d mails arrived early", n)
		}
		w.Clock.Advance(time.Minute)
		p.start(t)
		p.until(t, models.Sent, 1)
	})
}

func TestARefusedLetterIsBuried(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 3)
		p.box.Misbehave(func(stage mailer.Stage, _ int, to string) *mailer.Fault {
			if stage == mailer.AtTo && to == "peer1@example.org" {
				return &mailer.Fault{Code: 550, Text: "no such person"}
			}
			return nil
		})
		p.start(t)
		p.until(t, models.Buried, 1)
		p.until(t, models.Sent, 2)
		troubles := p.troubles(t)
		if len(troubles) != 1 || troubles[0].Person.Email != "peer1@example.org" || troubles[0].Attempts != 1 ||
			troubles[0].Why != "sending SMTP RCPT TO command: 550 5.0.0 no such person" {
			t.Fatalf("troubles: %+v", troubles)
		}
		p.box.Misbehave(nil)
		check(t, p.Cycles().FixAddress(within(t), "Ingrid", troubles[0].LetterID, troubles[0].Person.Email))
		p.until(t, models.Sent, 3)
	})
}

// The server took the mail and died before it said so: the second copy has the
// same id, so that the reader's mail program can tell.
func TestALetterInDoubtIsSentAgainUnderItsID(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 1)
		p.box.Misbehave(once(mailer.AtDone, mailer.Fault{HangUp: true}))
		_, stop := p.start(t)
		check(t, p.box.Wait(within(t), 1))
		p.until(t, models.Queued, 1)
		stop()
		w.Clock.Advance(time.Minute)
		p.start(t)
		p.until(t, models.Sent, 1)
		mails := p.box.Messages()
		if len(mails) != 2 || mails[0].MessageID != mails[1].MessageID || mails[0].MessageID == "" {
			t.Fatalf("%d mails: %q", len(mails), mails[0].MessageID)
		}
	})
}

func TestWhileTheServerIsDownNothingIsAttempted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 5)
		addr := p.box.Addr()
		check(t, p.box.Close())
		p.start(t)
		p.logged(t, "letters wait")
		p.until(t, models.Queued, 5)
		box, err := mailer.OpenMailbox(addr, 100)
		check(t, err)
		t.Cleanup(func() { box.Close() })
		p.until(t, models.Sent, 5) // with no wait: the letters were due all the time
		if n := len(box.Messages()); n != 5 || strings.Contains(p.log.String(), "attempt=2") {
			t.Errorf("%d mails arrived\n%s", n, p.log)
		}
	})
}

func TestTwoMailersSendEachLetterOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 150)
		p.start(t)
		p.start(t)
		p.until(t, models.Sent, 150)
		seen := map[string]bool{}
		for _, m := range p.box.Messages() {
			seen[m.MessageID] = true
		}
		if len(seen) != 150 || len(p.box.Messages()) != 150 {
			t.Errorf("%d mails, %d different", len(p.box.Messages()), len(seen))
		}
	})
}

// A mailer that is told to stop finishes what it began and frees the rest.
func TestStoppingFreesWhatWasNotBegun(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 40)
		inside, goOn := make(chan struct{}, 40), make(chan struct{})
		p.box.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
			if stage == mailer.AtData {
				inside <- struct{}{}
				<-goOn
			}
			return nil
		})
		_, stop := p.start(t)
		for range 4 { // all connections are in the middle of a letter
			<-inside
		}
		p.until(t, models.Sending, 4)
		p.until(t, models.Claimed, 28) // what is left of this claim, and the next one
		stopped := make(chan struct{})
		go func() { stop(); close(stopped) }()
		select {
		case <-stopped:
			t.Fatal("it did not wait for the letters it had begun")
		case <-time.After(100 * time.Millisecond):
		}
		close(goOn)
		<-stopped
		counts, err := p.Outbox().Counts(within(t), p.cycle)
		check(t, err)
		if counts[models.Sent] != 4 || counts[models.Queued] != 36 || len(p.box.Messages()) != 4 {
			t.Fatalf("letters are %v, %d mails arrived", counts, len(p.box.Messages()))
		}
	})
}

func TestPointlessLettersStayAtHome(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 3)
		check(t, p.Cycles().BeginClose(within(t), "Ingrid", p.cycle))
		p.start(t)
		p.until(t, models.Buried, 3)
		if troubles := p.troubles(t); len(p.box.Messages()) != 0 || troubles[0].Why != "The cycle had closed before this letter could leave." {
			t.Fatalf("%d mails, %+v", len(p.box.Messages()), troubles)
		}
	})
}

func TestWakeIsFasterThanThePoll(t *testing.T) {
	t.Parallel()
	p := posting(t, storetest.SQLite(t), 1)
	m := mailer.New(mailer.Options{Outbox: p.Outbox(), Renderer: renderer(t), Connect: server(t, p.box).Connect, Poll: time.Hour})
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { check(t, m.Run(ctx)) })
	defer run.Wait()
	defer cancel()
	p.until(t, models.Sent, 1)
	check(t, p.SignIns().Ask(ctx, "maya@example.org"))
	m.Wake()
	check(t, p.box.Wait(within(t), 2))
}
