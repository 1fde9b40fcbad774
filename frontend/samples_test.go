package frontend

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

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
		Drafts:  map[uuid.UUID]string{id(1): "7QmT-maya", id(2): "7QmT-tomas"},
		Promise: "The promise of " + name, Anonymity: models.DefaultPolicy().HowAnonymous(),
	}
	return v
}

func sampleSurvey(v Visit, leader int) SurveyPage {
	q := models.DefaultQuestionnaire()
	return SurveyPage{Visit: v, Leader: v.Asked[leader], Rater: "Ada Rater", Questionnaire: q, Parts: q.Competencies}
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

// samples are the pages outside HR in every shape they take, with name wherever
// somebody's words or name are shown.
func samples(t *testing.T, name string) map[string]Page {
	t.Helper()
	all := raterSamples(name)
	maps.Copy(all, houseSamples(name))
	maps.Copy(all, reportSamples(t, name))
	return all
}

// raterSamples are the pages behind a rater's link.
func raterSamples(name string) map[string]Page {
	v := sampleVisit(name)
	single := v
	single.Asked = v.Asked[:1]
	typed := sampleSurvey(v, 0)
	typed.Comments = map[string]string{"keep": name, "less": name}
	typed.Ratings = map[string]string{"1a": name, "1b": "3"}
	typed.Faults = []models.Fault{{Column: "1a", Problem: name}, {Column: "keep", Problem: name}, {Column: name, Problem: name}}
	return map[string]Page{
		"survey-list":      SurveyListPage{Visit: v, Items: 28},
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
	}
}

// houseSamples are sign-in, errors and the demonstration.
func houseSamples(name string) map[string]Page {
	at := sampleVisit(name).ClosesAt
	base := Base{Nav: Navigation(true, true, CyclesURL), SignedInAs: name, Organisation: name, Notice: name}
	return map[string]Page{
		"again":          AgainPage{},
		"again-error":    AgainPage{Base: Base{Errors: []FormError{{"email", name}}}, Email: name},
		"again-sent":     AgainSentPage{},
		"signin":         SignInPage{},
		"signin-error":   SignInPage{Base: Base{Errors: []FormError{{"email", name}, {"", name}}}, Email: name},
		"signin-sent":    SignInSentPage{},
		"signin-confirm": SignInConfirmPage{Token: models.Token(name)},
		"error":          ErrorPage{Status: 404, Heading: "There is no such page", Text: "Look at the address once more."},
		"error-faults": ErrorPage{Base: base, Status: 422, Heading: name, Text: name, Reference: name, BackTo: "/cycles", BackLabel: name,
			Faults: []models.Fault{{Line: 3, Found: name, Problem: name}, {Problem: name}}},
		"try-again":    TryAgainPage{Heading: "Many people are here just now", Text: "Nothing was sent or changed yet.", To: "/s/AAAA"},
		"send-again":   TryAgainPage{Heading: name, Text: name, To: "/s/AAAA", Posted: true, Typed: []TypedField{{"c_keep", name}, {name, "4"}}, Words: []string{name}},
		"upload-again": TryAgainPage{Heading: name, Text: name, To: "/people/import", Posted: true, Upload: true},
		"signed-out":   TryAgainPage{Heading: "You are signed out", Text: name, To: "/reports/" + name, Posted: true, SignIn: true, Typed: []TypedField{{"behaviour", name}, {name, "4"}}},
		"demo":         DemoPage{Doors: []DemoDoor{{"HR console", name, "Open", "/demo/hr", true}, {"Mailbox", "What arrived.", "Look", MailboxURL, false}}},
		"mailbox":      MailboxPage{Mails: []MailLine{{"1", name, name, at}, {"2", "a@b.example", "", at}}, Total: 31},
		"mailbox-none": MailboxPage{},
		"mail":         MailPage{MailLine: MailLine{"1", name, name, at}, Headers: []MailHeader{{"Subject", name}}, Text: name + "\nhttps://x.example/s/abc.", HTML: true},
		"mail-text":    MailPage{},
		"docs": DocsPage{About: name, Server: "https://feedback.example", Groups: []DocsGroup{{Name: "HR", About: name, Operations: []DocsOperation{
			{ID: "getCycle", Method: "GET", Path: "/api/v1/cycles/{id}", Summary: name, Sends: "application/json",
				Fields:  []DocsField{{"id", "in the path", "string", name, true}, {Name: "k", Where: "in the body", Kind: "integer"}},
				Answers: []DocsAnswer{{"200", "OK", "Cycle"}, {Status: "204", About: "No Content"}}},
		}}}},
		"docs-empty": DocsPage{},
	}
}

// reportSamples are a leader's pages.
func reportSamples(t *testing.T, name string) map[string]Page {
	t.Helper()
	at := sampleVisit(name).ClosesAt
	base := Base{Nav: Navigation(true, true, CyclesURL), SignedInAs: name, Organisation: name, Notice: name}
	report := mayaPage(t)
	report.Report.Leader, report.Report.Title, report.Report.Cycle, report.SignedInAs = name, name, name, name
	report.Remarks[0].Body, report.ForHR = name, true
	return map[string]Page{
		"reports":        ReportsPage{Base: base, Reports: []ReportLine{{id(1), name, at}, {id(2), "Autumn 2024", at}}},
		"reports-none":   ReportsPage{},
		"report":         mayaPage(t),
		"report-hostile": report,
		"report-merged":  aikoPage(t),
		"report-nothing": nothingPage(t),
		"report-empty":   ReportPage{},
	}
}
