package handlers

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// problemTypes begins the type of a problem; the kind of the error ends it.
const problemTypes = "urn:sevenfold:problem:"

const problemType = "application/problem+json"

// wireProblem is what went wrong, in the form of RFC 9457.
type wireProblem struct {
	Type      string      `json:"type" doc:"urn:sevenfold:problem: and the kind, for programs to tell problems apart; about:blank where the status says it all" example:"urn:sevenfold:problem:wrong_state"`
	Title     string      `json:"title" doc:"the kind of problem in a few words" example:"This is not possible now"`
	Status    int         `json:"status" doc:"the HTTP status" example:"409"`
	Detail    string      `json:"detail" doc:"what was found and what to do" example:"This cycle was launched already."`
	Faults    []wireFault `json:"faults,omitempty" doc:"everything that is wrong with what was sent, at once"`
	Reference string      `json:"reference,omitempty" doc:"of an error on our side: tell it to whoever runs the service"`
}

// wireFault is one thing wrong with what was sent.
type wireFault struct {
	Line    int    `json:"line,omitempty" doc:"line of the list, counted from 1 with its header; missing outside lists" example:"4"`
	Column  string `json:"column,omitempty" doc:"the column of the list, or the field" example:"rater_email"`
	Found   string `json:"found" doc:"what was there, shortened; empty where it is not repeated"`
	Problem string `json:"problem" doc:"what is wrong and what to do"`
}

// Error returns what may be told.
func (p *wireProblem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *wireProblem) GetStatus() int { return p.Status }

// ContentType says that this is a problem.
func (p *wireProblem) ContentType(string) string { return problemType }

// speakProblems makes huma's own errors problems like all others. Huma asks for
// them by two package variables, so they are set once.
var speakProblems = sync.OnceFunc(func() {
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return plainProblem(status, nil) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		c := humagin.Unwrap(ctx)
		return c.MustGet(contextSite).(*site).humaProblem(c, status, msg, errs)
	}
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
})

// contextSite is the key of the site in a request of the API.
const contextSite = "site"

// humaProblem sorts what huma found, or what an operation returned.
func (s *site) humaProblem(c *gin.Context, status int, msg string, errs []error) *wireProblem {
	err := errors.Join(errs...)
	if err == nil {
		err = errors.New(msg)
	}
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case store.Unreachable(err): // before the next: a broken connection ends unexpectedly too
		return s.problemOf(c, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return plainProblem(http.StatusBadRequest, nil)
	case tooLarge, status >= http.StatusInternalServerError:
		return s.problemOf(c, err)
	}
	return plainProblem(status, fieldFaults(status, errs))
}

// problemOf is the one way from an error to its problem.
func (s *site) problemOf(c *gin.Context, err error) *wireProblem {
	if p, ok := errors.AsType[*wireProblem](err); ok {
		return p
	}
	f := s.faultOf(c, err)
	if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "60")
	}
	p := plainProblem(f.status, wireFaults(f.faults))
	p.Detail, p.Reference = f.text, f.reference
	if kind := models.KindOf(err); kind != "" {
		p.Type, p.Title = problemTypes+string(kind), f.heading
	}
	return p
}

// problem answers an error outside of any operation.
func (s *site) problem(c *gin.Context, err error) {
	p := s.problemOf(c, err)
	body, err := json.Marshal(p)
	if err != nil { // a struct of strings and numbers always can be written
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	c.Abort()
	c.Data(p.Status, problemType, body)
}

// plainTexts say what to do about statuses that have no error of ours.
var plainTexts = map[int]string{
	http.StatusBadRequest:            "Nothing was sent, or it is not JSON that can be read, or CSV for lists. Nothing was changed.",
	http.StatusUnauthorized:          "Send the key of a program: Authorization: Bearer sfk_… Members of HR make keys on the page API keys.",
	http.StatusMethodNotAllowed:      "This address does not take this method. The header Allow says which ones it does.",
	http.StatusRequestTimeout:        "The request took too long to arrive. Nothing was changed.",
	http.StatusGone:                  "This link does not open anything now.",
	http.StatusRequestEntityTooLarge: "What was sent is larger than this service takes. Nothing was kept.",
	http.StatusUnsupportedMediaType:  "This address takes another type of content: application/json, or text/csv for lists.",
	http.StatusUnprocessableEntity:   "Some fields need another look. What they say is checked once their types are right. Nothing was changed.",
}

// plainProblem is a problem that its status explains.
func plainProblem(status int, faults []wireFault) *wireProblem {
	p := &wireProblem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: plainTexts[status], Faults: faults}
	if status == http.StatusUnprocessableEntity {
		p.Type, p.Title = problemTypes+string(models.Invalid), faces[models.Invalid].heading
	}
	return p
}

func wireFaults(faults []models.Fault) []wireFault {
	list := make([]wireFault, len(faults))
	for i, f := range faults {
		list[i] = wireFault(f)
	}
	return list
}

// fieldFaults names the fields that huma refused, never their values: one may
// be a token. A body that is no JSON at all has no fields.
func fieldFaults(status int, errs []error) []wireFault {
	if status != http.StatusUnprocessableEntity {
		return nil
	}
	var faults []wireFault
	for _, err := range errs {
		detail, ok := err.(huma.ErrorDetailer) //nolint:errorlint // huma hands over its own type
		if !ok || len(faults) == mostFaults {
			continue
		}
		d := detail.ErrorDetail()
		faults = append(faults, wireFault{Column: field(d.Location), Problem: complaint(d.Message)})
	}
	return faults
}

// mostFaults bounds how many fields are named; an answer need not be as long as
// what was sent.
const mostFaults = 50

// field is a place as huma writes it, "body.policy.k", without where it was sent.
func field(location string) string {
	_, name, _ := strings.Cut(location, ".")
	if runes := []rune(name); len(runes) > 80 {
		name = string(runes[:79]) + "…"
	}
	return name
}

// complaint makes a sentence of what huma says. What follows a colon may repeat
// what was sent.
func complaint(message string) string {
	message, _, _ = strings.Cut(message, ":")
	if message == "json" || strings.HasPrefix(message, "parsing time") || message == "" {
		message = "a value is not of the type that its field takes"
	}
	runes := []rune(message)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes) + "."
}
