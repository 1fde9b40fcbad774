package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// hrRoutesOf lists the routes of HR as the engine knows them, so that a new one
// is in these tests from its first day.
func hrRoutesOf(t *testing.T) gin.RoutesInfo {
	t.Helper()
	engine := gin.New()
	(&site{}).hrRoutes(engine.Group(""))
	routes := engine.Routes()
	if len(routes) < 45 {
		t.Fatalf("only %d routes of HR", len(routes))
	}
	return routes
}

var parameter = regexp.MustCompile(`:(\w+)`)

// path fills the parameters of a route with what with says.
func path(route string, with func(name string) string) string {
	return parameter.ReplaceAllStringFunc(route, func(p string) string { return with(p[1:]) })
}

// TestHRDoors tries every route of HR as everybody who may not come in.
func TestHRDoors(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		hr, r := w.hr(), w.released(models.DefaultPolicy())
		stranger, leader := w.browser(), w.signIn("maya@northwind.example")
		leader.get("/reports").is(200)
		own := func(name string) string {
			if name == "id" {
				return r.id.String()
			}
			return r.leaders["maya@northwind.example"].String()
		}
		elsewhere := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}
		before := w.recorded()
		for _, route := range hrRoutesOf(t) {
			at := path(route.Path, own)
			stranger.send(route.Method, at, nil, nil).leadsTo("/signin")
			leader.send(route.Method, at, nil, nil).is(403).says("main", "for members of HR").hasNot("main form")
			if route.Method == http.MethodPost {
				hr.send("POST", at, strings.NewReader(""), elsewhere).is(403).says("main", "came from another site")
			}
		}
		if after := w.recorded(); after != before {
			t.Errorf("%d acts were recorded", after-before)
		}
	})
}

// TestHRUnknown asks every route for things that are not there.
func TestHRUnknown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		maya := r.leaders["maya@northwind.example"].String()
		for _, route := range hrRoutesOf(t) {
			if !strings.Contains(route.Path, ":") {
				continue
			}
			for _, id := range []string{"x", uuid.NewString(), "%00", "'--"} {
				at := path(route.Path, func(string) string { return id })
				b.send(route.Method, at, nil, nil).is(404).says("h1", "There is nothing here")
			}
		}
		other := frontend.CycleURL(w.draft(models.DefaultPolicy()).id, "leaders", maya) // a leader of another cycle
		for _, rest := range []string{"", "/remove"} {
			b.get(other + rest).is(404)
		}
		for _, rest := range []string{"/raters", "/remove", "/raters/" + uuid.NewString() + "/remove"} {
			b.post(other+rest, fill("email", "ann@northwind.example", "relationship", "peer")).is(404)
		}
	})
}

// wrong are the requests that the state of a cycle forbids, by the state.
var wrong = map[models.CycleState][]string{
	models.Draft: {"POST reminders", "POST remind", "POST extend", "POST raters", "GET close", "POST close", "GET release", "POST release", "GET purge", "POST purge"},
	models.Open: {"POST details", "POST dates", "POST policy", "GET delete", "POST delete", "GET import", "POST import", "GET leaders", "POST leaders",
		"GET leaders/L", "POST leaders/L/raters", "GET leaders/L/remove", "POST leaders/L/remove", "GET launch", "GET launch/mail", "POST launch", "GET release", "POST release", "GET purge", "POST purge"},
	models.Closing:  {"POST reminders", "POST details", "POST launch", "POST remind", "POST extend", "POST raters", "GET close", "POST close", "GET release", "POST release", "GET purge", "POST purge"},
	models.Closed:   {"POST reminders", "POST dates", "GET delete", "GET launch", "POST remind", "POST extend", "POST raters", "GET close", "POST close"},
	models.Released: {"POST reminders", "POST policy", "POST delete", "POST launch", "POST extend", "GET close", "POST close", "GET release", "POST release"},
}

