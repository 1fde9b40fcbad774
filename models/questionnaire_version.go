package models

import (
	"fmt"
	"slices"
	"strings"
)

// AsNew is the questionnaire as version 1 of its own. taken are the ids of those
// that are there; the built-in one's is taken always.
func (q Questionnaire) AsNew(taken []string) (Questionnaire, error) {
	if q.ID == DefaultQuestionnaire().ID || slices.Contains(taken, q.ID) {
		return q, &Error{Kind: Invalid, Text: "This id is taken.", Faults: []Fault{{Column: "id", Found: q.ID,
			Problem: "There is a questionnaire with this id already. Give this one another id, or choose the file on the page of that questionnaire."}}}
	}
	q.Version = 1
	return q.WithIDs().Check()
}

// Copied is a copy of the questionnaire as version 1 under an id that is free.
// Its competencies and questions keep their ids, so that results can be compared
// as long as their words stay.
func (q Questionnaire) Copied(taken []string) Questionnaire {
	q.ID = copyID(q.ID, taken)
	q.Version = 1
	if title := q.Title + " (copy)"; len([]rune(title)) <= maxHeading {
		q.Title = title
	}
	return q
}

// copyID returns an id for a copy that is not taken yet: "expert-to-leader-2".
func copyID(of string, taken []string) string {
	of = strings.TrimRight(of[:min(len(of), 28)], "-_")
	for n := 2; ; n++ {
		if id := fmt.Sprintf("%s-%d", of, n); !slices.Contains(taken, id) {
			return id
		}
	}
}

// After is the version that follows the latest one. base is the version that was
// changed: if it is not the latest, somebody else saved meanwhile, and that is a
// Conflict. A questionnaire that is no different is returned as the latest itself.
func (q Questionnaire) After(latest Questionnaire, base int) (Questionnaire, error) {
	if base != latest.Version {
		return q, Errorf(Conflict, "Somebody else saved version %d meanwhile. What you typed is still here: look at that version first, then save yours on top of it.", latest.Version)
	}
	if q.ID != "" && q.ID != latest.ID {
		return q, &Error{Kind: Invalid, Text: "This is another questionnaire.", Faults: []Fault{{Column: "id", Found: q.ID,
			Problem: fmt.Sprintf("The questionnaire here has the id %s. Write that id, or keep yours as a new questionnaire.", latest.ID)}}}
	}
	q.ID, q.Version = latest.ID, latest.Version
	q, err := q.WithIDs().Check()
	if err != nil || q.Same(latest) {
		return q, err
	}
	q.Version++
	return q, nil
}
