package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

var peerInvitation = models.LetterSample{Kind: models.InvitationLetter, As: models.Peer}

// due takes the letters that are due now, sends those of the kinds, and returns
// their envelopes.
func due(t testing.TB, w storetest.World, kinds ...models.LetterKind) (found []models.Envelope) {
	t.Helper()
	letters := must(w.Outbox().Claim(ctx, 1000, time.Minute))(t)
	letters = slices.DeleteFunc(letters, func(l models.Letter) bool { return !slices.Contains(kinds, l.Kind) })
	found = must(w.Outbox().Envelopes(ctx, letters))(t)
	for _, l := range letters {
		check(t, w.Outbox().Begin(ctx, l.ID, *l.Lease, 0))
		check(t, w.Outbox().Settle(ctx, l.ID, *l.Lease, models.Outcome{Fate: models.Delivered}))
	}
	return found
}

func addressesOf(envelopes []models.Envelope) (all []string) {
	for _, e := range envelopes {
		all = append(all, e.To.Email)
	}
	slices.Sort(all)
	return all
}

// A cycle that has closed is told once, however many clocks there are: to its
// contact if that is a member, or else to every member.
func TestHRIsToldThatACycleClosed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		must(w.Members().Add(ctx, "Ingrid", "anne@example.org", "Anne"))(t)
		must(w.Members().Add(ctx, "Ingrid", "berit@example.org", "Berit"))(t)
		close := func() uuid.UUID {
			cycle := draft(t, w, roster(t, 1, 1, 1))
			must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
			check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
			check(t, w.Cycles().Due(ctx)) // works it out
			check(t, w.Cycles().Due(ctx)) // tells
			check(t, w.Cycles().Due(ctx))
			return cycle.ID
		}
		cycle := close()
		told := due(t, w, models.ClosedLetter)
		if got := addressesOf(told); !slices.Equal(got, []string{"anne@example.org", "berit@example.org"}) {
			t.Fatalf("told %v", got)
		}
		if told[0].Cycle.ID != cycle || told[0].Pointless() != "" {
			t.Errorf("the letter is about %s and pointless: %q", told[0].Cycle.ID, told[0].Pointless())
		}
		must(w.Members().Add(ctx, "Anne", "ingrid@example.org", "Ingrid Solberg"))(t)
		close()
		if got := addressesOf(due(t, w, models.ClosedLetter)); !slices.Equal(got, []string{"ingrid@example.org"}) {
			t.Errorf("the second cycle was told to %v, want its contact", got)
		}
	})
}

// refuse lets the mail server refuse a letter of the kind to an address.
func refuse(t testing.TB, w storetest.World, kind models.LetterKind, email string) {
	t.Helper()
	letters := must(w.Outbox().Claim(ctx, 1000, time.Minute))(t)
	for i, e := range must(w.Outbox().Envelopes(ctx, letters))(t) {
		outcome := models.Outcome{Fate: models.Delivered}
		if letters[i].Kind == kind && e.To.Email == email {
			outcome = models.Outcome{Fate: models.Refused, Why: "550 no such person"}
		}
		check(t, w.Outbox().Begin(ctx, letters[i].ID, *letters[i].Lease, 0))
		check(t, w.Outbox().Settle(ctx, letters[i].ID, *letters[i].Lease, outcome))
	}
}

// stuckTold runs the clock and returns the letters about stuck mail that it queued.
func stuckTold(t testing.TB, w storetest.World) []models.Envelope {
	t.Helper()
	check(t, w.Cycles().Due(ctx))
	check(t, w.Cycles().Due(ctx))
	return due(t, w, models.StuckLetter)
}

func TestHRIsToldOfRefusedLetters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		must(w.Members().Add(ctx, "Ingrid", "anne@example.org", "Anne"))(t)
		cycle := draft(t, w, roster(t, 1, 2, 1))
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		refuse(t, w, models.InvitationLetter, "peer0-0@example.org")
		if told := stuckTold(t, w); len(told) != 0 {
			t.Errorf("told at once: %+v", told)
		}
		w.Clock.Advance(16 * time.Minute)
		told := stuckTold(t, w)
		if len(told) != 1 || told[0].To.Email != "anne@example.org" || told[0].Stuck.Refused != 1 || told[0].Stuck.Since != nil || told[0].Cycle.ID != cycle.ID {
			t.Fatalf("told %+v", told)
		}
		w.Clock.Advance(12 * time.Hour)
		if told := stuckTold(t, w); len(told) != 0 {
			t.Errorf("told twice on a day: %+v", told)
		}
		// A refused reminder would tell who has not answered.
		check(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID))
		refuse(t, w, models.ReminderLetter, "peer0-1@example.org")
		w.Clock.Advance(36 * time.Hour)
		for _, e := range stuckTold(t, w) {
			if e.Stuck.Refused != 1 {
				t.Errorf("told of %d refusals, want that of the invitation alone", e.Stuck.Refused)
			}
		}
		w.Clock.Advance(25 * time.Hour)
		if told := stuckTold(t, w); len(told) != 0 {
			t.Errorf("old refusals were told again: %+v", told)
		}
	})
}

