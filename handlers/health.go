package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// healthz says that the process runs.
func (s *site) healthz(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

// readiness is the body of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Problems []string `json:"problems"` // in plain words
}

// readyz says whether everything is there that the service needs, and if not,
// what is missing. Only words meant for people leave; the log has the rest.
func (s *site) readyz(c *gin.Context) {
	told, err := s.Ready(c.Request.Context())
	if err == nil {
		c.JSON(http.StatusOK, readiness{Ready: true, Problems: append([]string{}, told...)})
		return
	}
	s.Log.Warn("not ready", "err", err)
	c.JSON(http.StatusServiceUnavailable, readiness{Problems: problemsOf(err)})
}

// joined is what errors.Join makes.
type joined interface {
	error
	Unwrap() []error
}

// problemsOf lists what people may know of an error made of several.
func problemsOf(err error) []string {
	if several, ok := errors.AsType[joined](err); ok {
		var all []string
		for _, one := range several.Unwrap() {
			all = append(all, problemsOf(one)...)
		}
		return all
	}
	if e, ok := errors.AsType[*models.Error](err); ok {
		return []string{e.Text}
	}
	return []string{"Something that the service needs cannot be reached. Its log says what."}
}

// noMethod answers a request to a page that exists, but not for this verb.
func (s *site) noMethod(c *gin.Context) {
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		s.problem(c, plainProblem(http.StatusMethodNotAllowed, nil))
		return
	}
	s.answer(c, reply{status: http.StatusMethodNotAllowed, page: frontend.ErrorPage{
		Base: s.base(c), Status: http.StatusMethodNotAllowed,
		Heading: "This address does not take that", Text: "The page exists, but it cannot be asked in this way.",
		BackTo: frontend.HomeURL, BackLabel: "Go to the first page"}})
}
