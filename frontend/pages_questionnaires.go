package frontend

import (
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// BuiltIn is the built-in questionnaire's place among the addresses of questionnaires.
const BuiltIn = "built-in"

// QuestionnairesPage lists the questionnaires: the built-in one first.
type QuestionnairesPage struct {
	Base
	Questionnaires []QuestionnaireLine
	Pager          Pager
}

func (QuestionnairesPage) template() string { return "questionnaires.html" }

// QuestionnaireLine is a questionnaire in a list, by its latest version.
type QuestionnaireLine struct {
	ID      string // BuiltIn, or an id
	Key     string // its own id, which copies of it hold
	Title   string
	Version int
	SavedAt time.Time // of the built-in one: zero
	SavedBy string
}

// BuiltIn reports whether nobody can change it.
func (l QuestionnaireLine) BuiltIn() bool { return l.ID == BuiltIn }

// QuestionnairePage is one questionnaire: what it asks, and its versions.
type QuestionnairePage struct {
	Base
	ID            string // BuiltIn, or an id
	Questionnaire models.Questionnaire
	Versions      []VersionLine // none of the built-in one
	Pager         Pager         // of the versions
}

func (QuestionnairePage) template() string { return "questionnaire.html" }

// BuiltIn reports whether nobody can change it.
func (p QuestionnairePage) BuiltIn() bool { return p.ID == BuiltIn }

// VersionLine is a saved version.
type VersionLine struct {
	Version int
	SavedAt time.Time
	SavedBy string
	Changes int // against the one before
}

// QuestionnaireVersionPage shows a version, and how it differs from another.
type QuestionnaireVersionPage struct {
	Base
	ID      string
	Title   string
	Version VersionLine
	With    VersionLine // the one it is compared with; zero: it is the first
	Latest  int
	Others  []VersionLine // that it can be compared with
	Changes []models.Change
	Anew    []string // names of the competencies that cannot be compared with the other version
}

func (QuestionnaireVersionPage) template() string { return "questionnaire_version.html" }

// QuestionnaireFilePage takes a questionnaire as a file: a new one, or a new
// version of one that is there.
type QuestionnaireFilePage struct {
	Base
	ID     string // "": a new one
	Title  string // of the one that is there
	File   string // the name of the refused file
	Faults []models.Fault
}

func (QuestionnaireFilePage) template() string { return "questionnaire_file.html" }

// QuestionnaireEditPage is the form of a questionnaire, as saved or as typed.
type QuestionnaireEditPage struct {
	Base
	ID            uuid.UUID
	Version       int                  // that is being changed
	Saved         models.Questionnaire // that version
	Questionnaire models.Questionnaire // as typed
	Touched       string               // the element that a button was about; its competency stands open
	As            models.Relationship  // as whom the preview looks
}

func (QuestionnaireEditPage) template() string { return "questionnaire_edit.html" }

// The pages of questionnaires:
//
//	QuestionnairesPage        /questionnaires                     POST of (built-in or an id): a copy
//	QuestionnaireFilePage     /questionnaires/import              file (multipart)
//	QuestionnairePage         /questionnaires/{q}                 {q} is built-in or an id
//	QuestionnaireFilePage     /questionnaires/{q}/import          file (multipart)
//	QuestionnaireEditPage     /questionnaires/{q}/edit            POST the fields, base, as, step (save, check or models.Questionnaire.Step)
//	SurveyPage                /questionnaires/{q}/preview         GET version, as; POST the same fields as edit
//	                          /questionnaires/{q}/delete          confirm
//	QuestionnaireVersionPage  /questionnaires/{q}/versions/{v}    GET with
//	                          /questionnaires/{q}/versions/{v}/restore              no fields
//	                          /questionnaires/{q}/versions/{v}/questionnaire.yaml   GET: the file
//	DraftPage                 /cycles/{id}/questionnaire          questionnaire (built-in or an id)
//	SurveyPage                /cycles/{id}/survey                 GET as
var questionnairePages = []Page{
	QuestionnairesPage{}, QuestionnairePage{}, QuestionnaireVersionPage{}, QuestionnaireFilePage{}, QuestionnaireEditPage{},
}
