package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// surveyList is what a rater's link opens: whom it asks about, and the promise.
func (s *site) surveyList(c *gin.Context) (reply, error) {
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	items := 0
	for _, competency := range g.Cycle.Questionnaire.Competencies {
		items += len(competency.Items)
	}
	return show(frontend.SurveyListPage{Base: g.base(), Visit: g.visit, Items: items})
}

// chooseDecline offers the leaders who are still open.
func (s *site) chooseDecline(c *gin.Context) (reply, error) {
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	return show(frontend.DeclinePage{Base: g.base(), Visit: g.visit})
}

// declineForm asks once more, because declining is final.
func (s *site) declineForm(c *gin.Context) (reply, error) {
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	if g.asked.State != models.Pending {
		return goTo(frontend.ThanksURL(g.visit.Token, g.asked.LeaderID))
	}
	return show(frontend.DeclinePage{Base: g.base(), Visit: g.visit, Leader: &g.asked})
}

// decline says that the rater cannot judge the leader. Doing it twice, or after
// sending, changes nothing.
func (s *site) decline(c *gin.Context) (reply, error) {
	g, err := s.guest(c)
	if err != nil {
		return s.shut(c, err)
	}
	err = s.DB.Surveys().Decline(c.Request.Context(), g.visit.Token, g.asked.LeaderID)
	thanks := frontend.ThanksURL(g.visit.Token, g.asked.LeaderID)
	switch {
	case models.KindOf(err) == models.Conflict:
		return goTo(thanks + "?again=1")
	case err != nil:
		return s.shut(c, err)
	}
	return goTo(thanks)
}
