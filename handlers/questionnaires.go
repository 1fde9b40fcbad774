package handlers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// questionnaires lists them all, the built-in one first.
func (s *site) questionnaires(c *gin.Context) (reply, error) {
	lines, err := s.questionnaireLines(c.Request.Context())
	return shown(frontend.QuestionnairesPage{Base: s.base(c), Questionnaires: lines}, err)
}

func (s *site) questionnaireLines(ctx context.Context) ([]frontend.QuestionnaireLine, error) {
	builtIn := models.DefaultQuestionnaire()
	lines := []frontend.QuestionnaireLine{{ID: frontend.BuiltIn, Key: builtIn.ID, Title: builtIn.Title, Version: builtIn.Version}}
	list, err := s.DB.Questionnaires().List(ctx)
	for _, q := range list {
		lines = append(lines, frontend.QuestionnaireLine{ID: q.ID.String(), Key: q.Key, Title: q.Title, Version: q.Version, SavedAt: q.SavedAt.In(s.Location), SavedBy: q.SavedBy})
	}
	return lines, err
}

// chosen is a version of the questionnaire with an id of a path or form, which
// may be the built-in one; 0 is the latest.
func (s *site) chosen(ctx context.Context, id string, version int) (models.Questionnaire, error) {
	if builtIn := models.DefaultQuestionnaire(); id == frontend.BuiltIn && (version == 0 || version == builtIn.Version) {
		return builtIn, nil
	}
	its, err := uuid.Parse(id)
	if err != nil {
		return models.Questionnaire{}, models.Errorf(models.NotFound, "There is no such questionnaire.")
	}
	saved, err := s.DB.Questionnaires().Get(ctx, its, version)
	return saved.Body, err
}

// copyQuestionnaire makes a copy and leads to its form.
func (s *site) copyQuestionnaire(c *gin.Context) (reply, error) {
	of, err := s.chosen(c.Request.Context(), c.PostForm("of"), 0)
	if models.KindOf(err) == models.NotFound {
		lines, again := s.questionnaireLines(c.Request.Context())
		page := frontend.QuestionnairesPage{Base: s.base(c), Questionnaires: lines}
		page.Errors = []frontend.FormError{{Text: "Choose the questionnaire to copy."}}
		return shownAgain(page, again)
	}
	if err != nil {
		return reply{}, err
	}
	made, err := s.DB.Questionnaires().Copy(c.Request.Context(), who(c).name(), of)
	if err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.QuestionnaireURL(made.QuestionnaireID.String(), "edit"), "The copy is yours to change.")
}

func (s *site) questionnaire(c *gin.Context) (reply, error) {
	id := c.Param("questionnaire")
	q, err := s.chosen(c.Request.Context(), id, 0)
	if err != nil {
		return reply{}, err
	}
	page := frontend.QuestionnairePage{ID: id, Questionnaire: q}
	if id != frontend.BuiltIn {
		page.Versions, _, err = s.versionLines(c)
	}
	page.Base = s.base(c)
	return shown(page, err)
}

// versionLines are all versions of the questionnaire that the path names, the
// latest first.
func (s *site) versionLines(c *gin.Context) ([]frontend.VersionLine, []store.Version, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return nil, nil, err
	}
	versions, err := s.DB.Questionnaires().Versions(c.Request.Context(), id)
	lines := make([]frontend.VersionLine, len(versions))
	for i, v := range versions {
		lines[i] = frontend.VersionLine{Version: v.Version, SavedAt: v.SavedAt.In(s.Location), SavedBy: v.SavedBy}
		if i+1 < len(versions) {
			lines[i].Changes = len(v.Body.Changes(versions[i+1].Body))
		}
	}
	return lines, versions, err
}

// versionParam reads the number of a version. One that is none names nothing.
func versionParam(c *gin.Context) (int, error) {
	n, err := strconv.Atoi(c.Param("version"))
	if err != nil || n < 1 {
		return 0, models.Errorf(models.NotFound, "There is no such version.")
	}
	return n, nil
}

// questionnaireVersion shows a version beside another: the one asked for, or the
// one before.
func (s *site) questionnaireVersion(c *gin.Context) (reply, error) {
	n, err := versionParam(c)
	if err != nil {
		return reply{}, err
	}
	lines, versions, err := s.versionLines(c)
	if err != nil {
		return reply{}, err
	}
	at := func(n int) int {
		return slices.IndexFunc(versions, func(v store.Version) bool { return v.Version == n })
	}
	i := at(n)
	if i < 0 {
		return reply{}, models.Errorf(models.NotFound, "There is no such version.")
	}
	with, _ := strconv.Atoi(c.Query("with"))
	page := frontend.QuestionnaireVersionPage{ID: c.Param("questionnaire"), Title: versions[0].Title, Version: lines[i], Latest: versions[0].Version,
		Others: slices.Delete(slices.Clone(lines), i, i+1)}
	if j := at(cmp.Or(with, n-1)); j >= 0 && j != i {
		page.With = lines[j]
		page.Changes, page.Anew = versions[i].Body.Changes(versions[j].Body), versions[i].Body.Anew(versions[j].Body)
	}
	page.Base = s.base(c)
	return show(page)
}

func (s *site) restoreVersion(c *gin.Context) (reply, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return reply{}, err
	}
	n, err := versionParam(c)
	if err != nil {
		return reply{}, err
	}
	saved, err := s.DB.Questionnaires().Restore(c.Request.Context(), who(c).name(), id, n)
	if err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.QuestionnaireURL(id.String()), fmt.Sprintf("Version %d is there again, as version %d.", n, saved.Version))
}

// downloadQuestionnaire answers with a version as YAML.
func (s *site) downloadQuestionnaire(c *gin.Context) (reply, error) {
	n, err := versionParam(c)
	if err != nil {
		return reply{}, err
	}
	q, err := s.chosen(c.Request.Context(), c.Param("questionnaire"), n)
	if err != nil {
		return reply{}, err
	}
	return file(fmt.Sprintf("%s-%d.yaml", q.ID, q.Version), yamlType, q.YAML())
}

const yamlType = "application/yaml; charset=utf-8"

func (s *site) confirmDeleteQuestionnaire(c *gin.Context) (reply, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return reply{}, err
	}
	latest, err := s.DB.Questionnaires().Get(c.Request.Context(), id, 0)
	if err != nil {
		return reply{}, err
	}
	address := frontend.QuestionnaireURL(id.String())
	return show(frontend.ConfirmPage{Base: s.base(c), Heading: "Delete “" + latest.Title + "”",
		Text:   []string{"All its versions are deleted. Cycles and drafts that use it keep their copy. This cannot be undone; you can download it first."},
		Button: "Delete the questionnaire", PostURL: address + "/delete", BackURL: address})
}

func (s *site) deleteQuestionnaire(c *gin.Context) (reply, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Questionnaires().Delete(c.Request.Context(), who(c).name(), id); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.QuestionnairesURL, "The questionnaire is deleted.")
}
