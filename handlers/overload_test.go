package handlers

import (
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// stuck makes every question about a link wait until loose is called, by a lock
// on the real database.
func stuck(t *testing.T, db storetest.World) (loose func()) {
	t.Helper()
	tx, err := db.SQL(t).BeginTx(t.Context(), &sql.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE links IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	loose = sync.OnceFunc(func() { tx.Rollback() })
	t.Cleanup(loose)
	return loose
}

// full are answers to a form that rates everything, with words that would break
// out of a page.
func full() url.Values {
	form := url.Values{frontend.CommentField("keep"): {`She said "go on" </textarea><b>& more`}}
	for _, competency := range models.DefaultQuestionnaire().Competencies {
		for _, item := range competency.Items {
			form.Set(frontend.RatingField(item.ID), "4")
		}
	}
	return form
}

// again is the form that a page brings back, as a browser would send it.
func again(page answer) (string, url.Values) {
	page.t.Helper()
	form := url.Values{}
	for _, field := range page.find("form input[type=hidden]") {
		name, _ := attribute(field, "name")
		value, _ := attribute(field, "value")
		form.Add(name, value)
	}
	return page.attr("form[method=post]", "action"), form
}

// TestOverload fills every place with requests that the database keeps waiting.
// Others are refused quickly, with what they brought; the process still says that it
// runs; and once the database answers, what was sent back can be sent again.
func TestOverload(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	const places = 3
	w := newWorld(t, db, func(o *Options) {
		o.Limits = Limits{InFlight: places, Waiting: 2, Wait: 50 * time.Millisecond, Answer: time.Minute}
	})
	open := w.launched()
	survey := frontend.SurveyURL(open.tokens[annAt], open.leaders[mayaAt])
	loose := stuck(t, db)
	var inside sync.WaitGroup
	for range places {
		inside.Go(func() {
			if got := w.browser().get(survey); got.status != http.StatusOK {
				t.Errorf("a request that had a place got %d", got.status)
			}
		})
	}
	b, look := w.browser(), db.SQL(t)
	w.await("the places to be taken", func() bool {
		var waiting int
		w.must(look.QueryRowContext(w.ctx, "SELECT count(*) FROM pg_locks WHERE relation = 'links'::regclass AND NOT granted").Scan(&waiting))
		return waiting == places
	})
	begin := time.Now()
	for _, path := range []string{survey, "/signin", "/cycles", "/nowhere", "/api/v1/cycles"} {
		page := b.get(path).is(http.StatusServiceUnavailable)
		if page.header.Get("Retry-After") == "" || page.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s is refused with the headers %v", path, page.header)
		}
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("refusing takes %s", took)
	}
	b.get("/healthz").is(http.StatusOK)
	b.get("/readyz").is(http.StatusOK)
	refused := b.post(survey, full()).is(http.StatusServiceUnavailable)
	w.refusedTo(b, survey)
	loose()
	inside.Wait()
	to, form := again(refused)
	if to != survey || form.Encode() != full().Encode() {
		t.Fatalf("the page would send %v to %s", form, to)
	}
	b.post(to, form).leadsTo(frontend.ThanksURL(open.tokens[annAt], open.leaders[mayaAt]))
}

// await asks until something is so.
func (w *world) await(what string, so func() bool) {
	w.t.Helper()
	next, late := time.NewTicker(10*time.Millisecond), time.After(time.Minute)
	defer next.Stop()
	for !so() {
		select {
		case <-next.C:
		case <-late:
			w.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// refusedTo checks what the survey's script asks before it sends: HEAD is
// refused as well, so the script says so and leaves the form where it is.
func (w *world) refusedTo(b *browser, survey string) {
	w.t.Helper()
	b.send("HEAD", survey, nil, nil).is(http.StatusServiceUnavailable)
	cross := b.send("POST", survey, strings.NewReader("c_keep=x"), http.Header{"Origin": {"https://elsewhere.example"}, "Content-Type": {"application/x-www-form-urlencoded"}})
	if cross.status != http.StatusForbidden {
		w.t.Errorf("a form from elsewhere is brought back with %d", cross.status)
	}
}

// TestNobodyWaitsForEver lets the database keep a rater's answers waiting. They
// come back in time, to be sent again.
func TestNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	w := newWorld(t, db, func(o *Options) { o.Limits = Limits{InFlight: 10, Answer: 300 * time.Millisecond} })
	open := w.launched()
	loose := stuck(t, db)
	b, survey := w.browser(), frontend.SurveyURL(open.tokens[annAt], open.leaders[mayaAt])
	late := b.post(survey, full()).is(http.StatusServiceUnavailable)
	b.get("/api/v1/links/" + string(open.tokens[annAt])).is(http.StatusServiceUnavailable)
	loose()
	to, form := again(late)
	if form.Encode() != full().Encode() {
		t.Fatalf("the page would send %v", form)
	}
	// The machine may be slow: the second time may be late as well, and says so.
	w.await("the answers to arrive", func() bool { return b.post(to, form).status == http.StatusSeeOther })
}
