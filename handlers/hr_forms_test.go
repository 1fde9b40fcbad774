package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestNewCycleAgain sends everything that a form may hold wrongly and expects
// every fault at its field, with what was typed.
func TestNewCycleAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		page := b.post("/cycles/new", fill("name", " \n", "closes_on", "31.12.2026", "contact_name", "<script>alert(1)</script>",
			"contact_email", "nowhere", "k", "two", "small", "neither", "readers", "all"))
		page.is(422).says(".errors", "Six things need a change")
		page.says("#k-fault", "from 3 to 10").says("#closes_on-fault", "not a day").says("#name-fault", "Give the cycle a name").says("#contact_email-fault", "@")
		page.has(`input[value="31.12.2026"]`, `input[value=two]`, `input[value=nowhere]`, `input[value="<script>alert(1)</script>"]`).hasNot("main script")
		b.post("/cycles/new", nil).is(422).says(".errors", "things need a change")
		b.post("/cycles/new", fill("name", "X", "k", "3", "small", "merge", "readers", "hr", "closes_on", "2026-02-31",
			"contact_name", "H", "contact_email", "h@x.example")).is(422).says(".errors", "One thing needs a change").says("#closes_on-fault", "not a day")
		list, err := w.Cycles().List(w.ctx, nil, 10)
		w.must(err)
		if len(list) != 0 {
			t.Errorf("%d cycles were made of faulty forms", len(list))
		}
	})
}

func TestDraftForms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		before, err := w.Cycles().Get(w.ctx, r.id)
		w.must(err)

		b.post(cycle+"/details", fill("name", "", "contact_name", "Helen\r\nBcc: all@x.example", "contact_email", "a@b\r\nBcc: c@d.example")).
			is(422).says("#name-fault", "name").has("#contact_email-fault")
		b.post(cycle+"/details", fill("name", "Spring", "contact_name", "Helen", "contact_email", "")).is(422).has("#contact_email-fault")
		b.post(cycle+"/dates", fill("closes_on", "")).is(422).says("#closes_on-fault", "Choose the day")
		b.post(cycle+"/dates", fill("closes_on", "tomorrow", "opens_on", "soon")).is(422).has("#closes_on-fault", "#opens_on-fault", "input[value=tomorrow]", "input[value=soon]")
		b.post(cycle+"/dates", fill("closes_on", "yesterday", "opens_on", "2026-03-01")).is(422).says("#closes_on-fault", "not a day").says("#opens_on-fault", "is past").says(".errors", "Two things")
		b.post(cycle+"/dates", fill("closes_on", "2026-03-10", "opens_on", "2026-03-11")).is(422).says("#opens_on-fault", "after it closes")
		b.post(cycle+"/dates", fill("closes_on", "2026-03-10", "opens_on", "2026-03-02")).is(422).says("#opens_on-fault", "is past")
		b.post(cycle+"/policy", fill("k", "2", "small", "merge", "readers", "leader")).is(422).has("#k-fault", `input[name=k][value="2"]`)
		b.post(cycle+"/policy", fill("k", "99999999999999999999", "small", "merge", "readers", "leader")).is(422).has("#k-fault")
		after, err := w.Cycles().Get(w.ctx, r.id)
		w.must(err)
		if after.Name != before.Name || after.Policy != before.Policy || !after.ClosesAt.Equal(*before.ClosesAt) || after.OpensAt != nil {
			t.Errorf("faulty forms changed the draft: %+v", after)
		}

		b.post(cycle+"/details", fill("name", "Spring\r\nSubject: hello", "contact_name", "Ada  Low", "contact_email", "ADA@x.example")).leadsTo(cycle)
		b.post(cycle+"/dates", fill("closes_on", "2026-04-01", "opens_on", "2026-03-03")).leadsTo(cycle)
		b.post(cycle+"/policy", fill("k", "4", "small", "leave_out", "readers", "hr")).leadsTo(cycle)
		got, err := w.Cycles().Get(w.ctx, r.id)
		w.must(err)
		if got.Name != "Spring Subject: hello" || got.Contact != (models.Contact{Name: "Ada Low", Email: "ada@x.example"}) ||
			got.Policy != (models.Policy{K: 4, DropSmall: true, HRMayRead: true}) || got.OpensAt.Format("02 15:04") != "03 09:00" {
			t.Errorf("saved as %+v", got)
		}
	})
}

