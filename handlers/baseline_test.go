package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Every answer of every page carries the headers that keep it private, whatever
// its status.
func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.released(models.DefaultPolicy())
	open := w.launched()
	token, maya := open.tokens[annAt], open.leaders[mayaAt]
	leader, stranger := w.signIn(mayaAt), w.browser()
	for path, b := range map[string]*browser{
		"/": stranger, "/healthz": stranger, "/readyz": stranger, "/signin": stranger, "/signin/sent": stranger,
		"/signin/" + string(token): stranger, "/nothing": stranger, "/static/nothing.css": stranger, "/mailbox": stranger,
		"/reports": leader, frontend.ReportURL(r.leaders[mayaAt]): leader, frontend.ReportDataURL(r.leaders[mayaAt]): leader,
		"/cycles": leader, "/s/dead": stranger, frontend.LinkURL(token): stranger, frontend.SurveyURL(token, maya): stranger,
		frontend.DeclineURL(token, maya): stranger, frontend.ChooseDeclineURL(token): stranger, frontend.ThanksURL(token, maya): stranger,
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT"} {
			if method == "POST" && b == leader {
				continue
			}
			a := b.send(method, path, nil, nil)
			for name, want := range map[string]string{
				"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
				"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin",
				"Strict-Transport-Security": "",
			} {
				if got := a.header.Get(name); got != want {
					t.Errorf("%s %s (%d): %s is %q", method, path, a.status, name, got)
				}
			}
			if got := a.header.Get("Set-Cookie"); b == stranger && got != "" {
				t.Errorf("%s %s sets a cookie for somebody who did not sign in: %s", method, path, got)
			}
		}
	}
}

// Rater pages neither read nor set a cookie, even for somebody who is signed in.
func TestRatersHaveNoSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	token, maya := r.tokens[mayaAt], r.leaders[mayaAt]
	b := w.signIn(mayaAt)
	for _, a := range []answer{b.get(frontend.LinkURL(token)), b.get(frontend.SurveyURL(token, maya)),
		b.post(frontend.SurveyURL(token, maya), filled("4")), b.get(frontend.ThanksURL(token, maya))} {
		if a.header.Get("Set-Cookie") != "" || strings.Contains(a.text("body"), "Signed in as") || strings.Contains(a.header.Get("Vary"), "Cookie") {
			t.Errorf("a rater's page knows of the session: %v", a.header)
		}
	}
}

func TestSecureByHTTPS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t), func(o *Options) { o.BaseURL = "https://feedback.example" })
	_, err := w.Members().Add(w.ctx, "test", "helen@northwind.example", "Helen Hart")
	w.must(err)
	in := w.browser().post(frontend.SignInLinkURL(w.signInToken("helen@northwind.example")), nil).leadsTo("/cycles")
	if !strings.Contains(in.header.Get("Set-Cookie"), "Secure") || in.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%v", in.header)
	}
}

// What another site makes a browser send is not carried out.
func TestOtherSitesCannotAct(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	w.hr()
	token, maya := r.tokens[annAt], r.leaders[mayaAt]
	signIn := frontend.SignInLinkURL(w.signInToken("helen@northwind.example"))
	b := w.browser()
	for _, foreign := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}} {
		foreign.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, path := range []string{frontend.SurveyURL(token, maya), frontend.DeclineURL(token, maya), signIn, "/signin", "/signout"} {
			a := b.send("POST", path, strings.NewReader(filled("5").Encode()), foreign).is(http.StatusForbidden)
			a.says("main", "This request came from another site")
		}
	}
	if w.state(token, maya) != models.Pending {
		t.Error("another site answered a survey")
	}
	b.send("POST", signIn, nil, http.Header{"Sec-Fetch-Site": {"same-origin"}}).leadsTo("/cycles")
}

func TestBodiesHaveALimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	token, maya := r.tokens[annAt], r.leaders[mayaAt]
	form := filled("4")
	form.Set("c_keep", strings.Repeat("x", formLimit))
	w.browser().post(frontend.SurveyURL(token, maya), form).is(http.StatusRequestEntityTooLarge).says("main", "Nothing was kept")
	w.browser().post("/signin", form).is(http.StatusRequestEntityTooLarge)
	w.browser().send("POST", frontend.SurveyURL(token, maya), strings.NewReader("q1a=%zz"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}).
		is(http.StatusUnprocessableEntity)
	if w.state(token, maya) != models.Pending {
		t.Error("something was stored")
	}
}

func TestAssetsAreKeptForGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	b := w.browser()
	page := b.get("/signin")
	sheet := page.attr("link[rel=stylesheet]", "href")
	a := b.get(sheet).is(http.StatusOK)
	if a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.header.Get("Content-Type") != "text/css; charset=utf-8" || a.body == "" {
		t.Errorf("%v", a.header)
	}
	if script := page.attr("script[src]", "src"); b.get(script).is(http.StatusOK).header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%s is no script", script)
	}
	b.get("/static/app.css").is(http.StatusNotFound)
	b.get("/static/..%2fgo.mod").is(http.StatusNotFound)
}

func TestUnknownAddressesAndVerbs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	b := w.browser()
	b.get("/nothing/here").is(http.StatusNotFound).says("h1", "There is nothing here")
	b.get("/signin/").is(http.StatusNotFound)
	a := b.send("DELETE", "/signin", nil, nil).is(http.StatusMethodNotAllowed)
	if allowed := a.header.Get("Allow"); !strings.Contains(allowed, "POST") {
		t.Errorf("Allow is %q", allowed)
	}
	for path, status := range map[string]int{"/api/v1/nothing": http.StatusNotFound, "/api/v1/cycles": http.StatusMethodNotAllowed} {
		a := b.send("DELETE", path, nil, nil).is(status)
		if kind := a.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
			t.Errorf("programs get %s from %s", kind, path)
		}
	}
}

// What goes wrong inside is told in general words with a reference; the log has
// the rest, and nothing of who asked.
func TestInternalErrorsStayInside(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		token, maya := r.tokens[annAt], r.leaders[mayaAt]
		w.must(w.DB.Close())
		a := w.browser().post(frontend.SurveyURL(token, maya), filled("4")).is(http.StatusInternalServerError)
		reference := a.text("code")
		if len(reference) != 8 || !strings.Contains(w.log.String(), reference) {
			t.Errorf("the reference %q is not in the log: %s", reference, w.log)
		}
		if strings.Contains(a.body, "database") || strings.Contains(a.body, "closed") {
			t.Errorf("the page tells what is inside: %s", a.text("main"))
		}
		for _, secret := range []string{string(token), maya.String(), "127.0.0.1"} {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("the log holds %s", secret)
			}
		}
		w.browser().get("/readyz").is(http.StatusServiceUnavailable)
		w.browser().get("/healthz").is(http.StatusOK)
	})
}

// Days and times are those of the organisation's zone.
func TestDatesAreReadInOneZone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t), func(o *Options) { o.Location = time.FixedZone("EAST", 16*3600) })
	open := w.launched()
	if text := w.browser().get(frontend.LinkURL(open.tokens[annAt])).is(http.StatusOK).text("main"); !strings.Contains(text, "17 March") || strings.Contains(text, "16 March") {
		t.Errorf("the list names another day: %s", text)
	}
	r := w.released(models.DefaultPolicy())
	leader := w.signIn(mayaAt)
	leader.get("/reports").says("main", "Released on 3 March 2026")
	leader.get(frontend.ReportURL(r.leaders[mayaAt])).says(".kicker", "released 3 March 2026")
}
