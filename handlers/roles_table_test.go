package handlers

import (
	"fmt"
	"strings"
)

// sight is what somebody gets at a route.
type sight string

// What somebody may get. A refusal changes nothing and names nobody.
const (
	opens   sight = "yes"       // shown or carried out; a form that is wrong comes back
	door    sight = "sign in"   // 303 to the page that asks for an address
	notHR   sight = "no"        // 403
	keyless sight = "needs key" // 401
	dead    sight = "dead link" // 410, the same bytes for every link that opens nothing
	nothing sight = "nothing"   // 404, as for what never was
)

// The people and programs who try every route, in the columns of the table.
const (
	nobody = iota
	rater
	otherRater
	leader
	otherLeader
	hrMember
	program1
	revokedKey
	endedSession
	usedSignIn
	closedLink
	roles
)

var roleNames = [roles][2]string{
	{"nobody", "who knows no link, has no session and no key"},
	{"rater", "with the own link, about a leader whom the link asks about"},
	{"other rater", "with the own link, about a leader whom it does not ask about"},
	{"leader", "signed in; behind raters' links with the link of the own view, about another leader"},
	{"other leader", "signed in, about the first leader's report"},
	{"HR", "a member of HR, signed in"},
	{"program", "with an API key"},
	{"revoked key", "a program whose key was revoked"},
	{"ended session", "a member of HR whose session has ended"},
	{"used sign-in", "with a sign-in link that was used"},
	{"closed link", "a rater whose cycle has closed"},
}

// doors is one row of sights, in the order of the roles.
type doors [roles]sight

func all(s sight) (d doors) {
	for i := range d {
		d[i] = s
	}
	return d
}

// but is the row with one sight changed for some roles.
func (d doors) but(s sight, who ...int) doors {
	for _, role := range who {
		d[role] = s
	}
	return d
}

// The rows that most routes share.
var (
	anyone     = all(opens)
	demoOnly   = all(nothing)
	forHRAlone = all(door).but(notHR, leader, otherLeader).but(opens, hrMember)
	forKeys    = all(keyless).but(opens, program1)
	ownLink    = all(dead).but(opens, rater, otherRater, leader)
	ownAnswer  = all(dead).but(opens, rater)
	signedIn   = all(door).but(opens, leader, otherLeader, hrMember)
	ownReport  = all(door).but(opens, leader).but(nothing, otherLeader).but(notHR, hrMember)
)

// rule is one route: which state of cycle it is tried on, who may, and what for.
type rule struct {
	route string // "GET /cycles", with a second word after a comma for a variant
	on    string // draft, open, closed, released or shared; "" where no cycle matters
	may   doors
	what  string
}

// part is one section of the table.
type part struct {
	title string
	rules []rule
}

