package frontend

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

func TestListSaysWhereEachSurveyStands(t *testing.T) {
	d := draw(t, samples(t, "Maya Lindqvist")["survey-list"])
	if got := words(d.tags("h1", "")[0]); got != "Feedback for four colleagues, and your own view" {
		t.Errorf("heading %q", got)
	}
	rows := d.tags("li", "person")
	want := []struct{ name, state, button string }{
		{"Maya Lindqvist", "Not sent yet", "Start with Maya Lindqvist"}, {"Tomás Ferreira", "Not sent yet", "Start with Tomás Ferreira"},
		{"Priya Raman", "Sent. Thank you.", ""}, {"Noa Levi", "You said that you cannot judge this.", ""},
		{"Your own view", "Not sent yet", "Start with your own view"},
	}
	for i, w := range want {
		row := doc{rows[i]}
		if got := words(rows[i]); !strings.HasPrefix(got, w.name) || !strings.Contains(got, w.state) {
			t.Errorf("row %d: %q", i, got)
		}
		if buttons := row.tags("a", "btn"); len(buttons) == 0 != (w.button == "") || w.button != "" && words(buttons[0]) != w.button {
			t.Errorf("row %d has the wrong button", i)
		}
		for _, draft := range row.all(func(n *html.Node) bool { return hasAttr(n, "data-draft-line") }) {
			if !hasAttr(draft, "hidden") {
				t.Errorf("row %d shows a draft before the browser has looked for one", i)
			}
		}
	}
	if got := attr(doc{rows[0]}.tags("a", "btn")[0], "href"); got != "/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/"+id(1).String() {
		t.Errorf("the survey is at %s", got)
	}
}

// apart is the text inside a node, with a space between elements.
func apart(n *html.Node) string {
	var pieces []string
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			pieces = append(pieces, strings.Fields(c.Data)...)
		}
	}
	return strings.Join(pieces, " ")
}

