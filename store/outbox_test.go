package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

const lease = 3 * time.Minute

// asking is a roster of one leader and n peers: n letters.
func asking(n int) string {
	var b strings.Builder
	b.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	for i := range n {
		fmt.Fprintf(&b, "maya@example.org,Maya Lindqvist,peer%d@example.org,Peer %d,peer\n", i, i)
	}
	return b.String()
}

// one is a cycle with one letter, and the lease that the letter had last.
type one struct {
	w      storetest.World
	out    store.Outbox
	cycle  uuid.UUID
	letter uuid.UUID
	lease  uuid.UUID
}

// again is HR's verb: the address was right after all.
func (o *one) again() error {
	return o.w.Cycles().FixAddress(ctx, "Ingrid", o.letter, "peer0@example.org")
}

// oneIn makes a cycle whose only letter is in a state.
func oneIn(t testing.TB, w storetest.World, state models.LetterState) *one {
	t.Helper()
	o := &one{w: w, out: w.Outbox(), cycle: launched(t, w, asking(1)).ID}
	o.claim(t)
	switch state {
	case models.Queued:
		check(t, o.out.PutBack(ctx, o.lease, 0))
	case models.Claimed:
	case models.Sending:
		check(t, o.begin())
	case models.Sent:
		check(t, o.begin())
		check(t, o.settle(models.Delivered))
	case models.Buried:
		check(t, o.begin())
		check(t, o.settle(models.Refused))
	case models.Unknown:
		o.out.Park = true
		check(t, o.begin())
		check(t, o.settle(models.Doubtful))
		o.out.Park = false
	}
	o.want(t, state)
	return o
}

func (o *one) claim(t testing.TB) {
	t.Helper()
	letters := must(o.out.Claim(ctx, 10, lease))(t)
	if len(letters) != 1 {
		t.Fatalf("%d letters claimed", len(letters))
	}
	o.letter, o.lease = letters[0].ID, *letters[0].Lease
}

func (o *one) begin() error { return o.out.Begin(ctx, o.letter, o.lease, time.Minute) }

func (o *one) settle(fate models.Fate) error {
	return o.out.Settle(ctx, o.letter, o.lease, models.Outcome{Fate: fate, Why: "550 no such person", Wait: time.Minute})
}

func (o *one) want(t testing.TB, state models.LetterState) {
	t.Helper()
	counts := must(o.out.Counts(ctx, o.cycle))(t)
	if len(counts) != 1 || counts[state] != 1 {
		t.Fatalf("letters are %v, want one %s", counts, state)
	}
}

// The law of letters: every move in every state, on both databases. A move that
// is not listed for a state is refused and changes nothing.
func TestLettersMoveByTheLaw(t *testing.T) {
	t.Parallel()
	settle := func(fate models.Fate) func(*one) error { return func(o *one) error { return o.settle(fate) } }
	parked := func(move func(*one) error) func(*one) error {
		return func(o *one) error { o.out.Park = true; defer func() { o.out.Park = false }(); return move(o) }
	}
	expire := func(o *one) error {
		o.w.Clock.Advance(lease)
		_, err := o.out.Claim(ctx, 0, lease) // n = 0: only takes back
		return err
	}
	type law map[models.LetterState]models.LetterState
	moves := map[string]struct {
		move func(*one) error
		law  law
		calm bool // elsewhere it does nothing instead of failing
	}{
		"claim":               {func(o *one) error { _, err := o.out.Claim(ctx, 5, lease); return err }, law{models.Queued: models.Claimed}, true},
		"begin":               {(*one).begin, law{models.Claimed: models.Sending}, false},
		"delivered":           {settle(models.Delivered), law{models.Sending: models.Sent}, false},
		"deferred":            {settle(models.Deferred), law{models.Sending: models.Queued}, false},
		"refused":             {settle(models.Refused), law{models.Sending: models.Buried}, false},
		"untried":             {settle(models.Untried), law{models.Sending: models.Queued}, false},
		"in doubt":            {settle(models.Doubtful), law{models.Sending: models.Queued}, false},
		"in doubt, parked":    {parked(settle(models.Doubtful)), law{models.Sending: models.Unknown}, false},
		"put back":            {func(o *one) error { return o.out.PutBack(ctx, o.lease, 0) }, law{models.Claimed: models.Queued}, true},
		"drop":                {func(o *one) error { return o.out.Drop(ctx, o.letter, o.lease, "closed") }, law{models.Claimed: models.Buried}, false},
		"lease ends":          {expire, law{models.Claimed: models.Queued, models.Sending: models.Queued}, true},
		"lease ends, parked":  {parked(expire), law{models.Claimed: models.Queued, models.Sending: models.Unknown}, true},
		"send again":          {func(o *one) error { return o.again() }, law{models.Buried: models.Queued, models.Unknown: models.Queued}, false},
		"begin, lease is old": {func(o *one) error { return o.out.Begin(ctx, o.letter, uuid.New(), 0) }, law{}, false},
		"settle, another's": {func(o *one) error {
			return o.out.Settle(ctx, o.letter, uuid.New(), models.Outcome{Fate: models.Delivered})
		}, law{}, false},
		"begin, too late":     {func(o *one) error { return o.out.Begin(ctx, o.letter, o.lease, lease+time.Second) }, law{}, false},
		"put back, another's": {func(o *one) error { return o.out.PutBack(ctx, uuid.New(), 0) }, law{}, true},
	}
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		for _, from := range []models.LetterState{models.Queued, models.Claimed, models.Sending, models.Sent, models.Buried, models.Unknown} {
			for name, m := range moves {
				o := oneIn(t, w, from)
				to, allowed := m.law[from]
				err := m.move(o)
				if name == "send again" && !allowed {
					wantKind(t, err, models.WrongState)
				} else if !allowed && !m.calm {
					wantKind(t, err, models.Conflict)
				} else if err != nil {
					t.Fatalf("%s from %s: %v", name, from, err)
				}
				if !allowed {
					to = from
				}
				counts := must(o.out.Counts(ctx, o.cycle))(t)
				if counts[to] != 1 {
					t.Errorf("%s from %s leads to %v, want %s", name, from, counts, to)
				}
				o.finish(t)
			}
		}
	})
}