func TestRaterForms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		path := cycle + "/leaders/" + r.leaders["maya@northwind.example"].String()
		for _, c := range []struct{ email, as, at, words string }{
			{"", "peer", "#email-fault", "missing"},
			{"ann", "peer", "#email-fault", "@"},
			{"nobody@northwind.example", "peer", "#email-fault", "Nobody in the directory"},
			{"ann@northwind.example", "", "#relationship-fault", "Use self, manager, peer or report"},
			{"ann@northwind.example", "friend", "#relationship-fault", "Use self, manager, peer or report"},
			{"ann@northwind.example", "self", "#relationship-fault", "Only the leader"},
			{"maya@northwind.example", "peer", "#relationship-fault", "leader's own address"},
		} {
			b.post(path+"/raters", fill("email", c.email, "relationship", c.as)).is(422).says(c.at, c.words).has(`input[name=email][value="` + c.email + `"]`)
		}
		w.holds(cycle, 2, 10)

		b.post(cycle+"/leaders", nil).is(422).says(".errors", "Nobody was ticked")
		b.post(cycle+"/leaders", fill("person", "x")).is(404)
		b.post(cycle+"/leaders", fill("person", uuid.NewString())).is(404)
		b.get(cycle+"/leaders?q=%25").is(200).says("main", "Nobody of the directory fits")
		bo, err := w.People().ByEmail(w.ctx, "boss@northwind.example")
		w.must(err)
		b.get(cycle + "/leaders?q=bo").is(200).has(`input[value="` + bo.ID.String() + `"]`)
		b.follow(b.post(cycle+"/leaders", fill("person", bo.ID.String()))).says("[role=status]", "1 leader added")
		w.holds(cycle, 3, 11)
		gone := cycle + "/leaders/" + w.leader(cycle, "Bo Sander").ID.String() + "/remove"
		b.get(gone).is(200).says("h1", "Remove Bo Sander")
		w.holds(cycle, 3, 11)
		b.post(gone, nil).leadsTo(cycle)
		w.holds(cycle, 2, 10)
		b.post(gone, nil).is(404)
	})
}

func TestOpenForms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		cycle, maya := frontend.CycleURL(r.id), r.leaders["maya@northwind.example"].String()
		b.post(cycle+"/extend", nil).is(422).says("#closes_on-fault", "Choose the new day")
		b.post(cycle+"/extend", fill("closes_on", "never")).is(422).has("input[value=never]", "#closes_on-fault")
		b.post(cycle+"/extend", fill("closes_on", "2030-01-01")).is(422).says("#closes_on-fault", "180 days")
		b.post(cycle+"/raters", fill("leader", "", "email", "gus@x.example")).is(422).has("#leader-fault", `input[value="gus@x.example"]`)
		b.post(cycle+"/raters", fill("leader", uuid.NewString(), "email", "gus@x.example")).is(404)
		b.post(cycle+"/raters", fill("leader", maya, "email", "gus@x.example", "relationship", "peer")).is(422).says("#email-fault", "Nobody in the directory")
		b.post(cycle+"/raters", fill("leader", maya, "email", "gus@x.example", "name", strings.Repeat("g", 500), "relationship", "peer")).is(422).has("#name-fault")
		b.post(cycle+"/raters", fill("leader", maya, "email", "gus@x.example", "name", "Gus", "relationship", "friend")).is(422).has("#relationship-fault")
		if _, err := w.People().ByEmail(w.ctx, "gus@x.example"); models.KindOf(err) != models.NotFound {
			t.Errorf("a refused form left a person behind: %v", err)
		}
		w.holds(cycle, 2, 10)
	})
}

// TestExtendTells: everybody who has not answered gets the new date, and nobody else.
func TestExtendTells(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		maya, omar := r.leaders["maya@northwind.example"], r.leaders["omar@northwind.example"]
		w.must(w.Surveys().Submit(w.ctx, r.tokens["dan@northwind.example"], maya, answers(4, "")))
		w.must(w.Surveys().Submit(w.ctx, r.tokens["ann@northwind.example"], omar, answers(4, ""))) // and still to answer about Maya
		w.asleep()
		for _, day := range []string{"2026-03-20", "2026-03-21"} {
			b.post(frontend.CycleURL(r.id, "extend"), fill("closes_on", day)).is(303)
		}
		w.woke()
		letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
		w.must(err)
		envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
		w.must(err)
		told := map[string]int{}
		for _, e := range envelopes {
			if e.Letter.Kind == models.ExtendedLetter {
				told[e.To.Email]++
			}
		}
		if len(told) != 7 || told["ann@northwind.example"] != 2 || told["dan@northwind.example"] != 0 {
			t.Errorf("the new dates went to %v", told)
		}
	})
}

func TestFixAddress(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		cycle := frontend.CycleURL(r.id)
		letter := w.refuse("fay@northwind.example")
		page := b.get(cycle).is(200).says("h2", "One invitation to look after").says("main", "This address does not exist.")
		path := cycle + "/letters/" + letter.String() + "/address"
		page.has(`form[action="` + path + `"] input[name=email]`)
		b.post(path, fill("email", "fay at home")).is(422).has(`input[value="fay at home"]`, "#email-"+letter.String()+"-fault")
		b.post(path, fill("email", "ann@northwind.example")).is(422).says("#email-"+letter.String()+"-fault", "Somebody else")
		w.asleep()
		b.follow(b.post(path, fill("email", "fay.frost@northwind.example"))).says("[role=status]", "on its way again").hasNot(`form[action="` + path + `"]`)
		w.woke()
		b.post(path, fill("email", "fay@x.example")).is(409)
		b.post(cycle+"/letters/"+uuid.NewString()+"/address", fill("email", "fay@x.example")).is(404)
		b.post(cycle+"/letters/x/address", fill("email", "fay@x.example")).is(404)
	})
}

