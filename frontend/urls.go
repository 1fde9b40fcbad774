package frontend

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// The addresses of pages without parameters.
const (
	HomeURL         = "/"
	SignInURL       = "/signin"
	SignInSentURL   = "/signin/sent"
	SignOutURL      = "/signout" // POST
	AgainURL        = "/again"
	AgainSentURL    = "/again/sent"
	ReportsURL      = "/reports"
	CyclesURL       = "/cycles"
	NewCycleURL     = "/cycles/new"
	OrganisationURL = "/organisation"
	PeopleURL       = "/people"
	MembersURL      = "/members"
	APIKeysURL      = "/apikeys"
	AuditURL        = "/audit"
	SettingsURL     = "/settings"
	MailboxURL      = "/mailbox"

	QuestionnairesURL = "/questionnaires"
)

// LinkURL is the list of a rater's leaders.
func LinkURL(token models.Token) string { return "/s/" + url.PathEscape(string(token)) }

// SurveyURL is the survey about one leader.
func SurveyURL(token models.Token, leader uuid.UUID) string {
	return LinkURL(token) + "/" + leader.String()
}

// DeclineURL is where a rater says that he or she cannot judge one leader.
func DeclineURL(token models.Token, leader uuid.UUID) string {
	return SurveyURL(token, leader) + "/decline"
}

// ChooseDeclineURL is where a rater chooses whom he or she cannot judge.
func ChooseDeclineURL(token models.Token) string { return LinkURL(token) + "/decline" }

// ThanksURL is the page after sending.
func ThanksURL(token models.Token, leader uuid.UUID) string {
	return SurveyURL(token, leader) + "/thanks"
}

// SignInLinkURL is what a sign-in mail links to.
func SignInLinkURL(token models.Token) string {
	return SignInURL + "/" + url.PathEscape(string(token))
}

// ReportURL is the report of one leader.
func ReportURL(leader uuid.UUID) string { return ReportsURL + "/" + leader.String() }

// ReportDataURL is the same report as JSON.
func ReportDataURL(leader uuid.UUID) string { return ReportURL(leader) + "/report.json" }

// ReportFileURL is the same report as a file: pdf, csv or xlsx.
func ReportFileURL(leader uuid.UUID, extension string) string {
	return ReportURL(leader) + "/report." + extension
}

// PlanURL is where a leader saves the plan after the own report.
func PlanURL(leader uuid.UUID) string { return ReportURL(leader) + "/plan" }

// SavedPlanURL is the place of the plan on the report's page.
func SavedPlanURL(leader uuid.UUID) string { return ReportURL(leader) + "#plan" }

// DeleteReportURL is where a leader deletes the own report.
func DeleteReportURL(leader uuid.UUID) string { return ReportURL(leader) + "/delete" }

// EraseURL is where HR erases a person of the directory.
func EraseURL(person uuid.UUID) string { return PeopleURL + "/" + person.String() + "/erase" }

// CycleURL is the page of one cycle for HR; rest is what follows it, if anything.
func CycleURL(cycle uuid.UUID, rest ...string) string {
	address := CyclesURL + "/" + cycle.String()
	for _, part := range rest {
		address += "/" + part
	}
	return address
}

// QuestionnaireURL is the page of one questionnaire, BuiltIn or an id; rest is
// what follows it, if anything.
func QuestionnaireURL(id string, rest ...string) string {
	return strings.Join(append([]string{QuestionnairesURL, url.PathEscape(id)}, rest...), "/")
}

// VersionURL is the page of one version of a questionnaire.
func VersionURL(id string, version int, rest ...string) string {
	return QuestionnaireURL(id, append([]string{"versions", strconv.Itoa(version)}, rest...)...)
}

// OverviewFileURL is the overview of departments in one cycle as a file.
func OverviewFileURL(cycle uuid.UUID) string {
	return OrganisationURL + "/overview.csv?cycle=" + cycle.String()
}

// MailURL is one mail of the demo's mailbox.
func MailURL(id string) string { return MailboxURL + "/" + url.PathEscape(id) }

// MailHTMLURL is the HTML part of one mail of the demo's mailbox.
func MailHTMLURL(id string) string { return MailURL(id) + "/html" }
