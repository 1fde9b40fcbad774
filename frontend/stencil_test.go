package frontend

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// awkward are names that would break out of a page, or that a stencil could
// take for something else.
var awkward = []string{
	"Maya Lindqvist", "Maya", "", " ", "…", "Dr. Maya …", "O’Neill & Söhne", `"><script>alert(1)</script>`, "' onmouseover='x", "a+b\x00c",
	"</title></textarea>", "{{.FirstName}} {{.}}", "$1 \\0 %s %%", "日本 太郎", "\u202eneddih", "x\xffy z", strings.Repeat("Long ", 400), strings.Repeat("長", 300),
}

// visits are first visits of every kind about somebody of that name.
func visits(name string) []SurveyPage {
	var all []SurveyPage
	for at := range sampleVisit(name).Asked {
		for _, asked := range []int{at + 1, 5} {
			v := sampleVisit(name)
			v.Asked[at].Name, v.Token = name, models.Token("T-_"+strings.Repeat("x", at+20))
			v.Drafts = map[uuid.UUID]string{v.Asked[at].LeaderID: fmt.Sprintf("draft%d", at)}
			v.Promise = "The promise of everybody"
			page := sampleSurvey(v, at)
			page.Asked, page.Rater = v.Asked[:asked], name
			page.Parts = page.Questionnaire.Parts(uuid.New())
			all = append(all, page)
			page.Leader.OtherManagers, page.Organisation, page.Accent = at, "R&D <b>", "#0e5f57"
			all = append(all, page)
		}
	}
	return all
}

// TestAStencilGivesWhatIsDrawn draws every survey twice: from the stencil that
// another visit left, and by its template.
func TestAStencilGivesWhatIsDrawn(t *testing.T) {
	f := must(New())(t)
	for _, page := range visits("Somebody Else") {
		must(f.Render(page))(t)
	}
	made := len(f.surveys.kept)
	for _, name := range awkward {
		for i, page := range visits(name) {
			var key keyText
			page.key(&key)
			s, known := f.surveys.get(key)
			if !known || s == nil {
				t.Fatalf("visit %d of %q finds no stencil", i, name)
			}
			sameAsDrawn(t, f, page, fmt.Sprintf("visit %d of %q", i, name))
		}
	}
	if made < 10 {
		t.Errorf("there are %d stencils only", made)
	}
	for key, s := range f.surveys.kept {
		if s == nil {
			t.Errorf("a survey has no stencil: %.80q", key)
		}
	}
}

// TestEveryFixtureIsAsDrawn renders the fixtures twice each, faults and previews
// included: the second time there may be a stencil.
func TestEveryFixtureIsAsDrawn(t *testing.T) {
	f := must(New())(t)
	for _, name := range awkward {
		for label, page := range raterSamples(name) {
			for range 2 {
				sameAsDrawn(t, f, page, label+" "+name)
			}
		}
	}
}

func sameAsDrawn(t *testing.T, f *Frontend, page Page, what string) {
	t.Helper()
	got, want := must(f.Render(page))(t), must(f.draw(page))(t)
	if !bytes.Equal(got, want) {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Fatalf("%s: from byte %d of %d on:\n%q\nbut drawn it is\n%q", what, at, len(want), clip(got, at), clip(want, at))
	}
}

func clip(text []byte, at int) []byte { return text[max(0, at-40):min(len(text), at+80)] }

// TestAStencilBelongsToItsQuestions changes one thing of the page after the
// other: none may be drawn from a stencil that was made before the change.
func TestAStencilBelongsToItsQuestions(t *testing.T) {
	f := must(New())(t)
	for i, change := range []func(*SurveyPage){
		func(*SurveyPage) {},
		func(p *SurveyPage) { p.Organisation = "Northwind" },
		func(p *SurveyPage) { p.Accent = "#123456" },
		func(p *SurveyPage) { p.Contact.Email = "other@northwind.example" },
		func(p *SurveyPage) { p.Promise += "." },
		func(p *SurveyPage) { p.Anonymity = p.Anonymity[1:] },
		func(p *SurveyPage) { p.Leader.Relationship = models.Manager },
		func(p *SurveyPage) { p.Leader.Relationship, p.Leader.OtherManagers = models.Manager, 2 },
		func(p *SurveyPage) { p.Asked = p.Asked[:2] },
		func(p *SurveyPage) { p.Questionnaire.Stem.Others = "Does {{.FirstName}}…" },
		func(p *SurveyPage) { p.Questionnaire.Scale = p.Questionnaire.Scale[1:] },
		func(p *SurveyPage) { p.Questionnaire.NotObserved.Label = "No idea" },
		func(p *SurveyPage) { p.Questionnaire.Questions = p.Questionnaire.Questions[:1] },
		func(p *SurveyPage) { p.Questionnaire.Competencies[3].Items[0].Others += " often" },
		func(p *SurveyPage) { p.Questionnaire.Competencies[3].Items = p.Questionnaire.Competencies[3].Items[:2] },
		func(p *SurveyPage) { slices.Reverse(p.Parts) },
		func(p *SurveyPage) { p.Cycle, p.Leader.Title, p.Leader.Department = "Other", "Other", "Other" },
		func(p *SurveyPage) { p.Token = `"><b>` },
		func(p *SurveyPage) { p.Drafts = map[uuid.UUID]string{p.Leader.LeaderID: `"><b>`} },
		func(p *SurveyPage) { p.Comments = map[string]string{"keep": "</textarea><b>"} },
		func(p *SurveyPage) { p.Parts = p.Parts[1:] },
		func(p *SurveyPage) { p.Preview = true },
	} {
		page := sampleSurvey(sampleVisit("Maya Lindqvist"), 0)
		page.Parts = page.Questionnaire.Competencies
		change(&page)
		for range 2 {
			sameAsDrawn(t, f, page, fmt.Sprintf("change %d", i))
		}
	}
}

// TestStencilsAreBounded draws more kinds of survey than are kept.
func TestStencilsAreBounded(t *testing.T) {
	f := must(New())(t)
	page := sampleSurvey(sampleVisit("Maya Lindqvist"), 0)
	for i := range mostStencils + 20 {
		f.surveys.keep([]byte{byte(i), byte(i >> 8)}, nil)
	}
	sameAsDrawn(t, f, page, "one more")
	if len(f.surveys.kept) != mostStencils {
		t.Errorf("%d stencils are kept, not %d", len(f.surveys.kept), mostStencils)
	}
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
