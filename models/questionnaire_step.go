package models

import (
	"regexp"
	"slices"
	"strconv"
)

// step is what a button of the form does: "add items 2", "up competencies 0",
// "remove actions 2 1".
var step = regexp.MustCompile(`^(add|remove|up|down) (competencies|items|actions|questions)(?: (\d{1,2}))?(?: (\d{1,2}))?$`)

// Step changes the lists of a questionnaire by one entry, as a button of the
// form says: a verb (add, remove, up, down), a list (competencies, items, actions
// or questions), and where: for items and actions first the number of their
// competency; for all verbs but add then the number of the entry, from 0. A list
// never grows past its limit. An unknown step is an Invalid error.
func (q Questionnaire) Step(do string) (Questionnaire, error) {
	unknown := Errorf(Invalid, "This button is not known. Nothing was changed.")
	m := step.FindStringSubmatch(do)
	if m == nil {
		return q, unknown
	}
	q = q.cleaned()
	where := numbers(m[3], m[4])
	inside := m[2] == "items" || m[2] == "actions"
	if inside && (len(where) == 0 || where[0] >= len(q.Competencies)) {
		return q, unknown
	}
	ok := false
	switch m[2] {
	case "competencies":
		blank := Competency{Items: make([]Item, MinItems), Actions: []string{""}}
		q.Competencies, ok = stepped(q.Competencies, m[1], where, limit[Competency]{MaxCompetencies, blank})
	case "questions":
		q.Questions, ok = stepped(q.Questions, m[1], where, limit[OpenQuestion]{most: MaxQuestions})
	case "items":
		c := &q.Competencies[where[0]]
		c.Items, ok = stepped(c.Items, m[1], where[1:], limit[Item]{most: MaxItems})
	case "actions":
		c := &q.Competencies[where[0]]
		c.Actions, ok = stepped(c.Actions, m[1], where[1:], limit[string]{most: MaxActions})
	}
	if !ok {
		return q, unknown
	}
	return q, nil
}

func numbers(texts ...string) (list []int) {
	for _, text := range texts {
		if n, err := strconv.Atoi(text); err == nil {
			list = append(list, n)
		}
	}
	return list
}

// limit is the most entries of a list, and what a new one holds.
type limit[T any] struct {
	most  int
	blank T
}

func stepped[T any](list []T, verb string, where []int, l limit[T]) ([]T, bool) {
	if verb == "add" {
		if len(where) > 0 {
			return list, false
		}
		if len(list) < l.most {
			list = append(list, l.blank)
		}
		return list, true
	}
	if len(where) != 1 || where[0] >= len(list) {
		return list, false
	}
	i := where[0]
	switch {
	case verb == "remove":
		list = slices.Delete(list, i, i+1)
	case verb == "up" && i > 0:
		list[i-1], list[i] = list[i], list[i-1]
	case verb == "down" && i < len(list)-1:
		list[i+1], list[i] = list[i], list[i+1]
	}
	return list, true
}
