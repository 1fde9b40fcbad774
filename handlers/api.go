package handlers

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// apiPrefix begins the path of every operation.
const apiPrefix = "/api/v1"

// programs is the API for programs of HR, which come with a key.
type programs struct{ *site }

// links is the API behind raters' links, which need no key.
type links struct{ *site }

// api registers every operation and describes them.
func (s *site) api(r *gin.Engine) error {
	speakProblems()
	docs := &apiDocs{}
	api := humagin.New(r, apiConfig(s.Version, docs))
	api.UseMiddleware(s.receive, s.checkKey(api))
	s.operations(api)
	return docs.serve(s, r, api.OpenAPI())
}

// operations lists every operation by who may come.
func (s *site) operations(api huma.API) {
	p := programs{s}
	huma.Register(api, created(sends(forHR("POST", "/cycles", "createCycle", "Make a draft"))), p.createCycle)
	huma.Register(api, forHR("GET", "/cycles", "listCycles", "List the cycles, newest first", 404), p.listCycles)
	huma.Register(api, forHR("GET", "/cycles/{id}", "getCycle", "Read a cycle and how far it is", 404), p.getCycle)
	huma.Register(api, sends(forHR("PATCH", "/cycles/{id}", "changeCycle", "Change a draft, or move the deadline of an open cycle later", 404, 409)), p.changeCycle)
	huma.Register(api, forHR("DELETE", "/cycles/{id}", "deleteCycle", "Delete a draft", 404, 409), p.deleteCycle)
	huma.Register(api, sendsList(api, forHR("PUT", "/cycles/{id}/roster", "importRoster", "Replace who is asked in a draft by a list", 404, 409)), p.importRoster)
	huma.Register(api, sends(forHR("POST", "/cycles/{id}/leaders", "addLeaders", "Choose leaders of a draft from the directory, with raters proposed by the org chart", 404, 409)), p.addLeaders)
	huma.Register(api, forHR("GET", "/cycles/{id}/leaders", "listLeaders", "List the leaders of a cycle with counts", 404), p.listLeaders)
	huma.Register(api, forHR("POST", "/cycles/{id}/launch", "launchCycle", "Launch a draft", 404, 409, 503), p.launchCycle)
	huma.Register(api, accepted(forHR("POST", "/cycles/{id}/remind", "remindRaters", "Remind everybody who has not answered", 404, 409)), p.remindRaters)
	huma.Register(api, accepted(forHR("POST", "/cycles/{id}/close", "closeCycle", "Stop the answers and begin to work out the reports", 404, 409)), p.closeCycle)
	huma.Register(api, forHR("GET", "/cycles/{id}/remarks", "listRemarks", "Read the comments of a closed cycle before release", 404, 409), p.listRemarks)
	huma.Register(api, sends(forHR("PATCH", "/remarks/{id}", "withholdRemark", "Hold a comment back, or show it again", 404, 409)), p.withholdRemark)
	huma.Register(api, forHR("POST", "/cycles/{id}/release", "releaseCycle", "Let the leaders read their reports", 404, 409), p.releaseCycle)
	huma.Register(api, accepted(forHR("POST", "/cycles/{id}/purge", "purgeCycle", "Delete the reports of a closed cycle before their time of keeping is over", 404, 409)), p.purgeCycle)
	huma.Register(api, forHR("GET", "/leaders/{id}/report", "getReport", "Read a report, if the policy of its cycle lets HR", 403, 404, 409), p.getReport)
	huma.Register(api, accepted(forHR("POST", "/leaders/{id}/report/letter", "sendReportLetterAgain", "Send the letter about a released report again that did not arrive", 404, 409)), p.sendReportLetterAgain)
	huma.Register(api, forHR("GET", "/organisation/heatmap", "getHeatmap", "Read how whole departments are seen", 404, 409), p.getHeatmap)
	huma.Register(api, sendsList(api, forHR("PUT", "/people", "importPeople", "Bring the directory up to date by an org chart")), p.importPeople)
	huma.Register(api, forHR("GET", "/people", "listPeople", "Search the directory"), p.listPeople)
	huma.Register(api, forHR("DELETE", "/people/{id}", "erasePerson", "Erase a person on request. Answers that were sent cannot be found, so they stay and count, for nobody", 404, 409), p.erasePerson)
	huma.Register(api, forHR("GET", "/audit", "listAudit", "Read what HR, programs and the clock did, newest first", 404), p.listAudit)
	huma.Register(api, forHR("GET", "/settings", "getSettings", "Read the settings of the organisation"), p.getSettings)
	huma.Register(api, sends(forHR("PUT", "/settings", "putSettings", "Choose settings; what is left out goes back to what the service was started with")), p.putSettings)
	huma.Register(api, forHR("GET", "/questionnaires", "listQuestionnaires", "List the questionnaires"), p.listQuestionnaires)
	huma.Register(api, forHR("GET", "/questionnaires/{key}", "getQuestionnaire", "Read a questionnaire, by its own id", 404), p.getQuestionnaire)
	huma.Register(api, givesYAML(forHR("GET", "/questionnaires/{key}/questionnaire.yaml", "getQuestionnaireFile", "Read a questionnaire as the YAML file that can be sent back", 404)), p.getQuestionnaireFile)
	huma.Register(api, sendsYAML(api, forHR("PUT", "/questionnaires/{key}", "putQuestionnaire", "Keep a questionnaire: a new one, or a new version. Sent again without a change it makes none", 409)), p.putQuestionnaire)
	huma.Register(api, sends(forHR("PUT", "/cycles/{id}/questionnaire", "chooseQuestionnaire", "Put a copy of a questionnaire into a draft. It is frozen at launch", 404, 409)), p.chooseQuestionnaire)

	l := links{s}
	huma.Register(api, forRaters("GET", "/links/{token}", "openLink", "See whom a link asks about"), l.openLink)
	huma.Register(api, forRaters("GET", "/links/{token}/leaders/{id}", "openSurvey", "Read the questions about one leader"), l.openSurvey)
	huma.Register(api, sends(forRaters("POST", "/links/{token}/leaders/{id}/answers", "sendAnswers", "Send the answers about one leader, once", 409)), l.sendAnswers)
	huma.Register(api, forRaters("POST", "/links/{token}/leaders/{id}/decline", "decline", "Say that the rater cannot judge a leader", 409), l.decline)
}

