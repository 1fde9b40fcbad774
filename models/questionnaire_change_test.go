package models_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
)

func TestQuestionnaireChanges(t *testing.T) {
	t.Parallel()
	was, now := models.DefaultQuestionnaire(), models.DefaultQuestionnaire()
	if got := now.Changes(was); len(got) != 0 || !now.Same(was) || len(now.Anew(was)) != 0 {
		t.Errorf("nothing changed, and yet %+v", got)
	}
	now.Version = 9
	if !now.Same(was) {
		t.Error("a version alone is no difference")
	}
	now.Competencies[0].Items[1].Others = "asks how people are"
	now.Competencies[1].Name = "Deciding"
	now.Competencies[2].Actions = now.Competencies[2].Actions[:2]
	now.Competencies = now.Competencies[:6]
	now.Competencies[4], now.Competencies[5] = now.Competencies[5], now.Competencies[4]
	now.Questions = append(now.Questions, models.OpenQuestion{ID: "more", Others: "Anything else?", Self: "Anything else?"})
	want := []models.Change{
		{Where: "People and emotions, question 2", Was: "asks how people are when they seem under strain", Now: "asks how people are"},
		{Where: "Deciding, name", Was: "Deciding without certainty", Now: "Deciding"},
		{Where: "Delegating, suggestion 3", Was: "Leave one recurring meeting or review to somebody else for good."},
		{Where: "Making the team succeed", Was: "From individual contribution to team success"},
		{Where: "Open question 4", Now: "Anything else?"},
		{Where: "Open question 4, about oneself", Now: "Anything else?"},
		{Where: "Order of the competencies", Was: "People and emotions, Deciding without certainty, Delegating, Direction over detail, Reaching different audiences, Leading through change, Making the team succeed",
			Now: "People and emotions, Deciding, Delegating, Direction over detail, Leading through change, Reaching different audiences"},
	}
	if diff := cmp.Diff(want, now.Changes(was)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := now.Anew(was); len(got) != 1 || got[0] != "People and emotions" {
		t.Errorf("a reworded question begins anew in %v", got)
	}
	if !now.Comparable(was, "deciding") || now.Comparable(was, "team") || now.Comparable(was, "people") {
		t.Error("a name can change, a question or a missing competency cannot be compared")
	}
	now.Competencies[1].Items[0].Self, now.Stem.Self = "decide", "How often do I …"
	if !now.Comparable(was, "deciding") {
		t.Error("what the leader is asked about the own view is no part of colleagues' scores")
	}
	now.Scale[0].Label = "Never"
	if now.Comparable(was, "deciding") {
		t.Error("another scale can be compared")
	}
}

func TestQuestionnaireSteps(t *testing.T) {
	t.Parallel()
	q := models.DefaultQuestionnaire()
	ids := func(q models.Questionnaire) string {
		var all []string
		for _, item := range q.Competencies[1].Items {
			all = append(all, item.ID)
		}
		return strings.Join(all, " ")
	}
	for do, want := range map[string]string{"up items 1 1": "2b 2a 2c 2d", "down items 1 0": "2b 2a 2c 2d", "up items 1 0": "2a 2b 2c 2d",
		"down items 1 3": "2a 2b 2c 2d", "remove items 1 2": "2a 2b 2d", "add items 1": "2a 2b 2c 2d "} {
		got, err := q.Step(do)
		if err != nil || ids(got) != want {
			t.Errorf("%s: %q %v", do, ids(got), err)
		}
	}
	if ids(q) != "2a 2b 2c 2d" {
		t.Error("a step changed what it was taken on")
	}
	for _, do := range []string{"", "add", "add items", "up items 1", "remove items 7 0", "remove items 1 4", "add scale", "remove competencies 9", "add questions 1", "up competencies 1 1", "remove actions 99 99"} {
		if _, err := q.Step(do); models.KindOf(err) != models.Invalid {
			t.Errorf("%q is a step: %v", do, err)
		}
	}
	for range 20 {
		q, _ = q.Step("add competencies")
		q, _ = q.Step("add actions 0")
		q, _ = q.Step("add questions")
		q, _ = q.Step("add items 0")
	}
	if len(q.Competencies) != models.MaxCompetencies || len(q.Competencies[0].Actions) != models.MaxActions || len(q.Questions) != models.MaxQuestions || len(q.Competencies[0].Items) != models.MaxItems {
		t.Error("a list grew past its limit")
	}
	q, _ = q.Step("remove competencies 0")
	if q.Competencies[0].ID != "deciding" {
		t.Errorf("the first is %s", q.Competencies[0].ID)
	}
}

func TestQuestionnaireIDs(t *testing.T) {
	t.Parallel()
	q := models.DefaultQuestionnaire()
	q.Competencies[0].Items[0].Others = "listens" // an edited text keeps its id
	q.Competencies[0].Items = append(q.Competencies[0].Items, models.Item{Others: "listens", Self: "listen"}, models.Item{Others: "listens", Self: "listen"})
	q.Competencies = append(q.Competencies, models.Competency{Name: "New", Shift: "From a to b", Items: make([]models.Item, 1)})
	q.Questions = append(q.Questions, models.OpenQuestion{Others: "Why?", Self: "Why?"})
	got := q.WithIDs()
	first, second := got.Competencies[0].Items[4].ID, got.Competencies[0].Items[5].ID
	if got.Competencies[0].Items[0].ID != "1a" || first != "1e" || second != "1f" || got.Competencies[7].Items[0].ID != "8a" || got.Competencies[7].ID == "" || got.Questions[3].ID == "" {
		t.Errorf("ids %s %s %s %s", first, second, got.Competencies[7].ID, got.Questions[3].ID)
	}
	if again := q.WithIDs(); again.Questions[3].ID != got.Questions[3].ID {
		t.Error("the same question gets another id")
	}
	for i := range q.Competencies[1].Items { // letters run out, and ids stay different
		q.Competencies[1].Items[i].ID = fmt.Sprintf("2%c", 'w'+i)
	}
	q.Competencies[1].Items = append(q.Competencies[1].Items, models.Item{Others: "x"}, models.Item{Others: "x"})
	if items := q.WithIDs().Competencies[1].Items; len(items[4].ID) != 8 || items[4].ID == items[5].ID {
		t.Errorf("ids %s and %s", items[4].ID, items[5].ID)
	}
}

func TestQuestionnaireVersions(t *testing.T) {
	t.Parallel()
	builtin := models.DefaultQuestionnaire()
	if _, err := builtin.AsNew(nil); models.KindOf(err) != models.Invalid || err.(*models.Error).Faults[0].Column != "id" {
		t.Errorf("the built-in one can be replaced: %v", err)
	}
	mine := builtin.Copied([]string{"expert-to-leader-2"})
	if mine.ID != "expert-to-leader-3" || mine.Version != 1 || mine.Title != "From technical expert to leader (copy)" || len(mine.Anew(builtin)) != 0 {
		t.Errorf("the copy is %s, version %d, %s", mine.ID, mine.Version, mine.Title)
	}
	long := builtin
	long.ID, long.Title = strings.Repeat("x", 32), strings.Repeat("x", 120)
	if _, err := long.Copied(nil).Check(); err != nil {
		t.Errorf("a copy is not right: %v", err)
	}
	if _, err := mine.AsNew([]string{mine.ID}); models.KindOf(err) != models.Invalid {
		t.Errorf("an id is used twice: %v", err)
	}
	mine.Version = 4
	if same, err := mine.After(mine, 4); err != nil || same.Version != 4 {
		t.Errorf("nothing changed, and yet %d %v", same.Version, err)
	}
	edited := mine
	edited.ID, edited.Title = "", "Ours"
	next, err := edited.After(mine, 4)
	if err != nil || next.Version != 5 || next.ID != mine.ID || next.Title != "Ours" {
		t.Errorf("the next version is %s %d %s, %v", next.ID, next.Version, next.Title, err)
	}
	if _, err := edited.After(mine, 3); models.KindOf(err) != models.Conflict {
		t.Errorf("an old version was changed: %v", err)
	}
	if _, err := builtin.After(mine, 4); models.KindOf(err) != models.Invalid {
		t.Errorf("another questionnaire became a version: %v", err)
	}
	edited.Stem.Others = ""
	if _, err := edited.After(mine, 4); models.KindOf(err) != models.Invalid {
		t.Errorf("a version without a stem: %v", err)
	}
}
