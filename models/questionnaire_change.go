package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Change is one difference between two versions of a questionnaire. An empty Was
// or Now says that there was or is none.
type Change struct {
	Where string // "People and emotions, question 2"
	Was   string
	Now   string
}

// Changes lists what is different in q, compared with an earlier version, in the
// order of q. What is there in both is recognised by its id.
func (q Questionnaire) Changes(earlier Questionnaire) []Change {
	d := differences{}
	d.words("Title", earlier.Title, q.Title)
	d.words("Language", earlier.Language, q.Language)
	d.wording("Opening sentence", earlier.Stem, q.Stem)
	for i := range max(len(q.Scale), len(earlier.Scale)) {
		d.words(fmt.Sprintf("Answer %d", i+1), labelAt(earlier.Scale, i), labelAt(q.Scale, i))
	}
	d.words("Answer beside the scale", earlier.NotObserved.Label, q.NotObserved.Label)
	d.words("Answer beside the scale, hint", earlier.NotObserved.Hint, q.NotObserved.Hint)
	for _, c := range q.Competencies {
		d.competency(earlier.competency(c.ID), c)
	}
	for _, c := range earlier.Competencies {
		if q.competency(c.ID).ID == "" {
			d.words(c.Name, c.Shift, "")
		}
	}
	d.asked("Open question", wordings(earlier.Questions), wordings(q.Questions))
	if order := sameIDs(q.Competencies, earlier.Competencies); !order {
		d = append(d, Change{"Order of the competencies", competencyNames(earlier.Competencies), competencyNames(q.Competencies)})
	}
	return d
}

type differences []Change

func (d *differences) words(where, was, now string) {
	if was != now {
		*d = append(*d, Change{where, was, now})
	}
}

func (d *differences) wording(where string, was, now Wording) {
	d.words(where, was.Others, now.Others)
	d.words(where+", about oneself", was.Self, now.Self)
}

func (d *differences) competency(was, now Competency) {
	if was.ID == "" {
		d.words(now.Name, "", now.Shift)
		return
	}
	d.words(now.Name+", name", was.Name, now.Name)
	d.words(now.Name+", shift", was.Shift, now.Shift)
	d.words(now.Name+", strength of an expert", was.ExpertStrength, now.ExpertStrength)
	d.words(now.Name+", strength of a leader", was.LeaderStrength, now.LeaderStrength)
	d.asked(now.Name+", question", wordings(was.Items), wordings(now.Items))
	for i := range max(len(was.Actions), len(now.Actions)) {
		d.words(fmt.Sprintf("%s, suggestion %d", now.Name, i+1), at(was.Actions, i), at(now.Actions, i))
	}
}

