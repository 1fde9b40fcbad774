package handlers

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// faces is the one table from the kind of an error to its status and heading.
var faces = map[models.Kind]struct {
	status  int
	heading string
}{
	models.NotFound:   {http.StatusNotFound, "There is nothing here"},
	models.Invalid:    {http.StatusUnprocessableEntity, "Something needs another look"},
	models.WrongState: {http.StatusConflict, "This is not possible now"},
	models.Conflict:   {http.StatusConflict, "Nothing was changed"},
	models.Forbidden:  {http.StatusForbidden, "This is not for you to open"},
	models.TooMany:    {http.StatusTooManyRequests, "Please wait a moment"},
	models.Impossible: {http.StatusServiceUnavailable, "This cannot be done right now"},
}

// retryAfter is in how many seconds whoever was refused may try again.
const retryAfter = "60"

// internalText is all that anybody learns of an error that is not theirs.
const internalText = "It was not your doing, and nothing was half-done. Please try once more in a minute. If it happens again, tell whoever runs this service the reference below."

// awayText is told while the database cannot be reached. What was asked for may
// have been done although nobody heard of it.
const awayText = "The service cannot reach its database. That is usually over within seconds. If you were changing something, look whether it is there before you do it again: it was done as a whole or not at all."

// fault is an error with its status and what may be told of it.
type fault struct {
	status    int
	heading   string
	text      string
	faults    []models.Fault
	reference string // of an internal error, to find it in the log
}

// faultOf sorts an error. Internal ones are logged under a reference and told
// in general words, never in their own.
func (s *site) faultOf(c *gin.Context, err error) fault {
	if e, ok := errors.AsType[*models.Error](err); ok {
		face := faces[e.Kind]
		if e.Kind == models.Impossible { // whoever runs the service can do something about it
			s.Log.Error("impossible now", "route", c.FullPath(), "why", e.Text)
		}
		return fault{status: face.status, heading: face.heading, text: e.Text, faults: e.Faults}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault{status: http.StatusRequestEntityTooLarge, heading: "That is too large", text: "What was sent is larger than this service takes. Nothing was kept."}
	}
	if errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil {
		return fault{status: 499, heading: "Gone", text: "The connection was closed."}
	}
	if late(c, err) {
		return fault{status: http.StatusServiceUnavailable, heading: "Too much to do just now", text: lateText}
	}
	if store.Unreachable(err) {
		s.Log.Warn("the database is away", "err", err) // no route: it may be a rater's
		face := faces[models.Impossible]
		return fault{status: face.status, heading: face.heading, text: awayText}
	}
	reference := uuid.NewString()[:8]
	s.Log.Error("internal error", "reference", reference, "method", c.Request.Method, "route", c.FullPath(), "err", err)
	return fault{status: http.StatusInternalServerError, heading: "Something went wrong on our side", text: internalText, reference: reference}
}

// noRoute answers addresses that lead nowhere. A rater's link with a slash at
// its end, as some mail programs write it, leads to its page.
func (s *site) noRoute(c *gin.Context) {
	path := c.Request.URL.Path
	if to := strings.TrimRight(path, "/"); to != path && strings.HasPrefix(to, "/s/") && !strings.Contains(to, "//") && isSafe(c.Request.Method) {
		c.Redirect(http.StatusSeeOther, to)
		return
	}
	s.fail(c, models.Errorf(models.NotFound, "There is nothing at this address."))
}

// isSafe reports whether a method only looks.
func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// errorPage answers with the page of an error.
func (s *site) errorPage(c *gin.Context, err error) {
	if late(c, err) {
		s.busy(c, lateText)
		c.Abort()
		return
	}
	f := s.faultOf(c, err)
	page := frontend.ErrorPage{Base: s.base(c), Status: f.status, Heading: f.heading, Text: f.text, Reference: f.reference, Faults: f.faults}
	if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
		c.Header("Retry-After", retryAfter)
	}
	s.answer(c, reply{status: f.status, page: page})
	c.Abort()
}

// formErrors turns the faults of an Invalid error into those of a form, and
// reports whether err was one. Other errors are not the form's to show.
func formErrors(err error) ([]frontend.FormError, bool) {
	e, ok := errors.AsType[*models.Error](err)
	if !ok || (e.Kind != models.Invalid && e.Kind != models.Conflict) {
		return nil, false
	}
	var list []frontend.FormError
	for _, f := range e.Faults {
		list = append(list, frontend.FormError{Field: f.Column, Text: f.Problem})
	}
	if len(list) == 0 {
		list = append(list, frontend.FormError{Text: e.Text})
	}
	return list, true
}

func contentDisposition(filename string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": filename})
}
