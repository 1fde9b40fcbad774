package models

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// The limits of a questionnaire.
const (
	MaxQuestionnaireBytes = 256 << 10
	MinCompetencies       = 2
	MaxCompetencies       = 12
	MinItems              = 3 // in a competency: fewer do not make a reliable score
	MaxItems              = 10
	MaxAllItems           = 60 // of all competencies: more than anybody answers with care
	MaxActions            = 5  // suggestions for a competency
	MaxQuestions          = 5
	MaxScore              = 5 // the scale goes from 1 to this

	maxQuestionnaireFaults = 100
)

// The longest wordings, in characters. What stands in a cell or a row of the
// report must fit there.
const (
	maxSentence = 300 // what raters are asked, and suggestions
	maxHeading  = 120
	maxPole     = 80
	maxLabel    = 24 // of the scale: five stand side by side on a phone
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

// Check returns the questionnaire with its wordings cleaned: one line each, NFC,
// single spaces. The error is Invalid and holds every fault; its Column is the
// path of the field, such as "competencies[0].items[1].others".
func (q Questionnaire) Check() (Questionnaire, error) { return q.checked(nil, nil) }

// checked is Check with the lines on which fields stand in a file, and the
// faults that reading it had already.
func (q Questionnaire) checked(lines map[string]int, found []Fault) (Questionnaire, error) {
	q = q.cleaned()
	check := questionnaireCheck{lines: lines, ids: map[string]bool{}, faulty: map[string]bool{}, faults: found}
	for _, f := range found {
		check.faulty[f.Column] = true
	}
	check.whole(q)
	if len(check.faults) == 0 {
		return q, nil
	}
	slices.SortStableFunc(check.faults, func(a, b Fault) int { return a.Line - b.Line })
	if len(check.faults) > maxQuestionnaireFaults {
		check.faults = check.faults[:maxQuestionnaireFaults]
	}
	return Questionnaire{}, &Error{Kind: Invalid, Text: "The questionnaire cannot be used as it is.", Faults: check.faults}
}

// cleaned returns a copy whose wordings are single lines.
func (q Questionnaire) cleaned() Questionnaire {
	q.Title, q.Language = cleanLine(q.Title), strings.TrimSpace(q.Language)
	q.Stem = Wording{cleanLine(q.Stem.Others), cleanLine(q.Stem.Self)}
	q.NotObserved = NotObserved{cleanLine(q.NotObserved.Label), cleanLine(q.NotObserved.Hint)}
	q.Scale, q.Competencies, q.Questions = slices.Clone(q.Scale), slices.Clone(q.Competencies), slices.Clone(q.Questions)
	for i := range q.Scale {
		q.Scale[i].Label = cleanLine(q.Scale[i].Label)
	}
	for i := range q.Competencies {
		c := &q.Competencies[i]
		c.Name, c.Shift = cleanLine(c.Name), cleanLine(c.Shift)
		c.ExpertStrength, c.LeaderStrength = cleanLine(c.ExpertStrength), cleanLine(c.LeaderStrength)
		c.Items, c.Actions = slices.Clone(c.Items), slices.Clone(c.Actions)
		for j := range c.Items {
			c.Items[j].Others, c.Items[j].Self = cleanLine(c.Items[j].Others), cleanLine(c.Items[j].Self)
		}
		for j := range c.Actions {
			c.Actions[j] = cleanLine(c.Actions[j])
		}
	}
	for i := range q.Questions {
		q.Questions[i].Others, q.Questions[i].Self = cleanLine(q.Questions[i].Others), cleanLine(q.Questions[i].Self)
	}
	return q
}

// simpleID is what an id looks like: it becomes a form field and a JSON key.
var simpleID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// questionnaireCheck collects the faults of a questionnaire, each at its line.
type questionnaireCheck struct {
	lines  map[string]int  // path → line of a file; nil outside files
	ids    map[string]bool // of items and questions: an answer form holds both
	faulty map[string]bool // paths with a fault: each is told once
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
	c.words("$.title", q.Title, maxHeading)
	c.rated("$.stem.others", q.Stem.Others)
	c.rated("$.stem.self", q.Stem.Self)
	c.scale(q.Scale)
	c.words("$.not_observed.label", q.NotObserved.Label, maxLabel)
	if q.NotObserved.Hint != "" {
		c.words("$.not_observed.hint", q.NotObserved.Hint, maxHeading)
	}
	if n := len(q.Competencies); n < MinCompetencies || n > MaxCompetencies {
		c.fault("$.competencies", fmt.Sprint(n), fmt.Sprintf("A questionnaire has %d to %d competencies.", MinCompetencies, MaxCompetencies))
	}
	if n := q.Items(); n > MaxAllItems {
		c.fault("$.competencies", fmt.Sprint(n), fmt.Sprintf("A questionnaire has at most %d questions to rate in all.", MaxAllItems))
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
	c.words(path+".name", competency.Name, maxPole)
	c.words(path+".shift", competency.Shift, maxHeading)
	c.words(path+".expert_strength", competency.ExpertStrength, maxPole)
	c.words(path+".leader_strength", competency.LeaderStrength, maxPole)
	if n := len(competency.Items); n < MinItems || n > MaxItems {
		c.fault(path+".items", fmt.Sprint(n), fmt.Sprintf("A competency has %d to %d items.", MinItems, MaxItems))
	}
	for i, item := range competency.Items {
		at := fmt.Sprintf("%s.items[%d]", path, i)
		c.id(at+".id", item.ID, c.ids)
		c.rated(at+".others", item.Others)
		c.rated(at+".self", item.Self)
	}
	if n := len(competency.Actions); n > MaxActions {
		c.fault(path+".actions", fmt.Sprint(n), fmt.Sprintf("A competency has at most %d suggestions.", MaxActions))
	}
	for i, action := range competency.Actions {
		c.words(fmt.Sprintf("%s.actions[%d]", path, i), action, maxSentence)
	}
}

func (c *questionnaireCheck) scale(points []ScalePoint) {
	right := len(points) == MaxScore
	for i, point := range points {
		right = right && point.Value == i+1
		c.words(fmt.Sprintf("$.scale[%d].label", i), point.Label, maxLabel)
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
	c.words(path, strings.ReplaceAll(text, firstName, "Maya"), maxSentence)
}

func (c *questionnaireCheck) words(path, text string, most int) {
	switch {
	case strings.TrimSpace(text) == "":
		c.fault(path, "", "The wording is missing.")
	case strings.Contains(text, "{{") || strings.Contains(text, "}}"):
		c.fault(path, text, "Only "+firstName+" can stand in double braces, in the stem, in items and in questions.")
	case utf8.RuneCountInString(text) > most:
		c.fault(path, text, fmt.Sprintf("The wording is longer than %d characters. Shorten it.", most))
	}
}

func (c *questionnaireCheck) fault(path, found, problem string) {
	column := strings.TrimPrefix(path, "$.")
	if c.faulty[column] {
		return
	}
	c.faulty[column] = true
	c.faults = append(c.faults, Fault{Line: c.lineOf(path), Column: column, Found: shorten(found), Problem: problem})
}

// lineOf finds the line of a path, or of the nearest one above that is written.
func (c *questionnaireCheck) lineOf(path string) int {
	if c.lines == nil {
		return 0
	}
	for path != "$" {
		if line, ok := c.lines[path]; ok {
			return line
		}
		path = path[:max(1, strings.LastIndexAny(path, ".["))]
	}
	return 1
}
