package handlers

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/httprate"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// The most that a request's body may hold, in bytes.
const (
	formLimit   = 256 << 10 // a form: a full survey has about 10 KB
	uploadLimit = 11 << 20  // a roster of 10 MB and its envelope

	questionnaireLimit = 1 << 20 // a questionnaire at its limits, three bytes written for each of its own
)

// contentPolicy allows what the pages use: our own files, and nothing inline.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// headers go out with every answer. Personal pages are kept nowhere and lead
// nobody back; assets override the caching.
func (s *site) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if s.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// arguments are the values of a stack's calls: a rating can be among them.
var arguments = regexp.MustCompile(`\((?:\{|0x)[^\n]*\)|, 0x[^\n]*`)

// recovery answers a panic like any internal error. The stack goes to the log,
// the request's values do not.
func (s *site) recovery(c *gin.Context) {
	defer func() {
		if v := recover(); v != nil {
			s.Log.Error("panic", "route", c.FullPath(), "stack", arguments.ReplaceAllString(string(debug.Stack()), "(…)"))
			if c.Writer.Written() {
				c.Abort()
				return
			}
			s.fail(c, fmt.Errorf("panic: %T", v))
		}
	}()
	c.Next()
}

// RaterRoutes is the one route under which all requests of raters are watched.
const RaterRoutes = "raters"

// Request is what may be known of a request: the pattern of its route, without
// ids or tokens. Of raters not even the method is told.
type Request struct{ Method, Route string }

// Watch begins to watch a request. done ends it, with the status of the answer.
type Watch func(ctx context.Context, r Request) (inner context.Context, done func(status int))

// access logs and watches what was asked for. The routes of raters are not
// logged at all, nor are the files that their pages load: even the time of a
// request would say too much.
func (s *site) access(c *gin.Context) {
	path := c.Request.URL.Path
	request, quiet := Request{c.Request.Method, c.FullPath()}, strings.HasPrefix(path, frontend.AssetPrefix)
	if strings.HasPrefix(path, "/s/") || strings.HasPrefix(path, "/api/v1/links/") || path == frontend.AgainURL {
		request, quiet = Request{Route: RaterRoutes}, true
	} else if request.Route == "" {
		request = Request{Route: "none"} // anybody may invent methods
	}
	if s.Watch != nil {
		ctx, done := s.Watch(c.Request.Context(), request)
		c.Request = c.Request.WithContext(ctx)
		defer func() { done(c.Writer.Status()) }()
	}
	start := time.Now()
	c.Next()
	if !quiet {
		s.Log.Info("request", "method", request.Method, "route", request.Route, "status", c.Writer.Status(), "ms", time.Since(start).Milliseconds())
	}
}

// sameOrigin refuses every unsafe request that a browser sends from another
// site. Programs with a bearer key send no Origin and pass.
func (s *site) sameOrigin() gin.HandlerFunc {
	guard := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		if err := guard.Check(c.Request); err != nil {
			s.fail(c, models.Errorf(models.Forbidden, "This request came from another site, so it was not carried out. Open the page here and send it again."))
		}
	}
}

// bodyLimit ends bodies that are too large.
func bodyLimit(c *gin.Context) {
	limit := int64(formLimit)
	if strings.HasSuffix(c.FullPath(), "/import") {
		limit = uploadLimit
	}
	if strings.HasSuffix(c.FullPath(), "/roster") || c.FullPath() == "/api/v1/people" {
		limit = models.MaxListBytes
	}
	if strings.Contains(c.FullPath(), "/questionnaires") {
		limit = questionnaireLimit
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
}

// fail answers an error with the face that the path asks for.
func (s *site) fail(c *gin.Context, err error) {
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		s.problem(c, err)
		return
	}
	s.errorPage(c, err)
}

// limiter bounds how often a client may do something, in this process. It keeps
// addresses in memory only, and only for its window.
type limiter struct{ *httprate.RateLimiter }

func newLimiter(n int, window time.Duration) *limiter {
	return &limiter{httprate.NewRateLimiter(n, window, httprate.WithResponseHeaders(httprate.ResponseHeaders{}))}
}

// over counts one more and reports whether that was too many.
func (l *limiter) over(c *gin.Context) bool {
	return l.OnLimit(c.Writer, c.Request, c.ClientIP())
}