// table is who may do what: the law that TestEveryRouteForEveryRole holds every
// route of the service against, and that docs/who-may.md prints.
var table = []part{
	{"Anyone", []rule{
		{"GET /", "", signedIn, "be led to the own first page"},
		{"GET /static/:name", "", anyone, "styles, scripts and pictures"},
		{"GET /healthz", "", anyone, "whether the process runs"},
		{"GET /readyz", "", anyone, "whether everything is there; no names, no numbers of letters"},
		{"GET /openapi.json", "", anyone, "the description of the API"},
		{"GET /openapi.yaml", "", anyone, "the same as YAML"},
		{"GET /docs", "", anyone, "the same for people"},
		{"GET /api", "", anyone, "be led to it"},
		{"GET /again", "", anyone, "the form to have a rater's link mailed again"},
		{"POST /again", "", anyone, "ask for it; the answer is the same for every address, and nobody is told"},
		{"GET /again/sent", "", anyone, "where to look for it"},
		{"GET /signin", "", anyone, "the form for a sign-in link"},
		{"POST /signin", "", anyone, "ask for one; the answer is the same for every address"},
		{"GET /signin/sent", "", anyone, "where to look for it"},
		{"GET /signin/:token", "", anyone.but(dead, program1, revokedKey), "a button; it does not say whether the link works"},
		{"POST /signin/:token", "", all(dead).but(opens, leader, otherLeader, hrMember), "sign in with an unused link; a rater's link is none"},
		{"POST /signout", "", anyone, "end the own session"},
	}},
	{"Raters, by their link", []rule{
		{"GET /s/:token", "open", ownLink, "whom the link asks about, and the promise"},
		{"GET /s/:token/decline", "open", ownLink, "choose a leader to decline"},
		{"GET /s/:token/:leader", "open", ownAnswer, "the questions"},
		{"POST /s/:token/:leader", "open", ownAnswer, "send answers, once"},
		{"GET /s/:token/:leader/decline", "open", ownAnswer, "be asked whether to decline"},
		{"POST /s/:token/:leader/decline", "open", ownAnswer, "decline"},
		{"GET /s/:token/:leader/thanks", "open", ownAnswer, "thanks, after sending"},
		{"GET /api/v1/links/:token", "open", ownLink, "whom the link asks about"},
		{"GET /api/v1/links/:token/leaders/:id", "open", ownAnswer, "the questions"},
		{"POST /api/v1/links/:token/leaders/:id/answers", "open", ownAnswer, "send answers, once"},
		{"POST /api/v1/links/:token/leaders/:id/decline", "open", ownAnswer, "decline"},
	}},
	{"Reports", []rule{
		{"GET /reports", "", signedIn, "the list of the own reports"},
		{"GET /reports/:leader", "released", ownReport, "a report, where HR may not read it"},
		{"GET /reports/:leader/report.json", "released", ownReport, "the same as JSON"},
		{"GET /reports/:leader/report.pdf", "released", ownReport, "the same on paper"},
		{"GET /reports/:leader/report.csv", "released", ownReport, "the same as tables"},
		{"GET /reports/:leader/report.xlsx", "released", ownReport, "the same as a workbook"},
		{"POST /reports/:leader/plan", "released", ownReport.but(nothing, hrMember), "save the own plan"},
		{"POST /reports/:leader/plan, shared", "shared", ownReport.but(nothing, hrMember), "save the own plan, where HR may read the report"},
		{"GET /reports/:leader/delete", "released", ownReport.but(nothing, hrMember), "be asked"},
		{"POST /reports/:leader/delete", "released", ownReport.but(nothing, hrMember), "delete the own report"},
		{"GET /reports/:leader, shared", "shared", ownReport.but(opens, hrMember), "a report, where every invitation said that HR may read it"},
		{"GET /reports/:leader/report.json, shared", "shared", ownReport.but(opens, hrMember), "the same as JSON"},
		{"GET /reports/:leader/report.pdf, shared", "shared", ownReport.but(opens, hrMember), "the same on paper"},
		{"GET /reports/:leader/report.csv, shared", "shared", ownReport.but(opens, hrMember), "the same as tables"},
		{"GET /reports/:leader/report.xlsx, shared", "shared", ownReport.but(opens, hrMember), "the same as a workbook"},
		{"GET /reports/:leader, unreleased", "closed", ownReport.but(nothing, leader), "a report before its release"},
		{"GET /reports/:leader/report.pdf, unreleased", "closed", ownReport.but(nothing, leader), "a report on paper before its release"},
		{"GET /reports/:leader/report.csv, unreleased", "closed", ownReport.but(nothing, leader), "a report as tables before its release"},
		{"GET /reports/:leader/report.xlsx, unreleased", "closed", ownReport.but(nothing, leader), "a report as a workbook before its release"},
	}},
	{"Members of HR", hrRules},
	{"Programs of HR", apiRules},
	{"Only in the demonstration", []rule{
		{"GET /mailbox", "", demoOnly, "the demo's mails"},
		{"GET /mailbox/:id", "", demoOnly, "one of them"},
		{"GET /mailbox/:id/html", "", demoOnly, "its HTML"},
		{"GET /demo/:role", "", demoOnly, "a door of the demo"},
		{"POST /demo/:role", "", demoOnly, "go in"},
	}},
}

