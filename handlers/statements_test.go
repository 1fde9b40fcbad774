package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/store/storetest"
)

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
		asked := w.statements(func() { b.get(path).is(http.StatusOK) })
		if lines := slices.DeleteFunc(strings.Split(asked, "\n"), func(s string) bool { return s == "" }); len(lines) != 1 {
			t.Errorf("%s asks %d times:\n%s", path, len(lines), asked)
		}
	}
}
