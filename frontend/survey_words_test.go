package frontend

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

// Whoever is shown by name is promised nothing else, and everybody else is told
// what happens to the name.
func TestNamedRatersArePromisedNoMoreThanHolds(t *testing.T) {
	v := sampleVisit("Maya Lindqvist")
	for leader, named := range map[int]bool{0: false, 2: true, 4: true} {
		said := words(draw(t, sampleSurvey(v, leader)).byID("review"))
		if told := strings.Contains(said, "When you send, your name and your answers part"); told == named {
			t.Errorf("survey %d, by name %v: %s", leader, named, said)
		}
		if !strings.Contains(said, "Nobody can change them") && !strings.Contains(said, "nobody can change them") {
			t.Errorf("survey %d does not say that sending is final", leader)
		}
	}
	peer, manager := v, v
	peer.Asked, manager.Asked = v.Asked[:1], v.Asked[2:3]
	for want, visit := range map[string]Visit{"Nobody sees who wrote what": peer, "What happens to your answers": manager} {
		if got := words(draw(t, SurveyListPage{Visit: visit, Items: 28}).byID("anon")); got != want {
			t.Errorf("the list is headed %q, not %q", got, want)
		}
	}
}

// A comment is counted, and its field takes more than a comment may have, so
// that nothing pasted is cut.
func TestCommentsAreCounted(t *testing.T) {
	d := draw(t, sampleSurvey(sampleVisit("Maya Lindqvist"), 0))
	areas := d.tags("textarea", "")
	if len(areas) != 3 {
		t.Fatalf("%d fields for comments", len(areas))
	}
	for _, area := range areas {
		counter := d.byID("l-" + attr(area, "id"))
		if attr(counter, "data-most") != "1000" || words(counter) != "Up to 1000 characters" || attr(area, "maxlength") != "5000" {
			t.Errorf("%s takes %s and says %q", attr(area, "id"), attr(area, "maxlength"), words(counter))
		}
		if !strings.Contains(attr(area, "aria-describedby"), attr(counter, "id")) {
			t.Errorf("nobody hears how long %s may be", attr(area, "id"))
		}
	}
}

// Drafts of what was sent or declined are named, so that the browser forgets them.
func TestTheListForgetsDraftsOfWhatWasSent(t *testing.T) {
	v := sampleVisit("Maya Lindqvist")
	d := draw(t, SurveyListPage{Visit: v, Items: 28})
	sent := 0
	for _, asked := range v.Asked {
		if asked.State != models.Pending {
			sent++
		}
	}
	with := func(name string) int { return len(d.all(func(n *html.Node) bool { return hasAttr(n, name) })) }
	if forgotten, kept := with("data-sent"), with("data-draft-line"); sent == 0 || forgotten != sent || kept != len(v.Asked)-sent {
		t.Errorf("%d of %d sent, %d drafts forgotten and %d offered", sent, len(v.Asked), forgotten, kept)
	}
}
