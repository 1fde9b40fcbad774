package handlers

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/sevenfold/sevenfold/models"
)

// program is somebody's program. It holds every answer against the OpenAPI
// document that the service itself gives out.
type program struct {
	*world
	key    string // sent as a bearer key, if there is one
	header http.Header
	router routers.Router
}

// program makes an API key and a program that uses it.
func (w *world) program(name string) *program {
	w.t.Helper()
	key, err := w.APIKeys().Create(w.ctx, "test", name)
	w.must(err)
	p := w.stranger()
	p.key = key
	return p
}

// stranger is a program without a key.
func (w *world) stranger() *program {
	w.t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(w.browser().get("/openapi.json").is(http.StatusOK).body))
	w.must(err)
	w.must(doc.Validate(w.ctx))
	router, err := legacy.NewRouter(doc)
	w.must(err)
	return &program{world: w, header: http.Header{}, router: router}
}

// told is what a program was answered.
type told struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// with sends one more header.
func (p program) with(name, value string) *program {
	p.header = p.header.Clone()
	p.header.Set(name, value)
	return &p
}

func (p *program) get(path string) told { p.t.Helper(); return p.send("GET", path, nil) }

// json sends a value as JSON, or a string as it is.
func (p *program) json(method, path string, body any) told {
	p.t.Helper()
	text, plain := body.(string)
	if !plain {
		encoded, err := json.Marshal(body)
		p.must(err)
		text = string(encoded)
	}
	if p.header.Get("Content-Type") == "" {
		p = p.with("Content-Type", "application/json")
	}
	return p.send(method, path, strings.NewReader(text))
}

// csv sends a list.
func (p *program) csv(path, list string) told {
	p.t.Helper()
	return p.with("Content-Type", "text/csv").send("PUT", path, strings.NewReader(list))
}

func (p *program) send(method, path string, body io.Reader) told {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.ctx, method, p.server.URL+apiPrefix+path, body)
	p.must(err)
	request.Header = p.header.Clone()
	if p.key != "" {
		request.Header.Set("Authorization", "Bearer "+p.key)
	}
	response, err := p.server.Client().Do(request)
	p.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	p.must(err)
	p.check(request, response, text)
	return told{p.t, response.StatusCode, response.Header, text}
}

// check holds an answer against the document. What is no operation has no
// description there, and must be a problem.
func (p *program) check(request *http.Request, response *http.Response, text []byte) {
	p.t.Helper()
	route, params, err := p.router.FindRoute(request)
	if err != nil || response.StatusCode == http.StatusMethodNotAllowed {
		if response.StatusCode < 400 || response.Header.Get("Content-Type") != problemType {
			p.t.Errorf("%s %s is no operation and was answered with %d %s", request.Method, request.URL.Path, response.StatusCode, text)
		}
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route},
		Status:                 response.StatusCode, Header: response.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(p.ctx, input.SetBodyBytes(text)); err != nil {
		p.t.Errorf("%s %s: %d %s\nis not what the document describes: %v", request.Method, request.URL.Path, response.StatusCode, text, err)
	}
	if response.StatusCode >= 400 && response.Header.Get("Content-Type") != problemType {
		p.t.Errorf("%s %s: an error of the type %s", request.Method, request.URL.Path, response.Header.Get("Content-Type"))
	}
}

// is checks the status.
func (a told) is(status int) told {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, expected %d: %s", a.status, status, a.body)
	}
	return a
}

// into reads the body.
func (a told) into(v any) told {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
	return a
}

// problem reads the body of an error with the status.
func (a told) problem(status int) wireProblem {
	a.t.Helper()
	var p wireProblem
	a.is(status).into(&p)
	if p.Status != status || p.Type == "" || p.Title == "" || p.Detail == "" {
		a.t.Fatalf("a problem without %+v", p)
	}
	return p
}

// blames checks that a problem is about exactly these columns or fields.
func (p wireProblem) blames(t *testing.T, columns ...string) {
	t.Helper()
	var got []string
	for _, f := range p.Faults {
		got = append(got, f.Column)
		if f.Problem == "" {
			t.Errorf("the fault of %s says nothing", f.Column)
		}
	}
	if strings.Join(got, " ") != strings.Join(columns, " ") {
		t.Errorf("faults of %q, expected %q", got, columns)
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rate is a body of answers as programs send it.
func rate(rating int, keep string) map[string]any {
	a := answers(rating, keep)
	return map[string]any{"ratings": a.Ratings, "comments": a.Comments}
}

// indent is JSON in the one form in which it is compared.
func indent(t *testing.T, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.String() + "\n"
}

// newDraft makes a draft through the API and returns its path.
func (p *program) newDraft() string {
	p.t.Helper()
	var made WireCycle
	a := p.json("POST", "/cycles", map[string]any{
		"name": "Autumn 2026", "closes_at": "2026-04-01T16:00:00Z", "contact": map[string]string{"name": "Helen Hart", "email": "helen@northwind.example"},
	}).is(http.StatusCreated).into(&made)
	if made.State != string(models.Draft) || a.header.Get("Location") != apiPrefix+"/cycles/"+made.ID {
		p.t.Fatalf("made %+v at %s", made, a.header.Get("Location"))
	}
	return "/cycles/" + made.ID
}
