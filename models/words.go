package models

import (
	"fmt"
	"slices"
	"strings"
)

// Sentence is a sentence in which competencies can be linked.
type Sentence struct{ Parts []Part }

// Part is a piece of a sentence. Competency is the id of the competency that
// the text names, or "".
type Part struct {
	Text       string
	Competency string
}

// String is the sentence without its links.
func (s Sentence) String() string {
	var b strings.Builder
	for _, p := range s.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

func say(text string) Sentence { return Sentence{Parts: []Part{{Text: text}}} }

// First is how the report opens: at most three sentences. What colleagues see
// most, then at most two things that are seen differently; or, when nothing
// about colleagues may be shown, why that is and what can be done.
func (r Report) First() []Sentence {
	if r.Grouping == Nothing {
		return []Sentence{
			say("Too few colleagues answered to show anything about them without pointing at somebody, so this report " + r.holds() + "."),
			say("That says nothing about you."),
			say("Ask two or three people yourself: “What should I keep doing, and what could I start doing?”"),
		}
	}
	sentences := []Sentence{r.mostSentence()}
	for i, id := range r.Gaps {
		c, _ := r.Competency(id)
		way, they := "higher", "than your colleagues do"
		if c.View == SelfLower {
			way = "lower"
		}
		if i > 0 {
			they = "than they do"
		}
		sentences = append(sentences, Sentence{Parts: []Part{{Text: "You see yourself " + way + " in "}, {Text: c.Name, Competency: id},
			{Text: fmt.Sprintf(" %s, %s and %s. What could they have seen?", they, c.Scores[string(Self)], ScoreText(c.Colleagues, true))}}})
	}
	return sentences
}

// holds says what a report without colleagues holds.
func (r Report) holds() string {
	var self, manager bool
	for _, s := range r.Sources {
		self = self || s.Groups[0] == Self
		manager = manager || s.Groups[0] == Manager
	}
	switch {
	case self && manager:
		return "holds your own view and your manager’s"
	case self:
		return "holds your own view only"
	case manager:
		return "holds your manager’s view only"
	}
	return "holds no answers"
}

func (r Report) mostSentence() Sentence {
	switch {
	case r.Even:
		return say("Your colleagues see an even profile: none of the shifts stands out from the others.")
	case len(r.Most) == 0:
		return say("Too few colleagues could judge enough of the shifts to compare them.")
	}
	parts := []Part{{Text: "Colleagues see "}}
	for i, id := range r.Most {
		c, _ := r.Competency(id)
		switch {
		case i > 0 && i == len(r.Most)-1:
			parts = append(parts, Part{Text: " and "})
		case i > 0:
			parts = append(parts, Part{Text: ", "})
		}
		parts = append(parts, Part{Text: c.Name, Competency: id})
	}
	end := " most often, all about equally."
	switch {
	case len(r.Most) == 2:
		end = " most often, both about equally."
	case len(r.Most) == 1 && r.selfHighest(r.Most[0]):
		end = " more often than anything else, and so do you."
	case len(r.Most) == 1:
		end = " more often than anything else."
	}
	return Sentence{Parts: append(parts, Part{Text: end})}
}

// selfHighest reports whether the leader sees nothing more often than this.
func (r Report) selfHighest(id string) bool {
	c, _ := r.Competency(id)
	self := c.Scores[string(Self)]
	return self > 0 && !slices.ContainsFunc(r.Competencies, func(o CompetencyReport) bool { return o.Scores[string(Self)] > self })
}

// Competency returns one competency of the report.
func (r Report) Competency(id string) (CompetencyReport, bool) {
	for _, c := range r.Competencies {
		if c.ID == id {
			return c, true
		}
	}
	return CompetencyReport{}, false
}

// GroupingNote says, once, who the colleagues of this report are. It never
// tells which of two joined groups was small.
func (r Report) GroupingNote() string {
	var shown []Relationship
	for _, s := range r.Sources {
		if s.Anonymous() {
			shown = append(shown, s.Groups...)
		}
	}
	least, groups := inWords(r.Policy.K), lowerFirst(groupNames(shown))
	alone := fmt.Sprintf("A group is shown on its own from %s answers on (k = %d).", least, r.Policy.K)
	switch r.Grouping {
	case Merged:
		return fmt.Sprintf("At least one of the two groups had fewer than %s answers, so %s are one group in this whole report (k = %d). Together they are called colleagues.", least, groups, r.Policy.K)
	case Partly:
		return fmt.Sprintf("One group had fewer than %s answers and is left out. Colleagues are your %s in this whole report. %s", least, groups, alone)
	case Separate:
		if len(shown) == 1 {
			return fmt.Sprintf("Colleagues are your %s in this whole report. %s", groups, alone)
		}
		return fmt.Sprintf("Colleagues are your %s. %s", groups, alone)
	}
	return alone
}

// Note is a view beside its gap: "In step", "You see more", "They see more".
func (v View) Note() string {
	return map[View]string{InStep: "In step", SelfHigher: "You see more", SelfLower: "They see more"}[v]
}

// Ask is the question that a view leads to, or "".
func (v View) Ask() string {
	return map[View]string{
		SelfHigher: "You see yourself higher here than your colleagues do. What could they have seen?",
		SelfLower:  "You see yourself lower here than your colleagues do. What could they have seen?",
	}[v]
}

// GapText is the gap with its sign: "+1.3", "−0.3", "0.0", or "" when open.
func (c CompetencyReport) GapText() string {
	if c.Gap == nil {
		return ""
	}
	g, sign := *c.Gap, "+"
	if g < 0 {
		g, sign = -g, "−"
	}
	if g == 0 {
		sign = ""
	}
	return fmt.Sprintf("%s%d.%d", sign, g/10, g%10)
}
