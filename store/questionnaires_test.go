package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestQuestionnaireVersions: every save is one more version, none is ever
// changed, and an earlier one comes back as a new one.
func TestQuestionnaireVersions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		all := w.Questionnaires()
		one := must(all.Copy(ctx, "Ingrid", models.DefaultQuestionnaire()))(t)
		w.Clock.Advance(time.Hour)
		edited := one.Body
		edited.Competencies = slices.Clone(edited.Competencies)
		edited.Competencies[0].Name = "People first"
		two := must(all.Save(ctx, "Noor", one.QuestionnaireID, 1, edited))(t)
		if two.Version != 2 || two.Body.Version != 2 || two.SavedBy != "Noor" {
			t.Errorf("the second version is %d by %s", two.Version, two.SavedBy)
		}
		if again := must(all.Save(ctx, "Noor", one.QuestionnaireID, 2, two.Body))(t); again.Version != 2 {
			t.Errorf("saving the same made version %d", again.Version)
		}
		_, err := all.Save(ctx, "Ingrid", one.QuestionnaireID, 1, edited)
		wantKind(t, err, models.Conflict)
		edited.Title = ""
		_, err = all.Save(ctx, "Ingrid", one.QuestionnaireID, 2, edited)
		wantKind(t, err, models.Invalid)

		three := must(all.Restore(ctx, "Ingrid", one.QuestionnaireID, 1))(t)
		versions := must(all.Versions(ctx, one.QuestionnaireID, store.Page{Limit: 9}))(t)
		if three.Version != 3 || len(versions) != 3 || !versions[0].Body.Same(one.Body) || versions[1].SavedBy != "Noor" || !versions[1].SavedAt.Equal(one.SavedAt.Add(time.Hour)) {
			t.Errorf("after restoring: %d versions", len(versions))
		}
		if diff := cmp.Diff(one.Body, must(all.Get(ctx, one.QuestionnaireID, 1))(t).Body); diff != "" {
			t.Errorf("version 1 changed:\n%s", diff)
		}
		list, total, err := all.List(ctx, store.Page{Limit: 9})
		if check(t, err); len(list) != 1 || total != 1 || list[0].Key != "expert-to-leader-2" || list[0].Version != 3 || list[0].SavedBy != "Ingrid" || list[0].ID != one.QuestionnaireID {
			t.Errorf("the list is %+v", list)
		}
		if id := must(all.Find(ctx, "expert-to-leader-2"))(t); id != one.QuestionnaireID {
			t.Error("it is not found by its id")
		}
		_, err = all.Create(ctx, "Ingrid", one.Body)
		wantKind(t, err, models.Invalid)
		check(t, all.Delete(ctx, "Ingrid", one.QuestionnaireID))
		_, err = all.Get(ctx, one.QuestionnaireID, 0)
		wantKind(t, err, models.NotFound)
		wantKind(t, all.Delete(ctx, "Ingrid", one.QuestionnaireID), models.NotFound)
		var acts []string
		for _, e := range must(w.Audit().List(ctx, nil, nil, 10))(t) {
			acts = append(acts, e.Actor+" "+e.Act+": "+e.Detail)
		}
		want := []string{"Ingrid copied a questionnaire: From technical expert to leader (copy), version 1", "Ingrid deleted the questionnaire: From technical expert to leader (copy)",
			"Ingrid restored version 1 of the questionnaire: From technical expert to leader (copy), version 3", "Noor saved the questionnaire: From technical expert to leader (copy), version 2"}
		slices.Sort(acts)
		if diff := cmp.Diff(want, acts); diff != "" {
			t.Errorf("audit (-want +got):\n%s", diff)
		}
	})
}

// TestQuestionnaireFrozen: a draft holds a copy, a launched cycle keeps it.
func TestQuestionnaireFrozen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		one := must(w.Questionnaires().Copy(ctx, "Ingrid", models.DefaultQuestionnaire()))(t)
		cycle := draft(t, w, roster(t, 1, 3, 0))
		check(t, w.Cycles().ChooseQuestionnaire(ctx, "Ingrid", cycle.ID, one.Body))
		edited := one.Body
		edited.Title = "Something else"
		must(w.Questionnaires().Save(ctx, "Ingrid", one.QuestionnaireID, 1, edited))(t)
		holds := func(when string) {
			t.Helper()
			if got := must(w.Cycles().Get(ctx, cycle.ID))(t).Questionnaire; got.Version != 1 || !got.Same(one.Body) {
				t.Errorf("%s the cycle asks %s, version %d", when, got.Title, got.Version)
			}
		}
		holds("after a new version")
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		check(t, w.Questionnaires().Delete(ctx, "Ingrid", one.QuestionnaireID))
		wantKind(t, w.Cycles().ChooseQuestionnaire(ctx, "Ingrid", cycle.ID, models.DefaultQuestionnaire()), models.WrongState)
		wantKind(t, w.Cycles().ChooseQuestionnaire(ctx, "Ingrid", uuid.New(), one.Body), models.NotFound)
		holds("after launch")
	})
}

// TestQuestionnaireSavedAtOnce: of two who change the same version, one is told.
func TestQuestionnaireSavedAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		one := must(w.Questionnaires().Copy(ctx, "Ingrid", models.DefaultQuestionnaire()))(t)
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wait.Go(func() {
				edited := one.Body
				edited.Title = string(rune('A' + i))
				_, errs[i] = w.Questionnaires().Save(ctx, "Ingrid", one.QuestionnaireID, 1, edited)
			})
		}
		wait.Wait()
		refused := 0
		for _, err := range errs {
			if err != nil {
				wantKind(t, err, models.Conflict)
				refused++
			}
		}
		if versions := must(w.Questionnaires().Versions(ctx, one.QuestionnaireID, store.Page{Limit: 9}))(t); refused != 3 || len(versions) != 2 {
			t.Errorf("%d were refused, %d versions", refused, len(versions))
		}
		if _, err := w.Questionnaires().Create(ctx, "x", store.Version{}.Body); models.KindOf(err) != models.Invalid {
			t.Errorf("nothing was kept as a questionnaire: %v", err)
		}
	})
}
