package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// YAML writes the questionnaire as ReadQuestionnaire reads it: of one that was
// checked, nothing is different afterwards.
func (q Questionnaire) YAML() []byte {
	w := yamlWriter{}
	w.raw("# A questionnaire of Sevenfold. {{.FirstName}} stands for the first name of the leader.")
	w.raw("# Keep the id of whatever you only reword. Results are compared over time by ids, while the words stay the same.")
	w.field(0, "id", q.ID)
	w.raw(fmt.Sprintf("version: %d", q.Version))
	w.field(0, "language", q.Language)
	w.field(0, "title", q.Title)
	w.raw("stem:")
	w.field(1, "others", q.Stem.Others)
	w.field(1, "self", q.Stem.Self)
	w.raw("scale:")
	for _, point := range q.Scale {
		w.raw(fmt.Sprintf("  - value: %d", point.Value))
		w.field(2, "label", point.Label)
	}
	w.raw("not_observed:")
	w.field(1, "label", q.NotObserved.Label)
	w.field(1, "hint", q.NotObserved.Hint)
	w.raw("competencies:")
	for _, c := range q.Competencies {
		w.competency(c)
	}
	w.asked(0, "questions", wordings(q.Questions))
	return w.out.Bytes()
}

type yamlWriter struct{ out bytes.Buffer }

func (w *yamlWriter) raw(line string) { w.out.WriteString(line + "\n") }

func (w *yamlWriter) field(depth int, name, text string) {
	w.raw(strings.Repeat("  ", depth) + name + ": " + quoted(text))
}

func (w *yamlWriter) competency(c Competency) {
	w.raw("  - id: " + quoted(c.ID))
	w.field(2, "name", c.Name)
	w.field(2, "shift", c.Shift)
	w.field(2, "expert_strength", c.ExpertStrength)
	w.field(2, "leader_strength", c.LeaderStrength)
	w.asked(2, "items", wordings(c.Items))
	if len(c.Actions) > 0 {
		w.raw("    actions:")
	}
	for _, action := range c.Actions {
		w.raw("      - " + quoted(action))
	}
}

// wordings lets items and open questions be written alike.
func wordings[T Item | OpenQuestion](list []T) []Item {
	items := make([]Item, len(list))
	for i, entry := range list {
		items[i] = Item(entry)
	}
	return items
}

func (w *yamlWriter) asked(depth int, name string, list []Item) {
	if len(list) == 0 {
		return
	}
	indent := strings.Repeat("  ", depth)
	w.raw(indent + name + ":")
	for _, item := range list {
		w.raw(indent + "  - id: " + quoted(item.ID))
		w.field(depth+2, "others", item.Others)
		w.field(depth+2, "self", item.Self)
	}
}

// plainWords need no quotation marks: YAML takes them for nothing but words.
var plainWords = regexp.MustCompile(`^\p{L}[\p{L}\p{N} ,.’…/()–-]*$`)

// yamlWords mean something else without quotation marks to one reader or another.
var yamlWords = []string{"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"}

func quoted(text string) string {
	if plainWords.MatchString(text) && !slices.Contains(yamlWords, strings.ToLower(text)) {
		return text
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil { // a string always can be written
		panic(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}
