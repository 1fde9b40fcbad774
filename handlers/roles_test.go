package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

const whoMayIntro = `# Who may do what

This page is written by a test that tries every route of the service as everybody below, on SQLite and on PostgreSQL
(` + "`go test ./handlers -run EveryRoute`" + `; with ` + "`-update`" + ` it writes the page anew). A route without a row fails the test.
A GET or HEAD changes nothing in the database, and neither does a refused request of any kind.

Cells: **yes** shown or carried out (a form that is wrong comes back) · **sign in** led to the sign-in page · **no** 403 ·
**needs key** 401 · **dead link** 410, the same page for every link that opens nothing · **nothing** 404, as for what never was.

Who tries:

`

// seen is words that an answer may hold, and what they stand for.
type seen struct {
	what  string
	texts []string
}

func names(what string, people ...string) seen {
	s := seen{what: what}
	for _, person := range people {
		first, _, _ := strings.Cut(person, " ")
		s.texts = append(s.texts, person, strings.ToLower(first)+"@northwind.example")
	}
	return s
}

func (s seen) and(o seen) seen { return seen{s.what + "; " + o.what, slices.Concat(s.texts, o.texts)} }

var (
	colleagues = []string{"Ann Ames", "Ben Bauer", "Dan Dorn", "Eva Ende"}
	ratersAll  = names("a rater's name or address", append(colleagues, "Cem Can", "Fay Frost")...)
	leadersAll = names("a leader's name", "Maya Lindt", "Omar Okoye")
	comments   = seen{"a comment", []string{"ann wrote this", "ben wrote this", "boss wrote this"}}
	cycleName  = seen{"the name of a cycle", []string{"Spring 2026"}}
	stranger   = ratersAll.and(leadersAll).and(comments).and(cycleName)
	tokens     = "any link, session or key but the own"
)

// views says what the answers of each role hold somewhere, so that the search
// is known to find it, and what none of them holds. Tokens are searched for too.
var views = [roles]struct{ sees, never seen }{
	nobody:       {never: stranger},
	rater:        {leadersAll, names("another rater's name or address", colleagues...).and(comments)},
	otherRater:   {leadersAll, names("another rater's name or address", colleagues...).and(comments)},
	leader:       {seen{"the own report: comments without a group, the manager's by name", []string{"ann wrote this", "Bo Sander"}}, names("a rater's name or address, except the manager's name", append(colleagues, "Cem Can", "Fay Frost")...)},
	otherLeader:  {names("the own name", "Omar Okoye"), ratersAll.and(comments).and(names("the first leader", "Maya Lindt"))},
	hrMember:     {names("who is asked", "Ann Ames").and(seen{"comments before release, mixed", []string{"ann wrote this"}}), seen{what: tokens}},
	program1:     {names("the directory", "Ann Ames").and(seen{"comments before release, mixed", []string{"ann wrote this"}}), seen{what: tokens}},
	revokedKey:   {never: stranger},
	endedSession: {never: stranger},
	usedSignIn:   {never: stranger},
	closedLink:   {never: stranger},
}

// everyRoute lists the routes as the engine knows them, the demo's included.
func everyRoute(t *testing.T, db storetest.World) []string {
	t.Helper()
	engine := gin.New()
	s := &site{Options: Options{DB: db.DB, Log: slog.New(slog.DiscardHandler), Version: "test", Demo: &Demo{}}}
	if err := s.routes(engine); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range engine.Routes() {
		list = append(list, r.Method+" "+r.Path)
	}
	if len(list) < 100 {
		t.Fatalf("the engine knows %d routes only", len(list))
	}
	return list
}

func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db, func(o *Options) { o.TrustedProxies = []string{"127.0.0.0/8", "::1/128"} })
		h := w.house()
		ruled := map[string]bool{}
		for _, part := range table {
			for _, rule := range part.rules {
				route, _, _ := strings.Cut(rule.route, ",")
				ruled[route] = true
			}
		}
		routes := everyRoute(t, db)
		for _, route := range routes {
			if !ruled[route] {
				t.Errorf("%s has no row in the table of who may do what (roles_table_test.go)", route)
			}
			delete(ruled, route)
		}
		for route := range ruled {
			t.Errorf("the table names %s, which is no route", route)
		}
		before := w.Rows(t)
		h.walk(func(r rule, role int) bool { return strings.HasPrefix(r.route, "GET") || r.may[role] != opens })
		if changed := w.Rows(t).Since(before); len(changed) > 0 {
			t.Errorf("looking and being refused changed %v", changed)
		}
		h.walk(func(r rule, role int) bool { return !strings.HasPrefix(r.route, "GET") && r.may[role] == opens })
		h.checkSeen()
		t.Logf("%d routes × %d roles, %d requests", len(routes), roles, h.sent)
	})
}

