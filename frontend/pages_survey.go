package frontend

import (
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Visit is what every page behind a rater's link knows.
type Visit struct {
	Token    models.Token
	Cycle    string
	Contact  models.Contact
	Policy   models.Policy
	ClosesAt time.Time            // in the zone in which it is to be read
	Asked    []models.Asked       // every leader of this link, withdrawn ones left out
	Drafts   map[uuid.UUID]string // leader → opaque key of the draft in the browser

	Promise   string             // the promise of the cycle's policy, word for word
	Anonymity []models.Assurance // how answers are kept anonymous under that policy
}

// SurveyListPage lists the leaders a rater is asked about.
type SurveyListPage struct {
	Base
	Visit
	Items int // how many lines a survey has
}

func (SurveyListPage) template() string { return "survey_list.html" }

// SurveyPage asks about one leader. It is sent empty, or, after an incomplete
// Send, with what was posted; nothing of it is stored.
type SurveyPage struct {
	Base
	Visit
	Leader        models.Asked
	Rater         string               // the rater's own name, which a comment should not hold
	Questionnaire models.Questionnaire // the cycle's own
	Parts         []models.Competency  // in the order of this link
	Ratings       map[string]string    // item → as posted: "1" to "5", "0" for not observed
	Comments      map[string]string    // question → as posted
	Ours          bool                 // the fault is the service's: sending again in a while is all it takes
	Faults        []models.Fault       // by item or question, as CheckAnswers gives them; empty on the first visit
	Preview       bool                 // HR looks at it: there is no form, so nothing can be sent

	from int // the number before the first part's
}

func (SurveyPage) template() string { return "survey.html" }

// DeclinePage lets a rater say that he or she cannot judge somebody. Without a
// leader it offers the choice among those still open.
type DeclinePage struct {
	Base
	Visit
	Leader *models.Asked
}

func (DeclinePage) template() string { return "decline.html" }

// ThanksPage follows sending and declining. The leader's state says which.
type ThanksPage struct {
	Base
	Visit
	Leader models.Asked
	Again  bool // this was a second Send, which changed nothing
}

func (ThanksPage) template() string { return "thanks.html" }

// DeadLinkPage is for a link that was revoked, has expired or never existed:
// always the same words, status 410.
type DeadLinkPage struct {
	Base
	Posted bool     // a form came with the request and was not taken
	Typed  []string // the comments in it
}

func (DeadLinkPage) template() string { return "dead_link.html" }
