package frontend

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

func newFrontend(t *testing.T) *Frontend {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sampleVisit is a link with leaders in every state.
func sampleVisit(name string) Visit {
	v := Visit{
		Token: "AAAAAAAAAAAAAAAAAAAAAAAAAAA", Cycle: "Autumn 2025", Policy: models.DefaultPolicy(),
		Contact:  models.Contact{Name: "Ingrid Solberg", Email: "ingrid.solberg@northwind.example"},
		ClosesAt: time.Date(2025, 11, 14, 18, 0, 0, 0, time.FixedZone("CET", 3600)),
		Asked: []models.Asked{
			{LeaderID: id(1), Name: name, Title: "Engineering Manager", Department: "Platform", Relationship: models.Peer, State: models.Pending},
			{LeaderID: id(2), Name: "Tomás Ferreira", Title: "Head of Data", Relationship: models.DirectReport, State: models.Pending},
			{LeaderID: id(3), Name: "Priya Raman", Relationship: models.Manager, State: models.Answered},
			{LeaderID: id(4), Name: "Noa Levi", Relationship: models.Peer, State: models.Declined},
			{LeaderID: id(5), Name: "Ada Rater", Relationship: models.Self, State: models.Pending},
		},
		Drafts: map[uuid.UUID]string{id(1): "7QmT-maya", id(2): "7QmT-tomas"},
	}
	return v
}

func sampleSurvey(v Visit, leader int) SurveyPage {
	q := models.DefaultQuestionnaire()
	return SurveyPage{Visit: v, Leader: v.Asked[leader], Questionnaire: q, Parts: q.Competencies}
}

// faultySurvey is an incomplete Send with two answers missing.
func faultySurvey(v Visit) SurveyPage {
	page := sampleSurvey(v, 0)
	answers := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{"keep": "Explains the platform."}}
	page.Ratings, page.Comments = map[string]string{}, answers.Comments
	four := 4
	for _, part := range page.Parts {
		for _, item := range part.Items {
			if item.ID != "3b" && item.ID != "6c" {
				answers.Ratings[item.ID], page.Ratings[item.ID] = &four, "4"
			}
		}
	}
	answers.Ratings["4d"], page.Ratings["4d"] = nil, "0"
	if _, _, err := page.Questionnaire.CheckAnswers(answers); err != nil {
		page.Faults = err.(*models.Error).Faults
	}
	return page
}

// samples are the pages of this file's author in every shape they take, with
// name wherever somebody's words or name are shown.
func samples(t *testing.T, name string) map[string]Page {
	t.Helper()
	v := sampleVisit(name)
	single := v
	single.Asked = v.Asked[:1]
	base := Base{Nav: Navigation(true, true, CyclesURL), SignedInAs: name, Organisation: name, Notice: name}
	typed := sampleSurvey(v, 0)
	typed.Comments = map[string]string{"keep": name, "less": name}
	typed.Ratings = map[string]string{"1a": name, "1b": "3"}
	typed.Faults = []models.Fault{{Column: "1a", Problem: name}, {Column: "keep", Problem: name}, {Column: name, Problem: name}}
	report := mayaPage(t)
	report.Report.Leader, report.Report.Title, report.Report.Cycle, report.SignedInAs = name, name, name, name
	report.Remarks[0].Body, report.ForHR = name, true
	return map[string]Page{
		"survey-list":      SurveyListPage{Visit: v, Items: 28, Promise: name, Anonymity: models.DefaultPolicy().HowAnonymous()},
		"survey-list-one":  SurveyListPage{Visit: single, Items: 28},
		"survey-list-none": SurveyListPage{Visit: Visit{ClosesAt: v.ClosesAt}},
		"survey":           sampleSurvey(v, 0),
		"survey-manager":   sampleSurvey(v, 2),
		"survey-own":       sampleSurvey(v, 4),
		"survey-error":     faultySurvey(v),
		"survey-typed":     typed,
		"decline":          DeclinePage{Visit: v, Leader: &v.Asked[0]},
		"decline-own":      DeclinePage{Visit: v, Leader: &v.Asked[4]},
		"decline-choose":   DeclinePage{Visit: v},
		"decline-empty":    DeclinePage{},
		"thanks":           ThanksPage{Visit: v, Leader: v.Asked[0]},
		"thanks-again":     ThanksPage{Visit: single, Leader: v.Asked[0], Again: true},
		"thanks-declined":  ThanksPage{Visit: v, Leader: v.Asked[3]},
		"thanks-own":       ThanksPage{Visit: v, Leader: v.Asked[4]},
		"dead-link":        DeadLinkPage{},
		"signin":           SignInPage{},
		"signin-error":     SignInPage{Base: Base{Errors: []FormError{{"email", name}, {"", name}}}, Email: name},
		"signin-sent":      SignInSentPage{},
		"signin-confirm":   SignInConfirmPage{Token: models.Token(name)},
		"error":            ErrorPage{Status: 404, Heading: "There is no such page", Text: "Look at the address once more."},
		"error-faults": ErrorPage{Base: base, Status: 422, Heading: name, Text: name, Reference: name, BackTo: "/cycles", BackLabel: name,
			Faults: []models.Fault{{Line: 3, Found: name, Problem: name}, {Problem: name}}},
		"reports":        ReportsPage{Base: base, Reports: []ReportLine{{id(1), name, v.ClosesAt}, {id(2), "Autumn 2024", v.ClosesAt}}},
		"reports-none":   ReportsPage{},
		"report":         mayaPage(t),
		"report-hostile": report,
		"report-merged":  aikoPage(t),
		"report-nothing": nothingPage(t),
		"report-empty":   ReportPage{},
		"demo":           DemoPage{Doors: []DemoDoor{{"HR console", name, "Open", "/demo/hr", true}, {"Mailbox", "What arrived.", "Look", MailboxURL, false}}},
		"mailbox":        MailboxPage{Mails: []MailLine{{"1", name, name, v.ClosesAt}, {"2", "a@b.example", "", v.ClosesAt}}, Total: 31},
		"mailbox-none":   MailboxPage{},
		"mail":           MailPage{MailLine: MailLine{"1", name, name, v.ClosesAt}, Headers: []MailHeader{{"Subject", name}}, Text: name + "\nhttps://x.example/s/abc.", HTML: true},
		"mail-text":      MailPage{},
	}
}

