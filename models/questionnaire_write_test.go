package models_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
)

// largest is a questionnaire at every limit, in letters of four bytes.
func largest() models.Questionnaire {
	words := func(n int) string { return strings.Repeat("𝔊", n) }
	q := models.DefaultQuestionnaire()
	q.Title, q.Stem = words(120), models.Wording{Others: words(300), Self: words(300)}
	q.NotObserved = models.NotObserved{Label: words(24), Hint: words(120)}
	for i := range q.Scale {
		q.Scale[i].Label = words(24)
	}
	q.Competencies, q.Questions = nil, nil
	for i := range models.MaxCompetencies {
		c := models.Competency{ID: fmt.Sprintf("%032d", i), Name: words(80), Shift: words(120), ExpertStrength: words(80), LeaderStrength: words(80)}
		for j := range models.MaxAllItems / models.MaxCompetencies {
			c.Items = append(c.Items, models.Item{ID: fmt.Sprintf("%030d-%d", i, j), Others: words(300), Self: words(300)})
		}
		for range models.MaxActions {
			c.Actions = append(c.Actions, words(300))
		}
		q.Competencies = append(q.Competencies, c)
	}
	for i := range models.MaxQuestions {
		q.Questions = append(q.Questions, models.OpenQuestion{ID: fmt.Sprintf("q%031d", i), Others: words(300), Self: words(300)})
	}
	return q
}

func TestQuestionnaireReadsBackAsWritten(t *testing.T) {
	t.Parallel()
	all := map[string]models.Questionnaire{"default": models.DefaultQuestionnaire(), "largest": largest()}
	none := models.DefaultQuestionnaire()
	none.Questions, none.NotObserved.Hint, none.Competencies[0].Actions = nil, "", nil
	all["without what may be missing"] = none
	odd := []string{"yes", "NULL", "~", "2026", "1.5", "0x1", "- a", "a: b", "a # b", "#a", `"a"`, "'a'", `\n`, "{a}", "[a]", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "a,", ", a",
		"?", ": a", "a:", "2026-11-14", "…", "«a»", "😀", "é", "a\u2009b", "{{.FirstName}}’s", "=", "<<", ".inf", "0o7", "12:30:45"}
	mixed := models.DefaultQuestionnaire()
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range mixed.Competencies {
		c := &mixed.Competencies[i]
		c.Name, c.Actions = odd[chance.IntN(len(odd))], odd[i*5:i*5+5]
		for j := range c.Items {
			c.Items[j].Others, c.Items[j].Self = odd[chance.IntN(len(odd))], odd[chance.IntN(len(odd))]
		}
		c.Name = strings.ReplaceAll(c.Name, "{{.FirstName}}’s", "x")
		for j := range c.Actions {
			c.Actions[j] = strings.ReplaceAll(c.Actions[j], "{{.FirstName}}’s", "x")
		}
	}
	all["odd words"] = mixed
	for name, q := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := q.Check()
			if err != nil {
				t.Fatalf("%v %+v", err, err.(*models.Error).Faults)
			}
			for _, text := range [][]byte{q.YAML(), append([]byte("\xef\xbb\xbf"), q.YAML()...), []byte(strings.ReplaceAll(string(q.YAML()), "\n", "\r\n"))} {
				got, err := models.ReadQuestionnaire(text)
				if err != nil {
					t.Fatalf("%v %+v", err, err.(*models.Error).Faults)
				}
				if diff := cmp.Diff(q, got); diff != "" {
					t.Errorf("(-written +read):\n%.2000s", diff)
				}
			}
		})
	}
}

func TestQuestionnaireAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	text := string(models.DefaultQuestionnaire().YAML())
	for old, now := range map[string]string{"version: 1": "version: one", "label: Now and then": "lable: Now and then",
		"shift: From tasks to people": "shift: ''", `id: "3c"`: `id: "3b"`, "name: Delegating": "name: [a]"} {
		if !strings.Contains(text, old) {
			t.Fatalf("there is no %q", old)
		}
		text = strings.Replace(text, old, now, 1)
	}
	_, err := models.ReadQuestionnaire([]byte(text))
	lines := strings.Split(text, "\n")
	want := map[string]string{"version": "whole number", "scale[1].lable": "not known", "scale[1].label": "missing", "competencies[0].shift": "missing",
		"competencies[2].items[2].id": "used twice", "competencies[2].name": "words"}
	faults := err.(*models.Error).Faults
	for _, f := range faults {
		if !strings.Contains(f.Problem, want[f.Column]) || want[f.Column] == "" {
			t.Errorf("unexpected %+v", f)
		}
		field := f.Column[strings.LastIndexAny(f.Column, ".]")+1:]
		if f.Column != "scale[1].label" && !strings.Contains(lines[f.Line-1], field) {
			t.Errorf("%+v is not on line %q", f, lines[f.Line-1])
		}
		delete(want, f.Column)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestQuestionnaireLimits(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*models.Questionnaire){
		"competencies[0].name":    func(q *models.Questionnaire) { q.Competencies[0].Name = strings.Repeat("x", 81) },
		"competencies[0].actions": func(q *models.Questionnaire) { q.Competencies[0].Actions = strings.Split("a b c d e f", " ") },
		"competencies[0].items":   func(q *models.Questionnaire) { q.Competencies[0].Items = q.Competencies[0].Items[:2] },
		"competencies": func(q *models.Questionnaire) {
			for i := range q.Competencies {
				for j := len(q.Competencies[i].Items); j < 9; j++ {
					q.Competencies[i].Items = append(q.Competencies[i].Items, models.Item{ID: fmt.Sprintf("n%d-%d", i, j), Others: "a", Self: "b"})
				}
			}
		},
		"scale[4].label":     func(q *models.Questionnaire) { q.Scale[4].Label = strings.Repeat("x", 25) },
		"not_observed.hint":  func(q *models.Questionnaire) { q.NotObserved.Hint = "{{.FirstName}}" },
		"questions[2].self":  func(q *models.Questionnaire) { q.Questions[2].Self = "" },
		"questions[0].id":    func(q *models.Questionnaire) { q.Questions[0].ID = "1a" },
		"title":              func(q *models.Questionnaire) { q.Title = " \u200b " },
		"stem.others":        func(q *models.Questionnaire) { q.Stem.Others = "{{.Name}}" },
		"competencies[1].id": func(q *models.Questionnaire) { q.Competencies[1].ID = q.Competencies[0].ID },
	} {
		q := models.DefaultQuestionnaire()
		change(&q)
		_, err := q.Check()
		if models.KindOf(err) != models.Invalid || len(err.(*models.Error).Faults) != 1 || err.(*models.Error).Faults[0].Column != name || err.(*models.Error).Faults[0].Line != 0 {
			t.Errorf("%s: %v %+v", name, err, err)
		}
	}
}