func TestWhoMayIsTheTable(t *testing.T) {
	t.Parallel()
	const golden = "../docs/who-may.md"
	got := markdown()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got != read(t, golden) {
		t.Error("docs/who-may.md is not the table that is tested; look at the difference and run: go test ./handlers -run WhoMay -update")
	}
}

// walk sends every request of the table that wanted chooses, and compares.
func (h *house) walk(wanted func(rule, int) bool) {
	h.t.Helper()
	for _, part := range table {
		for _, rule := range part.rules {
			for role := range roles {
				if wanted(rule, role) {
					h.try(rule, role)
				}
			}
		}
	}
}

// try sends one request as a role, and the same as HEAD where it is a GET.
func (h *house) try(r rule, role int) {
	h.t.Helper()
	route, _, _ := strings.Cut(r.route, ",")
	method, pattern, _ := strings.Cut(route, " ")
	at := h.address(pattern, h.place(r, role), role)
	got := h.send(method, at, role)
	if s := sightOf(got); s != r.may[role] {
		h.t.Errorf("%s as %s (%s): %s (%d %s), the table says %s", r.route, roleNames[role][0], at, s, got.status, got.header.Get("Location"), r.may[role])
	}
	h.look(r, role, at, got.body)
	if method == http.MethodGet {
		head := h.send(http.MethodHead, at, role)
		if head.status != got.status || head.body != "" {
			h.t.Errorf("HEAD %s as %s: %d with %d bytes, GET answers %d", at, roleNames[role][0], head.status, len(head.body), got.status)
		}
	}
}

// sightOf sorts an answer by its status.
func sightOf(a answer) sight {
	switch {
	case a.status == http.StatusSeeOther && a.header.Get("Location") == "/signin":
		return door
	case a.status == http.StatusForbidden:
		return notHR
	case a.status == http.StatusUnauthorized:
		return keyless
	case a.status == http.StatusGone:
		return dead
	case a.status == http.StatusNotFound:
		return nothing
	case a.status == http.StatusTooManyRequests, a.status >= http.StatusInternalServerError:
		return sight(fmt.Sprint("status ", a.status))
	}
	return opens
}

// look searches an answer for what its reader must not see.
func (h *house) look(r rule, role int, at, body string) {
	h.t.Helper()
	for _, text := range views[role].never.texts {
		if strings.Contains(body, text) {
			h.t.Errorf("%s as %s (%s) shows %q", r.route, roleNames[role][0], at, text)
		}
	}
	for _, secret := range h.secrets {
		if strings.Contains(body, secret.text) && !strings.Contains(at, secret.text) {
			h.t.Errorf("%s as %s (%s) shows %s", r.route, roleNames[role][0], at, secret.what)
		}
	}
	if role == hrMember || role == program1 {
		for _, text := range comments.texts {
			if strings.Contains(body, text) && r.on != "closed" && r.on != "shared" {
				h.t.Errorf("%s as %s shows the comment %q", r.route, roleNames[role][0], text)
			}
		}
	}
	for _, text := range views[role].sees.texts {
		if strings.Contains(body, text) {
			h.found[role][text] = true
		}
	}
}

// checkSeen makes sure that what each role may see was found somewhere: a
// search that finds nothing proves nothing.
func (h *house) checkSeen() {
	h.t.Helper()
	for role, v := range views {
		sees := v.sees.texts
		if role == rater || role == otherRater || role == leader || role == otherLeader {
			sees = slices.DeleteFunc(slices.Clone(sees), func(text string) bool { return strings.Contains(text, "@") }) // they see names
		}
		if role == otherRater {
			sees = []string{"Maya Lindt"} // the one whom that link asks about
		}
		if role == rater {
			sees = []string{"Maya Lindt"}
		}
		for _, text := range sees {
			if !h.found[role][text] {
				h.t.Errorf("%s never saw %q", roleNames[role][0], text)
			}
		}
	}
}

// maya is the leader whose feedback the roles ask for.
func (r round) maya() string { return r.leaders[mayaAt].String() }

var sharedPolicy = models.Policy{K: models.DefaultPolicy().K, HRMayRead: true}
