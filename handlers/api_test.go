package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

var update = flag.Bool("update", false, "write the golden copies anew")

func TestOpenAPIIsTheCopyInDocs(t *testing.T) {
	const golden = "../docs/openapi.json"
	w := newWorld(t, storetest.SQLite(t), func(o *Options) { o.Version = "1" })
	a := w.browser().get("/openapi.json").is(http.StatusOK)
	if got := a.header.Get("Content-Type"); got != "application/openapi+json" {
		t.Errorf("type %s", got)
	}
	got := indent(t, []byte(a.body))
	if *update {
		w.must(os.WriteFile(golden, []byte(got), 0o644))
	}
	if got != read(t, golden) {
		t.Error("docs/openapi.json is not what the service describes; look at the difference and run: go test ./handlers -run OpenAPI -update")
	}
	if !strings.Contains(w.browser().get("/openapi.yaml").is(http.StatusOK).body, "openapi: 3.1.0") {
		t.Error("the YAML form is not OpenAPI 3.1")
	}
}

func TestDocsPage(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	page := w.browser().get("/docs").is(http.StatusOK)
	page.says("#sendAnswers summary", "POST /api/v1/links/{token}/leaders/{id}/answers").says("#importRoster", "partial")
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal([]byte(read(t, "../docs/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	operations := 0
	for _, path := range document.Paths {
		operations += len(path)
	}
	if got := len(page.find("main details")); got != operations || operations == 0 {
		t.Errorf("%d operations are described, the document has %d", got, operations)
	}
	w.browser().get("/api").leadsTo("/docs")
}

func TestOnlyAKeyOpensTheAPI(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		p.get("/cycles").is(http.StatusOK)

		stranger := w.stranger()
		a := stranger.get("/cycles")
		a.problem(http.StatusUnauthorized)
		if got := a.header.Get("WWW-Authenticate"); got != `Bearer realm="sevenfold"` {
			t.Errorf("challenge %q", got)
		}
		for _, wrong := range []string{"Bearer sfk_wrong", "bearer ", "Basic c2V2ZW46Zm9sZA==", p.key, "Bearer " + p.key + "x"} {
			stranger.with("Authorization", wrong).get("/cycles").problem(http.StatusUnauthorized)
		}
		stranger.with("Authorization", "bearer "+p.key).get("/cycles").is(http.StatusOK)

		member := w.hr()
		member.get("/cycles").is(http.StatusOK)
		member.get(apiPrefix + "/cycles").is(http.StatusUnauthorized)

		keys, _, err := w.APIKeys().List(w.ctx, store.Page{Limit: 9})
		w.must(err)
		w.must(w.APIKeys().Revoke(w.ctx, "test", keys[0].ID))
		a = p.get("/cycles")
		a.problem(http.StatusUnauthorized)
		if got := a.header.Get("WWW-Authenticate"); !strings.Contains(got, "invalid_token") {
			t.Errorf("challenge %q", got)
		}
		p.json("POST", "/cycles", map[string]string{"name": "Not to be"}).problem(http.StatusUnauthorized)
		if list, err := w.Cycles().List(w.ctx, nil, 10); err != nil || len(list) != 0 {
			t.Errorf("a revoked key made %v %v", list, err)
		}
		if strings.Contains(w.log.String(), p.key) || strings.Contains(w.log.String(), "sfk_") {
			t.Error("a key is in the log")
		}
	})
}

// TestEveryOperationOfHRAsksForAKey walks the document, so that no operation
// that is added later can be forgotten.
func TestEveryOperationOfHRAsksForAKey(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	stranger := w.stranger()
	var doc struct {
		Paths map[string]map[string]struct{ Tags []string }
	}
	told{t: t, body: []byte(w.browser().get("/openapi.json").body)}.into(&doc)
	asked := 0
	for path, operations := range doc.Paths {
		for method, operation := range operations {
			if operation.Tags[0] != tagHR {
				continue
			}
			asked++
			path = strings.ReplaceAll(strings.TrimPrefix(path, apiPrefix), "{id}", "0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11")
			stranger.send(strings.ToUpper(method), path, nil).problem(http.StatusUnauthorized)
		}
	}
	if asked < 21 {
		t.Errorf("%d operations of HR were asked", asked)
	}
}

func TestWhatIsNoOperationIsAProblemToo(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	p := w.program("Payroll export")
	p.get("/nothing").problem(http.StatusNotFound)
	p.get("/cycles/not-an-id").problem(http.StatusNotFound)
	p.get("/cycles/0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11").problem(http.StatusNotFound)
	a := p.send("DELETE", "/cycles", nil)
	a.problem(http.StatusMethodNotAllowed)
	if got := a.header.Get("Allow"); !strings.Contains(got, "GET") || !strings.Contains(got, "POST") {
		t.Errorf("Allow: %q", got)
	}
	p.with("Origin", "https://elsewhere.example").json("POST", "/nothing", "{}").problem(http.StatusForbidden)
}

func TestBodiesThatCannotBeTaken(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	p := w.program("Payroll export")
	draft := p.newDraft()
	for name, c := range map[string]struct {
		method, path, contentType, body string
		status                          int
		columns                         []string
	}{
		"empty":                {"POST", "/cycles", "application/json", "", 400, nil},
		"no JSON":              {"POST", "/cycles", "application/json", "name=Autumn", 400, nil},
		"cut off":              {"POST", "/cycles", "application/json", `{"name": "Au`, 400, nil},
		"wrong content":        {"POST", "/cycles", "application/x-www-form-urlencoded", "name=Autumn", 415, nil},
		"null":                 {"POST", "/cycles", "application/json", "null", 422, []string{""}},
		"missing field":        {"POST", "/cycles", "application/json", "{}", 422, []string{""}},
		"unknown field":        {"POST", "/cycles", "application/json", `{"name":"A","colour":"B"}`, 422, []string{"colour"}},
		"other case":           {"POST", "/cycles", "application/json", `{"name":"A","Policy":{"k":5}}`, 422, []string{"Policy"}},
		"wrong type":           {"POST", "/cycles", "application/json", `{"name":7}`, 422, []string{"name"}},
		"wrong type inside":    {"POST", "/cycles", "application/json", `{"name":"A","policy":{"k":"three"}}`, 422, []string{"policy.k"}},
		"no time":              {"POST", "/cycles", "application/json", `{"name":"A","closes_at":"tomorrow"}`, 422, []string{"closes_at"}},
		"law":                  {"POST", "/cycles", "application/json", `{"name":"A","policy":{"k":2}}`, 422, []string{"k"}},
		"two laws":             {"POST", "/cycles", "application/json", `{"name":" ","contact":{"name":"H","email":"nobody"}}`, 422, []string{"name", "contact_email"}},
		"too large":            {"POST", "/cycles", "application/json", `{"name":"` + strings.Repeat("x", formLimit) + `"}`, 413, nil},
		"list as JSON":         {"PUT", draft + "/roster", "application/json", "{}", 415, nil},
		"empty list":           {"PUT", draft + "/roster", "text/csv", "", 400, nil},
		"header only":          {"PUT", draft + "/roster", "text/csv", "leader_email,leader_name,rater_email,rater_name,relationship\n", 422, nil},
		"unknown column":       {"PUT", draft + "/roster", "text/csv", "a,b\n1,2\n", 422, []string{""}},
		"large list":           {"PUT", draft + "/roster", "text/csv", roster + strings.Repeat("\n", models.MaxListBytes), 413, nil},
		"unknown parameter":    {"PUT", draft + "/roster?review=true", "text/csv", roster, 422, []string{"review"}},
		"wrong parameter":      {"PUT", draft + "/roster?preview=perhaps", "text/csv", roster, 422, []string{"preview"}},
		"no leaders":           {"POST", draft + "/leaders", "application/json", `{"emails":[]}`, 422, []string{"emails"}},
		"unknown leaders":      {"POST", draft + "/leaders", "application/json", `{"emails":["x@northwind.example","no"]}`, 422, []string{"emails[0]", "emails[1]"}},
		"no policy of a draft": {"PATCH", draft, "application/json", `{"policy":{"k":11}}`, 422, []string{"k"}},
	} {
		t.Run(name, func(t *testing.T) {
			problem := p.with("Content-Type", c.contentType).json(c.method, c.path, c.body).problem(c.status)
			problem.blames(t, c.columns...)
		})
	}
	for _, query := range []string{"/cycles?limit=0", "/cycles?limit=x", "/cycles?older=yesterday", "/people?q=%00", "/people?q=%ff", "/people?offset=-1", "/audit?cycle=x", "/organisation/heatmap?cycle=x"} {
		p.get(query).problem(http.StatusUnprocessableEntity)
	}
	p.get("/cycles?older=0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11").problem(http.StatusNotFound)
	if list, err := w.Cycles().List(w.ctx, nil, 10); err != nil || len(list) != 1 || list[0].Leaders != 0 || list[0].Policy.K != 3 {
		t.Errorf("something of it was kept: %+v %v", list, err)
	}
}

func TestInternalErrorsAreToldByReferenceOnly(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	p := w.program("Payroll export")
	w.must(w.DB.Close())
	problem := p.get("/cycles").problem(http.StatusInternalServerError)
	if problem.Reference == "" || !strings.Contains(w.log.String(), problem.Reference) {
		t.Errorf("the reference %q is not in the log: %s", problem.Reference, w.log)
	}
	if problem.Detail != internalText || strings.Contains(fmt.Sprint(problem), "sql") {
		t.Errorf("too much is told: %+v", problem)
	}
	if strings.Contains(w.log.String(), p.key) {
		t.Error("the key is in the log")
	}
}

func TestPanicsAreProblems(t *testing.T) {
	log := &logged{}
	s := &site{Options: Options{Log: newLog(log)}}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(s.recovery)
	engine.GET("/api/v1/panic", func(*gin.Context) { panic("open sesame") })
	answer := httptest.NewRecorder()
	engine.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/panic", nil))
	problem := told{t, answer.Code, answer.Header(), answer.Body.Bytes()}.problem(http.StatusInternalServerError)
	if problem.Reference == "" || strings.Contains(answer.Body.String()+log.String(), "sesame") {
		t.Errorf("told %+v, logged %s", problem, log)
	}
}

func TestEveryKindOfErrorIsAProblem(t *testing.T) {
	s := &site{Options: Options{Log: newLog(&logged{})}}
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/cycles", nil)
	for kind, face := range faces {
		p := s.problemOf(c, fmt.Errorf("around: %w", models.Errorf(kind, "Said to people.")))
		if p.Status != face.status || p.Type != problemTypes+string(kind) || p.Detail != "Said to people." {
			t.Errorf("%s became %+v", kind, p)
		}
	}
	if p := s.problemOf(c, errors.New("password=seven")); p.Status != 500 || strings.Contains(p.Detail, "seven") {
		t.Errorf("an internal error became %+v", p)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	c.Request = c.Request.WithContext(gone)
	if p := s.problemOf(c, gone.Err()); p.Reference != "" {
		t.Errorf("a closed connection is logged as an error: %+v", p)
	}
}
