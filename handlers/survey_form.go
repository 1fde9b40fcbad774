package handlers

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// surveyForm is a posted survey: what was typed, and what it says.
type surveyForm struct {
	ratings  map[string]string // item → as typed
	comments map[string]string // question → as typed
	answers  models.Answers
}

// readSurvey reads the fields of the survey and leaves others alone, which a
// browser's extension may have added.
func readSurvey(form url.Values) surveyForm {
	f := surveyForm{ratings: map[string]string{}, comments: map[string]string{},
		answers: models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{}}}
	for name := range form {
		typed := form.Get(name)
		if question, ok := strings.CutPrefix(name, frontend.CommentField("")); ok {
			f.comments[question], f.answers.Comments[question] = typed, typed
		} else if item, ok := strings.CutPrefix(name, frontend.RatingField("")); ok {
			f.ratings[item] = typed
			f.rate(item, typed)
		}
	}
	return f
}

// rate reads one choice. What is no number is no answer; a number outside the
// scale is left to the questionnaire to refuse.
func (f surveyForm) rate(item, typed string) {
	if typed == "0" {
		f.answers.Ratings[item] = nil
		return
	}
	if n, err := strconv.Atoi(typed); err == nil && strconv.Itoa(n) == typed {
		f.answers.Ratings[item] = &n
	}
}

// faultsOf are the faults of an Invalid error. One without a list is a fault of
// the whole form.
func faultsOf(err error) []models.Fault {
	e, ok := errors.AsType[*models.Error](err)
	if !ok {
		return nil
	}
	if len(e.Faults) == 0 {
		return []models.Fault{{Problem: e.Text}}
	}
	return e.Faults
}

// typedWords are the comments of a form that cannot be taken, in the order of
// their fields.
func typedWords(form url.Values) []string {
	var words []string
	for _, field := range slices.Sorted(maps.Keys(form)) {
		if text := strings.TrimSpace(form.Get(field)); text != "" && strings.HasPrefix(field, frontend.CommentField("")) {
			words = append(words, text)
		}
	}
	return words
}