var hrRules = hr(
	"GET /cycles||all cycles, with counts",
	"GET /cycles/new||the form for a draft",
	"POST /cycles/new||make a draft",
	"GET /cycles/:id|draft|a draft",
	"GET /cycles/:id, open|open|counts of answers by group, never names; mails that did not arrive",
	"GET /cycles/:id, closed|closed|the comments, mixed as the leader will see them",
	"GET /cycles/:id, released|released|the list of leaders, with counts",
	"POST /cycles/:id/details|draft|name and contact",
	"POST /cycles/:id/dates|draft|the dates",
	"POST /cycles/:id/policy|draft|the rules of anonymity",
	"POST /cycles/:id/questionnaire|draft|choose what is asked",
	"GET /cycles/:id/survey|draft|the survey, about somebody invented, with nothing that could be sent",
	"GET /cycles/:id/delete|draft|be asked",
	"POST /cycles/:id/delete|draft|throw a draft away",
	"GET /cycles/:id/import|draft|the form for a list",
	"POST /cycles/:id/import|draft|send a list",
	"GET /cycles/:id/import/:upload|draft|its preview",
	"POST /cycles/:id/import/:upload|draft|import it",
	"GET /cycles/:id/import/:upload/faulty.csv|draft|its faulty rows",
	"GET /cycles/:id/works/:work|draft|how far a long work is, or what became of it",
	"GET /cycles/:id/leaders|draft|people to choose as leaders",
	"POST /cycles/:id/leaders|draft|choose them",
	"GET /cycles/:id/asked|draft|who is asked about how many leaders",
	"GET /cycles/:id/leaders/:leader|draft|who is asked about a leader",
	"POST /cycles/:id/leaders/:leader/raters|draft|ask one more",
	"POST /cycles/:id/leaders/:leader/raters/:person/remove|draft|ask one less",
	"GET /cycles/:id/leaders/:leader/remove|draft|be asked",
	"POST /cycles/:id/leaders/:leader/remove|draft|take a leader off",
	"GET /cycles/:id/launch|draft|what each report will be able to show",
	"GET /cycles/:id/launch/mail|draft|an invitation, with a link that opens nothing",
	"GET /cycles/:id/letter|draft|a letter, with links that open nothing, and the own words",
	"POST /cycles/:id/letter|draft|the own words",
	"POST /cycles/:id/letter/test|draft|send a letter to oneself as a test",
	"POST /cycles/:id/launch|draft|launch",
	"POST /cycles/:id/remind|open|remind all who have not answered, whoever that is",
	"POST /cycles/:id/letters/:letter/address|open|correct an address; not of a rater of one's own",
	"POST /cycles/:id/letters/:letter/again|released|send the letter about a report again, to the same address",
	"POST /cycles/:id/reminders|open|plan the reminders",
	"POST /cycles/:id/extend|open|move the deadline",
	"POST /cycles/:id/raters|open|ask one more; not about oneself",
	"GET /cycles/:id/close|open|be asked",
	"POST /cycles/:id/close|open|stop the answers",
	"POST /cycles/:id/remarks/:remark|closed|hold a comment back; not one about oneself",
	"GET /cycles/:id/release|closed|be asked",
	"POST /cycles/:id/release|closed|let the leaders read",
	"GET /cycles/:id/purge|released|be asked",
	"POST /cycles/:id/purge|released|delete the reports before their time",
	"GET /questionnaires||all questionnaires",
	"POST /questionnaires||copy one",
	"GET /questionnaires/import||the form for a file",
	"POST /questionnaires/import||bring one from a file",
	"GET /questionnaires/:questionnaire||one, and its versions",
	"GET /questionnaires/:questionnaire/import||the form for a file",
	"POST /questionnaires/:questionnaire/import||save a file as a new version",
	"GET /questionnaires/:questionnaire/edit||the form",
	"POST /questionnaires/:questionnaire/edit||change the form, or save a new version",
	"GET /questionnaires/:questionnaire/preview||the survey, about somebody invented, with nothing that could be sent",
	"POST /questionnaires/:questionnaire/preview||the same as typed; nothing is kept",
	"GET /questionnaires/:questionnaire/delete||be asked",
	"POST /questionnaires/:questionnaire/delete||delete one; cycles keep their copies",
	"GET /questionnaires/:questionnaire/versions/:version||a version, and how it differs",
	"POST /questionnaires/:questionnaire/versions/:version/restore||make it the latest again",
	"GET /questionnaires/:questionnaire/versions/:version/questionnaire.yaml||download it",
	"GET /organisation||whole departments",
	"GET /organisation/overview.csv||the same as a file",
	"GET /people||the directory",
	"GET /people/import||the form for an org chart",
	"POST /people/import||send one",
	"GET /people/import/:upload||its preview",
	"POST /people/import/:upload||import it",
	"GET /people/import/:upload/faulty.csv||its faulty rows",
	"GET /people/works/:work||how far a long work is, or what became of it",
	"GET /people/:person/erase||be asked; it does not say whether the person answered",
	"POST /people/:person/erase||erase a person on request",
	"GET /members||who is HR",
	"POST /members||add a member",
	"GET /members/:person/remove||be asked",
	"POST /members/:person/remove||remove one",
	"GET /apikeys||the names of keys",
	"POST /apikeys||make a key; it is shown once",
	"GET /apikeys/:key/revoke||be asked",
	"POST /apikeys/:key/revoke||revoke a key",
	"GET /audit||what HR, programs and the clock did",
	"GET /settings||name, colour, replies, times of keeping, and where each comes from",
	"POST /settings||change them",
	"POST /settings/back||take one choice back",
)

