package frontend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// FieldName is the form's name of a field of a questionnaire, by its path as
// models.Questionnaire.Check names it: "competencies.0.items.1.others".
func FieldName(path string) string {
	return strings.NewReplacer("[", ".", "]", "").Replace(path)
}

// EditField is one wording of the form.
type EditField struct {
	Name  string
	Label string
	Value string
	Fault string
	Hint  string
	Most  int // characters
	Free  bool
}

// EditButton changes a list of the form and comes back to where it did.
type EditButton struct {
	Step  string // as models.Questionnaire.Step takes it
	Label string // "Move up"
	Of    string // what is moved, for those who hear it: "question 2 of Delegating"
	To    string // the element to come back to
}

// EditEntry is one entry of a list: a question to rate, a suggestion or an open question.
type EditEntry struct {
	ID      string // of the element
	Key     string // the name of the field that holds its own id; "" where it has none
	KeyIs   string
	Heading string
	Fields  []EditField
	Buttons []EditButton
}

// EditShift is one competency of the form.
type EditShift struct {
	EditEntry
	No      int
	Name    string
	Open    bool
	Items   EditList
	Actions EditList
}

// EditList is the entries of a list, with the button for one more.
type EditList struct {
	ID      string // of the element
	Fault   string
	Entries []EditEntry
	Add     *EditButton // nil: no more fit
}

func (p QuestionnaireEditPage) field(name, label, value string, most int) EditField {
	return EditField{Name: name, Label: label, Value: value, Fault: p.Fault(name), Most: most}
}

// Basics are the title and the language.
func (p QuestionnaireEditPage) Basics() []EditField {
	title := p.field("title", "Title", p.Questionnaire.Title, 120)
	title.Hint = "Only HR reads it."
	language := p.field("language", "Language", p.Questionnaire.Language, 35)
	language.Hint = "Of the words below, as a code such as en, fr or pt-BR."
	return []EditField{title, language}
}

// Opening are the sentences that every question completes.
func (p QuestionnaireEditPage) Opening() []EditField {
	others := p.field("stem.others", "About the leader", p.Questionnaire.Stem.Others, 300)
	others.Hint = "{{.FirstName}} stands for the leader’s first name. End with … and every question completes the sentence."
	return []EditField{others, p.field("stem.self", "About oneself", p.Questionnaire.Stem.Self, 300)}
}

// Answers are the labels of the scale and of the answer beside it.
func (p QuestionnaireEditPage) Answers() []EditField {
	var fields []EditField
	for i, point := range p.Questionnaire.Scale {
		fields = append(fields, p.field(fmt.Sprintf("scale.%d.label", i), fmt.Sprintf("Answer %d", point.Value), point.Label, 24))
	}
	return append(fields, p.field("not_observed.label", "The answer beside the scale", p.Questionnaire.NotObserved.Label, 24))
}

// Shifts are the competencies.
func (p QuestionnaireEditPage) Shifts() []EditShift {
	list := p.Questionnaire.Competencies
	shifts := make([]EditShift, len(list))
	for i, c := range list {
		at, name := fmt.Sprintf("competencies.%d", i), c.Name
		if name == "" {
			name = "New competency"
		}
		s := EditShift{No: i + 1, Name: name, EditEntry: EditEntry{ID: at, Key: at + ".id", KeyIs: c.ID,
			Buttons: moves(entryAt{"competencies", "", i, len(list), fmt.Sprintf("competency %d, %s", i+1, name), "competencies"})}}
		s.Fields = []EditField{
			p.field(at+".name", "Competency", c.Name, 80), p.field(at+".shift", "Shift", c.Shift, 120),
			p.field(at+".expert_strength", "Strength of an expert", c.ExpertStrength, 80),
			p.field(at+".leader_strength", "Strength of a leader", c.LeaderStrength, 80),
		}
		s.Items, s.Actions = p.items(i, name, c), p.actions(i, name, c)
		s.Open = p.Touched == at || strings.HasPrefix(p.Touched, at+".") || slices.ContainsFunc(p.Errors, func(e FormError) bool { return strings.HasPrefix(e.Field, at+".") })
		shifts[i] = s
	}
	return shifts
}

// AddShift is the button for one more competency.
func (p QuestionnaireEditPage) AddShift() *EditButton {
	return adds("competencies", "", "Add a competency", len(p.Questionnaire.Competencies), models.MaxCompetencies)
}

func (p QuestionnaireEditPage) items(i int, name string, c models.Competency) EditList {
	at, of := fmt.Sprintf("competencies.%d.items", i), fmt.Sprint(i)
	list := EditList{ID: at, Fault: p.Fault(at), Add: adds("items", of, "Add a question to “"+name+"”", len(c.Items), models.MaxItems)}
	for j, item := range c.Items {
		list.Entries = append(list.Entries, p.asked(askedAt{fmt.Sprintf("%s.%d", at, j), fmt.Sprintf("Question %d", j+1), item},
			moves(entryAt{"items", of + " ", j, len(c.Items), fmt.Sprintf("question %d of %s", j+1, name), at})))
	}
	return list
}

