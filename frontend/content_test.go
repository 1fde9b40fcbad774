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

func TestReportOpensWithSentences(t *testing.T) {
	d := draw(t, mayaPage(t))
	var got []string
	for _, n := range (doc{d.tags("ol", "first")[0]}).tags("li", "") {
		if s := words(n); s != "" {
			got = append(got, s)
		}
	}
	want := []string{
		"Colleagues see Making the team succeed more often than anything else, and so do you.",
		"You see yourself higher in Delegating than your colleagues do, 4.3 and 3.0. What could they have seen?",
		"You see yourself lower in Reaching different audiences than they do, 3.0 and 4.0. What could they have seen?",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}

func TestReportPrintsEveryNumber(t *testing.T) {
	d := draw(t, mayaPage(t))
	table := doc{d.byID("all")}.tags("table", "nums")[0]
	want := []string{
		"Shift You Colleagues (9) Gap Manager Peers (5) Direct reports (4)",
		"1 People and emotions 3.8 4.1 −0.3 4.0 4.0 4.3",
		"2 Deciding without certainty 3.8 3.6 +0.2 3.8 3.7 3.5",
		"3 Delegating 4.3 3.0 +1.3 3.3 3.3 2.6",
		"4 Direction over detail 2.8 2.9 −0.1 2.8 2.7 3.2",
		"5 Reaching different audiences 3.0 4.0 −1.0 4.3 4.0 3.9",
		"6 Leading through change 3.5 3.2 +0.3 3.3 3.9 2.4",
		"7 Making the team succeed 4.3 4.4 −0.1 4.5 4.3 4.5",
	}
	for i, row := range (doc{table}).tags("tr", "") {
		if got := apart(row); got != want[i] {
			t.Errorf("row %d: %q, want %q", i, got, want[i])
		}
	}
	first := apart(d.byID("q1a"))
	if first != "1a lets others finish before responding You 4 Manager 4 Colleagues 4.2" {
		t.Errorf("1a reads %q", first)
	}
	if d.byID("q4a") != nil {
		t.Error("the lines of shift 4 are shown, though too few could judge 4b")
	}
	if got := words(d.byID("c4")); !strings.Contains(got, "The four questions are not shown one by one here.") {
		t.Errorf("shift 4 does not say why: %q", got)
	}
	if got := words(d.byID("words")); strings.Count(got, "Comment ") != 12 || strings.Count(got, "Your manager") != 3 || !strings.Contains(got, "HR held back one comment") {
		t.Errorf("comments: %q", got)
	}
}

func TestMergedReportNamesNoGroupAlone(t *testing.T) {
	d := draw(t, aikoPage(t))
	for _, section := range []string{"first", "shifts", "mirror", "shape", "detail", "words", "all"} {
		n := doc{d.byID(section)}
		if len(n.tags("use", "g-peers"))+len(n.tags("use", "g-reports"))+len(n.tags("svg", "g-peers"))+len(n.tags("svg", "g-reports")) > 0 {
			t.Errorf("%s draws a group of a merged report", section)
		}
	}
	if got := apart(d.tags("table", "who-answered")[0]); got != "Answers Group Answers You 1 Manager 1 Peers and direct reports 6" {
		t.Errorf("%q", got)
	}
}

func TestReportWithoutColleaguesSaysSo(t *testing.T) {
	d := draw(t, nothingPage(t))
	for _, id := range []string{"mirror", "shape"} {
		if d.byID(id) != nil {
			t.Errorf("section %s is drawn without colleagues", id)
		}
	}
	for _, section := range []string{"first", "shifts", "detail", "all"} {
		if len(doc{d.byID(section)}.tags("use", "g-others")) > 0 || len(doc{d.byID(section)}.tags("rect", "band")) > 0 {
			t.Errorf("section %s draws colleagues", section)
		}
	}
	got := words(d.byID("main"))
	for _, want := range []string{"Too few colleagues answered", "That says nothing about you.", "Comments of colleagues are shown from five answers on", "Your manager"} {
		if !strings.Contains(got, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if nums := apart(doc{d.byID("all")}.tags("tr", "")[0]); nums != "Shift You Manager" {
		t.Errorf("columns %q", nums)
	}
}

func TestReportTellsWhoCanSeeIt(t *testing.T) {
	page := mayaPage(t)
	if got := words(draw(t, page).tags("footer", "")[0]); !strings.HasPrefix(got, "Only you can open this report.") {
		t.Errorf("%q", got)
	}
	page.Report.Policy.HRMayRead, page.ForHR = true, true
	d := draw(t, page)
	if got := words(d.Node); strings.Contains(got, "Only you can open") || !strings.Contains(got, "You and HR can open this report") || !strings.Contains(got, "You read this report for HR") {
		t.Error("HR reads, and the report says otherwise")
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
