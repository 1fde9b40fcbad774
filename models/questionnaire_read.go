package models

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/text/language"
)

// The limits of a questionnaire.
const (
	MaxQuestionnaireBytes = 256 << 10
	MinCompetencies       = 2
	MaxCompetencies       = 12
	MinItems              = 3 // in a competency: fewer do not make a reliable score
	MaxItems              = 10
	MaxQuestions          = 5
	MaxScore              = 5 // the scale goes from 1 to this
)

// firstName is the only placeholder. It is replaced as text: a questionnaire
// is never run as a template.
const firstName = "{{.FirstName}}"

//go:embed questionnaires/expert-to-leader.yaml
var expertToLeader []byte

// DefaultQuestionnaire returns the built-in questionnaire, "From technical
// expert to leader". Every call makes a new one.
func DefaultQuestionnaire() Questionnaire {
	questionnaire, err := ReadQuestionnaire(expertToLeader)
	if err != nil {
		panic(fmt.Sprintf("built-in questionnaire: %v", err))
	}
	return questionnaire
}

// ReadQuestionnaire reads a questionnaire from YAML. Unknown fields are faults.
// The error is Invalid and holds every fault with its line.
func ReadQuestionnaire(text []byte) (Questionnaire, error) {
	if len(text) > MaxQuestionnaireBytes {
		return Questionnaire{}, unreadable(1, "", fmt.Sprintf("The questionnaire is larger than %d KB.", MaxQuestionnaireBytes>>10))
	}
	if !utf8.Valid(text) {
		return Questionnaire{}, unreadable(1, "", "The questionnaire is not UTF-8 text. Save it as UTF-8 and send it again.")
	}
	var questionnaire Questionnaire
	file, err := parser.ParseBytes(text, 0)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, &questionnaire, yaml.Strict())
	}
	if err != nil {
		return Questionnaire{}, unreadableYAML(err)
	}
	check := questionnaireCheck{file: file, ids: map[string]bool{}}
	check.whole(questionnaire)
	if len(check.faults) > 0 {
		slices.SortStableFunc(check.faults, func(a, b Fault) int { return a.Line - b.Line })
		return Questionnaire{}, &Error{Kind: Invalid, Text: "The questionnaire cannot be used as it is.", Faults: check.faults}
	}
	return questionnaire, nil
}

func unreadableYAML(err error) *Error {
	line, problem := 1, "The questionnaire is not YAML as it is needed here."
	if e, ok := errors.AsType[yaml.Error](err); ok {
		problem += " Here: " + shorten(e.GetMessage()) + "."
		if at := e.GetToken(); at != nil && at.Position != nil {
			line = max(1, at.Position.Line)
		}
	}
	return &Error{Kind: Invalid, Text: "The questionnaire cannot be read.", Faults: []Fault{{Line: line, Problem: problem}}}
}

// simpleID is what an id looks like: it becomes a form field and a JSON key.
var simpleID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// questionnaireCheck collects the faults of a questionnaire, each at its line.
type questionnaireCheck struct {
	file   *ast.File
	ids    map[string]bool // of items and questions: an answer form holds both
	faults []Fault
}