func TestEveryPageIsSampled(t *testing.T) {
	seen := map[string]bool{}
	for _, page := range samples(t, "Maya Lindqvist") {
		seen[page.template()] = true
	}
	for _, page := range openPages {
		if !seen[page.template()] {
			t.Errorf("%T has no sample", page)
		}
	}
}

func TestPagesAreSound(t *testing.T) {
	for _, words := range []string{"Maya Lindqvist", hostile, ""} {
		for name, page := range samples(t, words) {
			t.Run(name, func(t *testing.T) { checkSound(t, page) })
		}
	}
}

// checkSound draws a page and looks for whatever no page may have.
func checkSound(t *testing.T, page Page) {
	t.Helper()
	d := draw(t, page)
	for _, fault := range append(d.unsafe(), d.loose()...) {
		t.Error(fault)
	}
	for _, n := range d.all(func(n *html.Node) bool { return n.Data == "style" || n.Data == "img" }) {
		t.Errorf("the page has a <%s>", n.Data)
	}
	for _, n := range d.all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "#") }) {
		if d.byID(attr(n, "href")[1:]) == nil {
			t.Errorf("<%s href=%q> leads nowhere", n.Data, attr(n, "href"))
		}
	}
	for name, want := range map[string]int{"h1": 1, "main": 1, "title": 1} {
		if got := len(d.tags(name, "")); got != want {
			t.Errorf("%d × <%s>, want %d", got, name, want)
		}
	}
	shown := words(d.Node)
	for _, trace := range []string{"ZgotmplZ", "<no value>", "%!", "<nil>", "{{"} {
		if strings.Contains(shown, trace) {
			t.Errorf("the page says %q", trace)
		}
	}
}

func TestHostileTextIsShownAsText(t *testing.T) {
	f := newFrontend(t)
	for name, page := range samples(t, hostile) {
		body, err := f.Render(page)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte("<script>")) || bytes.Contains(body, []byte("<img")) {
			t.Errorf("%s: hostile text became markup", name)
		}
	}
	pre := draw(t, samples(t, hostile)["mail"]).tags("pre", "mail-text")[0]
	if got := pre.FirstChild.Data; !strings.Contains(got, hostile) {
		t.Errorf("the text is not what was sent: %q", got)
	}
}

func TestOrphansAndTwins(t *testing.T) {
	source := fstest.MapFS{
		"templates/_base.html":  {Data: []byte(`{{define "base"}}{{end}}`)},
		"templates/signin.html": {Data: []byte(``)},
	}
	f := &Frontend{}
	if err := f.loadPages(source, []Page{SignInPage{}}); err != nil {
		t.Fatal(err)
	}
	if err := f.loadPages(source, []Page{SignInPage{}, SignInPage{}}); err == nil {
		t.Error("two pages share a template")
	}
	if err := f.loadPages(source, []Page{SignInPage{}, DemoPage{}}); err == nil {
		t.Error("a page without a template is accepted")
	}
	source["templates/lost.html"] = &fstest.MapFile{}
	if err := f.loadPages(source, []Page{SignInPage{}}); err == nil || !strings.Contains(err.Error(), "lost.html") {
		t.Errorf("an orphan is accepted: %v", err)
	}
}

func TestAssets(t *testing.T) {
	f := newFrontend(t)
	for _, name := range []string{"app.css", "app.js", "survey.js", "mark.svg"} {
		url, err := f.AssetURL(name)
		if err != nil {
			t.Fatal(err)
		}
		body, contentType, ok := f.Asset(url)
		if !ok || len(body) == 0 || contentType == "" {
			t.Errorf("%s at %s: %d bytes of %q", name, url, len(body), contentType)
		}
		if url == AssetPrefix+name {
			t.Errorf("%s has no hash", url)
		}
	}
	if _, err := f.AssetURL("nothing.css"); err == nil {
		t.Error("an unknown asset has an address")
	}
	if _, _, ok := f.Asset(AssetPrefix + "app.css"); ok {
		t.Error("an asset is served without its hash")
	}
}

func TestBrokenPage(t *testing.T) {
	if body := newFrontend(t).Broken(); !bytes.Contains(body, []byte("Something went wrong on our side")) {
		t.Errorf("the last resort says %q", body)
	}
}

// byID returns the element with an id, or nil.
func (d doc) byID(id string) *html.Node {
	for _, n := range d.all(func(n *html.Node) bool { return attr(n, "id") == id }) {
		return n
	}
	return nil
}