func TestHRIsToldOfWaitingLettersOnceADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		must(w.Members().Add(ctx, "Ingrid", "anne@example.org", "Anne"))(t)
		cycle := draft(t, w, roster(t, 1, 2, 1))
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		since := w.Clock.Now()
		told := 0
		for range 50 { // hours in which the mail server takes nothing but letters to HR
			w.Clock.Advance(time.Hour)
			for _, e := range stuckTold(t, w) {
				told++
				if e.Stuck.Since == nil || !e.Stuck.Since.Equal(since) || e.Stuck.Refused != 0 || e.Pointless() != "" {
					t.Errorf("after %d letters: %+v", told, e.Stuck)
				}
			}
		}
		if told != 2 {
			t.Errorf("%d letters in two days", told)
		}
	})
}

// What has left by the time the letter is written is nothing to write about.
func TestNothingIsStuckAnyMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		must(w.Members().Add(ctx, "Ingrid", "anne@example.org", "Anne"))(t)
		cycle := draft(t, w, roster(t, 1, 2, 1))
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		w.Clock.Advance(5 * time.Hour)
		check(t, w.Cycles().Due(ctx))
		letters := must(w.Outbox().Claim(ctx, 1000, time.Minute))(t)
		var about []models.Letter
		for _, l := range letters {
			if l.Kind == models.StuckLetter {
				about = append(about, l)
				continue
			}
			check(t, w.Outbox().Begin(ctx, l.ID, *l.Lease, 0))
			check(t, w.Outbox().Settle(ctx, l.ID, *l.Lease, models.Outcome{Fate: models.Delivered}))
		}
		if e := must(w.Outbox().Envelopes(ctx, about))(t); len(e) != 1 || e[0].Pointless() == "" {
			t.Errorf("%+v", e)
		}
	})
}

// Every kind of letter can be shown as anybody would get it, and sent as a test.
func TestSamplesAndTests(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		anne := must(w.Members().Add(ctx, "Ingrid", "anne@example.org", "Anne"))(t)
		cycle := draft(t, w, roster(t, 2, 2, 0))
		if roles := must(w.Cycles().SampleRoles(ctx, cycle.ID))(t); !slices.Equal(roles, []models.Relationship{models.Peer, models.Manager, models.Self}) {
			t.Errorf("people are asked as %v", roles)
		}
		for _, kind := range models.SampleKinds() {
			for as, want := range map[models.Relationship]string{models.Peer: "peer0-0", models.Manager: "boss", models.Self: "Leader 0"} {
				sample := must(models.NewLetterSample(kind, as))(t)
				if kind == models.ReportLetter {
					want = "Leader 0"
				}
				shown := must(w.Cycles().SampleEnvelope(ctx, cycle.ID, sample))(t)
				if shown == nil || shown.To.Name != want || shown.Cycle.ID != cycle.ID {
					t.Fatalf("%s to %s is %+v", kind, as, shown)
				}
				check(t, w.Cycles().SendTest(ctx, anne.ID, cycle.ID, sample))
				sent := due(t, w, models.TestLetter)
				if len(sent) != 1 || sent[0].To.ID != anne.ID || sent[0].Example == nil || sent[0].Example.Name != want || sent[0].Token != "" || sent[0].Pointless() != "" {
					t.Fatalf("the test of %s is %+v", sample, sent)
				}
				if len(sent[0].Asked) != len(shown.Asked) {
					t.Errorf("the test of %s asks about %d leaders, want %d", sample, len(sent[0].Asked), len(shown.Asked))
				}
			}
		}
		if err := w.Cycles().SendTest(ctx, anne.ID, cycle.ID, models.LetterSample{Kind: models.InvitationLetter, As: models.DirectReport}); models.KindOf(err) != models.Invalid {
			t.Errorf("a test to nobody: %v", err)
		}
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		wantKind(t, w.Cycles().SendTest(ctx, anne.ID, cycle.ID, peerInvitation), models.WrongState)
	})
}

// HR's own words are kept with the draft, cleaned, and frozen at launch.
func TestLetterWords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, roster(t, 1, 1, 0))
		said := store.CycleDraft{Name: cycle.Name, Policy: cycle.Policy, ClosesAt: cycle.ClosesAt, Contact: cycle.Contact}
		said.Letter = &models.LetterWords{Intro: " One.\r\n\r\n\r\nTwo\u202e. ", Signature: "Ingrid\nHR\n"}
		check(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, said))
		want := models.LetterWords{Intro: "One.\n\nTwo.", Signature: "Ingrid\nHR"}
		if got := must(w.Cycles().Get(ctx, cycle.ID))(t).Letter; got != want {
			t.Errorf("kept %+v", got)
		}
		said.Letter = nil
		check(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, said))
		if got := must(w.Cycles().Get(ctx, cycle.ID))(t).Letter; got != want {
			t.Errorf("a change of something else left %+v", got)
		}
		said.Letter = &models.LetterWords{Intro: strings.Repeat("ü", 601), Signature: strings.Repeat("x", 201)}
		err := w.Cycles().Update(ctx, "Ingrid", cycle.ID, said)
		wantKind(t, err, models.Invalid)
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		said.Letter = &models.LetterWords{Intro: "Late"}
		wantKind(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, said), models.WrongState)
		envelopes := must(w.Outbox().Envelopes(ctx, must(w.Outbox().Claim(ctx, 1, time.Minute))(t)))(t)
		if envelopes[0].Cycle.Letter != want {
			t.Errorf("the letters have the words %+v", envelopes[0].Cycle.Letter)
		}
	})
}
