package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestOwnFeedbackOfHR: Maya leads and is HR as well. She touches no part of the
// feedback about herself, in particular no rater's address; Helen does.
func TestOwnFeedbackOfHR(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		helen := w.hr()
		d, elsewhere := w.draft(models.DefaultPolicy()), w.launched()
		_, err := w.Members().Add(w.ctx, "test", mayaAt, "Maya Lindt")
		w.must(err)
		maya := w.signIn(mayaAt)
		before := w.Rows(t)
		refused := func(path string, pairs ...string) {
			t.Helper()
			maya.post(path, fill(pairs...)).is(http.StatusForbidden).says("main", "nother member of HR")
		}
		raters := frontend.CycleURL(d.id, "leaders", d.leaders[mayaAt].String(), "raters")
		ann, err := w.People().ByEmail(w.ctx, annAt)
		w.must(err)
		refused(raters, "email", "boss@northwind.example", "relationship", "peer")
		refused(raters + "/" + ann.ID.String() + "/remove")
		open := frontend.CycleURL(elsewhere.id)
		refused(open+"/raters", "leader", elsewhere.leaders[mayaAt].String(), "email", "gil@northwind.example", "name", "Gil Graf", "relationship", "peer")
		if changed := w.Rows(t).Since(before); len(changed) > 0 {
			t.Errorf("being refused changed %v", changed)
		}
		helen.post(raters, fill("email", "boss@northwind.example", "relationship", "peer")).is(http.StatusSeeOther)
		maya.post(frontend.CycleURL(d.id, "leaders", d.leaders[omarAt].String(), "raters"), fill("email", "boss@northwind.example", "relationship", "peer")).is(http.StatusSeeOther)
		w.ownAddresses(maya, helen, elsewhere)
	})
}

// ownAddresses tries to bring a rater's link to the leader by correcting the
// rater's address, in the same cycle and in another one.
func (w *world) ownAddresses(maya, helen *browser, r round) {
	w.t.Helper()
	only := w.omarAlone()
	for _, at := range []round{r, only} { // Ben is asked about Maya in one of the two
		ben, err := w.People().ByEmail(w.ctx, benAt)
		w.must(err)
		address := frontend.CycleURL(at.id, "letters", w.bury(at, ben.ID).String(), "address")
		maya.post(address, fill("email", "maya.privately@elsewhere.example")).is(http.StatusForbidden).says("main", "This person is asked about you")
		if again, err := w.People().ByEmail(w.ctx, benAt); err != nil || again.ID != ben.ID {
			w.t.Errorf("the address was changed: %v", err)
		}
		if at.id == only.id {
			helen.post(address, fill("email", "ben.right@northwind.example")).is(http.StatusSeeOther)
		}
	}
	if page := helen.get(frontend.AuditURL).is(http.StatusOK); !strings.Contains(page.text("main"), "Ben Bauer") {
		w.t.Error("the record does not say whose address was corrected")
	}
}

// omarAlone launches a cycle in which Ben is asked about Omar and nobody about Maya.
func (w *world) omarAlone() round {
	w.t.Helper()
	r := w.draft(models.DefaultPolicy())
	w.must(w.Cycles().RemoveLeader(w.ctx, "test", r.leaders[mayaAt]))
	return w.launch(r)
}

// TestOwnCommentsOfHR: what is said about a member of HR is read by another one.
func TestOwnCommentsOfHR(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		helen, r := w.hr(), w.closed(models.DefaultPolicy())
		_, err := w.Members().Add(w.ctx, "test", mayaAt, "Maya Lindt")
		w.must(err)
		maya, cycle := w.signIn(mayaAt), frontend.CycleURL(r.id)
		remarks, err := w.Cycles().Remarks(w.ctx, r.leaders[mayaAt])
		w.must(err)
		page := maya.get(cycle).is(http.StatusOK).says("main", "Another member of HR reads these comments")
		for _, remark := range remarks {
			if strings.Contains(page.body, remark.Body) {
				t.Errorf("she reads %q before its release", remark.Body)
			}
		}
		helen.get(cycle).is(http.StatusOK).says("main", remarks[0].Body)
		at := frontend.CycleURL(r.id, "remarks", remarks[0].ID.String())
		maya.post(at, fill("withheld", "yes")).is(http.StatusForbidden).says("main", "another member of HR decides")
		helen.post(at, fill("withheld", "yes")).is(http.StatusSeeOther)
	})
}

// TestNoRaterLinkForLeaders looks for raters' links wherever a leader, HR or a
// program could look, and tries links where they do not belong.
func TestNoRaterLinkForLeaders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		own, b := r.tokens[mayaAt], w.browser()
		b.get(frontend.SurveyURL(own, r.leaders[mayaAt])).is(http.StatusOK)
		for _, about := range []uuid.UUID{r.leaders[omarAt], uuid.New()} {
			b.get(frontend.SurveyURL(own, about)).is(http.StatusGone)
			b.post(frontend.SurveyURL(own, about), filled("5")).is(http.StatusGone)
		}
		b.post(frontend.SignInLinkURL(own), nil).is(http.StatusGone)
		signIn := w.signInToken(mayaAt)
		b.get(frontend.LinkURL(signIn)).is(http.StatusGone)
		for _, row := range w.Rows(t)["links"] {
			for email, token := range r.tokens {
				if strings.Contains(row, string(token)) {
					t.Errorf("the link of %s rests in the database", email)
				}
			}
		}
	})
}

// TestCorrectedAddressEndsOldLinks: whoever read the mails to the wrong address
// answers in no cycle, and the person has a new link in each.
func TestCorrectedAddressEndsOldLinks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		helen, b := w.hr(), w.browser()
		one, other, done := w.launched(), w.launched(), w.closed(models.DefaultPolicy())
		ben, err := w.People().ByEmail(w.ctx, benAt)
		w.must(err)
		address := frontend.CycleURL(one.id, "letters", w.bury(one, ben.ID).String(), "address")
		helen.post(address, fill("email", "ben.right@northwind.example")).is(http.StatusSeeOther)
		for _, r := range []round{one, other, done} {
			b.get(frontend.LinkURL(r.tokens[benAt])).is(http.StatusGone)
		}
		letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
		w.must(err)
		envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
		w.must(err)
		opened := map[uuid.UUID]bool{}
		for _, e := range envelopes {
			if e.To.Email == "ben.right@northwind.example" && e.Cycle.State == models.Open {
				b.get(frontend.LinkURL(e.Token)).is(http.StatusOK)
				opened[e.Cycle.ID] = true
			}
		}
		if len(opened) != 2 {
			t.Errorf("there are new links in %d cycles, expected 2", len(opened))
		}
		for _, row := range w.Rows(t)["links"] {
			if strings.Contains(row, "cycle_id="+done.id.String()) && strings.Contains(row, "generation=2") {
				t.Errorf("a link of a closed cycle was renewed: %s", row)
			}
		}
	})
}
