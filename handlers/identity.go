package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// identity is who is signed in.
type identity struct {
	person   models.Person
	hr       bool
	leader   bool            // has a report to read
	settings models.Settings // as they held when the request came
}

// name is how the audit names the person.
func (i identity) name() string { return i.person.Name }

// reader is the identity as the reports ask for it.
func (i identity) reader() store.Reader { return store.Reader{PersonID: i.person.ID, HR: i.hr} }

const (
	sessionPerson = "person" // key of the person's id in a session
	sessionNotice = "notice" // key of what the last action did
	contextWho    = "who"    // key of the identity in a request
)

// who returns the identity that signedIn found.
func who(c *gin.Context) identity {
	i, _ := c.Value(contextWho).(identity)
	return i
}

// identify returns who is signed in, or nil for nobody.
func (s *site) identify(c *gin.Context) (*identity, error) {
	id, err := uuid.Parse(s.sessions.GetString(c.Request.Context(), sessionPerson))
	if err != nil {
		return nil, nil
	}
	found, err := s.DB.SignIns().Who(c.Request.Context(), id)
	if models.KindOf(err) == models.NotFound { // deleted since
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.seen.Store(&found.Settings)
	return &identity{found.Person, found.HR, found.Leader, found.Settings}, nil
}

// signedIn lets only people in who are signed in, and sends others to the door.
func (s *site) signedIn(c *gin.Context) {
	person, err := s.identify(c)
	switch {
	case err != nil:
		s.errorPage(c, err)
	case person == nil:
		s.toDoor(c)
	default:
		c.Set(contextWho, *person)
	}
}

// toDoor leads to the sign-in page and remembers, in the browser alone, which
// report was asked for: mails link to reports, and signing in comes between. Who
// typed something keeps it.
func (s *site) toDoor(c *gin.Context) {
	if !isSafe(c.Request.Method) && parseForm(c) == nil && len(c.Request.PostForm) > 0 {
		page := s.tryAgain(c, "You are signed out", "Some time passed, and your session ended before this arrived.")
		page.SignIn = true
		s.answer(c, reply{status: http.StatusForbidden, page: page})
		c.Abort()
		return
	}
	if leader, err := uuid.Parse(c.Param("leader")); err == nil && c.FullPath() == "/reports/:leader" {
		s.setWanted(c, leader.String(), 3600)
	}
	c.Redirect(http.StatusSeeOther, frontend.SignInURL)
	c.Abort()
}

// wantedCookie holds the leader whose report was asked for before signing in.
const wantedCookie = "sevenfold_report"

func (s *site) setWanted(c *gin.Context, leader string, seconds int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: wantedCookie, Value: leader, Path: "/", MaxAge: seconds, HttpOnly: true,
		Secure: s.secure(), SameSite: http.SameSiteLaxMode})
}

// wanted returns the address of the report that was asked for, once, or "".
func (s *site) wanted(c *gin.Context) string {
	text, err := c.Cookie(wantedCookie)
	if err != nil {
		return ""
	}
	s.setWanted(c, "", -1)
	leader, err := uuid.Parse(text)
	if err != nil {
		return ""
	}
	return frontend.ReportURL(leader)
}

// hrOnly lets members of HR pass. It follows signedIn.
func (s *site) hrOnly(c *gin.Context) {
	if !who(c).hr {
		s.errorPage(c, models.Errorf(models.Forbidden, "This page is for members of HR. If you are one, ask another member to add you."))
	}
}

// base is what a page shares with all others: navigation, name, last notice.
func (s *site) base(c *gin.Context) frontend.Base {
	settings := s.settings(c)
	b := frontend.Base{Organisation: settings.Organisation, Accent: settings.Accent}
	if i := who(c); i.person.ID != uuid.Nil {
		b.SignedInAs = i.name()
		b.Nav = frontend.Navigation(i.hr, i.leader, section(c.Request.URL.Path))
		b.House = frontend.House(section(c.Request.URL.Path))
		b.Notice = s.sessions.PopString(c.Request.Context(), sessionNotice)
	}
	return b
}

// settings are those of the organisation, as they hold now; who is signed in
// brought them along. When the database does not answer they are as they were
// last: even that is told on a page.
func (s *site) settings(c *gin.Context) models.Settings {
	if i := who(c); i.person.ID != uuid.Nil {
		return i.settings
	}
	now, err := s.DB.Settings().InForce(c.Request.Context())
	if err == nil {
		s.seen.Store(&now)
		return now
	}
	return s.lastSettings()
}

// lastSettings are the settings as they were read last.
func (s *site) lastSettings() models.Settings {
	if last := s.seen.Load(); last != nil {
		return *last
	}
	return s.DB.Settings().Defaults().Settings
}

// section is the first part of a path: "/cycles".
func section(path string) string {
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return path
}

// done answers a POST: the browser goes on to address, where notice is shown once.
func (s *site) done(c *gin.Context, address, notice string) (reply, error) {
	s.sessions.Put(c.Request.Context(), sessionNotice, notice)
	return goTo(address)
}

// idParam reads an id of the route. One that has not the form of an id names nothing.
func idParam(c *gin.Context, name string) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param(name))
	if err != nil {
		return id, models.Errorf(models.NotFound, "There is nothing at this address.")
	}
	return id, nil
}
