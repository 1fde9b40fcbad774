package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestPicker narrows the directory down, chooses a leader, and follows what the
// org chart proposes.
func TestPicker(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		chart := "email,name,manager_email,department\nada@northwind.example,Ada Low,,Sales\n" +
			"bob@northwind.example,Bob Ray,ada@northwind.example,Sales\ncyd@northwind.example,Cyd Fox,ada@northwind.example,Sales\n" +
			"dee@northwind.example,Dee Poe,bob@northwind.example,Legal\n"
		b.post(b.upload("/people/import", "people.csv", []byte(chart)).is(303).header.Get("Location"), fill("rows", "all")).leadsTo("/people")

		page := b.get(cycle+"/leaders?department=Sales").is(200).says(".head p", "3 people").has("option[selected]")
		ada, err := w.People().ByEmail(w.ctx, "ada@northwind.example")
		w.must(err)
		under := cycle + "/leaders?manager=" + ada.ID.String()
		page.has(`a[href="` + under + `"]`)
		b.get(under).is(200).says("main", "Only people who report to Ada Low").says(".head p", "2 people").says("table", "Bob Ray").says("table", "Cyd Fox")
		b.get(under+"&department=Legal").says("main", "Nobody of the directory fits")
		bob, err := w.People().ByEmail(w.ctx, "bob@northwind.example")
		w.must(err)
		b.follow(b.post(under, fill("person", bob.ID.String())).leadsTo(under)).says("[role=status]", "1 leader added").says("table", "On the list already")

		path := cycle + "/leaders/" + w.leader(cycle, "Bob Ray").ID.String()
		b.get(path).is(200).hasNot("#pr").says("main", "Asked about 1 leader")
		dee, err := w.People().ByEmail(w.ctx, "dee@northwind.example")
		w.must(err)
		b.post(path+"/raters/"+dee.ID.String()+"/remove", nil).leadsTo(path)
		page = b.get(path).is(200).says("main", "Proposed by the org chart").says("main", "Reports to the leader")
		page.has(`input[name=email][value="dee@northwind.example"]`).has(`input[name=relationship][value=report]`)
		found := b.get(path+"?q=ann").is(200).says("main", "1 person fits").says("main", "Asked about 2 leaders")
		found.has(`button[name=relationship][value=peer]`)
		b.post(path+"/raters", fill("email", "ann@northwind.example", "relationship", "peer", "q", "ann")).leadsTo(path + "?q=ann")
		b.get(path+"?q=ann").says("main", "Asked about 3 leaders").says("[aria-labelledby=ad]", "Remove Ann Ames").hasNot("button[name=relationship][value=peer]")
		b.get(path+"?q=dee").says("[aria-labelledby=ad]", "Listed above") // proposed
	})
}

// TestWhoIsAskedHowOften: the busiest come first, 25 to a page, with a gentle word.
func TestWhoIsAskedHowOften(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		b.get(cycle+"/asked").is(200).says("main", "Nobody is asked about more than 10 leaders").says("tbody th", "Ann Ames")
		var list strings.Builder
		list.WriteString(rosterHeader)
		for l := range models.ManyAsks + 1 {
			fmt.Fprintf(&list, "l%d@x.example,Leader %d,busy@x.example,Zoe Busy,peer\nl%d@x.example,Leader %d,r%d@x.example,Rater %d,report\n", l, l, l, l, l, l)
			fmt.Fprintf(&list, "l%d@x.example,Leader %d,s%d@x.example,Second %d,report\n", l, l, l, l)
		}
		b.post(b.upload(cycle+"/import", "a.csv", []byte(list.String())).is(303).header.Get("Location"), fill("rows", "all")).leadsTo(cycle)
		b.get(cycle).is(200).says("main", "One person is asked about more than ten leaders")
		page := b.get(cycle+"/asked").is(200).says("main", "One of 31 people is asked about more than 10 leaders")
		page.says("tbody th", "Zoe Busy").says("tbody td", "Asked about 11 leaders, more than an hour: a lot for one person")
		if n := len(page.find("tbody tr")); n != foundPerPage {
			t.Errorf("%d people on the first page", n)
		}
		if n := len(b.get(page.attr("a[rel=next]", "href")).find("tbody tr")); n != 6 {
			t.Errorf("%d people on the second page", n)
		}
	})
}

// TestReviewNamesTheReminders with their days, as they will be if nothing changes.
func TestReviewNamesTheReminders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle, err := w.Cycles().Get(w.ctx, r.id)
		w.must(err)
		page := b.get(frontend.CycleURL(r.id, "launch")).is(200)
		for _, days := range []int{7, 1} {
			page.says("main", cycle.ClosesAt.AddDate(0, 0, -days).Format("Monday 2 January, 15:04"))
		}
		b.post(frontend.CycleURL(r.id, "dates"), fill("closes_on", cycle.ClosesAt.Format("2006-01-02"))).is(303)
		b.get(frontend.CycleURL(r.id, "launch")).says("main", "Nobody is reminded")
	})
}

// TestReportLetterAgainByProgram sends the letter about a report again that was refused.
func TestReportLetterAgainByProgram(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.released(models.DefaultPolicy())
		p := w.program("letters")
		omar, err := w.People().ByEmail(w.ctx, "omar@northwind.example")
		w.must(err)
		path := "/leaders/" + r.leaders["omar@northwind.example"].String() + "/report/letter"
		p.send(http.MethodPost, path, nil).problem(http.StatusConflict)
		w.bury(r, omar.ID)
		p.send(http.MethodPost, path, nil).is(http.StatusAccepted)
		counts, err := w.Outbox().ReportCounts(w.ctx, r.id)
		w.must(err)
		if counts[models.Buried] != 0 {
			t.Errorf("the letters are %v", counts)
		}
		p.send(http.MethodPost, "/leaders/"+w.draft(models.DefaultPolicy()).leaders["omar@northwind.example"].String()+"/report/letter", nil).problem(http.StatusNotFound)
	})
}
