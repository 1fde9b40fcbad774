package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// leave sends every letter that is due and returns their envelopes.
func (w *world) leave() []models.Envelope {
	w.t.Helper()
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
	w.must(err)
	for _, letter := range letters {
		w.must(w.Outbox().Begin(w.ctx, letter.ID, *letter.Lease, 0))
		w.must(w.Outbox().Settle(w.ctx, letter.ID, *letter.Lease, models.Outcome{Fate: models.Delivered}))
	}
	return envelopes
}

// behind waits until the work behind a request is done, and returns the letters it queued.
func (w *world) behind() []models.Envelope {
	w.t.Helper()
	select {
	case <-w.woken:
	case <-time.After(20 * time.Second):
		w.t.Fatal("nobody was told that a letter is due")
	}
	return w.leave()
}

// A rater who lost the mail gets the same link by mail. Nobody learns from the
// answer, its bytes or its time who was asked, and HR not even that somebody did.
func TestAgainAnswersAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		hr, r := w.hr(), w.launched()
		w.leave()
		done := r.tokens["cem@northwind.example"]
		w.must(w.Surveys().Submit(w.ctx, done, r.leaders[mayaAt], answers(4, "")))
		w.browser().get("/again").is(http.StatusOK).has(`form[method=post][action="/again"] input[name=email][type=email]`)
		before := hr.get(frontend.CycleURL(r.id)).is(http.StatusOK).text("main")
		acts := w.recorded()

		var first answer
		for i, test := range []struct {
			email string
			mails int
		}{
			{annAt, 1}, {"cem@northwind.example", 0}, {"nobody@elsewhere.example", 0}, {"helen@northwind.example", 0},
			{" Ann@Northwind.example ", 1}, {annAt, 1}, {annAt, 0}, // throttled
		} {
			start := time.Now()
			got := w.browser().post("/again", url.Values{"email": {test.email}}).leadsTo("/again/sent")
			if took := time.Since(start); took < askTime {
				t.Errorf("%s was answered after %v", test.email, took)
			}
			got.header.Del("Date")
			if i == 0 {
				first = got
			}
			if got.body != first.body || !equal(got.header, first.header) {
				t.Errorf("%s can be told apart: %v %q", test.email, got.header, got.body)
			}
			mails := w.behind()
			if len(mails) != test.mails {
				t.Fatalf("request %d, %s: %d letters, want %d", i, test.email, len(mails), test.mails)
			}
			if len(mails) == 1 && (mails[0].Token != r.tokens[annAt] || mails[0].To.Email != annAt || mails[0].Letter.Kind != models.AgainLetter) {
				t.Errorf("the letter is %+v", mails[0])
			}
		}
		sent := w.browser().get("/again/sent").is(http.StatusOK).says("main", "If we know this address")
		for _, page := range []answer{first, sent} {
			for who, token := range r.tokens {
				if strings.Contains(page.body, string(token)) {
					t.Errorf("a page shows the link of %s", who)
				}
			}
		}
		if after := hr.get(frontend.CycleURL(r.id)).text("main"); after != before || w.recorded() != acts {
			t.Errorf("HR sees that somebody asked: %q became %q", before, after)
		}
		if log := w.log.String(); strings.Contains(log, "/again ") || strings.Contains(log, "route=/again\n") || strings.Contains(log, annAt) {
			t.Errorf("the log tells that somebody asked:\n%s", log)
		}
		w.close(r)
		w.browser().post("/again", url.Values{"email": {"ben@northwind.example"}}).leadsTo("/again/sent")
		if mails := w.behind(); len(mails) != 0 {
			t.Errorf("%d letters of a closed cycle", len(mails))
		}
	})
}

func TestAgainTakesFormsOfItsOwnOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.launched()
	b := w.browser()
	elsewhere := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}
	b.send("POST", "/again", strings.NewReader("email="+url.QueryEscape(annAt)), elsewhere).is(http.StatusForbidden)
	again := b.post("/again", url.Values{"email": {`"no address"<b>`}}).is(http.StatusUnprocessableEntity)
	again.has("input[name=email][aria-invalid=true]").hasNot("main b")
	if typed := again.attr("input[name=email]", "value"); typed != `"no address"<b>` {
		t.Errorf("%q came back", typed)
	}
	b.post("/again", url.Values{"email": {strings.Repeat("x", formLimit)}}).is(http.StatusRequestEntityTooLarge)
	for range 20 {
		b.post("/again", url.Values{"email": {""}})
	}
	b.post("/again", url.Values{"email": {annAt}}).is(http.StatusTooManyRequests)
	b.get("/again").is(http.StatusOK)
	w.browser().get(frontend.LinkURL(w.Secret.RaterToken([16]byte{1}, 1))).is(http.StatusGone).has(`a[href="/again"]`)
}
