package frontend

import (
	"strings"
	"testing"
)

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
