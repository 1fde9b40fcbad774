package frontend

import (
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// The pages of HR: page, address and form fields. Every form is sent with POST
// to the address it names; "GET" forms only search. "confirm" is a ConfirmPage
// shown at GET, whose button posts to the same address without fields.
//
//	CyclesPage         /cycles?after=&before=
//	NewCyclePage       /cycles/new              name, closes_on, k, small (merge|leave_out), readers (leader|hr), contact_name, contact_email
//	DraftPage          /cycles/{id}             (state draft)
//	                   /cycles/{id}/details     name, contact_name, contact_email
//	                   /cycles/{id}/dates       closes_on, opens_on ("" = HR launches by hand), first_reminder, second_reminder, last_reminder
//	                   /cycles/{id}/policy      k, small (merge|leave_out), readers (leader|hr)
//	                   /cycles/{id}/delete      confirm
//	ImportPage         /cycles/{id}/import      file (multipart)
//	ImportPreviewPage  /cycles/{id}/import/{upload}            rows (all|good)
//	                   /cycles/{id}/import/{upload}/faulty.csv GET: the faulty rows
//	WorkPage           /cycles/{id}/works/{work}; also the preview's address while the list is read
//	ChooseLeadersPage  /cycles/{id}/leaders     GET q, department, manager, after; POST person (repeated: ids)
//	RatersPage         /cycles/{id}/leaders/{leader}                 GET q, after
//	                   /cycles/{id}/leaders/{leader}/raters          email, relationship, q
//	                   /cycles/{id}/leaders/{leader}/raters/{person}/remove  no fields
//	                   /cycles/{id}/leaders/{leader}/remove          confirm
//	AskedPage          /cycles/{id}/asked       GET after
//	ReviewPage         /cycles/{id}/launch      GET after; POST no fields
//	                   /cycles/{id}/launch/mail GET: the HTML part, for the frame
//	LetterPage         /cycles/{id}/letter      GET kind, as; POST letter_intro, letter_signature, kind, as
//	                   /cycles/{id}/letter/test kind, as
//	OpenCyclePage      /cycles/{id}?after=&before=             (state open)
//	                   /cycles/{id}/remind      no fields
//	                   /cycles/{id}/letters/{letter}/address  email
//	                   /cycles/{id}/reminders   first_reminder, second_reminder, last_reminder
//	                   /cycles/{id}/extend      closes_on
//	                   /cycles/{id}/raters      leader (id), email, name, relationship
//	                   /cycles/{id}/close       confirm
//	ClosingPage        /cycles/{id}             (state closing)
//	ClosedCyclePage    /cycles/{id}?after=&before=             (state closed)
//	                   /cycles/{id}/remarks/{remark}          withheld (yes|no)
//	                   /cycles/{id}/release     confirm
//	                   /cycles/{id}/purge       confirm (state closed or released)
//	ReleasedPage       /cycles/{id}?after=&before=             (state released or purged)
//	                   /cycles/{id}/letters/{letter}/again    no fields
//	OrganisationPage   /organisation            GET cycle (id)
//	PeoplePage         /people                  GET q, after, before
//	ImportPage         /people/import           file (multipart)
//	ImportPreviewPage  /people/import/{upload}  rows (all|good)
//	                   /people/import/{upload}/faulty.csv     GET: the faulty rows
//	                   /people/{person}/erase   confirm
//	WorkPage           /people/works/{work}
//	MembersPage        /members                 email, name
//	                   /members/{person}/remove confirm
//	APIKeysPage        /apikeys                 name
//	                   /apikeys/{key}/revoke    confirm
//	AuditPage          /audit?cycle=&after=&before=
//	SettingsPage       /settings                organisation, accent, take (colour offered), reply_name, reply_email, links, reports, overview
//	                   /settings/back           setting (organisation|accent|reply_to|retention)
//
// Base.Errors name the field by the names above, except: the address of a mail
// in trouble is "email-{letter}". A fault of a whole form has Field "".

// hrPages are the pages of HR.
var hrPages = []Page{
	CyclesPage{}, NewCyclePage{}, DraftPage{}, ImportPage{}, ImportPreviewPage{}, WorkPage{},
	ChooseLeadersPage{}, RatersPage{}, AskedPage{}, ReviewPage{}, LetterPage{}, OpenCyclePage{}, ClosingPage{},
	ClosedCyclePage{}, ReleasedPage{}, ConfirmPage{}, OrganisationPage{},
	PeoplePage{}, MembersPage{}, APIKeysPage{}, AuditPage{}, SettingsPage{},
}

// Pager leads to the neighbouring pages of a list. "" hides a link.
type Pager struct {
	NewerURL string // towards the start of the list
	OlderURL string // towards its end
}

// Any reports whether the list has another page.
func (p Pager) Any() bool { return p.NewerURL != "" || p.OlderURL != "" }

// CycleHead is the top of every page about one cycle: its name and where it stands.
type CycleHead struct {
	ID       uuid.UUID
	Name     string
	State    models.CycleState
	ClosesAt *time.Time // in the zone in which it is to be read
}

// Next is the one thing to do on a page of HR.
type Next struct {
	Heading string
	Text    string
	Button  string // "" shows no button
	URL     string // where the button leads
	Post    bool   // the button posts instead of leading
}

// AuditLine is one entry of the audit trail.
type AuditLine struct {
	At    time.Time
	Actor string // who did it: a person's name, or "Sevenfold"
	Act   string // what was done, in words: "opened the cycle and sent 31 invitations"
	Cycle string // the cycle's name; "" inside the pages of a cycle
}

// AuditTrail is the end of the audit trail on the page of a cycle: the last 8 entries.
type AuditTrail struct {
	Lines []AuditLine
	Total int    // all entries of the cycle
	URL   string // the list of them all
}

// PolicyForm is the anonymity rules as typed.
type PolicyForm struct {
	K       string // a number, models.MinK..models.MaxK
	Small   string // merge or leave_out
	Readers string // leader or hr
}

// PolicyFields fills the form from a policy.
func PolicyFields(p models.Policy) PolicyForm {
	form := PolicyForm{K: strconv.Itoa(p.K), Small: "merge", Readers: "leader"}
	if p.DropSmall {
		form.Small = "leave_out"
	}
	if p.HRMayRead {
		form.Readers = "hr"
	}
	return form
}

// PersonLine is a person in a list.
type PersonLine struct {
	ID         uuid.UUID
	Name       string
	Email      string
	Title      string
	Department string
	Manager    string // the manager's name, "" when not known
	ManagerID  *uuid.UUID
	Reports    int // number of direct reports
}
