package handlers

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// filePage is the form for a file: of a new questionnaire, or of the one that
// the path names.
func (s *site) filePage(c *gin.Context) (frontend.QuestionnaireFilePage, error) {
	page := frontend.QuestionnaireFilePage{}
	if c.Param("questionnaire") != "" {
		id, err := idParam(c, "questionnaire")
		if err != nil {
			return page, err
		}
		latest, err := s.DB.Questionnaires().Get(c.Request.Context(), id, 0)
		if err != nil {
			return page, err
		}
		page.ID, page.Title = id.String(), latest.Title
	}
	page.Base = s.base(c)
	return page, nil
}

func (s *site) questionnaireFile(c *gin.Context) (reply, error) { return shown(s.filePage(c)) }

// uploadQuestionnaire keeps a file without faults. Of another every fault is
// shown, and nothing is kept.
func (s *site) uploadQuestionnaire(c *gin.Context) (reply, error) {
	page, err := s.filePage(c)
	if err != nil {
		return reply{}, err
	}
	name, text, err := sentFile(c)
	if err != nil {
		return s.fileAgain(page, name, err)
	}
	q, err := models.ReadQuestionnaire(text)
	if err != nil {
		return s.fileAgain(page, name, err)
	}
	saved, err := s.keepFile(c, page.ID, q)
	if err != nil {
		return s.fileAgain(page, name, err)
	}
	return s.done(c, frontend.QuestionnaireURL(saved.QuestionnaireID.String()), fmt.Sprintf("“%s” is there as version %d.", saved.Title, saved.Version))
}

// keepFile saves what a file holds on top of the latest version.
func (s *site) keepFile(c *gin.Context, id string, q models.Questionnaire) (store.Version, error) {
	if id == "" {
		return s.DB.Questionnaires().Create(c.Request.Context(), who(c).name(), q)
	}
	its, err := idParam(c, "questionnaire")
	if err != nil {
		return store.Version{}, err
	}
	latest, err := s.DB.Questionnaires().Get(c.Request.Context(), its, 0)
	if err != nil {
		return store.Version{}, err
	}
	return s.DB.Questionnaires().Save(c.Request.Context(), who(c).name(), its, latest.Version, q)
}

// fileAgain answers with the form and the faults of the file.
func (s *site) fileAgain(page frontend.QuestionnaireFilePage, name string, err error) (reply, error) {
	refused, ok := errors.AsType[*models.Error](err)
	if !ok || refused.Kind != models.Invalid && refused.Kind != models.Conflict {
		return reply{}, err
	}
	page.File, page.Faults = name, refused.Faults
	if len(page.Faults) == 0 {
		page.Errors = []frontend.FormError{{Field: "file", Text: refused.Text}}
	}
	return showAgain(page)
}

// sentFile reads the file of the form, at most as much as a questionnaire may have.
func sentFile(c *gin.Context) (name string, text []byte, err error) {
	file, header, err := c.Request.FormFile("file")
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return "", nil, err
	}
	if err != nil {
		return "", nil, models.Errorf(models.Invalid, "No file arrived. Choose a YAML file, then send the form.")
	}
	defer file.Close()
	text, err = io.ReadAll(io.LimitReader(file, models.MaxQuestionnaireBytes+1))
	if name, unnamed := models.CleanName(header.Filename); unnamed == nil {
		return name, text, err
	}
	return "questionnaire.yaml", text, err
}
