package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// delivered sends every letter that is due and returns their envelopes.
func delivered(t testing.TB, w storetest.World) []models.Envelope {
	t.Helper()
	letters := must(w.Outbox().Claim(ctx, 10_000, time.Hour))(t)
	envelopes := must(w.Outbox().Envelopes(ctx, letters))(t)
	for _, letter := range letters {
		check(t, w.Outbox().Begin(ctx, letter.ID, *letter.Lease, time.Minute))
		check(t, w.Outbox().Settle(ctx, letter.ID, *letter.Lease, models.Outcome{Fate: models.Delivered}))
	}
	return envelopes
}

// recorded is how many acts of a cycle, and of all, the audit holds.
func recorded(t testing.TB, w storetest.World, cycle uuid.UUID) int {
	t.Helper()
	return must(w.Audit().Count(ctx, nil))(t) + must(w.Audit().Count(ctx, &cycle))(t)
}

// A rater who lost the mail gets the same link again, three times an hour at
// most, and nothing that HR can see changes.
func TestSendAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 3, 1))
		ask := func(email string, want int) (last models.Envelope) {
			t.Helper()
			check(t, w.Surveys().SendAgain(ctx, email))
			got := delivered(t, w)
			if len(got) != want {
				t.Fatalf("%s: %d letters, want %d", email, len(got), want)
			}
			for _, last = range got {
				if last.Letter.Kind != models.AgainLetter || last.To.Email != "peer0-0@example.org" && last.To.Email != "boss@example.org" {
					t.Fatalf("%s: a letter of the kind %s to %s", email, last.Letter.Kind, last.To.Email)
				}
			}
			return last
		}
		check(t, w.Surveys().SendAgain(ctx, "peer0-0@example.org"))
		first := map[string]models.Envelope{}
		for _, e := range delivered(t, w) {
			if e.Letter.Kind != models.InvitationLetter {
				t.Fatalf("a letter of the kind %s, while the invitation waited", e.Letter.Kind)
			}
			first[e.To.Email] = e
		}
		acts, counts := recorded(t, w, cycle.ID), must(w.Outbox().Counts(ctx, cycle.ID))(t)

		again := ask("  Peer0-0@Example.org ", 1)
		invitation := first["peer0-0@example.org"]
		if again.Token != invitation.Token || again.InReplyTo == nil || *again.InReplyTo != invitation.Letter.ID || again.Pointless() != "" {
			t.Errorf("the letter is %+v", again)
		}
		ask("nobody@example.org", 0)
		ask("no address", 0)
		ask("peer0-0@example.org", 1) // the third request of this hour
		ask("peer0-0@example.org", 0)
		ask("boss@example.org", 1)
		w.Clock.Advance(time.Hour)
		ask("peer0-0@example.org", 1)

		boss := first["boss@example.org"]
		leaders := must(w.Surveys().Link(ctx, boss.Token))(t).Asked
		check(t, w.Surveys().Submit(ctx, boss.Token, leaders[0].LeaderID, answers(cycle.Questionnaire, 4, "")))
		if half := ask("boss@example.org", 1); len(half.Asked) != 1 || half.Asked[0].LeaderID != leaders[1].LeaderID {
			t.Errorf("the letter lists %+v", half.Asked)
		}
		check(t, w.Surveys().Decline(ctx, boss.Token, leaders[1].LeaderID))
		ask("boss@example.org", 0)

		if n := recorded(t, w, cycle.ID); n != acts {
			t.Errorf("%d acts are recorded, %d before", n, acts)
		}
		if now := must(w.Outbox().Counts(ctx, cycle.ID))(t); len(now) != len(counts) || now[models.Sent] != counts[models.Sent] {
			t.Errorf("HR counts %v, %v before", now, counts)
		}
		w.Clock.Advance(time.Hour)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		ask("peer0-0@example.org", 0)
	})
}

