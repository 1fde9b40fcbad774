package models_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

func TestDefaultQuestionnaire(t *testing.T) {
	t.Parallel()
	q := models.DefaultQuestionnaire()
	items := 0
	for _, competency := range q.Competencies {
		items += len(competency.Items)
	}
	if q.ID != "expert-to-leader" || len(q.Competencies) != 7 || items != 28 || len(q.Questions) != 3 || len(q.Scale) != 5 {
		t.Errorf("%s: %d competencies, %d items, %d questions", q.ID, len(q.Competencies), items, len(q.Questions))
	}
	if got, want := q.Stem.For(false, "Maya"), "Think of the last three months. When the situation comes up, how often does Maya …"; got != want {
		t.Errorf("stem %q, want %q", got, want)
	}
	if got, want := q.Competencies[0].Items[0].For(true, "Maya"), "let others finish before responding"; got != want {
		t.Errorf("own item %q, want %q", got, want)
	}
	if got, want := q.Questions[2].For(false, "{{.FirstName}}$1"), "What should {{.FirstName}}$1 do less of, or leave to others?"; got != want {
		t.Errorf("question %q, want %q", got, want)
	}
	q.Competencies[0].Name = "changed"
	if models.DefaultQuestionnaire().Competencies[0].Name == "changed" {
		t.Error("a change reaches the next caller")
	}
}

func TestQuestionnaireFaults(t *testing.T) {
	t.Parallel()
	right, err := os.ReadFile("questionnaires/expert-to-leader.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ old, new, want string }{
		"item id twice":       {"{ id: 1b, others: asks", "{ id: 1a, others: asks", "26 competencies[0].items[1].id 1a: This id is used twice. Give every item and question its own."},
		"question id of item": {"- id: keep", "- id: 1a", "118 questions[0].id 1a: This id is used twice. Give every item and question its own."},
		"id not simple":       {"- id: people", "- id: People & more", "19 competencies[0].id People & more: An id has 1 to 32 small letters, digits, - or _, and begins with a letter or digit."},
		"scale of four":       {"  - { value: 5, label: Almost always }\n", "", "12 scale 4: The scale has exactly the values 1, 2, 3, 4 and 5, in this order."},
		"scale value":         {"{ value: 5,", "{ value: 6,", "12 scale 5: The scale has exactly the values 1, 2, 3, 4 and 5, in this order."},
		"another placeholder": {"What should {{.FirstName}} keep", "What should {{.Email}} keep", "119 questions[0].others What should {{.Email}} keep doing because it helps you or t…: Only {{.FirstName}} can stand in double braces, in the stem, in items and in questions."},
		"placeholder in name": {"name: People and emotions", "name: \"{{.FirstName}}\"", "20 competencies[0].name {{.FirstName}}: Only {{.FirstName}} can stand in double braces, in the stem, in items and in questions."},
		"wording missing":     {"shift: From tasks to people", "shift: \" \"", "21 competencies[0].shift : The wording is missing."},
		"unknown language":    {"language: en", "language: qqqq", "6 language qqqq: Unknown language. Use a code such as en, fr or pt-BR."},
		"version":             {"version: 1", "version: 0", "5 version 0: The version is a number from 1 on."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(right), test.old, test.new, 1)
			_, err := models.ReadQuestionnaire([]byte(text))
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("error %v, want an Invalid one", err)
			}
			var got []string
			for _, f := range err.(*models.Error).Faults {
				got = append(got, fmt.Sprintf("%d %s %s: %s", f.Line, f.Column, f.Found, f.Problem))
			}
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuestionnaireUnreadable(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		line int
	}{
		"no YAML":       {"id: x\nversion: [1\n", 2},
		"unknown field": {"id: x\nversion: 1\ncolour: red\n", 3},
		"wrong type":    {"id: x\nversion: one\n", 2},
		"key twice":     {"id: x\nid: y\n", 2},
		"anchor":        {"id: x\ntitle: &a y\nlanguage: *a\n", 3},
		"two documents": {"id: x\n---\nid: y\n", 1},
		"a list":        {"- id: x\n", 1},
		"long line":     {"id: x\ntitle: " + strings.Repeat("- ", 4096), 2},
		"deep":          {"id: x\n" + strings.Repeat("[\n", 40), 18},
		"not UTF-8":     {"id: \xff\n", 1},
		"too large":     {"id: " + strings.Repeat("x", models.MaxQuestionnaireBytes), 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := models.ReadQuestionnaire([]byte(test.text))
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("error %v, want an Invalid one", err)
			}
			faults := err.(*models.Error).Faults
			if !slices.ContainsFunc(faults, func(f models.Fault) bool { return f.Line == test.line && f.Problem != "" }) {
				t.Errorf("faults %+v, want one on line %d", faults, test.line)
			}
		})
	}
	if _, err := models.ReadQuestionnaire(nil); models.KindOf(err) != models.Invalid {
		t.Errorf("nothing: %v, want an Invalid error", err)
	}
}

func FuzzReadQuestionnaire(f *testing.F) {
	right, err := os.ReadFile("questionnaires/expert-to-leader.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(right)
	f.Add([]byte("id: &a x\ntitle: *a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := models.ReadQuestionnaire(text)
		if err == nil {
			return
		}
		for _, fault := range err.(*models.Error).Faults {
			if fault.Line < 1 || fault.Problem == "" {
				t.Errorf("fault %+v", fault)
			}
		}
	})
}

func TestParts(t *testing.T) {
	t.Parallel()
	q := models.DefaultQuestionnaire()
	order := func(link uuid.UUID) string {
		var ids []string
		for _, part := range q.Parts(link) {
			ids = append(ids, part.ID)
		}
		return strings.Join(ids, " ")
	}
	// The order of a link must outlive every release, so it is written down.
	link := uuid.MustParse("5f0c4a52-3c0a-4c8e-9a53-0d7e7a4b3f10")
	if got, want := order(link), "audiences deciding delegating people direction team change"; got != want {
		t.Errorf("order %q, want %q", got, want)
	}
	first := map[string]int{}
	const links = 7000
	for i := range links {
		parts := q.Parts(uuid.NewSHA1(uuid.Nil, fmt.Append(nil, i)))
		seen := map[string]bool{}
		for _, part := range parts {
			seen[part.ID] = true
		}
		if len(parts) != 7 || len(seen) != 7 {
			t.Fatalf("parts %v", parts)
		}
		first[parts[0].ID]++
	}
	for id, n := range first {
		if n < 850 || n > 1150 { // 1000 ± 5 standard deviations
			t.Errorf("%s comes first %d times of %d", id, n, links)
		}
	}
	if q.Competencies[0].ID != "people" {
		t.Error("the questionnaire itself was shuffled")
	}
}
