package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// guest is a rater behind a link that opens.
type guest struct {
	store.LinkView
	visit frontend.Visit
	asked models.Asked // the leader of the address, where it names one
}

// base is what a page shares with all others. A rater is never signed in.
func (g guest) base() frontend.Base {
	return frontend.Base{Organisation: g.Settings.Organisation, Accent: g.Settings.Accent}
}

// guest opens the link of the address. The error is the same for every link
// that opens nothing.
func (s *site) guest(c *gin.Context) (guest, error) {
	token, err := models.ParseToken(c.Param("token"))
	if err != nil {
		return guest{}, err
	}
	link, err := s.DB.Surveys().Link(c.Request.Context(), token)
	if err != nil {
		return guest{}, err
	}
	g := guest{LinkView: link, visit: s.visit(link, token)}
	if text := c.Param("leader"); text != "" {
		leader, _ := uuid.Parse(text) // the zero id is nobody's
		g.asked, err = link.About(leader)
	}
	return g, err
}

// visit is what the pages behind a link share.
func (s *site) visit(link store.LinkView, token models.Token) frontend.Visit {
	v := frontend.Visit{Token: token, Cycle: link.Cycle.Name, Contact: link.Cycle.Contact, Policy: link.Cycle.Policy,
		Asked: link.Asked, Drafts: map[uuid.UUID]string{}}
	if link.Cycle.ClosesAt != nil {
		v.ClosesAt = link.Cycle.ClosesAt.In(s.Location)
		v.Promise = link.Cycle.Policy.Promise(models.Manager.Group(), v.ClosesAt, s.Location)
		v.Anonymity = link.Cycle.HowAnonymous()
	}
	for _, asked := range link.Asked {
		v.Drafts[asked.LeaderID] = draftKey(link.LinkID, asked.LeaderID)
	}
	return v
}

// draftKey names a draft in the browser without naming anybody.
func draftKey(link, leader uuid.UUID) string {
	sum := sha256.Sum256([]byte("draft/v1|" + link.String() + "|" + leader.String()))
	return hex.EncodeToString(sum[:8])
}

// survey shows the questions about one leader, empty: drafts are the browser's.
func (s *site) survey(c *gin.Context) (reply, error) {
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	if g.asked.State != models.Pending {
		return goTo(frontend.ThanksURL(g.visit.Token, g.asked.LeaderID))
	}
	return show(g.surveyPage())
}

func (g guest) surveyPage() frontend.SurveyPage {
	return frontend.SurveyPage{Base: g.base(), Visit: g.visit, Leader: g.asked, Rater: g.LinkView.Rater.Name,
		Questionnaire: g.Cycle.Questionnaire, Parts: g.Cycle.Questionnaire.Parts(g.LinkID)}
}

// submit takes the answers. A faulty form comes back with everything typed, and
// nothing of it is stored.
func (s *site) submit(c *gin.Context) (reply, error) {
	if err := parseForm(c); err != nil {
		return reply{}, err
	}
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	sent := readSurvey(c.Request.PostForm)
	err = s.DB.Surveys().Submit(c.Request.Context(), g.visit.Token, g.asked.LeaderID, sent.answers)
	thanks := frontend.ThanksURL(g.visit.Token, g.asked.LeaderID)
	switch models.KindOf(err) {
	case models.Invalid, models.Impossible:
		return s.surveyAgain(c, g, sent, err)
	case models.Conflict:
		return goTo(thanks + "?again=1")
	}
	if err != nil {
		return s.shut(c, err)
	}
	return goTo(thanks)
}

// surveyAgain gives back everything that was typed, with what is wrong with it or
// with us.
func (s *site) surveyAgain(c *gin.Context, g guest, sent surveyForm, err error) (reply, error) {
	page := g.surveyPage()
	page.Ratings, page.Comments, page.Faults = sent.ratings, sent.comments, faultsOf(err)
	if models.KindOf(err) == models.Invalid {
		return showAgain(page)
	}
	page.Ours = true
	c.Header("Retry-After", retryAfter)
	return reply{status: s.faultOf(c, err).status, page: page}, nil
}

// thanks follows sending and declining.
func (s *site) thanks(c *gin.Context) (reply, error) {
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	if g.asked.State == models.Pending {
		return goTo(frontend.SurveyURL(g.visit.Token, g.asked.LeaderID))
	}
	return show(frontend.ThanksPage{Base: g.base(), Visit: g.visit, Leader: g.asked, Again: c.Query("again") != ""})
}

// shut answers links that open nothing with one page, whatever the reason, and
// counts them for each client. Words that came with the request go back to whom
// they belong. Other errors have their own pages.
func (s *site) shut(c *gin.Context, err error) (reply, error) {
	if store.Unreachable(err) && c.Request.Method == http.MethodPost {
		return s.unsent(c), nil
	}
	if models.KindOf(err) != models.NotFound {
		return reply{}, err
	}
	typed := typedWords(c.Request.PostForm)
	if s.misses.over(c) && len(typed) == 0 { // a whole office may come from one address, a moment after the end
		return reply{}, tooOften()
	}
	page := frontend.DeadLinkPage{Base: s.base(c), Posted: c.Request.Method == http.MethodPost, Typed: typed}
	return reply{status: http.StatusGone, page: page}, nil
}