var apiRules = append(api(
	"POST /cycles||make a draft",
	"GET /cycles||all cycles",
	"GET /cycles/:id|open|a cycle with counts by group, never names",
	"PATCH /cycles/:id|draft|change a draft",
	"DELETE /cycles/:id|draft|throw a draft away",
	"PUT /cycles/:id/roster|draft|replace who is asked",
	"POST /cycles/:id/leaders|draft|choose leaders",
	"GET /cycles/:id/leaders|open|the leaders with counts",
	"POST /cycles/:id/launch|draft|launch",
	"POST /cycles/:id/remind|open|remind, without learning whom",
	"POST /cycles/:id/close|open|stop the answers",
	"GET /cycles/:id/remarks|closed|the comments before release",
	"PATCH /remarks/:id|closed|hold a comment back",
	"POST /cycles/:id/release|closed|let the leaders read",
	"POST /leaders/:id/report/letter|released|send the letter about a report again, to the same address",
	"GET /leaders/:id/report, shared|shared|a report, where every invitation said that HR may read it",
	"GET /organisation/heatmap||whole departments",
	"POST /cycles/:id/purge|released|delete the reports before their time",
	"DELETE /people/:id||erase a person on request",
	"GET /questionnaires||all questionnaires",
	"GET /questionnaires/:key||one, by its own id",
	"GET /questionnaires/:key/questionnaire.yaml||the same as a file",
	"PUT /questionnaires/:key||keep a new version",
	"PUT /cycles/:id/questionnaire|draft|choose what is asked",
	"PUT /people||bring the directory up to date",
	"GET /people||the directory",
	"GET /audit||what HR, programs and the clock did",
	"GET /settings||the settings of the organisation",
	"PUT /settings||choose them",
), rule{"GET /api/v1/leaders/:id/report", "released", forKeys.but(notHR, program1), "a report, where HR may not read it"})

func hr(lines ...string) []rule { return rules(forHRAlone, "", lines) }

func api(lines ...string) []rule { return rules(forKeys, apiPrefix, lines) }

// rules reads lines of route, state and purpose.
func rules(may doors, prefix string, lines []string) (list []rule) {
	for _, line := range lines {
		field := strings.Split(line, "|")
		method, path, _ := strings.Cut(field[0], " ")
		list = append(list, rule{method + " " + prefix + path, field[1], may, field[2]})
	}
	return list
}

// markdown prints the table for people.
func markdown() string {
	var b strings.Builder
	b.WriteString(whoMayIntro)
	for _, role := range roleNames {
		fmt.Fprintf(&b, "- **%s**: %s\n", role[0], role[1])
	}
	for _, part := range table {
		fmt.Fprintf(&b, "\n## %s\n\n| Route | What for |", part.title)
		for _, role := range roleNames {
			fmt.Fprintf(&b, " %s |", role[0])
		}
		b.WriteString("\n|---|---|" + strings.Repeat("---|", roles) + "\n")
		for _, r := range part.rules {
			fmt.Fprintf(&b, "| `%s` | %s |", r.route, r.what)
			for _, s := range r.may {
				fmt.Fprintf(&b, " %s |", s)
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("\n## What each may see\n\n| Who | Sees, for example | Never sees |\n|---|---|---|\n")
	for i, v := range views {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", roleNames[i][0], orNothing(v.sees.what), orNothing(v.never.what))
	}
	return b.String()
}

func orNothing(text string) string {
	if text == "" {
		return "nothing of a cycle"
	}
	return text
}
