package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// faultyRoster has four faults on three lines, and two good rows.
const faultyRoster = `leader_email,leader_name,rater_email,rater_name,relationship
maya@northwind.example,Maya Lindt,boss@northwind.example,Bo Sander,manager
maya@northwind.example,Maya Lindt,ann.northwind.example,Ann Ames,peer
maya@northwind.example,Maya Lindt,ben@northwind.example,,friend
maya@northwind.example,Maya Lindt,maya@northwind.example,Maya Lindt,peer
maya@northwind.example,Maya Lindt,cem@northwind.example,Cem Can,peer
`

// TestHRPath walks the whole way of HR through a cycle, page by page.
func TestHRPath(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		b.get("/cycles").is(200).says("h1", "Your first cycle in three steps")

		cycle := w.createsCycle(b)
		w.importsFaulty(b, cycle)
		w.importsGood(b, cycle)
		w.fixesRaters(b, cycle)
		w.launchesTwice(b, cycle)
		w.keepsOpen(b, cycle)
		w.closesAndReleases(b, cycle)
	})
}

func (w *world) createsCycle(b *browser) string {
	b.get("/cycles/new").is(200).has(`input[name=name]`, `input[name=contact_email][value="helen@northwind.example"]`)
	made := b.post("/cycles/new", fill("name", "Autumn 2026", "closes_on", "2026-03-20", "contact_name", "Helen Hart",
		"contact_email", "helen@northwind.example", "k", "3", "small", "merge", "readers", "leader"))
	page := b.follow(made)
	page.is(200).says("h1", "Autumn 2026").says("[role=status]", "The draft is there").has(`input[name=closes_on][value="2026-03-20"]`)
	page.says("main", "Nobody is on the list yet").says(".audit", "created the cycle")
	cycle := made.header.Get("Location")
	b.get(cycle).is(200).hasNot("[role=status]") // a notice is shown once
	id := uuid.MustParse(strings.TrimPrefix(cycle, "/cycles/"))
	got, err := w.Cycles().Get(w.ctx, id)
	w.must(err)
	if want := time.Date(2026, 3, 20, 18, 0, 0, 0, time.UTC); got.ClosesAt == nil || !got.ClosesAt.Equal(want) {
		w.t.Errorf("closes at %v, expected %v", got.ClosesAt, want)
	}
	return cycle
}

func (w *world) importsFaulty(b *browser, cycle string) {
	w.t.Helper()
	sent := b.upload(cycle+"/import", "raters.csv", []byte(faultyRoster)).is(http.StatusSeeOther)
	preview := sent.header.Get("Location")
	page := b.get(preview).is(200).says("h1", "Three rows need fixing").has(`input[name=rows][value=good]`)
	for _, words := range []string{"Line 3rater_emailann.northwind.example", "Line 4rater_namenothing", "Line 4relationshipfriend", "Line 5relationshippeer"} {
		page.says("table", words)
	}
	b.post(preview, fill("rows", "all")).is(422).says(".errors", "the whole file was not imported")
	b.post(preview, fill("rows", "some")).is(422)
	w.holds(cycle, 0, 0)
	_, people, err := w.People().List(w.ctx, store.Page{Limit: 1})
	w.must(err)
	if people != 1 {
		w.t.Errorf("%d people in the directory, expected only HR", people)
	}

	csv := b.get(preview + "/faulty.csv").is(200)
	if got := csv.header.Get("Content-Disposition"); got != `attachment; filename=faulty-rows.csv` {
		w.t.Errorf("faulty rows come as %q", got)
	}
	if lines := strings.Count(strings.TrimSpace(csv.body), "\n"); lines != 3 || strings.Contains(csv.body, "boss@") {
		w.t.Errorf("the faulty rows are not the three faulty ones: %s", csv.body)
	}

	done := b.post(preview, fill("rows", "good")).leadsTo(cycle)
	b.follow(done).says("[role=status]", "2 rows added.")
	w.holds(cycle, 1, 2)
	b.get(preview).is(404).says("main", "no longer here")
	b.post(preview, fill("rows", "good")).is(404)
}

