package frontend

import (
	"slices"

	"github.com/sevenfold/sevenfold/models"
)

// openPages are the pages for everybody outside HR.
var openPages = []Page{
	SurveyListPage{}, SurveyPage{}, DeclinePage{}, ThanksPage{}, DeadLinkPage{}, TryAgainPage{},
	AgainPage{}, AgainSentPage{}, SignInPage{}, SignInSentPage{}, SignInConfirmPage{}, ErrorPage{},
	ReportsPage{}, ReportPage{},
	DemoPage{}, MailboxPage{}, MailPage{}, DocsPage{},
}

// Base is what every page shares. Its zero value is right for somebody who has
// not signed in.
type Base struct {
	Nav          []NavItem     // the main navigation; empty: none is drawn
	House        []NavItem     // the pages about the organisation itself, on each of them
	SignedInAs   string        // the person's name, shown with a button to sign out
	Organisation string        // shown beside the product's name, if the service was given one
	Accent       models.Colour // of the organisation; "": Sevenfold's own
	Notice       string        // one line: what the last action did
	Errors       []FormError   // what must be changed before a form can be accepted
}

// NavItem is one link of the main navigation.
type NavItem struct {
	Label   string
	Href    string
	Current bool
}

// FormError is one thing wrong with a form.
type FormError struct {
	Field string // the id of the field; "" when it concerns the whole form
	Text  string // what is wrong and what to do
}

// Fault returns what is wrong with a field, or "".
func (b Base) Fault(field string) string {
	for _, e := range b.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// Navigation is the main navigation of somebody who signed in. current is the
// address of the section that is open.
func Navigation(hr, leader bool, current string) []NavItem {
	var nav []NavItem
	if slices.Contains(house, current) {
		current = SettingsURL
	}
	add := func(label, href string) {
		nav = append(nav, NavItem{label, href, href == current})
	}
	if hr {
		add("Cycles", CyclesURL)
		add("Questionnaires", QuestionnairesURL)
		add("Organisation", OrganisationURL)
		add("People", PeopleURL)
		add("Settings", SettingsURL)
	}
	if leader {
		add("My reports", ReportsURL)
	}
	return nav
}

// house are the addresses of the pages about the organisation itself, which the
// main navigation shows as one.
var house = []string{SettingsURL, MembersURL, APIKeysURL, AuditURL}

// House leads among these pages; current is the address of the one that is open.
func House(current string) []NavItem {
	labels := []string{"Settings", "Members", "API keys", "Audit trail"}
	var nav []NavItem
	for i, address := range house {
		nav = append(nav, NavItem{labels[i], address, address == current})
	}
	return nav
}
