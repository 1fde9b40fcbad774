package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// Options is what the handlers are wired with.
type Options struct {
	DB             *store.DB
	Log            *slog.Logger
	BaseURL        string         // the address people reach the service at, without a slash at the end
	Location       *time.Location // the zone of the dates that HR types and everybody reads
	TrustedProxies []string       // networks whose X-Forwarded-For is believed
	Version        string
	Ready          Readiness
	Preview        PreviewMail // draws an invitation as it will be sent
	Wake           func()      // something was queued or is due: look now
	Work           func()      // a work was begun: carry it out
	Watch          Watch       // is told of every request; nil: nobody is
	Limits         Limits      // of the requests at once; zero: the usual ones
	Demo           *Demo       // the demo's doors and mailbox; nil in real use
}

// Readiness returns an error when something is missing that the service needs to
// work, and otherwise what whoever runs it should be told.
type Readiness func(context.Context) (told []string, err error)

// PreviewMail draws the letter of an envelope with a link that opens nothing.
type PreviewMail func(models.Envelope) (LetterPreview, error)

// LetterPreview is a letter as its reader will see it.
type LetterPreview struct{ Subject, Text, HTML string }

// site is what every handler shares.
type site struct {
	Options
	front    *frontend.Frontend
	sessions *scs.SessionManager
	misses   *limiter                        // dead rater links per client
	signIns  *limiter                        // sign-in attempts per client
	seen     atomic.Pointer[models.Settings] // as they were read last
	places   *places                         // for requests in flight
	lost     *limiter                        // requests for the invitation once more per client
}

// pages are parsed once: they are part of the program, whatever the options.
var pages = sync.OnceValues(frontend.New)

// New wires the routes. The handler is ready to serve.
func New(o Options) (http.Handler, error) {
	front, err := pages()
	if err != nil {
		return nil, err
	}
	s := &site{Options: o, front: front, sessions: newSessions(o), misses: newLimiter(60, time.Minute), signIns: newLimiter(20, time.Minute), lost: newLimiter(20, time.Minute),
		places: newPlaces(o.Limits)}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	if err := engine.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, err
	}
	if err := s.routes(engine); err != nil {
		return nil, err
	}
	return s.gate(s.withSessions(engine), engine), nil
}

// newSessions keeps sign-ins in the database, by the hash of their cookie.
func newSessions(o Options) *scs.SessionManager {
	m := scs.New()
	m.Store = o.DB.Sessions()
	m.HashTokenInStore = true
	m.Lifetime = 12 * time.Hour
	m.Cookie.Name = "sevenfold"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = strings.HasPrefix(o.BaseURL, "https://")
	m.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, err error) {
		o.Log.Error("session", "err", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
	}
	return m
}

// withSessions loads the session where somebody may be signed in. Raters,
// programs and assets have none: no cookie is read or set there.
func (s *site) withSessions(engine http.Handler) http.Handler {
	signedIn := s.sessions.LoadAndSave(engine)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, prefix := range []string{"/s/", "/static/", "/api/", "/healthz", "/readyz", "/openapi"} {
			if strings.HasPrefix(r.URL.Path, prefix) {
				engine.ServeHTTP(w, r)
				return
			}
		}
		signedIn.ServeHTTP(w, r)
	})
}

// secure reports whether people reach the service by https.
func (s *site) secure() bool {
	u, err := url.Parse(s.BaseURL)
	return err == nil && u.Scheme == "https"
}
