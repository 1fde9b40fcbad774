package models

import (
	"fmt"
	"slices"
	"strings"
)

// BandCaption stands wherever a soft band is drawn.
const BandCaption = "If similar colleagues had answered, the average would probably lie in this band."

// Reading is the sentence under a competency's name: a question where views
// are apart, else what they have in common.
func (r Report) Reading(c CompetencyReport) string {
	switch {
	case r.Colleagues == 0:
		return ""
	case c.Colleagues == 0:
		return "Too few colleagues could judge this."
	case slices.Contains(r.Gaps, c.ID):
		return c.View.Ask()
	case c.GroupsDiffer:
		return r.byGroup(c)
	case c.View == SelfHigher:
		return "You see this more often than your colleagues do."
	case c.View == SelfLower:
		return "Your colleagues see this more often than you do."
	case c.View == ViewOpen:
		return ""
	case len(r.Most) == 1 && r.Most[0] == c.ID:
		return "You and your colleagues see this alike, and they see it more often than anything else in this report."
	case slices.Contains(r.Most, c.ID):
		return "You and your colleagues see this alike, and it is among what they see most often."
	case slices.Contains(r.Least, c.ID):
		return "You and your colleagues see the same room here. Nobody will be surprised, which makes it a good place to start."
	}
	return "You and your colleagues see this alike."
}

// byGroup names the groups furthest apart.
func (r Report) byGroup(c CompetencyReport) string {
	var more, less Source
	for _, s := range r.Sources {
		score := c.Scores[s.Key]
		if !s.Anonymous() || score == 0 {
			continue
		}
		if more.Key == "" || score > c.Scores[more.Key] {
			more = s
		}
		if less.Key == "" || score < c.Scores[less.Key] {
			less = s
		}
	}
	return fmt.Sprintf("Read this one by group: %s see it more often than %s do. What is different between the two?",
		lowerFirst(more.Label), lowerFirst(less.Label))
}

// AgreementNotes says for each group how much it agrees: "Peers see it alike."
// Groups with fewer than KAgree answers are not mentioned.
func (r Report) AgreementNotes(c CompetencyReport) []string {
	words := map[string]string{Alike: "see it alike", SomewhatApart: "see it somewhat differently",
		FarApart: "see it very differently: ask, do not average"}
	var notes []string
	for _, s := range r.Sources {
		if word, ok := words[c.Agreement[s.Key]]; ok {
			notes = append(notes, s.Label+" "+word+".")
		}
	}
	return notes
}

// RareNotes lists the items that colleagues rarely see.
func (c CompetencyReport) RareNotes() []string {
	var notes []string
	for _, item := range c.Items {
		if item.RarelySeen {
			notes = append(notes, "Colleagues rarely see this: "+item.Text+".")
		}
	}
	return notes
}

// ItemsNote says why the items' means are not shown, or "" when they are.
func (r Report) ItemsNote(c CompetencyReport) string {
	if c.ItemsShown || r.Colleagues == 0 {
		return ""
	}
	return fmt.Sprintf("The %s questions are not shown one by one here. That needs at least %s colleagues who could answer each of them.",
		inWords(len(c.Items)), inWords(max(KItem, r.Policy.K)))
}

// Text is the three bands in words: "10 rarely · 15 half the time · 8 often".
func (b Bands) Text() string {
	return fmt.Sprintf("%d rarely · %d half the time · %d often", b.Rarely, b.Half, b.Often)
}

// CommentsNote says why colleagues' comments are not shown, or "" when they are.
func (r Report) CommentsNote() string {
	if r.Comments == CommentsShown {
		return ""
	}
	return fmt.Sprintf("Comments of colleagues are shown from %s answers on, so there are none here.", inWords(KText))
}

// WithheldNote says how many comments HR held back before release, or "" for none.
func WithheldNote(n int) string {
	switch {
	case n == 0:
		return ""
	case n == 1:
		return "HR held back one comment before release, because it could hurt or identify somebody. No word of the others was changed."
	}
	return fmt.Sprintf("HR held back %s comments before release, because they could hurt or identify somebody. No word of the others was changed.", inWords(n))
}

// list joins names: "A", "A and B", "A, B and C".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// groupNames joins the names of groups: "Peers and direct reports".
func groupNames(groups []Relationship) string { return Cell{Groups: groups}.Label() }

// lowerFirst makes a heading part of a sentence.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// inWords writes small numbers as words, as sentences do.
func inWords(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < 0 || n >= len(words) {
		return fmt.Sprint(n)
	}
	return words[n]
}
