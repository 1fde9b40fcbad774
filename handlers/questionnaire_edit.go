package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// mostEntries bounds how many entries of a list a form is read for: more than
// any list may have, so that one too many is told and not lost.
const mostEntries = models.MaxItems + models.MaxCompetencies

// readQuestionnaire reads the fields of the form. A list ends where the next
// entry has no field.
func readQuestionnaire(form url.Values) models.Questionnaire {
	q := models.Questionnaire{Version: 1, Language: form.Get("language"), Title: form.Get("title"),
		Stem:        models.Wording{Others: form.Get("stem.others"), Self: form.Get("stem.self")},
		NotObserved: models.NotObserved{Label: form.Get("not_observed.label"), Hint: form.Get("not_observed.hint")}}
	for i := range models.MaxScore {
		q.Scale = append(q.Scale, models.ScalePoint{Value: i + 1, Label: form.Get(fmt.Sprintf("scale.%d.label", i))})
	}
	for _, at := range entries(form, "competencies", ".id") {
		c := models.Competency{ID: form.Get(at + ".id"), Name: form.Get(at + ".name"), Shift: form.Get(at + ".shift"),
			ExpertStrength: form.Get(at + ".expert_strength"), LeaderStrength: form.Get(at + ".leader_strength")}
		for _, item := range entries(form, at+".items", ".id") {
			c.Items = append(c.Items, readAsked(form, item))
		}
		for _, action := range entries(form, at+".actions", "") {
			c.Actions = append(c.Actions, form.Get(action))
		}
		q.Competencies = append(q.Competencies, c)
	}
	for _, question := range entries(form, "questions", ".id") {
		q.Questions = append(q.Questions, models.OpenQuestion(readAsked(form, question)))
	}
	return q
}

func readAsked(form url.Values, at string) models.Item {
	return models.Item{ID: form.Get(at + ".id"), Others: form.Get(at + ".others"), Self: form.Get(at + ".self")}
}

// entries are the places of a list's entries, each known by one field.
func entries(form url.Values, list, field string) (places []string) {
	for i := range mostEntries {
		at := fmt.Sprintf("%s.%d", list, i)
		if !form.Has(at + field) {
			break
		}
		places = append(places, at)
	}
	return places
}

// editQuestionnaire shows the form with the latest version.
func (s *site) editQuestionnaire(c *gin.Context) (reply, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return reply{}, err
	}
	latest, err := s.DB.Questionnaires().Get(c.Request.Context(), id, 0)
	return shown(frontend.QuestionnaireEditPage{Base: s.base(c), ID: id, Version: latest.Version, Saved: latest.Body, Questionnaire: latest.Body, As: models.Peer}, err)
}

// stepQuestionnaire carries out a button of the form: one saves, the others come
// back with everything typed and save nothing.
func (s *site) stepQuestionnaire(c *gin.Context) (reply, error) {
	id, err := idParam(c, "questionnaire")
	if err != nil {
		return reply{}, err
	}
	latest, err := s.DB.Questionnaires().Get(c.Request.Context(), id, 0)
	if err != nil {
		return reply{}, err
	}
	typed := readQuestionnaire(c.Request.PostForm)
	switch step := c.PostForm("step"); step {
	case "save":
		return s.saveQuestionnaire(c, latest, typed)
	case "check":
		_, err := typed.After(latest.Body, latest.Version)
		return s.editAgain(c, latest, typed, err)
	default:
		changed, err := typed.Step(step)
		return s.editAgain(c, latest, changed, err)
	}
}

// saveQuestionnaire saves what was typed, if nobody else saved meanwhile.
func (s *site) saveQuestionnaire(c *gin.Context, latest store.Version, typed models.Questionnaire) (reply, error) {
	base, _ := strconv.Atoi(c.PostForm("base"))
	saved, err := s.DB.Questionnaires().Save(c.Request.Context(), who(c).name(), latest.QuestionnaireID, base, typed)
	if err != nil {
		return s.editAgain(c, latest, typed, err)
	}
	return s.done(c, frontend.QuestionnaireURL(saved.QuestionnaireID.String()), savedNotice(latest, saved))
}

// savedNotice says what was saved, and what cannot be compared with before.
func savedNotice(latest, saved store.Version) string {
	if saved.Version == latest.Version {
		return "Nothing was different, so no new version was made."
	}
	notice := fmt.Sprintf("Version %d is saved.", saved.Version)
	if anew := saved.Body.Anew(latest.Body); len(anew) > 0 {
		notice += " A comparison over time begins anew for: " + strings.Join(anew, ", ") + "."
	}
	return notice
}

// editAgain shows the form as it was typed, with what is wrong. Saving it then is
// on top of the latest version, which the page names.
func (s *site) editAgain(c *gin.Context, latest store.Version, typed models.Questionnaire, err error) (reply, error) {
	faults, ours := formErrors(err)
	if err != nil && !ours {
		return reply{}, err
	}
	page := frontend.QuestionnaireEditPage{Base: s.base(c), ID: latest.QuestionnaireID, Version: latest.Version, Saved: latest.Body, Questionnaire: typed,
		As: models.Relationship(c.PostForm("as")), Touched: touched(c.PostForm("step"), typed)}
	for _, f := range faults {
		page.Errors = append(page.Errors, frontend.FormError{Field: frontend.FieldName(f.Field), Text: f.Text})
	}
	if ours {
		return showAgain(page)
	}
	if c.PostForm("step") == "check" {
		page.Notice = "Everything is in order. Nothing is saved yet."
	}
	return show(page)
}

// touched is the competency that a button was about, where it stands now.
func touched(step string, q models.Questionnaire) string {
	words := strings.Fields(step)
	if len(words) < 2 || words[0] == "remove" && words[1] == "competencies" {
		return ""
	}
	at := len(q.Competencies) - 1
	switch {
	case words[1] == "questions":
		return ""
	case len(words) > 2:
		at, _ = strconv.Atoi(words[2])
	}
	if words[1] == "competencies" {
		at += map[string]int{"up": -1, "down": 1}[words[0]]
	}
	return fmt.Sprintf("competencies.%d", at)
}
