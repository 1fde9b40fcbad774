package handlers

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestALeaderDeletesTheOwnReport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.released(models.Policy{K: 3, HRMayRead: true})
		maya, hr, omar := w.signIn(mayaAt), w.hr(), w.signIn(omarAt)
		report := frontend.ReportURL(r.leaders[mayaAt])
		at := frontend.DeleteReportURL(r.leaders[mayaAt])
		maya.get(report).is(200).has(`a[href="` + at + `"]`)
		hr.get(report).is(200).hasNot(`a[href="` + at + `"]`)
		for who, b := range map[string]*browser{"HR": hr, "another leader": omar} {
			if got := b.get(at).status; got != http.StatusNotFound {
				t.Errorf("%s is asked: %d", who, got)
			}
			if got := b.post(at, nil).status; got != http.StatusNotFound {
				t.Errorf("%s deletes: %d", who, got)
			}
		}
		maya.get(at).is(200).says("h1", "Delete my report of Spring 2026").says("main", "Nobody can bring it back").has(`form[method=post][action="` + at + `"]`)
		maya.get(report).is(200)
		maya.follow(maya.post(at, nil)).is(200).says("[role=status]", "Your report is deleted.").hasNot(`a[href="` + report + `"]`)
		maya.get(report).is(404)
		hr.get(report).is(404).says("main", "The leader deleted this report.")
		page := hr.get(frontend.CycleURL(r.id)).is(200).says("main", "Report deleted by the leader").hasNot(`a[href="` + report + `"]`)
		page.says(".audit", "A leader deleted the own report")
	})
}

func TestHREndsTheKeeping(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.released(models.DefaultPolicy())
		cycle, at := frontend.CycleURL(r.id), frontend.CycleURL(r.id, "purge")
		b.get(cycle).is(200).says("main", "Raters’ links, addresses and invitations are deleted on this day.").has(`a[href="`+at+`"]`, `time[datetime="2026-04-06"]`, `time[datetime="2028-03-02"]`)
		b.get(at).is(200).says("h1", "Delete the reports of this cycle").says("main", "The overview of departments stays until 2 March 2029")
		b.follow(b.post(at, nil)).is(200).says("[role=status]", "The reports of this cycle are deleted.").says("h2", "The reports are deleted").
			says(".tally", "8 of 8").hasNot(`a[href="` + at + `"]`)
		b.get(at).is(409)
		b.post(at, nil).is(409)
		w.signIn(mayaAt).get(frontend.ReportURL(r.leaders[mayaAt])).is(404)
		w.must(w.Cycles().Due(w.ctx))
		b.get(cycle).is(200).says(".tally", "8 of 8") // Omar’s two peers are too few to be told
		b.get("/cycles").is(200).says("main", "Spring 2026")
		b.get("/organisation").is(200).says("main", "Spring 2026")

		early := w.closed(models.DefaultPolicy())
		b.get(frontend.CycleURL(early.id)).is(200).has(`a[href="` + frontend.CycleURL(early.id, "purge") + `"]`)
		b.get(frontend.CycleURL(early.id, "purge")).is(200).says("main", "no leader will ever read them").says("main", "The cycle’s name, its dates and its counts stay.")
		b.follow(b.post(frontend.CycleURL(early.id, "purge"), nil)).is(200)
	})
}

func TestHRErasesAPerson(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		w.answered(r)
		find := func(email string) uuid.UUID {
			person, err := w.People().ByEmail(w.ctx, email)
			w.must(err)
			return person.ID
		}
		ann, ben := find(annAt), find(benAt) // Ann answered about both leaders, Ben about one
		counts := b.get(frontend.CycleURL(r.id)).text("section table")
		texts := map[string]string{}
		for name, id := range map[string]uuid.UUID{"Ann Ames": ann, "Ben Bauer": ben} {
			at := frontend.EraseURL(id)
			b.get("/people").is(200).has(`a[href="` + at + `"]`)
			page := b.get(at).is(200).says("h1", "Erase "+name).says("main", "Answers that were sent cannot be found")
			texts[name] = strings.NewReplacer(name, "N", strings.ToLower(strings.Fields(name)[0])+"@", "n@").Replace(page.text("main"))
			b.follow(b.post(at, nil)).is(200).says("[role=status]", "The person is erased.").hasNot(`a[href="` + at + `"]`)
			b.get(at).is(404)
		}
		if texts["Ann Ames"] != texts["Ben Bauer"] {
			t.Errorf("the page tells who answered:\n%s\n%s", texts["Ann Ames"], texts["Ben Bauer"])
		}
		if got := b.get(frontend.CycleURL(r.id)).text("section table"); got != counts {
			t.Errorf("the counts moved:\n%s\n%s", counts, got)
		}
		b.get("/audit").is(200).says("main", "erased a person on request")
		if text := b.get("/audit").text("main"); strings.Contains(text, "Ann Ames") {
			t.Error("the record names the person")
		}
		w.browser().get("/s/" + string(r.tokens[benAt])).is(410)

		if _, err := w.Members().Add(w.ctx, "test", mayaAt, "Maya Lindt"); err != nil {
			t.Fatal(err)
		}
		own := frontend.EraseURL(find("fay@northwind.example"))
		maya := w.signIn(mayaAt)
		maya.get(own).is(403).says("main", "This person is asked about you")
		maya.post(own, nil).is(403)
		w.must(w.Members().Remove(w.ctx, "test", find(mayaAt)))

		helen := find("helen@northwind.example")
		b.get(frontend.EraseURL(helen)).is(409).says("main", "is a member of HR")
		b.post(frontend.EraseURL(helen), nil).is(409)
		b.get(frontend.EraseURL(find(mayaAt))).is(200).says("main", "there will be no report")
	})
}

func TestHRIsToldOfALostKey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		b.get(frontend.CycleURL(r.id)).is(200).hasNot("[role=alert]")
		w.must(os.Remove(filepath.Join(w.KeyDir, r.id.String()+".key")))
		b.get(frontend.CycleURL(r.id)).is(200).says("[role=alert]", "The key of this cycle is missing")
		w.browser().get("/s/" + string(r.tokens[annAt])).is(200)
		w.answered(r)
		w.must(w.Cycles().BeginClose(w.ctx, "test", r.id))
		b.get(frontend.CycleURL(r.id)).is(200).says("[role=alert]", "The key of this cycle is missing")
	})
}

func TestAProgramErasesAndPurges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.released(models.DefaultPolicy())
		key, err := w.APIKeys().Create(w.ctx, "test", "Payroll")
		w.must(err)
		b := w.browser()
		send := func(method, path string) answer {
			return b.send(method, apiPrefix+path, nil, http.Header{"Authorization": {"Bearer " + key}})
		}
		dan, err := w.People().ByEmail(w.ctx, "dan@northwind.example")
		w.must(err)
		send("DELETE", "/people/"+dan.ID.String()).is(204)
		send("DELETE", "/people/"+dan.ID.String()).is(404)
		send("POST", "/cycles/"+r.id.String()+"/purge").is(202)
		send("POST", "/cycles/"+r.id.String()+"/purge").is(409)
		w.Clock.Advance(time.Second)
		entries, err := w.Audit().List(w.ctx, nil, nil, 100)
		w.must(err)
		acts := map[string]string{}
		for _, e := range entries {
			acts[e.Act] = e.Actor
		}
		for _, act := range []string{"erased a person on request", "deleted the reports of the cycle"} {
			if acts[act] == "" || acts[act] == store.ByClock {
				t.Errorf("%q was done by %q", act, acts[act])
			}
		}
	})
}