func TestHeadings(t *testing.T) {
	v := sampleVisit("Maya Lindqvist")
	for want, asked := range map[string][]models.Asked{
		"Feedback for Maya Lindqvist":                      v.Asked[:1],
		"Feedback for two colleagues":                      v.Asked[:2],
		"Feedback for Noa Levi, and your own view":         v.Asked[3:],
		"Your own view":                                    v.Asked[4:],
		"Feedback for four colleagues":                     v.Asked[:4],
		"Feedback for three colleagues, and your own view": v.Asked[1:],
	} {
		if got := (Visit{Asked: asked}).Heading(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSurveyAsksEveryLineOnce(t *testing.T) {
	page := sampleSurvey(sampleVisit("Maya Lindqvist"), 0)
	d := draw(t, page)
	if lines := d.tags("fieldset", "item"); len(lines) != 28 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, part := range page.Parts {
		for _, item := range part.Items {
			var values []string
			for _, n := range d.all(func(n *html.Node) bool { return attr(n, "name") == RatingField(item.ID) }) {
				values = append(values, attr(n, "value"))
				if hasAttr(n, "checked") {
					t.Errorf("%s is answered before anybody answered", item.ID)
				}
			}
			if strings.Join(values, "") != "123450" {
				t.Errorf("%s offers %v", item.ID, values)
			}
			if got := words(doc{d.byID("q" + item.ID)}.tags("legend", "")[0]); got != "Maya "+item.Others {
				t.Errorf("%s reads %q", item.ID, got)
			}
		}
		if strings.Contains(words(d.Node), part.Name) {
			t.Errorf("raters are told the competency %s", part.Name)
		}
	}
	form := d.tags("form", "")[0]
	if attr(form, "action") != SurveyURL(page.Token, id(1)) || attr(form, "method") != "post" || attr(form, "data-draft") != "7QmT-maya" {
		t.Errorf("the form goes to %s with the draft %q", attr(form, "action"), attr(form, "data-draft"))
	}
}

func TestIncompleteSurveyComesBackAsTyped(t *testing.T) {
	d := draw(t, faultySurvey(sampleVisit("Maya Lindqvist")))
	summary := d.tags("div", "errors")
	if len(summary) != 1 {
		t.Fatal("no summary of what is missing")
	}
	want := "Two answers are still missing Nothing is lost, and nothing was sent or stored yet. " +
		"Part 3: “lets others choose how to do the work” Part 6: “keeps a calm tone when plans fall apart”"
	if got := apart(summary[0]); got != want {
		t.Errorf("%q", got)
	}
	for i, n := range (doc{summary[0]}).tags("a", "") {
		if got := attr(n, "href"); got != []string{"#q3b", "#q6c"}[i] {
			t.Errorf("error %d leads to %s", i, got)
		}
	}
	missed := d.tags("fieldset", "missed")
	if len(missed) != 2 || attr(missed[0], "aria-invalid") != "true" || words(d.byID(attr(missed[0], "aria-describedby"))) != "Please choose an answer, or “Not observed”." {
		t.Errorf("%d lines are marked as missed", len(missed))
	}
	checked := map[string]string{}
	for _, n := range d.all(func(n *html.Node) bool { return hasAttr(n, "checked") }) {
		checked[attr(n, "name")] = attr(n, "value")
	}
	if len(checked) != 26 || checked["q1a"] != "4" || checked["q4d"] != "0" {
		t.Errorf("%d answers were kept: %v", len(checked), checked)
	}
	if got := words(d.byID("c_keep")); got != "Explains the platform." {
		t.Errorf("the comment reads %q", got)
	}
	if got := words(d.tags("span", "done")[0]); got != "26 of 28" {
		t.Errorf("progress %q", got)
	}
	on := 0
	for _, n := range d.tags("polygon", "on") {
		_ = n
		on++
	}
	if on != 26 {
		t.Errorf("%d slats are filled", on)
	}
}

func TestSurveyTellsTheNamedThatTheyAreNamed(t *testing.T) {
	all := samples(t, "Maya Lindqvist")
	for name, want := range map[string]string{
		"survey":         "how often does Maya do what each line says?",
		"survey-manager": "There is only one, so your answers and your comments are shown to Priya as the manager’s.",
		"survey-own":     "I let others finish before responding",
	} {
		if got := words(draw(t, all[name]).Node); !strings.Contains(got, want) {
			t.Errorf("%s does not say %q", name, want)
		}
	}
	if got := words(draw(t, all["survey"]).Node); !strings.Contains(got, "without your group") {
		t.Error("a peer is not told how comments are shown")
	}
	for _, name := range []string{"survey-manager", "survey-own"} {
		if strings.Contains(words(draw(t, all[name]).Node), "without your group") {
			t.Errorf("%s promises what does not hold", name)
		}
	}
	v := sampleVisit("Maya Lindqvist")
	v.Asked[2].OtherManagers = 1
	if got := words(draw(t, sampleSurvey(v, 2)).Node); !strings.Contains(got, "shown to Priya with your name") {
		t.Error("one of several managers is not told that the name is shown")
	}
}

func TestFormsThatActOnce(t *testing.T) {
	for name, action := range map[string]string{
		"decline":        "/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/" + id(1).String() + "/decline",
		"signin":         "/signin",
		"signin-confirm": "/signin/TTT",
		"demo":           "/demo/hr",
	} {
		page := samples(t, "TTT")[name]
		forms := draw(t, page).tags("form", "")
		if len(forms) != 1 || attr(forms[0], "action") != action || attr(forms[0], "method") != "post" {
			t.Errorf("%s does not post to %s", name, action)
		}
	}
}

func TestThanksDeletesTheDraft(t *testing.T) {
	d := draw(t, samples(t, "Maya Lindqvist")["thanks"])
	if got := attr(d.byID("main"), "data-sent"); got != "7QmT-maya" {
		t.Errorf("the draft %q is deleted", got)
	}
	if got := words(d.tags("a", "btn")[0]); got != "Go on with Tomás Ferreira" {
		t.Errorf("next is %q", got)
	}
	if got := words(draw(t, samples(t, "M")["thanks-again"]).Node); !strings.Contains(got, "changed nothing") {
		t.Error("a second Send is not told from the first")
	}
}

func TestMailTextLinks(t *testing.T) {
	page := MailPage{Text: "Answer: https://x.example/s/abc-_1?a=1&b=2.\n(see http://y.example/z) no://link"}
	var got []string
	for _, piece := range page.Linked() {
		got = append(got, fmt.Sprintf("%v:%s", piece.Link, piece.Text))
	}
	want := "false:Answer: |true:https://x.example/s/abc-_1?a=1&b=2|false:.\n(see |true:http://y.example/z|false:) no://link"
	if strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

func TestNumbersInSentences(t *testing.T) {
	for n, want := range map[int]string{0: "no", 1: "one", 12: "twelve", 13: "13", -1: "-1"} {
		if got := number(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
