package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// ofConnections is what a connection is asked about itself, and no page asks.
var ofConnections = regexp.MustCompile(`^(?:-- ping|SET jit.*|)$`)

// asks returns what a page asks the database.
func (w *world) asks(b *browser, path string) (list []string) {
	w.t.Helper()
	for line := range strings.SplitSeq(w.statements(func() { b.get(path).is(http.StatusOK) }), "\n") {
		if !ofConnections.MatchString(line) {
			list = append(list, line)
		}
	}
	return list
}

// TestStatementsOfPages counts what a page asks the database: the pages that
// everybody opens on the same morning ask once.
func TestStatementsOfPages(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	open := newWorld(t, db).launched()
	w := watched(t, db)
	b, ann := w.browser(), open.tokens[annAt]
	page := frontend.SurveyURL(ann, open.leaders[mayaAt])
	b.get(page).is(http.StatusOK) // reads what the cycle froze
	for _, path := range []string{page, frontend.LinkURL(ann)} {
		if asked := w.asks(b, path); len(asked) != 1 {
			t.Errorf("%s asks %d times:\n%s", path, len(asked), strings.Join(asked, "\n"))
		}
	}
}

// TestStatementsOfReports: a report asks three times, whoever reads it: for the
// session, for who that is, and for the report.
func TestStatementsOfReports(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	r := newWorld(t, db).released(models.Policy{K: 3, HRMayRead: true})
	w := watched(t, db)
	for who, b := range map[string]*browser{"the leader": w.signIn(mayaAt), "HR": w.hr()} {
		if asked := w.asks(b, frontend.ReportURL(r.leaders[mayaAt])); len(asked) != 3 {
			t.Errorf("%s asks %d times:\n%s", who, len(asked), strings.Join(asked, "\n"))
		}
	}
}

// TestStatementsOfFrames: what stands around every page of HR takes two
// statements, and the settings come with the second.
func TestStatementsOfFrames(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	r := newWorld(t, db).released(models.DefaultPolicy())
	w := watched(t, db)
	hr := w.hr()
	for _, path := range []string{frontend.CyclesURL, frontend.CycleURL(r.id), frontend.PeopleURL, frontend.AuditURL, frontend.OrganisationURL, frontend.QuestionnairesURL} {
		asked := w.asks(hr, path)
		if len(asked) < 2 || !strings.Contains(asked[0], `FROM "sessions"`) || !strings.HasPrefix(asked[1], "SELECT people.*, EXISTS") {
			t.Errorf("%s begins otherwise:\n%s", path, strings.Join(asked, "\n"))
		}
		if again := strings.Join(asked[min(2, len(asked)):], "\n"); strings.Contains(again, `FROM "settings"`) || strings.Contains(again, `FROM "members"`) {
			t.Errorf("%s asks once more for its frame:\n%s", path, again)
		}
	}
}
