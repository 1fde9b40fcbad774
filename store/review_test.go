package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestBlockers: what the review lists is what the launch refuses.
func TestBlockers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		empty := must(w.Cycles().Create(ctx, "Ingrid", store.CycleDraft{Name: "Empty", Policy: models.DefaultPolicy()}))(t)
		if faults := must(w.Cycles().Blockers(ctx, empty.ID))(t); len(faults) != 3 {
			t.Errorf("an empty draft has the blockers %+v", faults)
		}
		if e := must(w.Cycles().SampleEnvelope(ctx, empty.ID, peerInvitation))(t); e != nil {
			t.Errorf("an empty draft has a sample to %s", e.To.Email)
		}
		ready := draft(t, w, roster(t, 2, 2, 1))
		if faults := must(w.Cycles().Blockers(ctx, ready.ID))(t); len(faults) != 0 {
			t.Errorf("a ready draft has the blockers %+v", faults)
		}
		e := must(w.Cycles().SampleEnvelope(ctx, ready.ID, peerInvitation))(t)
		if e == nil || e.To.Name != "peer0-0" || len(e.Asked) != 1 || e.Asked[0].Relationship != models.Peer || e.Token != "" || e.Cycle.ID != ready.ID {
			t.Errorf("the sample is %+v", e)
		}
		if n := must(w.Outbox().Claim(ctx, 10, time.Minute))(t); len(n) != 0 {
			t.Error("the sample is on its way to somebody")
		}
		_, err := w.Cycles().Blockers(ctx, uuid.New())
		wantKind(t, err, models.NotFound)
	})
}

// TestModeration reads a page of leaders with their comments in one go, as
// Remarks reads them one by one.
func TestModeration(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 5, 0))
		for email, token := range links(t, w) {
			if email == "boss@example.org" || email == "peer1-4@example.org" { // of the second leader too few answer
				continue
			}
			check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 4, "from "+email)))
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		list, total, err := w.Cycles().Moderation(ctx, cycle.ID, store.Page{Limit: 10})
		check(t, err)
		if total != 2 || len(list) != 2 || list[0].TooFew || !list[1].TooFew || len(list[0].Remarks) != 5 || len(list[1].Remarks) != 0 {
			t.Fatalf("%d leaders: %+v", total, list)
		}
		for i, r := range must(w.Cycles().Remarks(ctx, list[0].ID))(t) {
			if list[0].Remarks[i] != r {
				t.Errorf("comment %d is %+v, the leader reads %+v", i, list[0].Remarks[i], r)
			}
		}
		check(t, w.Cycles().Withhold(ctx, "Ingrid", list[0].Remarks[0].ID, true))
		if n := must(w.Cycles().RemarkCounts(ctx, cycle.ID))(t); n != (store.RemarkCounts{Comments: 5, Withheld: 1}) {
			t.Errorf("counted %+v", n)
		}
		rest, _, err := w.Cycles().Moderation(ctx, cycle.ID, store.Page{Offset: 1, Limit: 10})
		check(t, err)
		if len(rest) != 1 || rest[0].ID != list[1].ID {
			t.Errorf("the second page is %+v", rest)
		}
	})
}

// TestCanRemind says what Remind would do.
func TestCanRemind(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 0))
		for range 3 {
			if !must(w.Cycles().CanRemind(ctx, cycle.ID))(t) {
				t.Fatal("a reminder is refused")
			}
			check(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID))
			if must(w.Cycles().CanRemind(ctx, cycle.ID))(t) {
				t.Error("a second reminder is allowed on the same day")
			}
			wantKind(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID), models.Conflict)
			w.Clock.Advance(25 * time.Hour)
		}
		if must(w.Cycles().CanRemind(ctx, cycle.ID))(t) {
			t.Error("a fourth reminder is allowed")
		}
	})
}

// TestAddPersonLate: with a name somebody new comes in; whoever is known keeps
// the name; a refusal leaves nobody behind.
func TestAddPersonLate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 0))
		leaders, _, err := w.Cycles().Raters(ctx, cycle.ID, store.Page{Limit: 1})
		check(t, err)
		add := func(email, name string, as models.Relationship) error {
			return w.Cycles().AddPersonLate(ctx, "Ingrid", leaders[0].ID, models.Person{Email: email, Name: name}, as)
		}
		wantKind(t, add("new@example.org", "", models.Peer), models.NotFound)
		wantKind(t, add("new@example.org", "New", models.Self), models.Invalid)
		wantKind(t, add("new@", "New", models.Peer), models.Invalid)
		_, err = w.People().ByEmail(ctx, "new@example.org")
		wantKind(t, err, models.NotFound)
		check(t, add("New@example.org", "New\r\nOne", models.Peer))
		if p := must(w.People().ByEmail(ctx, "new@example.org"))(t); p.Name != "New One" || p.Language != "en" {
			t.Errorf("the new person is %+v", p)
		}
		wantKind(t, add("peer0-0@example.org", "Renamed", models.DirectReport), models.Conflict)
		if p := must(w.People().ByEmail(ctx, "peer0-0@example.org"))(t); p.Name != "peer0-0" {
			t.Errorf("a known person is called %s now", p.Name)
		}
		if _, ok := links(t, w)["new@example.org"]; !ok {
			t.Error("the new person gets no invitation")
		}
	})
}
