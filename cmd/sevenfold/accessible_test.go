package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// tabs is how many pages are looked at at once.
const tabs = 3

var update = flag.Bool("update", false, "write the documents and pictures that tests make")

func quotedJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings and lists of them come here
	}
	return string(text)
}

// TestEveryPageIsAccessible opens every page of the product as those who see
// it, first with nothing in the service and then with cycles in every state,
// and finds nothing wrong.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	began := time.Now()
	w := newTour(t)
	i := newInspector(w)
	w.asNewcomer(i)
	w.furnish()
	w.asAnyone()
	w.asRaters()
	w.asLeaders()
	w.asHR()
	for _, route := range w.unvisited() {
		t.Errorf("nobody came to GET %s: no page that was visited leads there; link it, or begin there in asHR and its like", route)
	}
	i.inspect(tabs)
	for _, l := range w.all {
		for _, try := range tries {
			if faults := l.found[try]; len(faults) > 0 {
				t.Errorf("%s as %s, %s:\n\t%s", l.label, l.guest.name, try, strings.Join(faults[:min(len(faults), 4)], "\n\t"))
			}
		}
	}
	w.document(t)
	t.Logf("%d pages in %s", len(w.all), time.Since(began).Round(time.Second))
}

// submit sends the first form on a page whose action ends so, whatever is in it.
func submit(action string) string {
	return fmt.Sprintf(`document.querySelector('main form[action$=%q]').submit()`, action)
}

// asNewcomer sees the pages of HR before anything is there. They are looked at
// at once, because they will not stay so.
func (w *tour) asNewcomer(i *inspector) {
	w.Helper()
	_, err := w.db.Members().Add(w.ctx, "story", "first@example.org", "Ida First")
	w.must(err)
	hr := w.guest("HR at first", "first@example.org")
	for _, path := range []string{"/cycles", "/people", "/organisation", "/questionnaires", "/audit", "/reports"} {
		w.visit(hr, path)
	}
	i.inspect(tabs)
}

func (w *tour) asAnyone() {
	anyone := w.guest("anyone", "")
	w.walk(anyone, "/", "/signin", "/signin/sent", "/signin/nothing", "/again", "/again/sent", "/docs", "/demo/hr", "/mailbox", "/mailbox/1", "/s/nothing", "/nothing/here")
	for _, path := range []string{"/signin", "/again"} {
		w.add(&look{guest: anyone, label: path + " (sent empty)", path: path, does: submit(path)})
	}
}

func (w *tour) asRaters() {
	for _, as := range [][2]string{{"rater, peer", "p1@example.org"}, {"rater, manager", "boss@example.org"}, {"rater, self", "ada@example.org"}} {
		rater, email := w.guest(as[0], ""), as[1]
		link := w.links[email]
		w.walk(rater, link)
		list, err := w.visitor.open(w.ctx, w.base+link)
		w.must(err)
		form := link + "/" + list.Leaders[0].ID
		w.walk(rater, form, form+"/decline")
		w.add(&look{guest: rater, label: "/s/:token/:leader (sent empty)", path: form, does: submit(list.Leaders[0].ID)})
	}
	link := w.links["p2@example.org"]
	w.must(w.visitor.answerAll(w.ctx, w.base+link))
	list, err := w.visitor.open(w.ctx, w.base+link)
	w.must(err)
	w.walk(w.guest("rater, done", ""), link, link+"/"+list.Leaders[0].ID+"/thanks")
}

func (w *tour) asLeaders() {
	refused := w.guest("leader, refused", "esra.iyer@northwind.example")
	w.visit(refused, "/")
	w.visit(refused, "/cycles")
	for _, as := range [][2]string{{"leader", "maya.chen@northwind.example"}, {"leader with few", "ben@example.org"}, {"leader with none", "cleo@example.org"}} {
		name := as[0]
		g := w.guest(name, as[1])
		w.walk(g, "/reports")
		for _, l := range w.all {
			if l.guest.name == name && w.routeOf(l.path) == "/reports/:leader" {
				w.visit(g, l.path+"/report.json") // for programs: no page leads there
			}
		}
	}
}

func (w *tour) asHR() {
	hr := w.guest("HR", "hr@example.org")
	draft := "/cycles/" + w.in(models.Draft)
	good := storyHead + "dan@example.org,Dan New,2026-01-01,new@example.org,Nina New,peer\n"
	starts := []string{"/cycles", "/organisation", "/people", "/members", "/apikeys", "/audit",
		w.upload(hr, draft+"/import", good), w.upload(hr, draft+"/import", good+"nobody,,,at all,,friend\n"),
		w.upload(hr, "/people/import", "email,name\nnora@northwind.example,Nora Nord\nnobody,Nobody\n"),
		draft + "/works/" + w.work(hr, draft), "/people/works/" + w.work(hr, "/people")}
	starts = append(starts, w.questionnaire(hr)...)
	for id := range w.state {
		starts = append(starts, "/cycles/"+id)
	}
	w.walk(hr, starts...)
	for path, action := range map[string]string{"/cycles/new": "/cycles/new", draft + "/import": "/import", "/members": "/members", "/apikeys": "/apikeys"} {
		w.add(&look{guest: hr, label: w.label(w.routeOf(path), path, "sent empty"), path: path, does: submit(action)})
	}
	w.add(&look{guest: hr, label: "/apikeys (with a new key)", path: "/apikeys",
		does: `document.querySelector('main input[name=name]').value = 'Payroll'; ` + submit("/apikeys")})
}
