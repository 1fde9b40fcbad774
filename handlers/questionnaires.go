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

// questionnaires lists them, the built-in one first.
func (s *site) questionnaires(c *gin.Context) (reply, error) { return shown(s.questionnairesPage(c)) }

func (s *site) questionnairesPage(c *gin.Context) (frontend.QuestionnairesPage, error) {
	list := partOf(c, linesPerPage)
	lines, total, err := s.questionnaireLines(c.Request.Context(), list)
	return frontend.QuestionnairesPage{Base: s.base(c), Questionnaires: lines, Pager: pager(frontend.QuestionnairesURL, list, total)}, err
}

// questionnaireLines is a part of the list, whose first page begins with the
// built-in one, and how many others there are.
func (s *site) questionnaireLines(ctx context.Context, page store.Page) (lines []frontend.QuestionnaireLine, total int, err error) {
	if page.Offset == 0 {
		builtIn := models.DefaultQuestionnaire()
		lines = append(lines, frontend.QuestionnaireLine{ID: frontend.BuiltIn, Key: builtIn.ID, Title: builtIn.Title, Version: builtIn.Version})
	}
	list, total, err := s.DB.Questionnaires().List(ctx, page)
	for _, q := range list {
		lines = append(lines, frontend.QuestionnaireLine{ID: q.ID.String(), Key: q.Key, Title: q.Title, Version: q.Version, SavedAt: q.SavedAt.In(s.Location), SavedBy: q.SavedBy})
	}
	return lines, total, err
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
		page, again := s.questionnairesPage(c)
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
		list := partOf(c, linesPerPage)
		page.Versions, err = s.versionLines(c, list)
		page.Pager = pager(frontend.QuestionnaireURL(id), list, q.Version)
	}
	page.Base = s.base(c)
	return shown(page, err)
}

// versionLines is a part of the versions of the questionnaire that the path
// names, the latest first.
func (s *site) versionLines(c *gin.Context, page store.Page) ([]frontend.VersionLine, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return nil, err
	}
	page.Limit++ // the last of the page is compared with the one before it
	versions, err := s.DB.Questionnaires().Versions(c.Request.Context(), id, page)
	var lines []frontend.VersionLine
	for i, v := range versions[:min(len(versions), page.Limit-1)] {
		line := s.versionLine(v)
		if i+1 < len(versions) {
			line.Changes = len(v.Body.Changes(versions[i+1].Body))
		}
		lines = append(lines, line)
	}
	return lines, err
}

func (s *site) versionLine(v store.Version) frontend.VersionLine {
	return frontend.VersionLine{Version: v.Version, SavedAt: v.SavedAt.In(s.Location), SavedBy: v.SavedBy}
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
// one before. The latest are offered for that.
func (s *site) questionnaireVersion(c *gin.Context) (reply, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return reply{}, err
	}
	n, err := versionParam(c)
	if err != nil {
		return reply{}, err
	}
	version, err := s.DB.Questionnaires().Get(c.Request.Context(), id, n)
	if models.KindOf(err) == models.NotFound {
		err = models.Errorf(models.NotFound, "There is no such version.")
	}
	if err != nil {
		return reply{}, err
	}
	return shown(s.versionPage(c, version))
}

func (s *site) versionPage(c *gin.Context, version store.Version) (frontend.QuestionnaireVersionPage, error) {
	page := frontend.QuestionnaireVersionPage{Base: s.base(c), ID: version.QuestionnaireID.String(), Version: s.versionLine(version)}
	latest, err := s.DB.Questionnaires().Get(c.Request.Context(), version.QuestionnaireID, 0)
	if err != nil {
		return page, err
	}
	page.Title, page.Latest = latest.Title, latest.Version
	lines, err := s.versionLines(c, store.Page{Limit: linesPerPage})
	if err != nil {
		return page, err
	}
	page.Others = slices.DeleteFunc(lines, func(l frontend.VersionLine) bool { return l.Version == version.Version })
	with, _ := strconv.Atoi(c.Query("with"))
	if with = cmp.Or(with, version.Version-1); with > 0 && with != version.Version {
		err = s.compared(c, &page, version, with)
	}
	return page, err
}

// compared adds how a version differs from another; one that is none adds nothing.
func (s *site) compared(c *gin.Context, page *frontend.QuestionnaireVersionPage, version store.Version, with int) error {
	other, err := s.DB.Questionnaires().Get(c.Request.Context(), version.QuestionnaireID, with)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	page.With = s.versionLine(other)
	page.Changes, page.Anew = version.Body.Changes(other.Body), version.Body.Anew(other.Body)
	return err
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
