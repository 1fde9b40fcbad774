package frontend

import (
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// RatingField is the form field of an item.
func RatingField(item string) string { return "q" + item }

// CommentField is the form field of an open question.
func CommentField(question string) string { return "c_" + question }

// SurveyLine is one line to answer.
type SurveyLine struct {
	Item  string
	Field string
	Text  string // "lets others finish before responding"
	Typed string // "1" to "5", "0", or ""
	Fault string // what is wrong with the answer, or ""
}

// SurveyPart is a few lines under one number.
type SurveyPart struct {
	No    int
	Lines []SurveyLine
}

// Done is how many lines of the part have an answer.
func (p SurveyPart) Done() int {
	done := 0
	for _, l := range p.Lines {
		if l.Typed != "" {
			done++
		}
	}
	return done
}

// SurveyNote is one open question.
type SurveyNote struct {
	Field string
	Text  string // the question
	Typed string
	Fault string
}

// Own reports whether the survey is about the rater.
func (p SurveyPage) Own() bool { return p.Leader.Relationship == models.Self }

// Manager reports whether the rater answers as the leader's manager.
func (p SurveyPage) Manager() bool { return p.Leader.Relationship == models.Manager }

// Named reports whether the answers are shown by name.
func (p SurveyPage) Named() bool { return p.Leader.Relationship.Named() }

// CommentsFrom is how many colleagues must answer before comments are shown.
func (p SurveyPage) CommentsFrom() int { return models.KText }

// CommentLimit is the longest comment, in characters.
func (p SurveyPage) CommentLimit() int { return models.MaxComment }

// FieldLimit is where a browser stops taking text, in UTF-16 units. It lies far
// above CommentLimit, so that what is pasted is not cut without a word and can
// be shortened, and low enough for all questions to fit into one form.
func (p SurveyPage) FieldLimit() int { return 5 * models.MaxComment }

// TellingNames are names that would tell who wrote a comment: the rater's own,
// and those of the other leaders on the list.
func (p SurveyPage) TellingNames() string {
	names := []string{p.Rater}
	for _, asked := range p.Asked {
		if asked.LeaderID != p.Leader.LeaderID && asked.Relationship != models.Self {
			names = append(names, asked.Name)
		}
	}
	return strings.Join(names, " ")
}

// Subject is whom every line begins with: "Maya", or "I".
func (p SurveyPage) Subject() string {
	if p.Own() {
		return "I"
	}
	return p.Leader.FirstName()
}

// Stem is the sentence that every line completes, as a question of its own.
func (p SurveyPage) Stem() string {
	return p.wording(question(p.Questionnaire.Stem.Others), question(p.Questionnaire.Stem.Self))
}

func question(stem string) string {
	if open, ok := strings.CutSuffix(stem, "…"); ok {
		return strings.TrimSpace(open) + " do what each line says?"
	}
	return stem
}

func (p SurveyPage) wording(others, self string) string {
	if p.Own() {
		return self
	}
	return strings.ReplaceAll(others, "{{.FirstName}}", p.Leader.FirstName())
}

// Steps are the parts with what was typed and what is wrong.
func (p SurveyPage) Steps() []SurveyPart {
	steps := make([]SurveyPart, len(p.Parts))
	for i, part := range p.Parts {
		steps[i].No = p.from + i + 1
		for _, item := range part.Items {
			steps[i].Lines = append(steps[i].Lines, SurveyLine{
				Item: item.ID, Field: RatingField(item.ID), Text: p.wording(item.Others, item.Self),
				Typed: p.typed(item.ID), Fault: p.fault(item.ID),
			})
		}
	}
	return steps
}

// typed is the posted answer if it is one of the form's own.
func (p SurveyPage) typed(item string) string {
	value := p.Ratings[item]
	if value == "0" {
		return value
	}
	for _, point := range p.Questionnaire.Scale {
		if value == fmt.Sprint(point.Value) {
			return value
		}
	}
	return ""
}

// fault is what is wrong with an item or question, or "".
func (p SurveyPage) fault(id string) string {
	for _, fault := range p.Faults {
		if fault.Column == id {
			return fault.Problem
		}
	}
	return ""
}

// Notes are the open questions with what was typed.
func (p SurveyPage) Notes() []SurveyNote {
	var notes []SurveyNote
	for _, q := range p.Questionnaire.Questions {
		note := SurveyNote{Field: CommentField(q.ID), Text: p.wording(q.Others, q.Self), Typed: p.Comments[q.ID], Fault: p.fault(q.ID)}
		notes = append(notes, note)
	}
	return notes
}

// Folds is the progress through the survey.
func (p SurveyPage) Folds() Folds {
	var answered [][]bool
	for _, step := range p.Steps() {
		lines := make([]bool, len(step.Lines))
		for i, l := range step.Lines {
			lines[i] = l.Typed != ""
		}
		answered = append(answered, lines)
	}
	return folds(answered)
}

// Done is how many lines have an answer.
func (p SurveyPage) Done() int {
	done := 0
	for _, step := range p.Steps() {
		done += step.Done()
	}
	return done
}

// Lines is how many lines there are.
func (p SurveyPage) Lines() int {
	lines := 0
	for _, part := range p.Parts {
		lines += len(part.Items)
	}
	return lines
}

// FaultLine leads from the summary of faults to one of them.
type FaultLine struct{ Field, Text string }

// FaultLines are all faults in the order of the page.
func (p SurveyPage) FaultLines() []FaultLine {
	var lines []FaultLine
	onPage := map[string]bool{}
	for _, step := range p.Steps() {
		for _, l := range step.Lines {
			onPage[l.Item] = true
			if l.Fault != "" {
				lines = append(lines, FaultLine{l.Field, fmt.Sprintf("Part %d: “%s”", step.No, l.Text)})
			}
		}
	}
	for _, q := range p.Questionnaire.Questions {
		onPage[q.ID] = true
		if fault := p.fault(q.ID); fault != "" {
			lines = append(lines, FaultLine{CommentField(q.ID), fault})
		}
	}
	for _, fault := range p.Faults {
		if !onPage[fault.Column] {
			lines = append(lines, FaultLine{"", fault.Problem})
		}
	}
	return lines
}

// FaultHeading says how much is missing: "Two answers are still missing".
func (p SurveyPage) FaultHeading() string {
	if p.Ours {
		return "Your answers could not be kept yet"
	}
	missing := 0
	for _, step := range p.Steps() {
		for _, l := range step.Lines {
			if l.Fault != "" && p.Ratings[l.Item] == "" {
				missing++
			}
		}
	}
	n := len(p.Faults)
	if missing == n {
		return upper(number(n)) + plural(n, " answer is still missing", " answers are still missing")
	}
	return upper(number(n)) + plural(n, " thing needs a change", " things need a change")
}