// finish leaves nothing to claim behind for the next case.
func (o *one) finish(t testing.TB) {
	t.Helper()
	o.w.Clock.Advance(time.Hour)
	letters := must(o.out.Claim(ctx, 10, lease))(t)
	for _, letter := range letters {
		check(t, o.out.Drop(ctx, letter.ID, *letter.Lease, "done with"))
	}
}

func TestClaimersShareTheLetters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		const letters, claimers = 60, 6
		launched(t, w, asking(letters))
		var mu sync.Mutex
		seen, leases := map[uuid.UUID]int{}, map[uuid.UUID]bool{}
		var all sync.WaitGroup
		for range claimers {
			all.Go(func() {
				for {
					claimed, err := w.Outbox().Claim(ctx, 7, lease)
					if err != nil {
						t.Error(err)
						return
					}
					if len(claimed) == 0 {
						return
					}
					if len(claimed) > 7 {
						t.Errorf("%d letters in one claim of 7", len(claimed))
					}
					mu.Lock()
					for _, letter := range claimed {
						seen[letter.ID]++
						leases[*letter.Lease] = true
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for letter, times := range seen {
			if times != 1 {
				t.Errorf("letter %s was claimed %d times", letter, times)
			}
		}
		if len(seen) != letters || len(leases) < letters/7 {
			t.Errorf("%d of %d letters claimed under %d leases", len(seen), letters, len(leases))
		}
	})
}

func TestLettersWaitAndAreBuriedInTheEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		o := oneIn(t, w, models.Queued)
		for attempt := 1; attempt <= models.MaxAttempts; attempt++ {
			o.claim(t)
			check(t, o.begin())
			check(t, o.settle(models.Deferred))
			if early := must(o.out.Claim(ctx, 10, lease))(t); len(early) != 0 {
				t.Fatalf("attempt %d: claimed before its time", attempt)
			}
			w.Clock.Advance(time.Minute)
		}
		o.want(t, models.Buried)
		troubles := must(o.out.Troubles(ctx, o.cycle, models.InvitationLetter, 10))(t)
		if len(troubles) != 1 || troubles[0].Person.Email != "peer0@example.org" || troubles[0].Attempts != models.MaxAttempts ||
			troubles[0].Why != "550 no such person" {
			t.Fatalf("troubles: %+v", troubles)
		}
		check(t, o.again())
		o.claim(t)
		check(t, o.begin())
		check(t, o.settle(models.Untried)) // not an attempt
		w.Clock.Advance(time.Minute)
		letters := must(o.out.Claim(ctx, 10, lease))(t)
		if len(letters) != 1 || letters[0].Attempts != 0 {
			t.Fatalf("after an untried attempt: %+v", letters)
		}
		entries := must(w.Audit().List(ctx, &o.cycle, nil, 10))(t)
		if entries[0].Act != "corrected an address and sent the letter again" || entries[0].Detail != "Peer 0" {
			t.Fatalf("record: %+v", entries[0])
		}
	})
}

func TestSignInLettersGoFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		launched(t, w, asking(5))
		w.Clock.Advance(time.Second)
		check(t, w.SignIns().Ask(ctx, "maya@example.org"))
		first := must(w.Outbox().Claim(ctx, 1, lease))(t)
		if len(first) != 1 || first[0].Kind != models.SignInLetter {
			t.Fatalf("first came %+v", first)
		}
		envelope := must(w.Outbox().Envelopes(ctx, first))(t)[0]
		if envelope.To.Email != "maya@example.org" || envelope.Pointless() != "" {
			t.Fatalf("envelope: %+v", envelope)
		}
		person := must(w.SignIns().SignIn(ctx, envelope.Token))(t)
		if person.Email != "maya@example.org" {
			t.Fatalf("the link signs in %s", person.Email)
		}
		if used := must(w.Outbox().Envelopes(ctx, first))(t)[0]; used.Token != "" || used.Pointless() == "" {
			t.Error("a used sign-in link would still be mailed")
		}
	})
}

func TestEnvelopesHoldWhatALetterSays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 1, 0)) // boss manages both leaders
		letters := must(w.Outbox().Claim(ctx, 100, lease))(t)
		invitations := map[string]models.Envelope{}
		for _, e := range must(w.Outbox().Envelopes(ctx, letters))(t) {
			invitations[e.To.Email] = e
			if e.Pointless() != "" || e.Cycle.Contact.Email != "ingrid@example.org" || !e.Cycle.ClosesAt.Equal(*cycle.ClosesAt) || e.InReplyTo != nil {
				t.Errorf("envelope of %s: %q, %+v", e.To.Email, e.Pointless(), e.Cycle)
			}
		}
		boss := invitations["boss@example.org"]
		if len(boss.Asked) != 2 || boss.Asked[0].Name != "Leader 0" || boss.Asked[1].Relationship != models.Manager || boss.Asked[0].OtherManagers != 0 {
			t.Fatalf("the manager is asked about %+v", boss.Asked)
		}
		check(t, w.Surveys().Submit(ctx, boss.Token, boss.Asked[0].LeaderID, answers(cycle.Questionnaire, 4, "")))
		w.Clock.Advance(48 * time.Hour)
		check(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID))
		reminders := must(w.Outbox().Claim(ctx, 100, lease))(t)
		for _, e := range must(w.Outbox().Envelopes(ctx, reminders))(t) {
			if e.Letter.Kind != models.ReminderLetter {
				continue
			}
			first := invitations[e.To.Email]
			if e.InReplyTo == nil || *e.InReplyTo != first.Letter.ID || e.Token != first.Token {
				t.Errorf("the reminder to %s does not follow its invitation", e.To.Email)
			}
			if e.To.Email == "boss@example.org" && (len(e.Asked) != 1 || e.Asked[0].LeaderID != boss.Asked[1].LeaderID) {
				t.Errorf("the manager is reminded of %+v", e.Asked)
			}
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		for _, e := range must(w.Outbox().Envelopes(ctx, reminders))(t) {
			if e.Token != "" || e.Pointless() == "" {
				t.Errorf("a reminder to %s would leave after the cycle closed", e.To.Email)
			}
		}
	})
}

func TestReportLettersKnowTheirReport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, asking(3))
		links(t, w)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
		reports := 0
		for _, e := range must(w.Outbox().Envelopes(ctx, must(w.Outbox().Claim(ctx, 100, lease))(t)))(t) {
			if e.Letter.Kind == models.ReportLetter {
				reports++
				if e.ReportOf == nil || e.Pointless() != "" || e.Token != "" || e.To.Email != "maya@example.org" {
					t.Errorf("report letter: %+v", e)
				}
			}
		}
		if reports != 1 {
			t.Fatalf("%d report letters", reports)
		}
	})
}

func TestOldestIsWhatWaitsLongest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		if none := must(w.Outbox().Oldest(ctx))(t); none != nil {
			t.Fatalf("an empty outbox waits since %s", none)
		}
		since := w.Clock.Now()
		o := oneIn(t, w, models.Queued)
		w.Clock.Advance(time.Hour)
		if oldest := must(o.out.Oldest(ctx))(t); oldest == nil || !oldest.Equal(since) {
			t.Fatalf("oldest %v, want %s", oldest, since)
		}
		o.claim(t)
		check(t, o.begin())
		check(t, o.settle(models.Delivered))
		if none := must(o.out.Oldest(ctx))(t); none != nil {
			t.Fatalf("nothing waits, oldest is %s", none)
		}
	})
}
