package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Some mail programs and people add a slash to an address.
func TestALinkWithASlashLeadsToItsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	b := w.browser()
	for _, path := range []string{frontend.LinkURL(r.tokens[annAt]), frontend.SurveyURL(r.tokens[annAt], r.leaders[mayaAt]), "/s/unknown"} {
		b.get(path + "/").leadsTo(path)
		b.get(path + "//").leadsTo(path)
	}
	b.get("/s//evil.example/").is(http.StatusNotFound)
	b.get("/nothing/").is(http.StatusNotFound)
	b.post(frontend.LinkURL(r.tokens[annAt])+"/", nil).is(http.StatusNotFound)
}

// What a browser lets somebody paste into every field still fits into a form,
// so that it comes back to be shortened.
func TestPastedCommentsComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.launched()
	most := strings.Repeat("長", frontend.SurveyPage{}.FieldLimit())
	form := filled("4")
	for i := range models.MaxQuestions {
		form.Set(frontend.CommentField([]string{"keep", "start", "less", "d", "e"}[i]), most)
	}
	page := w.browser().post(frontend.SurveyURL(r.tokens[annAt], r.leaders[mayaAt]), form).is(http.StatusUnprocessableEntity)
	page.says("#main", "Please shorten it to 1000.")
	if page.text("textarea[name=c_keep]") != most {
		t.Error("the comment is gone")
	}
}