func (p QuestionnaireEditPage) actions(i int, name string, c models.Competency) EditList {
	at, of := fmt.Sprintf("competencies.%d.actions", i), fmt.Sprint(i)
	list := EditList{ID: at, Fault: p.Fault(at), Add: adds("actions", of, "Add a suggestion to “"+name+"”", len(c.Actions), models.MaxActions)}
	for j, action := range c.Actions {
		field := fmt.Sprintf("%s.%d", at, j)
		list.Entries = append(list.Entries, EditEntry{ID: field + ".entry", Fields: []EditField{p.field(field, fmt.Sprintf("Suggestion %d", j+1), action, 300)},
			Buttons: moves(entryAt{"actions", of + " ", j, len(c.Actions), fmt.Sprintf("suggestion %d of %s", j+1, name), at})})
	}
	return list
}

// Open are the open questions.
func (p QuestionnaireEditPage) Open() EditList {
	list := EditList{ID: "questions", Fault: p.Fault("questions"), Add: adds("questions", "", "Add an open question", len(p.Questionnaire.Questions), models.MaxQuestions)}
	for j, q := range p.Questionnaire.Questions {
		list.Entries = append(list.Entries, p.asked(askedAt{fmt.Sprintf("questions.%d", j), fmt.Sprintf("Open question %d", j+1), models.Item(q)},
			moves(entryAt{"questions", "", j, len(p.Questionnaire.Questions), fmt.Sprintf("open question %d", j+1), "questions"})))
	}
	return list
}

// askedAt is something raters are asked, and where it stands.
type askedAt struct {
	at      string
	heading string
	models.Item
}

func (p QuestionnaireEditPage) asked(a askedAt, buttons []EditButton) EditEntry {
	return EditEntry{ID: a.at, Key: a.at + ".id", KeyIs: a.ID, Heading: a.heading, Buttons: buttons, Fields: []EditField{
		p.field(a.at+".others", "About the leader", a.Others, 300), p.field(a.at+".self", "About oneself", a.Self, 300)}}
}

// entryAt is one entry of a list, and where its buttons lead.
type entryAt struct {
	list  string // as steps name it
	in    string // the number of its competency with a space, "" outside of competencies
	no, n int    // its own number, and how many there are
	of    string // what it is, for those who hear it
	whole string // the element of the list; that of an entry is its number below it
}

// moves are the buttons of an entry.
func moves(e entryAt) []EditButton {
	button := func(verb, label, to string) EditButton {
		return EditButton{fmt.Sprintf("%s %s %s%d", verb, e.list, e.in, e.no), label, e.of, to}
	}
	var buttons []EditButton
	if e.no > 0 {
		buttons = append(buttons, button("up", "Move up", fmt.Sprintf("%s.%d", e.whole, e.no-1)))
	}
	if e.no < e.n-1 {
		buttons = append(buttons, button("down", "Move down", fmt.Sprintf("%s.%d", e.whole, e.no+1)))
	}
	return append(buttons, button("remove", "Remove", e.whole))
}

// adds is the button for one more entry, or nil when no more fit.
func adds(list, of, label string, n, most int) *EditButton {
	if n >= most {
		return nil
	}
	to, place := list, ""
	if of != "" {
		to, place = "competencies."+of+"."+list, " "+of
	}
	return &EditButton{Step: "add " + list + place, Label: label, To: fmt.Sprintf("%s.%d", to, n)}
}

// Summary is the faults with where each is: many fields have the same one.
func (p QuestionnaireEditPage) Summary() []FormError {
	list := make([]FormError, len(p.Errors))
	for i, e := range p.Errors {
		list[i] = e
		if where := whereIs(e.Field); where != "" {
			list[i].Text = where + ": " + e.Text
		}
	}
	return list
}

// whereIs says in words where a field stands: "Competency 2, question 3".
func whereIs(field string) string {
	names := map[string]string{"competencies": "competency", "items": "question", "actions": "suggestion", "questions": "open question", "scale": "answer",
		"stem": "opening sentence", "not_observed": "answer beside the scale", "title": "title", "language": "language",
		"name": "name", "shift": "shift", "expert_strength": "strength of an expert", "leader_strength": "strength of a leader", "self": "about oneself"}
	var words []string
	for _, part := range strings.Split(field, ".") {
		var n int
		if _, err := fmt.Sscanf(part, "%d", &n); err == nil && len(words) > 0 {
			words[len(words)-1] += fmt.Sprintf(" %d", n+1)
		} else if name := names[part]; name != "" {
			words = append(words, name)
		}
	}
	return upper(strings.Join(words, ", "))
}

// DescribedBy is the ids of the hint and the fault, for aria-describedby.
func (f EditField) DescribedBy() string {
	return Input{ID: f.Name, Hint: f.Hint, Fault: f.Fault}.DescribedBy()
}
