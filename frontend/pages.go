package frontend

import "github.com/sevenfold/sevenfold/models"

// openPages are the pages for everybody outside HR.
var openPages = []Page{
	SurveyListPage{}, SurveyPage{}, DeclinePage{}, ThanksPage{}, DeadLinkPage{},
	AgainPage{}, AgainSentPage{}, SignInPage{}, SignInSentPage{}, SignInConfirmPage{}, ErrorPage{},
	ReportsPage{}, ReportPage{},
	DemoPage{}, MailboxPage{}, MailPage{}, DocsPage{},
}

// Base is what every page shares. Its zero value is right for somebody who has
// not signed in.
type Base struct {
	Nav          []NavItem     // the main navigation; empty: none is drawn
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
	add := func(label, href string) {
		nav = append(nav, NavItem{label, href, href == current})
	}
	if hr {
		add("Cycles", CyclesURL)
		add("Organisation", OrganisationURL)
		add("People", PeopleURL)
		add("Members", MembersURL)
		add("API keys", APIKeysURL)
		add("Audit", AuditURL)
	}
	if leader {
		add("My reports", ReportsURL)
	}
	return nav
}
