package store_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestCycleFromImportToReport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 5, 3))
		key := filepath.Join(w.KeyDir, cycle.ID.String()+".key")
		if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("key file: %v, %v", info, err)
		}
		tokens := links(t, w)
		if len(tokens) != 2+1+2*(5+3) {
			t.Fatalf("%d links", len(tokens))
		}
		for email, token := range tokens {
			rating := 4
			if strings.HasPrefix(email, "report") {
				rating = 2
			}
			for _, asked := range must(w.Surveys().Link(ctx, token))(t).Asked {
				check(t, w.Surveys().Submit(ctx, token, asked.LeaderID, answers(cycle.Questionnaire, rating, "says "+email)))
			}
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID)) // a second time is nothing
		if _, err := os.Stat(key); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("the key survived closing: %v", err)
		}
		for email, token := range tokens {
			if _, err := w.Surveys().Link(ctx, token); models.KindOf(err) != models.NotFound {
				t.Fatalf("the link of %s still opens: %v", email, err)
			}
		}
		checkReports(t, w, cycle)
	})
}

// checkReports releases and compares with numbers worked out by hand: peers all
// say 4, reports all say 2, so colleagues are (5×4.0 + 3×2.0) ÷ 8 = 3.25, shown 3.3.
func checkReports(t *testing.T, w storetest.World, cycle models.Cycle) {
	t.Helper()
	leaders, total, err := w.Cycles().Raters(ctx, cycle.ID, store.Page{Limit: 10})
	if err != nil || total != 2 {
		t.Fatalf("%d leaders, %v", total, err)
	}
	leader := leaders[0]
	own := store.Reader{PersonID: leader.Person.ID}
	if _, err := w.Reports().Read(ctx, leader.ID, own); models.KindOf(err) != models.NotFound {
		t.Fatalf("read before release: %v", err)
	}
	remarks := must(w.Cycles().Remarks(ctx, leader.ID))(t)
	if len(remarks) != 8+1 { // colleagues and the manager; the leader's own are not repeated
		t.Fatalf("%d remarks", len(remarks))
	}
	check(t, w.Cycles().Withhold(ctx, "Ingrid", remarks[0].ID, true))
	check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
	wantKind(t, w.Cycles().Withhold(ctx, "Ingrid", remarks[1].ID, true), models.WrongState)

	view := must(w.Reports().Read(ctx, leader.ID, own))(t)
	if view.Withheld != 1 || len(view.Remarks) != 8 {
		t.Fatalf("%d withheld, %d shown", view.Withheld, len(view.Remarks))
	}
	first := view.Report.Competencies[0]
	got := []models.Score{first.Scores["self"], first.Scores["manager"], first.Scores["peer"], first.Scores["report"], first.Colleagues}
	for i, want := range []models.Score{40, 40, 40, 20, 33} {
		if got[i] != want {
			t.Errorf("score %d is %s, want %s", i, got[i], want)
		}
	}
	again, _ := view.Report.JSON()
	if !json.Valid(view.Frozen) || string(again) != string(view.Frozen) {
		t.Error("the report does not survive being read")
	}
	if _, err := w.Reports().Read(ctx, leader.ID, store.Reader{PersonID: leaders[1].Person.ID}); models.KindOf(err) != models.NotFound {
		t.Errorf("another leader: %v", err)
	}
	if _, err := w.Reports().Read(ctx, leader.ID, store.Reader{HR: true}); models.KindOf(err) != models.Forbidden {
		t.Errorf("HR without permission: %v", err)
	}
}

func TestLaunchTwiceAtOnceLaunchesOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, roster(t, 1, 3, 3))
		const at = 6
		results := make([]error, at)
		var all sync.WaitGroup
		for i := range at {
			all.Go(func() { _, results[i] = w.Cycles().Launch(ctx, "Ingrid", cycle.ID) })
		}
		all.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
				continue
			}
			wantKind(t, err, models.WrongState)
		}
		if won != 1 {
			t.Fatalf("%d launches won", won)
		}
		if n := len(links(t, w)); n != 8 {
			t.Fatalf("%d letters, want one for each of 8 people", n)
		}
		keys, err := os.ReadDir(w.KeyDir)
		if err != nil || len(keys) != 1 {
			t.Fatalf("%d keys, %v", len(keys), err)
		}
	})
}

func TestLaunchRefusesAndKeepsTheDraft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		empty := must(w.Cycles().Create(ctx, "Ingrid", store.CycleDraft{Name: "Empty", Policy: models.DefaultPolicy()}))(t)
		_, err := w.Cycles().Launch(ctx, "Ingrid", empty.ID)
		wantKind(t, err, models.Invalid)
		if e, ok := errors.AsType[*models.Error](err); !ok || len(e.Faults) != 3 {
			t.Fatalf("faults: %+v", e)
		}
		_, err = w.Cycles().Launch(ctx, "Ingrid", uuid.New())
		wantKind(t, err, models.NotFound)

		ready := draft(t, w, roster(t, 1, 3, 3))
		check(t, os.RemoveAll(w.KeyDir))
		_, err = w.Cycles().Launch(ctx, "Ingrid", ready.ID)
		wantKind(t, err, models.Impossible)
		if got := must(w.Cycles().Get(ctx, ready.ID))(t); got.State != models.Draft {
			t.Fatalf("state %s after a launch without a place for its key", got.State)
		}
	})
}

func TestDueLaunchesAndClosesByTheClock(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, roster(t, 1, 3, 3))
		opens, closes := w.Clock.Now().Add(24*time.Hour), w.Clock.Now().Add(72*time.Hour)
		check(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, store.CycleDraft{Name: cycle.Name, Policy: cycle.Policy,
			Contact: cycle.Contact, OpensAt: &opens, ClosesAt: &closes}))
		state := func() models.CycleState {
			check(t, w.Cycles().Due(ctx))
			return must(w.Cycles().Get(ctx, cycle.ID))(t).State
		}
		if got := state(); got != models.Draft {
			t.Fatalf("before its time: %s", got)
		}
		w.Clock.Advance(25 * time.Hour)
		if got := state(); got != models.Open {
			t.Fatalf("at its time: %s", got)
		}
		w.Clock.Advance(48 * time.Hour)
		if got := state(); got != models.Closed {
			t.Fatalf("at its deadline: %s", got)
		}
	})
}

func TestALostKeyIsToldAndNothingIsDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 3))
		for _, token := range links(t, w) {
			check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 3, "")))
		}
		file := filepath.Join(w.KeyDir, cycle.ID.String()+".key")
		kept := must(os.ReadFile(file))(t)
		check(t, os.Remove(file))
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		wantKind(t, w.Cycles().WorkOut(ctx, cycle.ID), models.Impossible)
		check(t, os.WriteFile(file, kept, 0o600))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		if p := must(w.Cycles().Progress(ctx, cycle.ID))(t); p.WorkedOut != 1 || p.Unopened != 0 || p.Answered != 8 {
			t.Fatalf("%+v", p)
		}
	})
}
