package frontend

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

func sampleQuestionnaires() []Page {
	q, id := models.DefaultQuestionnaire(), sampleID(5).String()
	edited := models.DefaultQuestionnaire()
	edited.Competencies[1].Items[0].Others, edited.Competencies[0].Items[3].Self = "decides", ""
	edited, _ = edited.Step("add competencies")
	base := sampleBase
	base.Errors = []FormError{{"competencies.0.items.3.self", "The wording is missing."}, {"competencies.7.name", "The wording is missing."}, {"", "Somebody else saved version 3 meanwhile."}}
	lines := []VersionLine{{3, sampleNow, "Ingrid Solberg", 2}, {2, sampleNow, "Noor Haddad", 1}, {1, sampleNow, "Ingrid Solberg", 0}}
	return []Page{
		QuestionnairesPage{Base: sampleBase, Questionnaires: []QuestionnaireLine{{ID: BuiltIn, Title: q.Title, Version: 1}, {ID: id, Title: "Our seven shifts", Version: 3, SavedAt: sampleNow, SavedBy: "Ingrid Solberg"}}},
		QuestionnairePage{Base: sampleBase, ID: BuiltIn, Questionnaire: q},
		QuestionnairePage{Base: sampleBase, ID: id, Questionnaire: q, Versions: lines},
		QuestionnaireVersionPage{Base: sampleBase, ID: id, Title: "Our seven shifts", Version: lines[1], With: lines[2], Latest: 3, Others: []VersionLine{lines[0], lines[2]}, Changes: edited.Changes(q), Anew: edited.Anew(q)},
		QuestionnaireFilePage{Base: sampleBase, ID: id, Title: "Our seven shifts", File: "ours.yaml", Faults: []models.Fault{{Line: 12, Column: "competencies[0].items[1].self", Found: "", Problem: "The wording is missing."}}},
		QuestionnaireEditPage{Base: base, ID: sampleID(5), Version: 3, Saved: q, Questionnaire: edited, As: models.Self, Touched: "competencies.2.items.1"},
		QuestionnaireEditPage{Base: sampleBase, ID: sampleID(5), Version: 3, Saved: q, Questionnaire: q, As: models.Peer},
	}
}

func TestQuestionnairePagesKeepTheRules(t *testing.T) {
	for _, page := range sampleQuestionnaires() {
		t.Run(page.template(), func(t *testing.T) {
			anchorsLead(t, draw(t, page))
			keepsRules(t, draw(t, page))
			keepsRules(t, draw(t, hostilePage(page)))
		})
	}
	for _, page := range questionnairePages {
		t.Run(page.template()+"/empty", func(t *testing.T) { keepsRules(t, draw(t, page)) })
	}
}

// TestEditorComesBackWhereItWas: every button of the form leads to an element
// that is there after it did its work.
func TestEditorComesBackWhereItWas(t *testing.T) {
	page := QuestionnaireEditPage{ID: sampleID(5), Version: 1, Saved: models.DefaultQuestionnaire(), Questionnaire: models.DefaultQuestionnaire()}
	buttons := 0
	for _, n := range draw(t, page).tags("button", "") {
		_, to, ok := strings.Cut(attr(n, "formaction"), "#")
		if !ok {
			continue
		}
		buttons++
		after := page
		var err error
		if after.Questionnaire, err = page.Questionnaire.Step(attr(n, "value")); err != nil {
			t.Fatalf("%s: %v", attr(n, "value"), err)
		}
		if draw(t, after).byID(to) == nil {
			t.Errorf("%s leads to #%s, which is not there", attr(n, "value"), to)
		}
	}
	if buttons < 150 {
		t.Errorf("%d buttons only", buttons)
	}
}

func TestPreviewIsTheSurveyWithoutItsForm(t *testing.T) {
	survey := sampleSurvey(sampleVisit("Maya Lindqvist"), 0)
	preview := survey
	preview.Preview = true
	d := draw(t, preview)
	if n := len(d.tags("form", "")) + len(d.tags("script", "")) + len(d.tags("noscript", "")); n > 0 {
		t.Errorf("%d elements could send or run something", n)
	}
	for _, a := range d.tags("a", "") {
		if strings.HasPrefix(attr(a, "href"), "/") {
			t.Errorf("it leads to %s", attr(a, "href"))
		}
	}
	asked := func(d doc) string {
		var all []string
		for _, n := range d.all(func(n *html.Node) bool { return n.Data == "fieldset" || n.Data == "label" }) {
			all = append(all, words(n))
		}
		return strings.Join(all, "\n")
	}
	if got, want := asked(d), asked(draw(t, survey)); got != want {
		t.Errorf("raters are asked something else:\n%s\n\nthan in the preview:\n%s", want, got)
	}
}

func TestWhereAFieldIs(t *testing.T) {
	for field, want := range map[string]string{"competencies.1.items.2.self": "Competency 2, question 3, about oneself", "competencies.0.actions.1": "Competency 1, suggestion 2",
		"scale.4.label": "Answer 5", "title": "Title", "questions.0.others": "Open question 1", "": ""} {
		if got := whereIs(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if got := FieldName("competencies[0].items[11].others"); got != "competencies.0.items.11.others" {
		t.Errorf("a field is called %s", got)
	}
}

// TestReportOfAnotherQuestionnaire: another number of competencies and other
// words on the scale reach every place of the report.
func TestReportOfAnotherQuestionnaire(t *testing.T) {
	page := mayaPage(t)
	page.Report.Competencies = page.Report.Competencies[:5]
	page.Report.Scale = []models.ScalePoint{{Value: 1, Label: "Hardly ever"}, {Value: 2, Label: "Rarely"}, {Value: 3, Label: "Sometimes"}, {Value: 4, Label: "Often"}, {Value: 5, Label: "Each time"}}
	d := draw(t, page)
	if got := words(d.byID("sh")); got != "Five shifts" {
		t.Errorf("the shifts are called %q", got)
	}
	if len(d.tags("figure", "rows-5")) != 1 || len((doc{d.byID("shifts")}).tags("li", "shift")) != 5 {
		t.Error("the rows do not fit their number")
	}
	text := words(d.byID("main"))
	for _, gone := range []string{"almost never", "almost always"} {
		if strings.Contains(text, gone) {
			t.Errorf("it says %q", gone)
		}
	}
	for _, want := range []string{"1 hardly ever", "3 sometimes", "from “hardly ever” at the left edge to “each time”", "Averages from 1 (hardly ever) to 5 (each time)"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}