// What was refused of the letters that raters asked for shows nowhere.
func TestSendAgainRefusedShowsNowhere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 1))
		delivered(t, w)
		check(t, w.Surveys().SendAgain(ctx, "peer0-0@example.org"))
		waiting := must(w.Outbox().Waiting(ctx, cycle.ID))(t)
		letters := must(w.Outbox().Claim(ctx, 10, time.Hour))(t)
		check(t, w.Outbox().Begin(ctx, letters[0].ID, *letters[0].Lease, time.Minute))
		check(t, w.Outbox().Settle(ctx, letters[0].ID, *letters[0].Lease, models.Outcome{Fate: models.Refused, Why: "550 no"}))
		counts, troubles := must(w.Outbox().Counts(ctx, cycle.ID))(t), must(w.Outbox().Troubles(ctx, cycle.ID, models.InvitationLetter, 10))(t)
		if waiting.Since != nil || waiting.Due || len(counts) != 1 || counts[models.Sent] != 6 || len(troubles) != 0 {
			t.Errorf("waiting %+v, counts %v, troubles %v", waiting, counts, troubles)
		}
		wantKind(t, w.Cycles().FixAddress(ctx, "Ingrid", letters[0].ID, "other@example.org"), models.WrongState)
		wantKind(t, w.Cycles().SendReportAgain(ctx, "Ingrid", letters[0].ID), models.WrongState)
	})
}

// The age of the oldest letter counts from its first time, through all attempts.
func TestWaiting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 1))
		start := w.Clock.Now()
		want := func(since *time.Time, due bool) {
			t.Helper()
			got := must(w.Outbox().Waiting(ctx, cycle.ID))(t)
			if got.Due != due || (got.Since == nil) != (since == nil) || since != nil && !got.Since.Equal(*since) {
				t.Errorf("%+v, want %v and %t", got, since, due)
			}
			oldest := must(w.Outbox().Oldest(ctx))(t)
			if (oldest == nil) != (since == nil) || since != nil && !oldest.Equal(*since) {
				t.Errorf("the oldest of all is from %v, want %v", oldest, since)
			}
		}
		want(&start, true)
		w.Clock.Advance(10 * time.Minute)
		for _, letter := range must(w.Outbox().Claim(ctx, 100, time.Hour))(t) {
			check(t, w.Outbox().Begin(ctx, letter.ID, *letter.Lease, time.Minute))
			check(t, w.Outbox().Settle(ctx, letter.ID, *letter.Lease, models.Outcome{Fate: models.Deferred, Why: "451 later", Wait: time.Hour}))
		}
		want(&start, false)
		w.Clock.Advance(time.Hour)
		want(&start, true)
		delivered(t, w)
		want(nil, false)
		if reports := must(w.Outbox().ReportsWaiting(ctx, cycle.ID))(t); reports.Since != nil {
			t.Errorf("letters about reports wait: %+v", reports)
		}
	})
}

// A new address makes a new link; the same address keeps it.
func TestOnlyANewAddressMakesANewLink(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		launched(t, w, roster(t, 1, 3, 1))
		var letter models.Letter
		var before models.Token
		refuse := func(outcome models.Outcome) {
			t.Helper()
			letters := must(w.Outbox().Claim(ctx, 100, time.Hour))(t)
			for i, e := range must(w.Outbox().Envelopes(ctx, letters))(t) {
				if e.To.Email == "peer0-0@example.org" {
					letter, before = letters[i], e.Token
					check(t, w.Outbox().Begin(ctx, letter.ID, *letter.Lease, time.Minute))
					check(t, w.Outbox().Settle(ctx, letter.ID, *letter.Lease, outcome))
				}
			}
			check(t, w.Outbox().PutBack(ctx, *letter.Lease, 0))
		}
		opens := func(token models.Token) bool {
			t.Helper()
			_, err := w.Surveys().Link(ctx, token)
			if err != nil {
				wantKind(t, err, models.NotFound)
			}
			return err == nil
		}
		refuse(models.Outcome{Fate: models.Refused, Why: "550 5.1.1"})
		check(t, w.Cycles().FixAddress(ctx, "Ingrid", letter.ID, "Peer0-0@example.org"))
		if !opens(before) {
			t.Error("the link ended although the address is the same")
		}
		refuse(models.Outcome{Fate: models.Refused, Why: "550 5.1.1"})
		check(t, w.Cycles().FixAddress(ctx, "Ingrid", letter.ID, "new@example.org"))
		if opens(before) {
			t.Error("the link of the wrong address still opens")
		}
		for _, e := range delivered(t, w) {
			if e.To.Email == "new@example.org" && (e.Letter.ID != letter.ID || !opens(e.Token)) {
				t.Error("the letter to the new address is another one, or its link opens nothing")
			}
		}
	})
}