// importsGood corrects the list and sends it again.
func (w *world) importsGood(b *browser, cycle string) {
	w.t.Helper()
	sent := b.upload(cycle+"/import", "raters.csv", []byte(roster))
	page := b.follow(sent).is(200).says("h1", "Every row is fine").says(".tally", "rows read10would be added8would be updated0unchanged2")
	page.has(`input[name=rows][value=all]`).hasNot(`table`)
	b.follow(b.post(sent.header.Get("Location"), fill("rows", "all"))).says("[role=status]", "8 rows added, 2 rows were there already.")
	w.holds(cycle, 2, 10)
}

func (w *world) fixesRaters(b *browser, cycle string) {
	w.t.Helper()
	page := b.get(cycle).is(200).says("main", "Change the raters of Omar Okoye").says("h2", "One thing to look at, then invite eight people")
	page.says("table", "2 invited, too few to be shown")
	omar := w.leader(cycle, "Omar Okoye")
	path := cycle + "/leaders/" + omar.ID.String()
	b.get(path).is(200).says("h1", "Raters of Omar Okoye").says("main", "Asked about 2 leaders")
	b.post(path+"/raters", fill("email", "cem@northwind.example", "relationship", "peer")).leadsTo(path)
	b.post(path+"/raters", fill("email", "DAN@northwind.example", "relationship", "report")).leadsTo(path)
	w.holds(cycle, 2, 12)
	for _, rater := range w.leader(cycle, "Omar Okoye").Raters {
		if rater.Person.Name == "Dan Dorn" {
			b.post(path+"/raters/"+rater.Person.ID.String()+"/remove", nil).leadsTo(path)
			b.post(path+"/raters/"+rater.Person.ID.String()+"/remove", nil).is(404)
		}
	}
	w.holds(cycle, 2, 11)
}

func (w *world) launchesTwice(b *browser, cycle string) {
	w.t.Helper()
	page := b.get(cycle+"/launch").is(200).says("h2", "Send 8 invitations now").says("main", "11 surveys in all").says("main", "Your view of Autumn 2026")
	page.says("main", "As it will arrive at Ann Ames").says("main", "a group can be shown on its own only if everybody in it answers")
	mail := b.get(page.attr("iframe", "src")).is(200)
	if policy := mail.header.Get("Content-Security-Policy"); !strings.Contains(policy, "style-src 'unsafe-inline'") || !strings.Contains(mail.body, "color:red") {
		w.t.Errorf("the mail is not as it will look: %s %s", policy, mail.body)
	}
	w.asleep()
	b.follow(b.post(cycle+"/launch", nil).leadsTo(cycle)).says("[role=status]", "The cycle is open")
	w.woke()
	b.post(cycle+"/launch", nil).is(409).says("main", "launched already")
	b.get(cycle + "/launch").is(409)
	b.get(cycle + "/import").is(409)
	b.post(cycle+"/details", fill("name", "")).is(409).says("main", "Only a draft can be changed")
}

func (w *world) keepsOpen(b *browser, cycle string) {
	w.t.Helper()
	page := b.get(cycle).is(200).says("h1", "Autumn 2026").says(".tally", "0 of 11").says("table", "0 of 3")
	page.says("#dt", "Dates").says(".audit", "Invitations were sent")
	b.post(cycle+"/extend", fill("closes_on", "2026-03-10")).is(422).says("#closes_on-fault", "only be moved later")
	b.follow(b.post(cycle+"/extend", fill("closes_on", "2026-03-27"))).says("[role=status]", "open until Friday 27 March 2026, 18:00").says("main", "The deadline was moved")
	b.follow(b.post(cycle+"/remind", nil)).says("[role=status]", "A reminder is on its way")
	b.post(cycle+"/remind", nil).is(409).says("main", "less than a day ago")

	maya := w.leader(cycle, "Maya Lindt").ID.String()
	b.follow(b.post(cycle+"/raters", fill("leader", maya, "email", "gus@northwind.example", "name", "Gus Grau", "relationship", "peer"))).
		says("[role=status]", "One more person is asked about Maya Lindt")
	b.get("/people?q=gus").is(200).says("table", "Gus Grau")
	b.post(cycle+"/raters", fill("leader", maya, "email", "gus@northwind.example", "relationship", "peer")).is(422).says("#email-fault", "asked about Maya Lindt already")
}