// asked compares items or open questions by id, and then their order.
func (d *differences) asked(where string, was, now []Item) {
	for i, item := range now {
		j := slices.IndexFunc(was, func(o Item) bool { return o.ID == item.ID })
		old := Item{}
		if j >= 0 {
			old = was[j]
		}
		d.wording(fmt.Sprintf("%s %d", where, i+1), Wording{old.Others, old.Self}, Wording{item.Others, item.Self})
		if j >= 0 && j != i && len(was) == len(now) {
			*d = append(*d, Change{where, fmt.Sprintf("in place %d: %s", j+1, old.Others), fmt.Sprintf("in place %d", i+1)})
		}
	}
	for j, item := range was {
		if !slices.ContainsFunc(now, func(n Item) bool { return n.ID == item.ID }) {
			d.wording(fmt.Sprintf("%s %d of before", where, j+1), Wording{item.Others, item.Self}, Wording{})
		}
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func labelAt(points []ScalePoint, i int) string {
	if i < len(points) {
		return points[i].Label
	}
	return ""
}

func competencyNames(list []Competency) string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// sameIDs reports whether the competencies that both lists hold come in the same order.
func sameIDs(a, b []Competency) bool {
	shared := func(list, other []Competency) (ids []string) {
		for _, c := range list {
			if slices.ContainsFunc(other, func(o Competency) bool { return o.ID == c.ID }) {
				ids = append(ids, c.ID)
			}
		}
		return ids
	}
	return slices.Equal(shared(a, b), shared(b, a))
}

// competency returns the competency with an id, or the zero one.
func (q Questionnaire) competency(id string) Competency {
	for _, c := range q.Competencies {
		if c.ID == id {
			return c
		}
	}
	return Competency{}
}

// Comparable reports whether scores of a competency mean the same in both
// questionnaires, as Report.Trend judges two reports: the same questions in the
// same order and words, under the same ids, with the same answers to choose from.
func (q Questionnaire) Comparable(earlier Questionnaire, competency string) bool {
	was, now := earlier.competency(competency), q.competency(competency)
	alike := func(a, b Item) bool { return a.ID == b.ID && a.Others == b.Others }
	return was.ID != "" && slices.EqualFunc(was.Items, now.Items, alike) && slices.Equal(q.Scale, earlier.Scale)
}

// Anew lists the names of the competencies that cannot be compared with an
// earlier version, in the order of the model.
func (q Questionnaire) Anew(earlier Questionnaire) (names []string) {
	for _, c := range q.Competencies {
		if !q.Comparable(earlier, c.ID) {
			names = append(names, c.Name)
		}
	}
	return names
}

// Same reports whether two questionnaires ask the same and look the same,
// whatever their version.
func (q Questionnaire) Same(other Questionnaire) bool {
	q.Version = other.Version
	return bytes.Equal(q.YAML(), other.YAML())
}

// WithIDs gives an id to every competency, item and open question that has none.
// Items are numbered as the report prints them: after 2c comes 2d, and a new
// competency has the next number. The other ids are made of the words, so that
// the same question gets the same id again.
func (q Questionnaire) WithIDs() Questionnaire {
	q = q.cleaned()
	taken, shifts, last := map[string]bool{}, map[string]bool{}, 0
	for _, c := range q.Competencies {
		shifts[c.ID] = true
		for _, item := range c.Items {
			taken[item.ID] = true
			number, _ := itemNumber(item.ID)
			last = max(last, number)
		}
	}
	for _, question := range q.Questions {
		taken[question.ID] = true
	}
	for i := range q.Competencies {
		c := &q.Competencies[i]
		giveID(&c.ID, "shift "+c.Name+" "+c.Shift, shifts)
		last = numberItems(c.Items, last, taken)
	}
	for i := range q.Questions {
		giveID(&q.Questions[i].ID, "question "+q.Questions[i].Others, taken)
	}
	return q
}

// numbered is the id of an item that was given by number: "2c".
var numbered = regexp.MustCompile(`^(\d{1,3})([a-z])$`)

func itemNumber(id string) (number int, letter byte) {
	m := numbered.FindStringSubmatch(id)
	if m == nil {
		return 0, 0
	}
	number, _ = strconv.Atoi(m[1])
	return number, m[2][0]
}

// numberItems gives ids to the new items of one competency: its own number, or
// one more than the last that is in use, and the letter after its last one.
func numberItems(items []Item, last int, taken map[string]bool) int {
	own, letter := 0, byte('a'-1)
	for _, item := range items {
		if number, at := itemNumber(item.ID); number > 0 {
			own, letter = number, max(letter, at)
		}
	}
	for i := range items {
		if items[i].ID != "" {
			continue
		}
		if own == 0 {
			last++
			own = last
		}
		for letter++; letter <= 'z' && taken[fmt.Sprint(own, string(letter))]; letter++ {
		}
		if letter <= 'z' {
			items[i].ID = fmt.Sprint(own, string(letter))
		}
		giveID(&items[i].ID, "item "+items[i].Others, taken)
		taken[items[i].ID] = true
	}
	return last
}

func giveID(id *string, words string, taken map[string]bool) {
	for n := 0; *id == ""; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", words, n))
		if made := hex.EncodeToString(sum[:4]); !taken[made] {
			*id, taken[made] = made, true
		}
	}
}
