package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// previewPolicy is for the survey as HR looks at it, in a window or in a frame of
// our own page: no form could be sent from it, and no script runs.
var previewPolicy = strings.NewReplacer("frame-ancestors 'none'", "frame-ancestors 'self'", "form-action 'self'", "form-action 'none'",
	"script-src 'self'", "script-src 'none'").Replace(contentPolicy) + "; sandbox allow-same-origin"

// previewDays is how far away the deadline of a preview is.
const previewDays = 14

// previewSurvey draws the survey that raters see, about somebody invented.
func (s *site) previewSurvey(c *gin.Context, cycle models.Cycle, as string) (reply, error) {
	asked := models.Asked{LeaderID: uuid.Nil, Name: "Maya Lindqvist", Relationship: models.Peer, State: models.Pending}
	if models.Relationship(as) == models.Self {
		asked.Relationship = models.Self
	}
	visit := s.visit(store.LinkView{Cycle: cycle, Asked: []models.Asked{asked}}, "")
	c.Header("Content-Security-Policy", previewPolicy)
	return reply{status: http.StatusOK, page: frontend.SurveyPage{Visit: visit, Leader: asked, Questionnaire: cycle.Questionnaire,
		Parts: cycle.Questionnaire.Competencies, Preview: true}}, nil
}

// aboutNobody is a cycle around a questionnaire that no cycle uses yet.
func (s *site) aboutNobody(c *gin.Context, q models.Questionnaire) models.Cycle {
	closes, me := s.DB.Now().Add(previewDays*24*time.Hour), who(c).person
	return models.Cycle{Questionnaire: q, Policy: models.DefaultPolicy(), ClosesAt: &closes, Contact: models.Contact{Name: me.Name, Email: me.Email}}
}

// previewSaved shows a saved version.
func (s *site) previewSaved(c *gin.Context) (reply, error) {
	version, _ := strconv.Atoi(c.Query("version"))
	q, err := s.chosen(c.Request.Context(), c.Param("questionnaire"), version)
	if err != nil {
		return reply{}, err
	}
	return s.previewSurvey(c, s.aboutNobody(c, q), c.Query("as"))
}

// previewTyped shows what was typed, finished or not, and keeps nothing.
func (s *site) previewTyped(c *gin.Context) (reply, error) {
	if _, err := s.chosen(c.Request.Context(), c.Param("questionnaire"), 0); err != nil {
		return reply{}, err
	}
	q := readQuestionnaire(c.Request.PostForm).WithIDs()
	return s.previewSurvey(c, s.aboutNobody(c, q), c.PostForm("as"))
}

// previewCycle shows the survey of a cycle with its own copy of the questionnaire.
func (s *site) previewCycle(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	if nobody := s.aboutNobody(c, cycle.Questionnaire); cycle.ClosesAt == nil {
		cycle.ClosesAt = nobody.ClosesAt
	}
	return s.previewSurvey(c, cycle, c.Query("as"))
}

// chooseQuestionnaire puts a copy of the latest version into a draft.
func (s *site) chooseQuestionnaire(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	q, err := s.chosen(c.Request.Context(), c.PostForm("questionnaire"), 0)
	if models.KindOf(err) == models.NotFound {
		page, again := s.draftPage(c, cycle)
		page.Errors = []frontend.FormError{{Field: "questionnaire", Text: "Choose one of the questionnaires."}}
		return shownAgain(page, again)
	}
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().ChooseQuestionnaire(c.Request.Context(), who(c).name(), cycle.ID, q); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CycleURL(cycle.ID), "The draft asks “"+q.Title+"”, version "+strconv.Itoa(q.Version)+".")
}