func (w *world) closesAndReleases(b *browser, cycle string) {
	w.t.Helper()
	r := w.tokensOf(cycle)
	w.answered(r)
	b.get(cycle).says(".tally", "9 of 12")
	b.get(cycle + "/close").is(200).has(`form[action="` + cycle + `/close"]`)
	b.get(cycle + "/release").is(409)
	w.asleep()
	b.follow(b.post(cycle+"/close", nil).leadsTo(cycle)).is(200).says("h2", "Working out the reports: 0 of 2")
	w.woke()
	b.post(cycle+"/close", nil).is(409)
	w.must(w.Cycles().Due(w.ctx))

	page := b.get(cycle).is(200).says("main", "ann wrote this").says("main", "What should Maya keep doing").says(".remarks", "Managerboss wrote this")
	page.says("main", "Too few colleagues answered to show their comments")
	first := regexp.MustCompile(cycle + `/remarks/[0-9a-f-]{36}`).FindString(page.body)
	held := b.follow(b.post(first, fill("withheld", "yes"))).is(200).says("[role=status]", "held back").says(".tally", "held back1")
	held.has(`form[action="` + first + `"] input[value=no]`)
	b.post(first, fill("withheld", "perhaps")).is(422)
	b.get(cycle+"/release").is(200).says("h1", "Release 2 reports").says("main", "1 comment is held back")
	b.follow(b.post(cycle+"/release", nil).leadsTo(cycle)).is(200).says("h2", "All done").says(".tally", "comments held back1").says(".tally", "queued2")
	b.post(cycle+"/release", nil).is(409)
	b.post(first, fill("withheld", "no")).is(409)
	if strings.Contains(b.get(cycle).body, "/reports/") {
		w.t.Error("HR is led to reports that only the leaders read")
	}
	b.get("/cycles").is(200).says("main", "Autumn 2026").says("main", "2 reports, released")
	b.get("/organisation").is(200).says("h1", "Too few leaders")
	b.get("/audit").is(200).says("main", "Helen Hart released the reports").says("main", "Sevenfold worked out the reports")
	b.get("/audit?cycle="+strings.TrimPrefix(cycle, "/cycles/")).is(200).says("main", "held a comment back")
}

// holds checks how many leaders and invitations a cycle has.
func (w *world) holds(cycle string, leaders, invited int) {
	w.t.Helper()
	p, err := w.Cycles().Progress(w.ctx, uuid.MustParse(strings.TrimPrefix(cycle, "/cycles/")))
	w.must(err)
	if p.Leaders != leaders || p.Invited != invited {
		w.t.Errorf("the cycle has %d leaders and %d invitations, expected %d and %d", p.Leaders, p.Invited, leaders, invited)
	}
}

func (w *world) leader(cycle, name string) store.LeaderRaters {
	w.t.Helper()
	leaders, _, err := w.Cycles().Raters(w.ctx, uuid.MustParse(strings.TrimPrefix(cycle, "/cycles/")), store.Page{Limit: 100})
	w.must(err)
	for _, l := range leaders {
		if l.Person.Name == name {
			return l
		}
	}
	w.t.Fatalf("%s is no leader of the cycle", name)
	return store.LeaderRaters{}
}

// tokensOf reads the links of an open cycle from its letters.
func (w *world) tokensOf(cycle string) round {
	w.t.Helper()
	r := round{id: uuid.MustParse(strings.TrimPrefix(cycle, "/cycles/")), leaders: map[string]uuid.UUID{}, tokens: map[string]models.Token{}}
	for _, name := range []string{"Maya Lindt", "Omar Okoye"} {
		l := w.leader(cycle, name)
		r.leaders[l.Person.Email] = l.ID
	}
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
	w.must(err)
	for _, e := range envelopes {
		r.tokens[e.To.Email] = e.Token
	}
	w.must(w.Outbox().PutBack(w.ctx, *letters[0].Lease, 0))
	return r
}

// asleep forgets the calls of Wake so far.
func (w *world) asleep() {
	for len(w.woken) > 0 {
		<-w.woken
	}
}

// woke checks that Wake was called since.
func (w *world) woke() {
	w.t.Helper()
	if len(w.woken) == 0 {
		w.t.Error("nobody was told that something is to be done")
	}
}
