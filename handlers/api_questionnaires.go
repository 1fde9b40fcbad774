package handlers

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// KeyPath names a questionnaire by its own id.
type KeyPath struct {
	Key string `path:"key" maxLength:"32" doc:"the questionnaire's own id" example:"expert-to-leader"`
}

type versionInput struct {
	KeyPath
	Version int `query:"version" minimum:"0" doc:"0 or none: the latest"`
}

type yamlInput struct {
	KeyPath
	RawBody []byte `contentType:"application/yaml"`
}

// WireQuestionnaire is a version of a questionnaire. Huma reads embedded fields of
// exported types only.
type WireQuestionnaire struct {
	ID      string     `json:"id" doc:"the questionnaire's own id" example:"expert-to-leader"`
	Title   string     `json:"title"`
	Version int        `json:"version" doc:"counts from 1"`
	BuiltIn bool       `json:"built_in" doc:"nobody can change it"`
	SavedAt *time.Time `json:"saved_at" doc:"null for the built-in one"`
	SavedBy string     `json:"saved_by"`
}

type wireQuestionnaires struct {
	Total          int                 `json:"total" doc:"questionnaires in all, without the built-in one"`
	Questionnaires []WireQuestionnaire `json:"questionnaires" doc:"by title, each by its latest version; on the first page the built-in one before them"`
}

// wireVersion is a version with everything it asks.
type wireVersion struct {
	WireQuestionnaire
	Body questionnaireBody `json:"questionnaire" doc:"the same fields as in the YAML file"`
}

// questionnaireBody is a questionnaire as JSON, described loosely: its form is
// that of the file.
type questionnaireBody models.Questionnaire

// Schema describes the questionnaire.
func (questionnaireBody) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"id", "version", "competencies"}}
}

// MarshalJSON writes the questionnaire's own fields.
func (b questionnaireBody) MarshalJSON() ([]byte, error) {
	return json.Marshal(models.Questionnaire(b))
}

type questionnaireList struct{ Body wireQuestionnaires }

type oneVersion struct{ Body wireVersion }

type yamlFile struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// onlyYAML refuses bodies that say they are something else.
func onlyYAML(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		given := ctx.Header("Content-Type")
		kind, _, err := mime.ParseMediaType(given)
		if given == "" || err == nil && slices.Contains([]string{"application/yaml", "application/x-yaml", "text/yaml", "text/plain"}, kind) {
			next(ctx)
			return
		}
		writeProblem(api, ctx, http.StatusUnsupportedMediaType)
	}
}

// sendsYAML is an operation that takes a questionnaire as YAML.
func sendsYAML(api huma.API, op huma.Operation) huma.Operation {
	op = sends(op)
	op.Middlewares = huma.Middlewares{onlyYAML(api)}
	op.MaxBodyBytes = questionnaireLimit
	return op
}

// givesYAML is an operation that answers with a file.
func givesYAML(op huma.Operation) huma.Operation {
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/yaml": {Schema: questionnaireBody{}.Schema(nil)}}}}
	return op
}

func questionnaireJSON(v store.Version) wireVersion {
	w := wireVersion{WireQuestionnaire{ID: v.Body.ID, Title: v.Body.Title, Version: v.Body.Version, SavedBy: v.SavedBy}, questionnaireBody(v.Body)}
	if w.BuiltIn = v.QuestionnaireID == uuid.Nil; !w.BuiltIn {
		w.SavedAt = &v.SavedAt
	}
	return w
}

func (p programs) listQuestionnaires(ctx context.Context, in *PageQuery) (*questionnaireList, error) {
	list, total, err := p.DB.Questionnaires().List(ctx, in.page())
	out := &questionnaireList{wireQuestionnaires{total, []WireQuestionnaire{}}}
	if in.Offset == 0 {
		out.Body.Questionnaires = append(out.Body.Questionnaires, questionnaireJSON(store.Version{Body: models.DefaultQuestionnaire()}).WireQuestionnaire)
	}
	for _, q := range list {
		out.Body.Questionnaires = append(out.Body.Questionnaires, WireQuestionnaire{q.Key, q.Title, q.Version, false, &q.SavedAt, q.SavedBy})
	}
	return out, err
}

// version is a version of the questionnaire with an id of its own.
func (p programs) version(ctx context.Context, key string, version int) (store.Version, error) {
	if builtIn := models.DefaultQuestionnaire(); key == builtIn.ID && (version == 0 || version == builtIn.Version) {
		return store.Version{Body: builtIn}, nil
	}
	id, err := p.DB.Questionnaires().Find(ctx, key)
	if err != nil {
		return store.Version{}, err
	}
	return p.DB.Questionnaires().Get(ctx, id, version)
}

func (p programs) getQuestionnaire(ctx context.Context, in *versionInput) (*oneVersion, error) {
	v, err := p.version(ctx, in.Key, in.Version)
	return &oneVersion{questionnaireJSON(v)}, err
}

func (p programs) getQuestionnaireFile(ctx context.Context, in *versionInput) (*yamlFile, error) {
	v, err := p.version(ctx, in.Key, in.Version)
	return &yamlFile{yamlType, v.Body.YAML()}, err
}

// putQuestionnaire keeps a new questionnaire, or a new version of one.
func (p programs) putQuestionnaire(ctx context.Context, in *yamlInput) (*oneVersion, error) {
	q, err := models.ReadQuestionnaire(in.RawBody)
	if err != nil {
		return nil, err
	}
	if q.ID != in.Key {
		return nil, &models.Error{Kind: models.Invalid, Text: "The address and the file name different questionnaires. Nothing was kept.",
			Faults: []models.Fault{{Column: "id", Found: q.ID, Problem: "The address says " + in.Key + ". Write the same id in both."}}}
	}
	saved, err := p.keep(ctx, q)
	if err != nil {
		return nil, err
	}
	return &oneVersion{questionnaireJSON(saved)}, nil
}

func (p programs) keep(ctx context.Context, q models.Questionnaire) (store.Version, error) {
	all := p.DB.Questionnaires()
	id, err := all.Find(ctx, q.ID)
	if models.KindOf(err) == models.NotFound {
		return all.Create(ctx, actor(ctx), q)
	}
	if err != nil {
		return store.Version{}, err
	}
	latest, err := all.Get(ctx, id, 0)
	if err != nil {
		return store.Version{}, err
	}
	return all.Save(ctx, actor(ctx), id, latest.Version, q)
}

type questionnaireChoice struct {
	IDPath
	Body struct {
		ID      string `json:"id" maxLength:"32" doc:"the questionnaire's own id" example:"expert-to-leader"`
		Version int    `json:"version,omitempty" minimum:"0" doc:"0 or none: the latest"`
	}
}

// chooseQuestionnaire puts a copy of a questionnaire into a draft.
func (p programs) chooseQuestionnaire(ctx context.Context, in *questionnaireChoice) (*oneCycle, error) {
	cycle, err := p.cycle(ctx, in.IDPath)
	if err != nil {
		return nil, err
	}
	v, err := p.version(ctx, in.Body.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	if err := p.DB.Cycles().ChooseQuestionnaire(ctx, actor(ctx), cycle.ID, v.Body); err != nil {
		return nil, err
	}
	return p.after(ctx, cycle.ID)
}