// apiConfig is huma's, without pages from elsewhere and without links to schemas.
func apiConfig(version string, docs *apiDocs) huma.Config {
	cfg := huma.DefaultConfig("Sevenfold", version)
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", "", nil
	cfg.RejectUnknownQueryParameters = true
	cfg.Info.Description = "Anonymous 360-degree feedback: run cycles from your own programs. Times are UTC, in RFC 3339. Errors are problems as in RFC 9457."
	cfg.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	cfg.Tags = []*huma.Tag{
		{Name: tagHR, Description: "Operations for programs of HR. They need an API key."},
		{Name: tagRaters, Description: "Operations behind a rater's mailed link. The token of the link is all they need, and nothing about them is logged."},
	}
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		keyScheme: {Type: "http", Scheme: "bearer", Description: "An API key, made by a member of HR."},
	}
	cfg.OnAddOperation = []huma.AddOpFunc{docs.add}
	return cfg
}

// schemaName drops what only the code needs: wireCycle is Cycle.
func schemaName(t reflect.Type, hint string) string {
	return strings.TrimPrefix(huma.DefaultSchemaNamer(t, hint), "Wire")
}

// The groups of operations.
const (
	tagHR     = "HR"
	tagRaters = "Raters"
)

// forHR describes an operation that needs a key. errs are the statuses of its
// own errors.
func forHR(method, path, id, summary string, errs ...int) huma.Operation {
	return huma.Operation{Method: method, Path: apiPrefix + path, OperationID: id, Summary: summary, Tags: []string{tagHR},
		Security: []map[string][]string{{keyScheme: {}}}, Errors: append([]int{http.StatusUnauthorized, http.StatusUnprocessableEntity}, errs...)}
}

// forRaters describes an operation that needs no key but a link that opens.
func forRaters(method, path, id, summary string, errs ...int) huma.Operation {
	return huma.Operation{Method: method, Path: apiPrefix + path, OperationID: id, Summary: summary, Tags: []string{tagRaters},
		Errors: append([]int{http.StatusGone, http.StatusUnprocessableEntity, http.StatusTooManyRequests}, errs...)}
}

func created(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusCreated
	return op
}

func accepted(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusAccepted
	return op
}

// sends is an operation that takes JSON.
func sends(op huma.Operation) huma.Operation {
	op.MaxBodyBytes = formLimit
	op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	return op
}

// sendsList is an operation that takes a list as CSV.
func sendsList(api huma.API, op huma.Operation) huma.Operation {
	op = sends(op)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"text/csv": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary", Extensions: map[string]any{"contentMediaType": "application/octet-stream"}}},
	}}
	op.Middlewares = huma.Middlewares{onlyCSV(api)}
	return op
}
