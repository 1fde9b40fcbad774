package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// Limits bound how much this process takes upon itself. A request that finds no
// place is refused: a short word is better than a long wait.
type Limits struct {
	InFlight int           // requests worked on at once: a few times what the database serves at once
	Waiting  int           // requests that wait for a place
	Wait     time.Duration // how long they do
	Answer   time.Duration // how long a rater waits, once there is a place
}

var usualLimits = Limits{InFlight: 128, Waiting: 512, Wait: 2 * time.Second, Answer: 15 * time.Second}

const tryAgainAfter = "5" // seconds

// places bounds the requests in flight.
type places struct {
	Limits
	taken   chan struct{}
	waiting atomic.Int64
}

func newPlaces(l Limits) *places {
	if l == (Limits{}) {
		l = usualLimits
	}
	return &places{Limits: l, taken: make(chan struct{}, l.InFlight)}
}

// enter takes a place and reports whether there was one in time.
func (p *places) enter(ctx context.Context) bool {
	select {
	case p.taken <- struct{}{}:
		return true
	default:
	}
	defer p.waiting.Add(-1)
	if p.waiting.Add(1) > int64(p.Waiting) {
		return false
	}
	patience := time.NewTimer(p.Wait)
	defer patience.Stop()
	select {
	case p.taken <- struct{}{}:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return false
}

func (p *places) leave() { <-p.taken }

// crowded marks a request that found no place.
type crowded struct{}

// gate lets no more requests in than can be served. Files and the question
// whether the process runs need no place. A request without one goes through the
// engine all the same, as far as turnAway, so that it is headed and checked like
// all others.
func (s *site) gate(inside, engine http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead { // answered as GET; the server leaves the body out
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		path := r.URL.Path
		switch {
		case path == "/healthz", path == "/readyz", strings.HasPrefix(path, frontend.AssetPrefix):
			inside.ServeHTTP(w, r)
			return
		case !s.places.enter(r.Context()):
			engine.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), crowded{}, true)))
			return
		}
		defer s.places.leave()
		if strings.HasPrefix(path, "/s/") || strings.HasPrefix(path, "/api/v1/links/") {
			ctx, cancel := context.WithTimeout(r.Context(), s.places.Answer)
			defer cancel()
			r = r.WithContext(ctx)
		}
		inside.ServeHTTP(w, r)
	})
}

// turnAway answers the requests that found no place. It asks the database nothing.
func (s *site) turnAway(c *gin.Context) {
	if c.Request.Context().Value(crowded{}) == nil {
		return
	}
	s.busy(c, "Nothing was sent or changed yet.")
	c.Abort()
}

// late reports whether a request took longer than a rater is let wait.
func late(c *gin.Context, err error) bool {
	return errors.Is(err, context.DeadlineExceeded) && errors.Is(c.Request.Context().Err(), context.DeadlineExceeded)
}

// lateText follows a request that took too long. Whether it arrived is not known;
// the same one again does no harm.
const lateText = "It took too long to answer. You can send it again: if it did arrive, only the first one counts."

// busy says that there is too much to do just now.
func (s *site) busy(c *gin.Context, text string) {
	c.Header("Retry-After", tryAgainAfter)
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		s.problem(c, models.Errorf(models.Impossible, "The service has too much to do just now. Please try again in a few seconds."))
		return
	}
	page := s.tryAgain(c, "Many people are here just now", text+" Please try again in a few seconds.")
	s.answer(c, reply{status: http.StatusServiceUnavailable, page: page})
}

// unsent answers a rater while the database is away. Whether the answers were kept
// nobody knows; sending them again is safe, because only the first ones count and
// the rater is told so. Nothing is logged: see access.
func (s *site) unsent(c *gin.Context) reply {
	c.Header("Retry-After", retryAfter)
	page := s.tryAgain(c, "Please send it once more", "Sevenfold could not store anything just now. That is usually over within seconds. "+
		"Should it have been kept after all, it counts once, and the next page tells you so.")
	return reply{status: http.StatusServiceUnavailable, page: page}
}

// tryAgain gives back what was sent, in a form that can be sent again as it is,
// without a script. It asks the database nothing.
func (s *site) tryAgain(c *gin.Context, heading, text string) frontend.TryAgainPage {
	settings := s.lastSettings()
	page := frontend.TryAgainPage{Base: frontend.Base{Organisation: settings.Organisation, Accent: settings.Accent}, Heading: heading, Text: text, To: frontend.HomeURL}
	if c.FullPath() != "" {
		page.To = c.Request.URL.EscapedPath()
	}
	page.Posted = !isSafe(c.Request.Method)
	if page.Posted && parseForm(c) == nil {
		page.Typed, page.Words = typedFields(c.Request.PostForm), typedWords(c.Request.PostForm)
	}
	page.Upload = strings.HasPrefix(c.ContentType(), "multipart/")
	return page
}

// typedFields are all fields of a form, in the order of their names.
func typedFields(form url.Values) (fields []frontend.TypedField) {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			fields = append(fields, frontend.TypedField{Name: name, Value: value})
		}
	}
	return fields
}