func (c *questionnaireCheck) whole(q Questionnaire) {
	c.id("$.id", q.ID, nil)
	if q.Version < 1 {
		c.fault("$.version", fmt.Sprint(q.Version), "The version is a number from 1 on.")
	}
	if tag, err := language.Parse(q.Language); err != nil || tag == language.Und {
		c.fault("$.language", q.Language, "Unknown language. Use a code such as en, fr or pt-BR.")
	}
	c.words("$.title", q.Title)
	c.rated("$.stem.others", q.Stem.Others)
	c.rated("$.stem.self", q.Stem.Self)
	c.scale(q.Scale)
	c.words("$.not_observed.label", q.NotObserved.Label)
	if n := len(q.Competencies); n < MinCompetencies || n > MaxCompetencies {
		c.fault("$.competencies", fmt.Sprint(n), fmt.Sprintf("A questionnaire has %d to %d competencies.", MinCompetencies, MaxCompetencies))
	}
	ids := map[string]bool{}
	for i, competency := range q.Competencies {
		path := fmt.Sprintf("$.competencies[%d]", i)
		c.id(path+".id", competency.ID, ids)
		c.competency(path, competency)
	}
	if n := len(q.Questions); n > MaxQuestions {
		c.fault("$.questions", fmt.Sprint(n), fmt.Sprintf("A questionnaire has at most %d open questions.", MaxQuestions))
	}
	for i, question := range q.Questions {
		path := fmt.Sprintf("$.questions[%d]", i)
		c.id(path+".id", question.ID, c.ids)
		c.rated(path+".others", question.Others)
		c.rated(path+".self", question.Self)
	}
}

func (c *questionnaireCheck) competency(path string, competency Competency) {
	c.words(path+".name", competency.Name)
	c.words(path+".shift", competency.Shift)
	c.words(path+".expert_strength", competency.ExpertStrength)
	c.words(path+".leader_strength", competency.LeaderStrength)
	if n := len(competency.Items); n < MinItems || n > MaxItems {
		c.fault(path+".items", fmt.Sprint(n), fmt.Sprintf("A competency has %d to %d items.", MinItems, MaxItems))
	}
	for i, item := range competency.Items {
		at := fmt.Sprintf("%s.items[%d]", path, i)
		c.id(at+".id", item.ID, c.ids)
		c.rated(at+".others", item.Others)
		c.rated(at+".self", item.Self)
	}
	for i, action := range competency.Actions {
		c.words(fmt.Sprintf("%s.actions[%d]", path, i), action)
	}
}

func (c *questionnaireCheck) scale(points []ScalePoint) {
	right := len(points) == MaxScore
	for i, point := range points {
		right = right && point.Value == i+1
		c.words(fmt.Sprintf("$.scale[%d].label", i), point.Label)
	}
	if !right {
		c.fault("$.scale", fmt.Sprint(len(points)), "The scale has exactly the values 1, 2, 3, 4 and 5, in this order.")
	}
}

// id checks an id, and that it is not in taken yet; nil takes none.
func (c *questionnaireCheck) id(path, id string, taken map[string]bool) {
	switch {
	case !simpleID.MatchString(id):
		c.fault(path, id, "An id has 1 to 32 small letters, digits, - or _, and begins with a letter or digit.")
	case taken[id]:
		c.fault(path, id, "This id is used twice. Give every item and question its own.")
	case taken != nil:
		taken[id] = true
	}
}

// rated checks a wording in which the first name may stand.
func (c *questionnaireCheck) rated(path, text string) {
	c.words(path, strings.ReplaceAll(text, firstName, "Maya"))
}

func (c *questionnaireCheck) words(path, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		c.fault(path, "", "The wording is missing.")
	case strings.Contains(text, "{{") || strings.Contains(text, "}}"):
		c.fault(path, text, "Only "+firstName+" can stand in double braces, in the stem, in items and in questions.")
	case utf8.RuneCountInString(text) > 300:
		c.fault(path, text, "The wording is longer than 300 characters. Shorten it.")
	}
}

func (c *questionnaireCheck) fault(path, found, problem string) {
	c.faults = append(c.faults, Fault{Line: c.lineOf(path), Column: strings.TrimPrefix(path, "$."), Found: shorten(found), Problem: problem})
}

// lineOf finds the line of a path, or of the nearest one above that is written.
func (c *questionnaireCheck) lineOf(path string) int {
	for path != "$" {
		if at, err := yaml.PathString(path); err == nil {
			if node, err := at.FilterFile(c.file); err == nil && node != nil && node.GetToken() != nil {
				return max(1, node.GetToken().Position.Line)
			}
		}
		path = path[:max(1, strings.LastIndexAny(path, ".["))]
	}
	return 1
}