// TestHRWrongState does everything at the wrong moment: each answer is 409 with
// the law's sentence, and the state stays.
func TestHRWrongState(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		steps := []struct {
			state models.CycleState
			on    func()
		}{
			{models.Draft, func() { w.launch(r) }},
			{models.Open, func() { w.must(w.Cycles().BeginClose(w.ctx, "test", r.id)) }},
			{models.Closing, func() { w.must(w.Cycles().WorkOut(w.ctx, r.id)) }},
			{models.Closed, func() { w.must(w.Cycles().Release(w.ctx, "test", r.id)) }},
			{models.Released, func() {}},
		}
		for _, step := range steps {
			before := w.recorded()
			for _, request := range wrong[step.state] {
				method, rest, _ := strings.Cut(request, " ")
				at := frontend.CycleURL(r.id, strings.ReplaceAll(rest, "L", r.leaders["maya@northwind.example"].String()))
				page := b.send(method, at, strings.NewReader(""), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
				if page.status != http.StatusConflict || page.text("p.lead") == "" {
					t.Errorf("%s: %s answers %d %s", step.state, request, page.status, page.text("main"))
				}
			}
			cycle, err := w.Cycles().Get(w.ctx, r.id)
			w.must(err)
			if cycle.State != step.state || w.recorded() != before {
				t.Errorf("%s became %s", step.state, cycle.State)
			}
			b.get(frontend.CycleURL(r.id)).is(200).says("h1", "Spring 2026")
			step.on()
		}
	})
}

// TestGETChangesNothing opens every page of HR, in every state, and expects the
// same record and the same state after.
func TestGETChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		own, err := w.Questionnaires().Copy(w.ctx, "test", questionnaire())
		w.must(err)
		for _, r := range []round{w.draft(models.DefaultPolicy()), w.launched(), w.closed(models.DefaultPolicy()), w.released(models.Policy{K: 3, HRMayRead: true})} {
			before, err := w.Cycles().Get(w.ctx, r.id)
			w.must(err)
			recorded := w.recorded()
			for _, route := range hrRoutesOf(t) {
				if route.Method != http.MethodGet || strings.Contains(route.Path, ":upload") || strings.Contains(route.Path, ":work") || strings.Contains(route.Path, ":key") || strings.Contains(route.Path, ":person") {
					continue
				}
				at := path(route.Path, func(name string) string {
					switch name {
					case "id":
						return r.id.String()
					case "questionnaire":
						return own.QuestionnaireID.String()
					case "version":
						return "1"
					}
					return r.leaders["maya@northwind.example"].String()
				})
				if page := b.get(at); page.status != 200 && page.status != 409 {
					t.Errorf("%s of a %s cycle answers %d", route.Path, before.State, page.status)
				}
			}
			after, err := w.Cycles().Get(w.ctx, r.id)
			w.must(err)
			if after.State != before.State || w.recorded() != recorded {
				t.Errorf("opening pages moved a cycle from %s to %s", before.State, after.State)
			}
			w.holds(frontend.CycleURL(r.id), 2, 10)
		}
	})
}

// recorded is how many acts the record holds.
func (w *world) recorded() int {
	w.t.Helper()
	n, err := w.Audit().Count(w.ctx, nil)
	w.must(err)
	return n
}

// TestHeldGroups: Omar's two peers are too few to count. No page tells how many
// of them answered, not even by the difference of two sums.
func TestHeldGroups(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		cycle := frontend.CycleURL(r.id)
		before := b.get(cycle).is(200).says("table", "Too few to count").text(".tally") + b.get("/cycles").text("li.cycle")
		w.must(w.Surveys().Submit(w.ctx, r.tokens["ann@northwind.example"], r.leaders["omar@northwind.example"], answers(3, "")))
		if after := b.get(cycle).text(".tally") + b.get("/cycles").text("li.cycle"); after != before {
			t.Errorf("an answer of a held group shows: %q became %q", before, after)
		}
		w.close(r)
		b.get(cycle).is(200).says(".tally", "answered0 of 8")
		w.must(w.Cycles().Release(w.ctx, "test", r.id))
		b.get(cycle).is(200).says(".tally", "answered0 of 8")
		b.get("/cycles").is(200)
	})
}

// TestModerationPlace: a comment leads back to the page of the list it was on.
func TestModerationPlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.closed(models.DefaultPolicy())
		remarks, err := w.Cycles().Remarks(w.ctx, r.leaders["maya@northwind.example"])
		w.must(err)
		if len(remarks) == 0 {
			t.Fatal("nobody wrote a comment")
		}
		at := frontend.CycleURL(r.id, "remarks", remarks[0].ID.String())
		b.post(at+"?after=20", fill("withheld", "yes")).leadsTo(frontend.CycleURL(r.id) + "?after=20#r-" + remarks[0].ID.String())
		b.post(at+"?after=%22x", fill("withheld", "no")).leadsTo(frontend.CycleURL(r.id) + "#r-" + remarks[0].ID.String())
		b.post(frontend.CycleURL(r.id, "remarks", uuid.NewString()), fill("withheld", "yes")).is(404)
	})
}
