package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// asked waits until the work behind a request for a link is done, and returns
// the sign-in letters that are due.
func (w *world) asked() []models.Envelope {
	w.t.Helper()
	select {
	case <-w.woken:
	case <-time.After(20 * time.Second):
		w.t.Fatal("nobody was told that a letter is due")
	}
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
	w.must(err)
	var links []models.Envelope
	for _, e := range envelopes {
		if e.Letter.Kind == models.SignInLetter {
			links = append(links, e)
		}
	}
	return links
}

func TestSignInFromFormToConsole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		_, err := w.Members().Add(w.ctx, "test", "helen@northwind.example", "Helen Hart")
		w.must(err)
		b := w.browser()
		b.get("/").leadsTo("/signin")
		b.get("/cycles").leadsTo("/signin")
		b.get("/reports").leadsTo("/signin")
		b.get("/signin").is(http.StatusOK).has(`form[action="/signin"][method=post] input[name=email][type=email]`)

		b.post("/signin", url.Values{"email": {" Helen@Northwind.example "}}).leadsTo("/signin/sent")
		b.get("/signin/sent").is(http.StatusOK).says("h1", "Look at your inbox")
		links := w.asked()
		if len(links) != 1 || links[0].To.Email != "helen@northwind.example" || links[0].Token == "" {
			t.Fatalf("the letters are %v", links)
		}
		path := frontend.SignInLinkURL(links[0].Token)

		for range 3 { // as mail scanners do
			confirm := w.browser().get(path).is(http.StatusOK)
			confirm.has(`form[method=post][action="` + path + `"] button`)
			if text := confirm.text("main"); strings.Contains(text, "Helen") {
				t.Errorf("the page of a link names somebody: %s", text)
			}
			w.browser().send("HEAD", path, nil, nil).is(http.StatusOK)
		}
		in := b.post(path, nil).leadsTo("/cycles")
		cookie := in.header.Get("Set-Cookie")
		for _, part := range []string{"sevenfold=", "HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(cookie, part) {
				t.Errorf("the cookie %q lacks %s", cookie, part)
			}
		}
		b.get("/").leadsTo("/cycles")

		other := w.browser()
		other.post(path, nil).is(http.StatusGone).says("h1", "This sign-in link does not work any more").has(`a[href="/signin"]`)
		other.get("/").leadsTo("/signin")

		kept := b.cookie()
		b.send("GET", "/signout", nil, nil).is(http.StatusMethodNotAllowed)
		b.get("/").leadsTo("/cycles")
		b.post("/signout", nil).leadsTo("/")
		b.get("/").leadsTo("/signin")
		thief := w.browser()
		thief.set(kept)
		thief.get("/").leadsTo("/signin")
	})
}

// cookie is the session's, if the browser has one.
func (b *browser) cookie() string {
	b.t.Helper()
	at, err := url.Parse(b.base)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range b.Jar.Cookies(at) {
		if cookie.Name == "sevenfold" {
			return cookie.Value
		}
	}
	return ""
}

func (b *browser) set(session string) {
	b.t.Helper()
	at, err := url.Parse(b.base)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Jar.SetCookies(at, []*http.Cookie{{Name: "sevenfold", Value: session, Path: "/"}})
}

// A cookie that somebody knew before opens nothing after a sign-in, and its
// hash is all that the database holds of the new one.
func TestSignInRenewsTheCookie(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		w.released(models.DefaultPolicy())
		b := w.signIn(mayaAt)
		before := b.cookie()
		if before == "" {
			t.Fatal("there is no cookie")
		}
		b.post(frontend.SignInLinkURL(w.signInToken(omarAt)), nil).leadsTo("/reports")
		after := b.cookie()
		if after == before {
			t.Fatal("the cookie stayed the same")
		}
		fixed := w.browser()
		fixed.set(before)
		fixed.get("/reports").leadsTo("/signin")
		planted := w.browser()
		planted.set("chosen-by-somebody-else")
		planted.post(frontend.SignInLinkURL(w.signInToken(mayaAt)), nil).leadsTo("/reports")
		if planted.cookie() == "chosen-by-somebody-else" {
			t.Error("a planted cookie became a session")
		}
		if _, found, err := w.Sessions().FindCtx(w.ctx, after); found || err != nil {
			t.Errorf("the session is kept under its cookie (%v)", err)
		}
	})
}

func TestSignInLinkEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		w.hr()
		token := w.signInToken("helen@northwind.example")
		w.Clock.Advance(store.SignInLife)
		w.browser().post(frontend.SignInLinkURL(token), nil).is(http.StatusGone)
		w.browser().post("/signin/short", nil).is(http.StatusGone)
		w.browser().get("/signin/short").is(http.StatusGone)
	})
}

// Nobody learns from the answer, its bytes or its time who is known here.
func TestSignInAnswersAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		w.released(models.DefaultPolicy())
		_, err := w.Members().Add(w.ctx, "test", "helen@northwind.example", "Helen Hart")
		w.must(err)
		var first answer
		for i, email := range []string{"helen@northwind.example", mayaAt, annAt, "nobody@elsewhere.example"} {
			start := time.Now()
			got := w.browser().post("/signin", url.Values{"email": {email}}).leadsTo("/signin/sent")
			if took := time.Since(start); took < askTime {
				t.Errorf("%s was answered after %v", email, took)
			}
			got.header.Del("Date")
			if i == 0 {
				first = got
			}
			if got.body != first.body || !equal(got.header, first.header) {
				t.Errorf("%s can be told apart: %v %q", email, got.header, got.body)
			}
			if links := w.asked(); len(links) != map[bool]int{true: 1, false: 0}[i < 2] {
				t.Errorf("%s: %d letters", email, len(links))
			}
		}
		again := w.browser().post("/signin", url.Values{"email": {`"no address"<b>`}}).is(http.StatusUnprocessableEntity)
		again.has("input[name=email][aria-invalid=true]").hasNot("main b")
		if typed := again.attr("input[name=email]", "value"); typed != `"no address"<b>` {
			t.Errorf("%q came back", typed)
		}
	})
}

func TestSignInIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	b := w.browser()
	for range 20 {
		b.post("/signin/"+string(w.Secret.SignInToken([16]byte{1})), nil).is(http.StatusGone)
	}
	b.post("/signin/"+string(w.Secret.SignInToken([16]byte{1})), nil).is(http.StatusTooManyRequests)
	b.post("/signin", url.Values{"email": {mayaAt}}).is(http.StatusTooManyRequests)
	b.get("/signin").is(http.StatusOK)
}

// Who is deleted or loses the rights is out with the next click.
func TestRightsAreLookedUpEachTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		_, err := w.Members().Add(w.ctx, "test", "ida@northwind.example", "Ida Iversen")
		w.must(err)
		b.get("/").leadsTo("/cycles")
		helen, err := w.People().ByEmail(w.ctx, "helen@northwind.example")
		w.must(err)
		w.must(w.Members().Remove(w.ctx, "test", helen.ID))
		b.get("/").leadsTo("/reports")
		b.get("/cycles").is(http.StatusForbidden)
		b.get("/reports").is(http.StatusOK).says("main", "There is no report for you to read yet.")
	})
}

func TestReadyNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	w := newWorld(t, db)
	w.browser().get("/healthz").is(http.StatusOK)
	w.browser().get("/readyz").is(http.StatusOK)
	late := newWorld(t, db, func(o *Options) {
		o.Ready = func(context.Context) ([]string, error) { return []string{"A letter waits."}, nil }
	})
	if got := late.browser().get("/readyz").is(http.StatusOK); got.body != `{"ready":true,"problems":["A letter waits."]}` {
		t.Errorf("%s", got.body)
	}
	broken := newWorld(t, db, func(o *Options) {
		o.Ready = func(context.Context) ([]string, error) {
			return nil, errors.Join(models.Errorf(models.Impossible, "The key directory cannot be read."), errors.New("dial postgres://hunter2@db"))
		}
	})
	got := broken.browser().get("/readyz").is(http.StatusServiceUnavailable)
	if want := `{"ready":false,"problems":["The key directory cannot be read.","Something that the service needs cannot be reached. Its log says what."]}`; got.body != want {
		t.Errorf("%s", got.body)
	}
	if !strings.Contains(broken.log.String(), "hunter2") {
		t.Error("the log does not say what is wrong")
	}
}
