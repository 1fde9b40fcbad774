package handlers

import (
	"bytes"
	"encoding/json"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// WireCycle is a cycle. Huma reads the fields of an embedded type only if it is exported.
type WireCycle struct {
	ID         string      `json:"id" format:"uuid"`
	Name       string      `json:"name" example:"Autumn 2026"`
	State      string      `json:"state" enum:"draft,open,closing,closed,released,purged"`
	OpensAt    *time.Time  `json:"opens_at" doc:"of a draft: when the clock launches it, null if nobody set a time; later: when it opened"`
	ClosesAt   *time.Time  `json:"closes_at" doc:"the deadline"`
	ClosedAt   *time.Time  `json:"closed_at"`
	ReleasedAt *time.Time  `json:"released_at"`
	Policy     wirePolicy  `json:"policy" doc:"frozen at launch"`
	Contact    wireContact `json:"contact"`
	Reminders  []int       `json:"reminder_days" doc:"how many days before the deadline whoever has not answered is reminded, the farthest first" example:"[7,1]"`

	LetterIntro     string `json:"letter_intro" doc:"instead of the invitation's own first sentences; empty: those"`
	LetterSignature string `json:"letter_signature" doc:"below every letter to raters"`
}

// wirePolicy is the anonymity rules of a cycle.
type wirePolicy struct {
	K         int  `json:"k" doc:"fewest answers of a group that is shown"`
	DropSmall bool `json:"drop_small" doc:"small groups are left out; otherwise they are shown together with the next"`
	HRMayRead bool `json:"hr_may_read" doc:"HR can open released reports too; every invitation says so"`
}

// wireContact is whom raters can ask.
type wireContact struct {
	Name  string `json:"name" example:"Helen Hart"`
	Email string `json:"email" example:"helen@northwind.example"`
}

func cycleJSON(c models.Cycle) WireCycle {
	return WireCycle{c.ID.String(), c.Name, string(c.State), c.OpensAt, c.ClosesAt, c.ClosedAt, c.ReleasedAt,
		wirePolicy(c.Policy), wireContact(c.Contact), c.Reminders.Sorted(), c.Letter.Intro, c.Letter.Signature}
}

// wireCycleDetail is a cycle with how far it is.
type wireCycleDetail struct {
	WireCycle
	Letters wireLetters  `json:"letters" doc:"people by the state of their invitation letter; reminders are not counted, because their number would tell how many have not answered"`
	Total   int          `json:"leaders_total" doc:"leaders in all; the first of them follow"`
	Leaders []wireLeader `json:"leaders" doc:"the first hundred by name; all of them are at /cycles/{id}/leaders"`
}

// wireLetters counts letters by state.
type wireLetters struct {
	Queued  int `json:"queued"`
	Claimed int `json:"claimed" doc:"about to be sent"`
	Sending int `json:"sending"`
	Sent    int `json:"sent" doc:"accepted by the mail server"`
	Buried  int `json:"buried" doc:"refused for good"`
	Unknown int `json:"unknown" doc:"in doubt, waiting for a person to decide"`
}

func lettersJSON(n map[models.LetterState]int) wireLetters {
	return wireLetters{n[models.Queued], n[models.Claimed], n[models.Sending], n[models.Sent], n[models.Buried], n[models.Unknown]}
}

// wireLeader is a leader of a cycle with counts, never names, of those asked.
type wireLeader struct {
	ID         string       `json:"id" format:"uuid" doc:"of the leader in this cycle, not of the person"`
	Name       string       `json:"name"`
	Email      string       `json:"email"`
	Title      string       `json:"title"`
	Department string       `json:"department"`
	RoleSince  string       `json:"role_since" doc:"YYYY-MM-DD, or empty"`
	Invited    wireInvited  `json:"invited" doc:"people asked, by relationship"`
	Progress   []wireGroup  `json:"progress" doc:"answers by relationship; small groups are counted together"`
	Outlook    *wireOutlook `json:"outlook,omitempty" doc:"of a draft: what the report will be able to show, judged by who is asked"`
}

type wireInvited struct {
	Self    int `json:"self"`
	Manager int `json:"manager"`
	Peer    int `json:"peer"`
	Report  int `json:"report"`
}

// wireGroup is how many of a group have answered.
type wireGroup struct {
	Relationships []models.Relationship `json:"relationships" doc:"more than one: counted together"`
	Invited       int                   `json:"invited"`
	Answered      *int                  `json:"answered" doc:"null where a number would tell who has answered, alone or beside the report"`
	Needs         int                   `json:"needs" doc:"answers still missing until the group can be shown"`
}

type wireOutlook struct {
	Groups []wireGroupOutlook `json:"groups"`
	Advice string             `json:"advice" doc:"whom to ask as well, or empty"`
}

type wireGroupOutlook struct {
	Relationship string `json:"relationship" enum:"peer,report"`
	Invited      int    `json:"invited"`
	Outlook      string `json:"outlook" enum:"alone,all_k,together,too_few,uninvited"`
	Words        string `json:"words" example:"4 invited, shown on their own from 3 answers"`
	Hint         string `json:"hint"`
	Likely       string `json:"likely" doc:"how often that comes true, if four of five people answer" example:"in about 8 of 10 cycles"`
}

func leaderJSON(l store.LeaderProgress, c models.Cycle) wireLeader {
	w := wireLeader{ID: l.ID.String(), Name: l.Person.Name, Email: l.Person.Email, Title: l.Person.Title, Department: l.Person.Department,
		RoleSince: l.RoleSince, Progress: []wireGroup{},
		Invited: wireInvited{l.Invited[models.Self], l.Invited[models.Manager], l.Invited[models.Peer], l.Invited[models.DirectReport]}}
	for _, g := range l.Groups(c.Policy) {
		group := wireGroup{Relationships: g.Relationships, Invited: g.Invited, Needs: g.Needs}
		if !g.Held {
			group.Answered = &g.Answered
		}
		w.Progress = append(w.Progress, group)
	}
	if c.State == models.Draft {
		w.Outlook = outlookJSON(models.CheckReportability(l.Invited, c.Policy))
	}
	return w
}

func outlookJSON(r models.Reportability) *wireOutlook {
	w := &wireOutlook{Groups: []wireGroupOutlook{}, Advice: r.Advice}
	for _, g := range r.Groups {
		w.Groups = append(w.Groups, wireGroupOutlook{string(g.Relationship), g.Invited, string(g.Outlook), g.Words, g.Hint, g.Likely})
	}
	return w
}

// wireImport is what an import did, or would do.
type wireImport struct {
	Preview   bool        `json:"preview" doc:"nothing was kept"`
	Read      int         `json:"read" doc:"rows of the list"`
	Added     int         `json:"added"`
	Updated   int         `json:"updated"`
	Unchanged int         `json:"unchanged"`
	Removed   int         `json:"removed" doc:"raters of the draft whom the list does not name"`
	People    int         `json:"people" doc:"people whom the list names"`
	Leaders   int         `json:"leaders" doc:"leaders of the draft afterwards"`
	Faults    []wireFault `json:"faults" doc:"of the rows that were left out with partial=true"`
}

func importJSON(sum store.ImportSummary, preview bool, faults []models.Fault) wireImport {
	return wireImport{preview, sum.Read, sum.Added, sum.Updated, sum.Unchanged, sum.Removed, sum.People, sum.Leaders, wireFaults(faults)}
}

// maybe is a field of a change: not sent, null, or a value.
type maybe[T any] struct {
	sent  bool
	value *T // nil: null was sent
}

// UnmarshalJSON notes that the field was sent.
func (m *maybe[T]) UnmarshalJSON(text []byte) error {
	m.sent = true
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	return json.Unmarshal(text, &m.value)
}

// Schema is the value's own, or null.
func (maybe[T]) Schema(r huma.Registry) *huma.Schema {
	schema := huma.SchemaFromType(r, reflect.TypeFor[T]())
	schema.Nullable = true
	return schema
}
