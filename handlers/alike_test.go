package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// statementIn finds a statement in an entry of PostgreSQL's log.
var statementIn = regexp.MustCompile(`LOG:  (?:execute [^:]*|statement): (.*)`)

// watched serves a world from connections whose every statement PostgreSQL logs.
func watched(t *testing.T, db storetest.World) *world {
	t.Helper()
	db.LogAs(t, "log_statement", "all")
	again, err := store.Open(t.Context(), db.URL, store.Options{Secret: db.Secret, Now: db.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	db.DB = again
	return newWorld(t, db)
}

// statements are what the database was asked during an act.
func (w *world) statements(act func()) string {
	w.t.Helper()
	before := len(w.ServerLog(w.t))
	act()
	var list []string
	for _, entry := range w.ServerLog(w.t)[before:] {
		if found := statementIn.FindStringSubmatch(entry); found != nil {
			list = append(list, found[1])
		}
	}
	return strings.Join(list, "\n")
}

// TestSameWorkForWhatOpensNothing counts on the database, not on a clock:
// unknown, revoked and closed links are refused by the same statements, and so
// are unknown and revoked keys. No time can then tell them apart.
func TestSameWorkForWhatOpensNothing(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	prepared := newWorld(t, db)
	closed, open := prepared.closed(models.DefaultPolicy()), prepared.launched()
	revoked := open.tokens[benAt]
	prepared.revoke(benAt)
	key, err := prepared.APIKeys().Create(t.Context(), "test", "Old")
	prepared.must(err)
	keys, _, err := prepared.APIKeys().List(t.Context(), store.Page{Limit: 9})
	prepared.must(err)
	prepared.must(prepared.APIKeys().Revoke(t.Context(), "test", keys[0].ID))

	w := watched(t, db)
	b, maya := w.browser(), open.leaders[mayaAt]
	for what, path := range map[string]func(models.Token) string{
		"list": frontend.LinkURL, "survey": func(token models.Token) string { return frontend.SurveyURL(token, maya) },
		"API": func(token models.Token) string { return apiPrefix + "/links/" + string(token) },
	} {
		work := map[string]string{}
		for reason, token := range map[string]models.Token{
			"unknown": w.Secret.RaterToken(uuid.New(), 1), "revoked": revoked, "closed": closed.tokens[annAt], "a sign-in link": w.Secret.SignInToken(uuid.New()),
		} {
			b.get(path(token)) // the first time the driver also prepares its statement
			work[reason] = w.statements(func() { b.get(path(token)).is(http.StatusGone) })
		}
		for reason, statements := range work {
			if statements == "" || statements != work["unknown"] {
				t.Errorf("%s: a link that is %s is worked on by\n%s\nand an unknown one by\n%s", what, reason, statements, work["unknown"])
			}
		}
	}
	ask := func(key string) string {
		return w.statements(func() {
			b.send("GET", apiPrefix+"/cycles", nil, http.Header{"Authorization": {"Bearer " + key}}).is(http.StatusUnauthorized)
		})
	}
	ask("sfk_first")
	if unknown, old := ask("sfk_unknown"), ask(key); unknown == "" || unknown != old {
		t.Errorf("an unknown key is worked on by\n%s\nand a revoked one by\n%s", unknown, old)
	}
}

// TestThrottleTellsNothing: the sixth request for a known address looks like
// the first and like one for an unknown address, and leaves the same kind of trace.
func TestThrottleTellsNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		w.released(models.DefaultPolicy())
		var first answer
		for i := range 6 {
			for _, email := range []string{mayaAt, "nobody@elsewhere.example"} {
				got := w.browser().post("/signin", url.Values{"email": {email}}).leadsTo("/signin/sent")
				w.asked() // wait for the work behind it
				got.header.Del("Date")
				if first.t == nil {
					first = got
				}
				if got.body != first.body || !equal(got.header, first.header) {
					t.Errorf("request %d for %s can be told apart: %v %s", i+1, email, got.header, got.body)
				}
			}
		}
		letters := 0
		for _, row := range w.Rows(t)["letters"] {
			if strings.Contains(row, "kind=signin") {
				letters++
			}
		}
		counters := w.Rows(t)["throttles"]
		if letters != 5 || len(counters) != 2 {
			t.Errorf("%d sign-in letters, counters %q", letters, counters)
		}
		for _, row := range counters {
			if !strings.Contains(row, "count=6") || strings.Contains(row, "@") {
				t.Errorf("a counter is %s", row)
			}
		}
	})
}
