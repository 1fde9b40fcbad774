package frontend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// NumberTable is all scores as a table.
type NumberTable struct {
	Heads []string
	Rows  []NumberRow
}

// NumberRow is one competency of the table.
type NumberRow struct {
	No    int
	Name  string
	Cells []string
}

func (l layout) table() NumberTable {
	var t NumberTable
	var columns []func(models.CompetencyReport) string
	add := func(head string, cell func(models.CompetencyReport) string) {
		t.Heads = append(t.Heads, head)
		columns = append(columns, cell)
	}
	source := func(s models.Source) func(models.CompetencyReport) string {
		return func(c models.CompetencyReport) string { return models.ScoreText(c.Scores[s.Key], s.Anonymous()) }
	}
	if l.self {
		add("You", func(c models.CompetencyReport) string { return own(c).String() })
	}
	if n := l.Report.Colleagues; n > 0 {
		add(fmt.Sprintf("%s (%d)", l.colleagues(), n), func(c models.CompetencyReport) string { return models.ScoreText(c.Colleagues, true) })
		if l.self {
			add("Gap", func(c models.CompetencyReport) string {
				if gap := c.GapText(); gap != "" {
					return gap
				}
				return "–"
			})
		}
	}
	for _, s := range l.managers {
		add(s.Label, source(s))
	}
	for _, s := range l.apart() {
		add(fmt.Sprintf("%s (%d)", s.Label, s.N), source(s))
	}
	for i, c := range l.Competencies {
		row := NumberRow{No: i + 1, Name: c.Name}
		for _, cell := range columns {
			row.Cells = append(row.Cells, cell(c))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// QuestionWords is one open question with what people wrote.
type QuestionWords struct {
	Question string
	Comments [][]string // one per colleague's comment, in paragraphs
	Managers []ManagerWords
}

// ManagerWords is a manager's comment, in paragraphs.
type ManagerWords struct {
	Label string
	Lines []string
}

// words sorts the remarks under their questions. A question without any is
// left out.
func (p ReportPage) words() []QuestionWords {
	var all []QuestionWords
	for _, q := range p.Questions {
		words := QuestionWords{Question: strings.ReplaceAll(q.Others, "{{.FirstName}}", models.FirstName(p.Report.Leader))}
		for _, remark := range p.Remarks {
			lines := paragraphs(remark.Body)
			switch {
			case remark.Question != q.ID:
			case remark.Source == models.Colleagues:
				words.Comments = append(words.Comments, lines)
			default:
				words.Managers = append(words.Managers, ManagerWords{p.managerLabel(remark.Source), lines})
			}
		}
		if len(words.Comments)+len(words.Managers) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// managerLabel is "Your manager", with the name where there are several.
func (p ReportPage) managerLabel(key string) string {
	managers, name := 0, ""
	for _, s := range p.Report.Sources {
		if len(s.Groups) == 1 && s.Groups[0] == models.Manager {
			managers++
			if s.Key == key {
				name = s.Name
			}
		}
	}
	if managers > 1 && name != "" {
		return "Your manager " + name
	}
	return "Your manager"
}

func paragraphs(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// NextSteps is what to try: suggestions for what colleagues see least, or, where
// nothing stands out, for all competencies to choose from.
type NextSteps struct {
	Lead   string
	Ideas  []Idea
	Choose []Idea // every competency, when there are no ideas
}

// Idea is a competency with suggestions for 30 days.
type Idea struct {
	Anchor string
	Name   string
	Scores string // "You 4.3, colleagues 3.0."
	Tries  []string
}

// maxIdeas is how many competencies are proposed.
const maxIdeas = 3

func (l layout) next() NextSteps {
	var steps NextSteps
	chosen := slices.Clone(l.Least)
	for _, id := range l.Gaps {
		if c, ok := l.Competency(id); ok && c.View == models.SelfHigher && !slices.Contains(chosen, id) && len(chosen) < maxIdeas {
			chosen = append(chosen, id)
		}
	}
	for _, c := range l.Competencies {
		switch {
		case len(c.Actions) == 0:
		case slices.Contains(chosen, c.ID):
			steps.Ideas = append(steps.Ideas, l.idea(c))
		case len(chosen) == 0:
			steps.Choose = append(steps.Choose, l.idea(c))
		}
	}
	steps.Lead = l.nextLead(len(chosen) - len(l.Least))
	return steps
}

// nextLead says why these were chosen; gaps is how many of them are there
// because they are seen differently.
func (l layout) nextLead(gaps int) string {
	least, why := len(l.Least), ""
	switch {
	case least == 1:
		why = "One shift that colleagues see least often"
	case least > 1:
		why = upper(number(least)) + " shifts that colleagues see least often, almost equally"
	}
	switch {
	case gaps > 0 && least > 0:
		why += ", and " + number(gaps) + " that you see differently"
	case gaps > 0:
		why = upper(number(gaps)) + plural(gaps, " shift that you see differently", " shifts that you see differently")
	case least == 0:
		why = "Nothing here asks for more than the rest, so start where it matters most to you"
	}
	return why + ". Choose one small thing and try it for 30 days; tell the people who gave you feedback which one it is."
}

func (l layout) idea(c models.CompetencyReport) Idea {
	idea := Idea{Anchor: l.anchor(c.ID), Name: c.Name, Tries: c.Actions}
	self, theirs := own(c), c.Colleagues
	switch {
	case self != 0 && theirs != 0:
		idea.Scores = fmt.Sprintf("You %s, colleagues %s.", self, models.ScoreText(theirs, true))
	case theirs != 0:
		idea.Scores = fmt.Sprintf("Colleagues %s.", models.ScoreText(theirs, true))
	case self != 0:
		idea.Scores = fmt.Sprintf("You %s.", self)
	}
	return idea
}

// Opening is a piece of the first sentences, with the place it leads to.
type Opening struct{ Text, Anchor string }

// First are the report's first sentences with links into the page.
func (p ReportPage) First() [][]Opening {
	l := newLayout(p.Report)
	var sentences [][]Opening
	for _, s := range p.Report.First() {
		var parts []Opening
		for _, part := range s.Parts {
			opening := Opening{Text: part.Text}
			if part.Competency != "" {
				opening.Anchor = l.anchor(part.Competency)
			}
			parts = append(parts, opening)
		}
		sentences = append(sentences, parts)
	}
	return sentences
}

// Job is the leader's title and department.
func (p ReportPage) Job() string { return joined(p.Report.Title, p.Report.Department) }

// WithheldNote says how many comments were held back.
func (p ReportPage) WithheldNote() string { return models.WithheldNote(p.Withheld) }

// Readers says who can open this report.
func (p ReportPage) Readers() string {
	const rest = " HR sees averages of departments with five leaders or more."
	if p.Report.Policy.HRMayRead {
		return "You and HR can open this report, as everybody was told before answering." + rest
	}
	return "Only you can open this report. HR sees that it was released." + rest
}
