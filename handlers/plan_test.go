package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestLeaderKeepsAPlan fills the form in, gets it back when something is wrong,
// changes it, and nobody else finds a word of it, HR neither, though it may read
// the report.
func TestLeaderKeepsAPlan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.released(models.Policy{K: 3, HRMayRead: true})
		report, at := frontend.ReportURL(r.leaders[mayaAt]), frontend.PlanURL(r.leaders[mayaAt])
		maya, hr, p := w.signIn(mayaAt), w.hr(), w.program("Curious")

		empty := maya.get(report).is(http.StatusOK).has(`#next form[method=post][action="`+at+`"]`, "#next .boxes")
		empty.says("#plan .hint", "Only you can see this, and whoever you show it to.").hasNot("#plan [role=status]")

		typed := url.Values{"behaviour": {"Leave the roadmap with Elif <b>now</b>."}, "when": {"somebody asks me,"}, "then": {"ask first."}, "who": {"Elif"}, "review": {"yesterday"}}
		again := maya.post(at, typed).is(http.StatusUnprocessableEntity).has(`.errors a[href="#review"]`, "#review[aria-invalid=true]")
		again.says(".errors", "This is not a day.").says("#behaviour", "Leave the roadmap with Elif <b>now</b>.").says("h1", "Maya Lindt")
		if got := again.attr("#review", "value"); got != "yesterday" {
			t.Errorf("the day came back as %q", got)
		}
		if got := maya.get(report).text("#behaviour"); strings.TrimSpace(got) != "" {
			t.Errorf("a faulty plan was saved: %q", got)
		}

		typed.Set("review", "2026-04-16")
		saved := maya.post(at, typed)
		if got := saved.header.Get("Location"); got != report+"#plan" {
			t.Errorf("after saving the browser goes to %q", got)
		}
		page := maya.get(report).is(http.StatusOK).says("#plan [role=status]", "Your plan is saved.").says(".boxes", "Leave the roadmap with Elif <b>now</b>.").says(".boxes", "16 April 2026")
		if got := page.attr("#who", "value"); got != "Elif" {
			t.Errorf("who will notice: %q", got)
		}
		maya.post(at, url.Values{"behaviour": {"Ask before I answer."}}).is(http.StatusSeeOther)
		changed := maya.get(report).says("#behaviour", "Ask before I answer.")
		if strings.Contains(changed.body, "roadmap") || changed.attr("#review", "value") != "" {
			t.Error("what was changed is still there")
		}

		hr.post(at, typed).is(http.StatusNotFound)
		seen := map[string]string{"the page": hr.get(report).is(http.StatusOK).hasNot("#plan").hasNot(".boxes").body,
			"the file": hr.get(frontend.ReportDataURL(r.leaders[mayaAt])).is(http.StatusOK).body, "the record": hr.get("/audit").is(http.StatusOK).body,
			"the API": string(p.get("/leaders/" + r.maya() + "/report").body), "the API's record": string(p.get("/audit").body)}
		for where, body := range seen {
			if strings.Contains(body, "Ask before I answer.") || strings.Contains(strings.ToLower(body), "plan is saved") {
				t.Errorf("HR finds the plan in %s", where)
			}
		}
		maya.post(frontend.DeleteReportURL(r.leaders[mayaAt]), nil)
		maya.post(at, typed).is(http.StatusNotFound)
	})
}

// TestPlanOutlivesTheSession writes a plan for so long that the session has ended:
// the words come back in a form that is sent again after signing in.
func TestPlanOutlivesTheSession(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.released(models.DefaultPolicy())
		report, at := frontend.ReportURL(r.leaders[mayaAt]), frontend.PlanURL(r.leaders[mayaAt])
		const words = `Ask "why" <b>first</b>.`

		out := w.browser()
		kept := out.post(at, url.Values{"behaviour": {words}, "when": {"somebody asks me,"}}).is(http.StatusForbidden)
		kept.says("h1", "You are signed out").has(`form[method=post][action="`+at+`"]`, `a[href="/signin"][target=_blank]`)
		again := kept.typed(`form[action="` + at + `"]`)
		if again.Get("behaviour") != words {
			t.Fatalf("the page keeps %v", again)
		}
		out.post(at, nil).leadsTo("/signin") // nothing was typed

		maya := w.signIn(mayaAt)
		maya.post(at, again).is(http.StatusSeeOther)
		maya.get(report).is(http.StatusOK).says("#behaviour", words)
	})
}
