package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// settings is the form as it is shown, with some fields typed anew.
func (a answer) settings(pairs ...string) url.Values {
	form := url.Values{}
	for _, name := range []string{"organisation", "accent", "reply_name", "reply_email", "links", "reports", "overview"} {
		form.Set(name, a.attr("#"+name, "value"))
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func TestHRChangesTheSettings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		page := b.get("/settings").is(200).says(".brand", "Northwind").hasNot("#accent-sheet").hasNot("button[form=back]")
		if page.attr("#accent", "value") != "#0e5f57" || page.attr("#links", "value") != "35" {
			t.Errorf("shown: %v", page.settings())
		}
		// What is typed comes back, with the nearest colour to take instead.
		wrong := b.post("/settings", page.settings("organisation", "Nordwind", "accent", "#ffcc00", "links", "many", "reply_email", "x")).is(422).
			has("#accent-fault", "#links-fault", "#reply_email-fault", "#organisation[value=Nordwind]").says(".errors", "1.5 to 1")
		near := wrong.attr("#take", "value")
		if typed := wrong.attr("#accent", "value"); typed != "#ffcc00" || models.Colour(near) != models.Colour(typed).Nearest() {
			t.Errorf("typed %q, offered %q", typed, near)
		}
		b.get("/settings").says(".brand", "Northwind")
		saved := b.follow(b.post("/settings", page.settings("organisation", "Nordwind", "accent", "#ffcc00", "take", near, "links", "14"))).
			says("[role=status]", "saved").says(".brand", "Nordwind")
		if got := saved.attr("#accent", "value"); got != near {
			t.Errorf("saved %q", got)
		}
		// Everybody's pages follow, and the stylesheet is there.
		style := w.browser().get("/signin").says(".brand", "Nordwind").attr("#accent-sheet", "href")
		if sheet := w.browser().get(style).is(200); sheet.header.Get("Content-Type") != "text/css; charset=utf-8" || len(sheet.body) == 0 {
			t.Errorf("stylesheet: %v %s", sheet.header, sheet.body)
		}
		w.browser().get("/static/accent-ffffff.000000000000.css").is(404)
		b.get("/audit").says("main", "changed the settings").says("main", "“Nordwind”").says("main", "links 14 days")
		b.follow(b.post("/settings/back", fill("setting", "organisation"))).says(".brand", "Northwind").has("#links[value=14]")
	})
}

// What nobody touched stays where it comes from, so that the server can still change it.
func TestUntouchedSettingsStayWithTheServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	b := w.hr()
	b.follow(b.post("/settings", b.get("/settings").settings("reply_name", "People", "reply_email", "PEOPLE@northwind.example"))).is(200)
	c, err := w.Settings().Choices(w.ctx)
	w.must(err)
	if c.Organisation != nil || c.Accent != nil || c.Retention != nil || *c.ReplyTo != (models.Contact{Name: "People", Email: "people@northwind.example"}) {
		t.Errorf("chosen: %+v", c)
	}
}

func TestProgramsChooseSettings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		var s wireSettings
		p.get("/settings").is(http.StatusOK).into(&s)
		if s.Organisation != "Northwind" || s.Accent != "#0e5f57" || s.Origins.Accent != models.BuiltIn || s.Retention != (wireRetention{35, 24, 36}) {
			t.Errorf("before: %+v", s)
		}
		p.json("PUT", "/settings", `{"accent": "#ffcc00"}`).problem(http.StatusUnprocessableEntity).blames(t, "accent")
		p.json("PUT", "/settings", `{"accent": "#0A4FB4", "retention": {"links_days": 7, "reports_months": 12, "overview_months": 12}}`).is(http.StatusOK).into(&s)
		if s.Accent != "#0a4fb4" || s.Origins.Accent != models.FromHR || s.Origins.Organisation != models.BuiltIn || s.Retention.LinksDays != 7 {
			t.Errorf("after: %+v", s)
		}
		p.json("PUT", "/settings", `{}`).is(http.StatusOK).into(&s)
		if s.Accent != "#0e5f57" || s.Retention.LinksDays != 35 {
			t.Errorf("taken back: %+v", s)
		}
	})
}

func TestPeopleAndRecordAreFiltered(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		b.get("/people").is(200).says("caption", "1 person, by name")
		r := w.draft(models.DefaultPolicy())
		b.get("/people?q=a&department=Platform").is(200).says("caption", "1 person, by name.").says("table", "Maya Lindt").has("#department")
		b.get("/people?q=nobody").is(200).says("main", "Nobody of the directory fits “nobody”").has("main a[href=/people]")
		b.get("/people?after=500").is(200)
		b.get("/audit").is(200).says("#cycle", "Spring 2026").says("main", "added a member")
		one := b.get("/audit?cycle="+r.id.String()).is(200).says("main", "created the cycle")
		if strings.Contains(one.text("main"), "added a member") {
			t.Error("the record of one cycle tells of others")
		}
	})
}
