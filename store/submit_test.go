package store_test

import (
	"sync"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestFifteenSubmissionsAtOnceAreFifteenBallots(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 8, 5)) // and self and manager: 15
		tokens := links(t, w)
		var all sync.WaitGroup
		for _, token := range tokens {
			leader := only(t, w, token)
			for range 2 { // everybody presses twice
				all.Go(func() {
					err := w.Surveys().Submit(ctx, token, leader, answers(cycle.Questionnaire, 4, ""))
					if err != nil && models.KindOf(err) != models.Conflict {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		if p := must(w.Cycles().Progress(ctx, cycle.ID))(t); p.Answered != 15 {
			t.Fatalf("%d answered", p.Answered)
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
		leaders, _, err := w.Cycles().Raters(ctx, cycle.ID, store.Page{Limit: 1})
		check(t, err)
		report := must(w.Reports().Read(ctx, leaders[0].ID, store.Reader{PersonID: leaders[0].Person.ID}))(t).Report
		if report.Colleagues != 13 {
			t.Fatalf("%d colleagues, want 13", report.Colleagues)
		}
	})
}

func TestSecondSubmissionAndDeclineChangeNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 3))
		tokens := links(t, w)
		peer, other := tokens["peer0-0@example.org"], tokens["peer0-1@example.org"]
		leader := only(t, w, peer)
		check(t, w.Surveys().Submit(ctx, peer, leader, answers(cycle.Questionnaire, 4, "")))
		wantKind(t, w.Surveys().Submit(ctx, peer, leader, answers(cycle.Questionnaire, 1, "")), models.Conflict)
		wantKind(t, w.Surveys().Decline(ctx, peer, leader), models.Conflict)
		check(t, w.Surveys().Decline(ctx, other, leader))
		wantKind(t, w.Surveys().Submit(ctx, other, leader, answers(cycle.Questionnaire, 1, "")), models.Conflict)
		if p := must(w.Cycles().Progress(ctx, cycle.ID))(t); p.Answered != 1 || p.Invited != 8 {
			t.Fatalf("%+v", p)
		}
	})
}

func TestSubmitAgainstClose(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 8, 5))
		tokens := links(t, w)
		var all sync.WaitGroup
		for _, token := range tokens {
			leader := only(t, w, token)
			all.Go(func() {
				err := w.Surveys().Submit(ctx, token, leader, answers(cycle.Questionnaire, 4, ""))
				if kind := models.KindOf(err); err != nil && kind != models.NotFound && kind != models.Conflict {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			if err := w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID); err != nil {
				t.Error(err)
			}
			if err := w.Cycles().WorkOut(ctx, cycle.ID); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		answered := must(w.Cycles().Progress(ctx, cycle.ID))(t).Answered
		check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
		leaders, _, err := w.Cycles().Raters(ctx, cycle.ID, store.Page{Limit: 1})
		check(t, err)
		report := must(w.Reports().Read(ctx, leaders[0].ID, store.Reader{PersonID: leaders[0].Person.ID}))(t).Report
		counted := report.Colleagues
		for _, source := range report.Sources {
			if !source.Anonymous() {
				counted += source.N
			}
		}
		// Fewer than three colleagues are in no cell, so they cannot be counted here.
		if counted != answered && report.Colleagues > 0 {
			t.Fatalf("%d answered, %d counted", answered, counted)
		}
	})
}

func TestEveryVerbInEveryState(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 4, 4))
		leaders, _, err := w.Cycles().Raters(ctx, cycle.ID, store.Page{Limit: 1})
		check(t, err)
		leader := leaders[0].ID
		verbs := map[models.Verb]func() error{
			models.Edit: func() error {
				return w.Cycles().Update(ctx, "x", cycle.ID, store.CycleDraft{Name: "x", Policy: cycle.Policy})
			},
			models.Delete:   func() error { return w.Cycles().Delete(ctx, "x", cycle.ID) },
			models.Launch:   func() error { _, err := w.Cycles().Launch(ctx, "x", cycle.ID); return err },
			models.Extend:   func() error { return w.Cycles().Extend(ctx, "x", cycle.ID, cycle.ClosesAt.AddDate(0, 0, 1)) },
			models.AddRater: func() error { return w.Cycles().AddRaterLate(ctx, "x", leader, "peer0-0@example.org", models.Peer) },
			models.Release:  func() error { return w.Cycles().Release(ctx, "x", cycle.ID) },
		}
		try := func(state models.CycleState) {
			t.Helper()
			for verb, do := range verbs {
				if !state.Can(verb) {
					if err := do(); models.KindOf(err) != models.WrongState {
						t.Errorf("%s while %s: %v", verb, state, err)
					}
				}
			}
		}
		try(models.Open)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		try(models.Closing)
		wantKind(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID), models.WrongState)
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		try(models.Closed)
		check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
		try(models.Released)
	})
}
