package store_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

const shortList = `leader_email,leader_name,rater_email,rater_name,relationship
maya@example.org,Maya Lindt,ann@example.org,Ann Ames,peer
maya@example.org,Maya Lindt,ben@example.org,Ben Bauer,peer
maya@example.org,Maya Lindt,cem@example.org,Cem Can,friend
`

// works is a draft with a list to bring in.
type works struct {
	*testing.T
	storetest.World
	draft models.Cycle
}

func newWorks(t *testing.T, w storetest.World) works {
	t.Helper()
	closes := w.Clock.Now().AddDate(0, 0, 14)
	draft, err := w.Cycles().Create(t.Context(), "test", store.CycleDraft{Name: "Spring", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid", Email: "hr@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	return works{t, w, draft}
}

func (w works) read() store.Work {
	w.Helper()
	work, err := w.Works().Read(w.Context(), "test", store.Upload{CycleID: &w.draft.ID, Name: "list.csv", Body: strings.NewReader(shortList)})
	if err != nil {
		w.Fatal(err)
	}
	return work
}

// carry lets a process carry out what waits, and checks where it leads.
func (w works) carry(work store.Work, want models.WorkState) store.Work {
	w.Helper()
	if did, err := w.Works().CarryOut(w.Context()); err != nil || !did {
		w.Fatalf("carried out: %v, %v", did, err)
	}
	return w.is(work, want)
}

func (w works) is(work store.Work, want models.WorkState) store.Work {
	w.Helper()
	now, err := w.Works().Get(w.Context(), work.ID)
	if err != nil {
		w.Fatal(err)
	}
	if now.State != want {
		w.Fatalf("the work is %s (%q), expected %s", now.State, now.Problem, want)
	}
	return now
}

func (w works) raters() (n int) {
	w.Helper()
	leaders, _, err := w.Cycles().Raters(w.Context(), w.draft.ID, store.Page{Limit: 100})
	if err != nil {
		w.Fatal(err)
	}
	for _, l := range leaders {
		n += len(l.Raters)
	}
	return n
}

// TestWorksFromFileToLaunch reads a list with a fault, imports its good rows and
// launches, each as a work of its own.
func TestWorksFromFileToLaunch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorks(t, db)
		read := w.read()
		if _, err := w.Works().Read(t.Context(), "other", store.Upload{CycleID: &w.draft.ID, Name: "b.csv", Body: strings.NewReader("")}); models.KindOf(err) != models.Conflict {
			t.Errorf("a second work on the cycle: %v", err)
		}
		found := w.carry(read, models.WorkDone).Result
		if found.Good != 2 || found.Added != 2 || found.Leaders != 1 || found.People != 3 || found.BadRows != 1 || len(found.Faults) != 1 || w.raters() != 0 {
			t.Errorf("the list was read as %+v", found)
		}
		if _, err := w.Works().Import(t.Context(), "test", *read.UploadID, false); models.KindOf(err) != models.Invalid {
			t.Errorf("the whole of a list with a fault: %v", err)
		}
		imported, err := w.Works().Import(t.Context(), "test", *read.UploadID, true)
		if err != nil {
			t.Fatal(err)
		}
		if sum := w.carry(imported, models.WorkDone).Result; sum.Added != 2 || w.raters() != 2 {
			t.Errorf("imported %+v, %d raters", sum, w.raters())
		}
		if _, err := w.Works().Import(t.Context(), "test", *read.UploadID, true); models.KindOf(err) != models.NotFound {
			t.Errorf("imported twice: %v", err)
		}
		launch, err := w.Works().Launch(t.Context(), "test", w.draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		if invited := w.carry(launch, models.WorkDone).Result.Invited; invited != 2 {
			t.Errorf("%d people are invited", invited)
		}
		w.Clock.Advance(models.WorkLife + time.Minute)
		if err := w.Cycles().Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Works().Get(t.Context(), launch.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("a day later: %v", err)
		}
	})
}

// TestWorksThatEndBadly: what cannot be done says why, and what was interrupted
// in order is taken up by the next process.
func TestWorksThatEndBadly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorks(t, db)
		broken, err := w.Works().Read(t.Context(), "test", store.Upload{CycleID: &w.draft.ID, Name: "a.png", Body: strings.NewReader("\x89PNG\r\n\x1a\n\x00")})
		if err != nil {
			t.Fatal(err)
		}
		if why := w.carry(broken, models.WorkRefused).Problem; why == "" {
			t.Error("nothing says what is wrong with the file")
		}
		read := w.read()
		ended, end := context.WithCancel(t.Context())
		end()
		if _, err := w.Works().CarryOut(ended); err == nil {
			t.Error("a process that has ended carried something out")
		}
		w.carry(w.is(read, models.WorkWaiting), models.WorkDone)
		if err := w.Cycles().Delete(t.Context(), "test", w.draft.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Works().Get(t.Context(), read.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("a work of a deleted draft: %v", err)
		}
	})
}

// TestDeadWorkIsStopped lets the process of a work fall silent in the middle of
// an import: it is told as stopped, the place is free again, and what the silent
// process does afterwards is not saved.
func TestDeadWorkIsStopped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorks(t, db)
		read := w.carry(w.read(), models.WorkDone)
		imported, err := w.Works().Import(t.Context(), "test", *read.UploadID, true)
		if err != nil {
			t.Fatal(err)
		}
		silent, err := w.Works().ClaimAndFallSilent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w.is(imported, models.WorkRunning)
		if did, err := w.Works().CarryOut(t.Context()); did || err != nil {
			t.Errorf("two processes on one work: %v, %v", did, err)
		}
		w.Clock.Advance(models.WorkLease)
		if did, err := w.Works().CarryOut(t.Context()); did || err != nil {
			t.Errorf("a stopped work was carried out: %v, %v", did, err)
		}
		w.is(imported, models.WorkStopped)
		if err := silent(); err == nil || w.raters() != 0 {
			t.Errorf("a stopped work saved %d raters: %v", w.raters(), err)
		}
		again, err := w.Works().Import(t.Context(), "test", *read.UploadID, true)
		if err != nil {
			t.Fatal(err)
		}
		w.carry(again, models.WorkDone)
		if w.raters() != 2 {
			t.Errorf("%d raters", w.raters())
		}
	})
}

// TestPreviewWritesNothing: a preview says what the import then does.
func TestPreviewWritesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorks(t, db)
		list := shortList
		for _, replace := range []bool{false, true} {
			o := store.ImportOptions{Replace: replace, Partial: true, Preview: true}
			tried, err := w.Cycles().ImportRoster(t.Context(), "test", w.draft.ID, written(list), o)
			if err != nil || w.raters() > 2 {
				t.Fatalf("preview: %v, %d raters", err, w.raters())
			}
			o.Preview = false
			done, err := w.Cycles().ImportRoster(t.Context(), "test", w.draft.ID, written(list), o)
			if err != nil || !reflect.DeepEqual(done, tried) {
				t.Errorf("the preview said %+v, the import did %+v, %v", tried, done, err)
			}
			list = strings.Join(strings.SplitAfter(shortList, "\n")[:2], "") // the next list leaves somebody out
		}
		if w.raters() != 1 {
			t.Errorf("%d raters", w.raters())
		}
	})
}
