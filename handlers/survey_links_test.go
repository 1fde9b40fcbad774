package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Links that were never made, are of another shape, name another leader, were
// revoked or have expired get the same bytes.
func TestDeadLinksLookAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		b := w.browser()
		maya, omar := r.leaders[mayaAt], r.leaders[omarAt]
		old := r.tokens[benAt]
		w.revoke(benAt)
		dead := []string{
			"/s/" + string(w.Secret.RaterToken(uuid.New(), 1)), "/s/short", "/s/%20", "/s/" + strings.Repeat("A", 300),
			frontend.LinkURL(old), frontend.SurveyURL(old, maya), frontend.ThanksURL(old, maya), frontend.ChooseDeclineURL(old), frontend.DeclineURL(old, maya),
			frontend.SurveyURL(r.tokens[annAt], uuid.New()), frontend.LinkURL(r.tokens[annAt]) + "/nobody",
			frontend.SurveyURL(r.tokens["cem@northwind.example"], omar), // not asked about
		}
		first := b.get(dead[0]).is(http.StatusGone)
		first.says("h1", "This link does not open anything now")
		posted := b.post("/s/short/"+maya.String(), nil).is(http.StatusGone)
		alike := func(as answer) func(answer, string) {
			as.header.Del("Date")
			return func(a answer, what string) {
				t.Helper()
				a.header.Del("Date")
				if a.status != http.StatusGone || a.body != as.body || !equal(a.header, as.header) {
					t.Errorf("%s can be told apart: %d %v", what, a.status, a.header)
				}
			}
		}
		same, sameForm := alike(first), alike(posted)
		for _, path := range dead {
			same(b.get(path), "GET "+path)
		}
		sameForm(b.post(frontend.SurveyURL(old, maya), filled("5")), "a submission")
		sameForm(b.post(frontend.DeclineURL(old, maya), nil), "a decline")
		w.close(r)
		for _, path := range []string{frontend.LinkURL(r.tokens[annAt]), frontend.SurveyURL(r.tokens[annAt], maya), frontend.ThanksURL(r.tokens[annAt], maya)} {
			same(b.get(path), "after the close")
		}
		sameForm(b.post(frontend.SurveyURL(r.tokens[annAt], maya), filled("5")), "a late submission")
	})
}

// revoke corrects the address of somebody whose invitation was refused, so that
// the link in it is replaced.
func (w *world) revoke(email string) {
	w.t.Helper()
	person, err := w.People().ByEmail(w.ctx, email)
	w.must(err)
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	for _, letter := range letters {
		if letter.PersonID == person.ID {
			w.must(w.Outbox().Begin(w.ctx, letter.ID, *letter.Lease, 0))
			w.must(w.Outbox().Settle(w.ctx, letter.ID, *letter.Lease, models.Outcome{Fate: models.Refused, Why: "550 5.1.1 no such user"}))
			w.must(w.Cycles().FixAddress(w.ctx, "test", letter.ID, "new."+email))
		}
	}
}

func equal(a, b http.Header) bool {
	if len(a) != len(b) {
		return false
	}
	for name := range a {
		if a.Get(name) != b.Get(name) {
			return false
		}
	}
	return true
}

// Guessing is slowed down, and a good link keeps working meanwhile.
func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	b := w.browser()
	for range 60 {
		b.get("/s/" + string(w.Secret.RaterToken(uuid.New(), 1))).is(http.StatusGone)
	}
	stopped := b.get("/s/" + string(w.Secret.RaterToken(uuid.New(), 1))).is(http.StatusTooManyRequests)
	stopped.says("#main", "Please wait a minute")
	if stopped.header.Get("Retry-After") == "" {
		t.Error("nothing says how long to wait")
	}
	b.get(frontend.LinkURL(r.tokens[annAt])).is(http.StatusOK)
}

// Nothing of a rater is logged: no address, token, leader, time or route.
func TestRatersLeaveNoTrace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		token, maya := r.tokens[annAt], r.leaders[mayaAt]
		b := w.browser()
		b.get("/healthz").is(http.StatusOK)
		before := w.log.String()
		if !strings.Contains(before, "/healthz") {
			t.Fatalf("the log is not being written: %q", before)
		}
		list := b.get(frontend.LinkURL(token)).is(http.StatusOK)
		b.get(list.attr("link[rel=stylesheet]", "href")).is(http.StatusOK)
		b.post(frontend.SurveyURL(token, maya), url.Values{"c_keep": {"mine"}}).is(http.StatusUnprocessableEntity)
		b.post(frontend.SurveyURL(token, maya), filled("4")).leadsTo(frontend.ThanksURL(token, maya))
		b.get("/s/unknown").is(http.StatusGone)
		b.send("PUT", frontend.LinkURL(token), nil, nil).is(http.StatusMethodNotAllowed)
		if after := w.log.String(); after != before {
			t.Errorf("the log tells of a rater: %s", strings.TrimPrefix(after, before))
		}
	})
}

// GET and HEAD change nothing, wherever a rater's link leads.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		token, maya := r.tokens[annAt], r.leaders[mayaAt]
		b := w.browser()
		for _, path := range []string{frontend.LinkURL(token), frontend.SurveyURL(token, maya), frontend.ChooseDeclineURL(token), frontend.DeclineURL(token, maya)} {
			b.get(path + "?" + filled("5").Encode()).is(http.StatusOK)
			if head := b.send("HEAD", path, nil, nil).is(http.StatusOK); head.body != "" {
				t.Errorf("HEAD %s has a body", path)
			}
		}
		if w.state(token, maya) != models.Pending {
			t.Error("looking changed the invitation")
		}
	})
}
