package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestSubmissionLeavesOneTrace reads the whole database before and after every
// act of a rater: sending changes the state of one invitation and the ballots
// of that leader, declining the state alone, and everything else nothing. No
// letter, counter, session or record could time it.
func TestSubmissionLeavesOneTrace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		b, p := w.browser(), w.stranger()
		ann, ben, cem := r.tokens[annAt], r.tokens[benAt], r.tokens["cem@northwind.example"]
		maya, omar := r.leaders[mayaAt], r.leaders[omarAt]
		w.must(w.Surveys().Submit(w.ctx, r.tokens["dan@northwind.example"], maya, answers(2, "from Dan")))
		ids := func(email string) string {
			person, err := w.People().ByEmail(w.ctx, email)
			w.must(err)
			return "person_id=" + person.ID.String()
		}
		acts := []struct {
			what        string
			act         func()
			who, about  string
			to          string // "" when nothing may change
			lost, fresh int    // ballots
		}{
			{"sending by the form", func() { b.post(frontend.SurveyURL(ann, maya), filled("4")).is(http.StatusSeeOther) }, annAt, maya.String(), "answered", 1, 2},
			{"sending it again", func() { b.post(frontend.SurveyURL(ann, maya), filled("1")).is(http.StatusSeeOther) }, annAt, maya.String(), "", 0, 0},
			{"a form with faults", func() { b.post(frontend.SurveyURL(ben, maya), filled("9")).is(http.StatusUnprocessableEntity) }, benAt, maya.String(), "", 0, 0},
			{"sending by the API", func() {
				p.json("POST", "/links/"+string(ben)+"/leaders/"+maya.String()+"/answers", rate(3, "by program")).is(http.StatusNoContent)
			}, benAt, maya.String(), "answered", 2, 3},
			{"declining", func() { b.post(frontend.DeclineURL(ann, omar), nil).is(http.StatusSeeOther) }, annAt, omar.String(), "declined", 0, 0},
			{"declining by the API", func() {
				p.send("POST", "/links/"+string(cem)+"/leaders/"+maya.String()+"/decline", nil).is(http.StatusNoContent)
			}, "cem@northwind.example", maya.String(), "declined", 0, 0},
			{"looking", func() { b.get(frontend.LinkURL(ben)).is(200); b.get(frontend.SurveyURL(ben, omar)).is(200) }, benAt, omar.String(), "", 0, 0},
		}
		for drained := false; !drained; {
			select {
			case <-w.woken:
			default:
				drained = true
			}
		}
		for _, act := range acts {
			logged, before := w.log.String(), w.Rows(t)
			act.act()
			changed := w.Rows(t).Since(before)
			if after := w.log.String(); after != logged {
				t.Errorf("%s is logged: %s", act.what, strings.TrimPrefix(after, logged))
			}
			select {
			case <-w.woken:
				t.Errorf("%s wakes the mailer", act.what)
			default:
			}
			if act.to != "" {
				one := changed["invitations"]
				if len(one) != 2 || !strings.Contains(one[0], "state=pending") || strings.Replace(one[0][1:], "state=pending", "state="+act.to, 1) != one[1][1:] ||
					!strings.Contains(one[1], ids(act.who)) || !strings.Contains(one[1], "leader_id="+act.about) {
					t.Errorf("%s changes the invitations %q", act.what, one)
				}
				delete(changed, "invitations")
			}
			if act.fresh > 0 {
				ballots := changed["ballots"]
				of := func(sign string) int {
					return len(slices.DeleteFunc(slices.Clone(ballots), func(row string) bool {
						return !strings.HasPrefix(row, sign) || !strings.Contains(row, "leader_id="+act.about)
					}))
				}
				if of("-") != act.lost || of("+") != act.fresh || len(ballots) != act.lost+act.fresh {
					t.Errorf("%s changes %d ballots to %d, expected %d to %d", act.what, of("-"), of("+"), act.lost, act.fresh)
				}
				delete(changed, "ballots")
			}
			if len(changed) > 0 {
				t.Errorf("%s changes %v as well", act.what, changed)
			}
		}
	})
}