// refuse lets the mail server refuse the letter to an address.
func (w *world) refuse(email string) uuid.UUID {
	w.t.Helper()
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
	w.must(err)
	for _, e := range envelopes {
		if e.To.Email == email {
			w.must(w.Outbox().Begin(w.ctx, e.Letter.ID, *e.Letter.Lease, time.Minute))
			w.must(w.Outbox().Settle(w.ctx, e.Letter.ID, *e.Letter.Lease, models.Outcome{Fate: models.Refused, Why: "550 5.1.1 user unknown"}))
			w.must(w.Outbox().PutBack(w.ctx, *e.Letter.Lease, 0))
			return e.Letter.ID
		}
	}
	w.t.Fatalf("no letter goes to %s", email)
	return uuid.Nil
}

func TestHouse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		w.draft(models.DefaultPolicy())
		b.get("/people").is(200).says("caption", "10 people").says("table", "Ann Ames")
		b.get("/people?q=platform").says("table", "Maya Lindt")
		b.get("/people?after=-1").is(200)
		b.get("/people?after=99999999999999999999").is(200)
		b.get("/organisation").is(200).says("h1", "Organisation")
		b.get("/organisation?cycle=" + uuid.NewString()).is(200)

		b.post("/members", fill("name", "", "email", "x")).is(422).has("#name-fault", "#email-fault", "input[value=x]")
		b.follow(b.post("/members", fill("name", "Ian\r\nBcc: x", "email", "IAN@northwind.example"))).says("[role=status]", "ian@northwind.example").says("main", "Ian Bcc: x")
		ian, err := w.People().ByEmail(w.ctx, "ian@northwind.example")
		w.must(err)
		other := w.signIn("ian@northwind.example")
		other.get("/cycles").is(200)
		remove := "/members/" + ian.ID.String() + "/remove"
		b.get(remove).is(200).says("h1", "Remove Ian")
		other.get("/cycles").is(200)
		b.post(remove, nil).leadsTo("/members")
		b.post(remove, nil).is(404)
		other.get("/cycles").is(403)
		helen, err := w.People().ByEmail(w.ctx, "helen@northwind.example")
		w.must(err)
		b.post("/members/"+helen.ID.String()+"/remove", nil).is(409).says("main", "last member")

		b.post("/apikeys", fill("name", "")).is(422).has("#name-fault")
		made := b.post("/apikeys", fill("name", "Payroll")).is(200)
		key := made.text("code")
		if name, err := w.APIKeys().Check(w.ctx, key); err != nil || name != "Payroll" {
			t.Errorf("the key that was shown is of %q: %v", name, err)
		}
		page := b.get("/apikeys").is(200).says("main", "Payroll")
		if strings.Contains(page.body, key) {
			t.Error("the key is shown twice")
		}
		keys, _, err := w.APIKeys().List(w.ctx, store.Page{Limit: 9})
		w.must(err)
		revoke := "/apikeys/" + keys[0].ID.String() + "/revoke"
		b.get(revoke).is(200)
		if _, err := w.APIKeys().Check(w.ctx, key); err != nil {
			t.Errorf("asking revoked the key: %v", err)
		}
		b.post(revoke, nil).leadsTo("/apikeys")
		b.post(revoke, nil).is(http.StatusConflict)
		b.get(revoke).is(http.StatusConflict)
		if _, err := w.APIKeys().Check(w.ctx, key); models.KindOf(err) != models.NotFound {
			t.Errorf("a revoked key still opens: %v", err)
		}
		if log := w.log.String(); strings.Contains(log, key) {
			t.Error("the key is in the log")
		}
		b.get("/audit?cycle=x").is(404)
		b.get("/audit?after=x").is(200).says("main", "revoked an API key: Payroll")
	})
}

// TestPages turns the pages of long lists.
func TestPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		for range cyclesPerPage + 1 {
			_, err := w.Cycles().Create(w.ctx, "test", store.CycleDraft{Name: "Round", Policy: models.DefaultPolicy()})
			w.must(err)
		}
		first := b.get("/cycles").is(200)
		if n := len(first.find("li.cycle")); n != cyclesPerPage {
			t.Errorf("%d cycles on the first page", n)
		}
		second := b.get(first.attr("a[rel=next]", "href")).is(200)
		if n := len(second.find("li.cycle")); n != 1 {
			t.Errorf("%d cycles on the second page", n)
		}
		second.hasNot("a[rel=next]").has(`a[rel=prev][href="/cycles"]`)

		var chart strings.Builder
		chart.WriteString("email,name\n")
		for i := range peoplePerPage + 5 {
			chart.WriteString("p" + strings.Repeat("x", i) + "@northwind.example,Person\n")
		}
		b.follow(b.post(b.upload("/people/import", "people.csv", []byte(chart.String())).is(303).header.Get("Location"), fill("rows", "all"))).
			says("[role=status]", "55 rows added.")
		more := b.get("/people?q=Person").is(200).attr("a[rel=next]", "href")
		page := b.get(more).is(200).hasNot("a[rel=next]")
		if n := len(page.find("tbody tr")); n != 5 {
			t.Errorf("%d people on the second page at %s", n, more)
		}
	})
}
