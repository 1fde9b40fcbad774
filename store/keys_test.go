package store_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// mirrored opens the world's database once more, with a copy of each key in a
// second directory.
func mirrored(t *testing.T, w storetest.World) (storetest.World, string) {
	t.Helper()
	mirror := filepath.Join(t.TempDir(), "mirror")
	keys := must(store.OpenKeyring(w.KeyDir, ""))(t)
	check(t, keys.Mirror(mirror))
	return reopened(t, w, keys), mirror
}

func reopened(t *testing.T, w storetest.World, keys *store.Keyring) storetest.World {
	t.Helper()
	db := must(store.Open(ctx, w.URL, store.Options{Secret: w.Secret, Keys: keys, Now: w.Clock.Now}))(t)
	t.Cleanup(func() { db.Close() })
	w.DB = db
	return w
}

func keyIn(dir string, cycle uuid.UUID) string { return filepath.Join(dir, cycle.String()+".key") }

func gone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", filepath.Base(path), err)
	}
}

// TestTheCopyOfAKeyOpensAndGoes loses the key of a cycle: the copy closes it, and
// is destroyed like the key.
func TestTheCopyOfAKeyOpensAndGoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		w, mirror := mirrored(t, w)
		cycle := launched(t, w, roster(t, 1, 3, 3))
		for _, token := range links(t, w) {
			check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 3, "")))
		}
		if main, copied := must(os.ReadFile(keyIn(w.KeyDir, cycle.ID)))(t), must(os.ReadFile(keyIn(mirror, cycle.ID)))(t); !slices.Equal(main, copied) {
			t.Fatal("the copy is not the key")
		}
		trouble := func() string { return must(w.Cycles().KeyTrouble(ctx, cycle.ID))(t) }
		if got := trouble(); got != "" {
			t.Fatalf("trouble without cause: %s", got)
		}
		check(t, os.Remove(keyIn(w.KeyDir, cycle.ID)))
		if got := trouble(); !strings.Contains(got, "One of the two copies") {
			t.Errorf("a lost copy is told as %q", got)
		}
		check(t, w.Ready(ctx))
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		if p := must(w.Cycles().Progress(ctx, cycle.ID))(t); p.WorkedOut != 1 || p.Unopened != 0 {
			t.Fatalf("%+v", p)
		}
		gone(t, keyIn(mirror, cycle.ID))
	})
}

func TestALostOrWrongKeyIsToldAndRatersAnswer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		w, mirror := mirrored(t, w)
		cycle := launched(t, w, roster(t, 1, 3, 3))
		other := must(models.NewKeyPair())(t)
		check(t, os.WriteFile(keyIn(w.KeyDir, cycle.ID), other.Private, 0o600))
		check(t, os.Remove(keyIn(mirror, cycle.ID)))

		lost := must(w.Cycles().LostKeys(ctx))(t)
		if len(lost) != 1 || lost[0].CycleID != cycle.ID || lost[0].Name != cycle.Name || !strings.Contains(lost[0].Why, "does not fit") {
			t.Fatalf("%+v", lost)
		}
		if got := must(w.Cycles().KeyTrouble(ctx, cycle.ID))(t); !strings.Contains(got, "nobody can open them until") {
			t.Errorf("told as %q", got)
		}
		wantKind(t, w.Ready(ctx), models.Impossible)
		for _, token := range links(t, w) {
			check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 3, "")))
		}
		check(t, os.Remove(keyIn(w.KeyDir, cycle.ID)))
		if lost := must(w.Cycles().LostKeys(ctx))(t); len(lost) != 1 || !strings.Contains(lost[0].Why, "missing") {
			t.Fatalf("%+v", lost)
		}
	})
}

// TestLaunchLooksAtTheDirectoriesAgain lays traps after the start: root may write
// anywhere, so a file stands where the directory was.
func TestLaunchLooksAtTheDirectoriesAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		base := t.TempDir()
		data := filepath.Join(base, "data")
		keys := must(store.OpenKeyring(filepath.Join(base, "keys"), filepath.Join(data, "sevenfold.db")))(t)
		check(t, keys.Mirror(filepath.Join(base, "mirror")))
		check(t, os.MkdirAll(data, 0o700))
		w = reopened(t, w, keys)
		cycle := draft(t, w, roster(t, 1, 3, 3))
		traps := map[string]func(path string){
			"a file": func(path string) { check(t, os.WriteFile(path, nil, 0o600)) },
			"a link into the database's folder": func(path string) {
				check(t, os.MkdirAll(filepath.Join(data, "in"), 0o700))
				check(t, os.Symlink(filepath.Join(data, "in"), path))
			},
		}
		for _, dir := range []string{"keys", "mirror"} {
			for name, lay := range traps {
				path := filepath.Join(base, dir)
				check(t, os.RemoveAll(path))
				lay(path)
				_, err := w.Cycles().Launch(ctx, "Ingrid", cycle.ID)
				if models.KindOf(err) != models.Impossible {
					t.Errorf("%s in place of %s: %v", name, dir, err)
				}
				if got := must(w.Cycles().Get(ctx, cycle.ID))(t); got.State != models.Draft {
					t.Fatalf("%s in place of %s: launched", name, dir)
				}
				check(t, os.Remove(path))
				check(t, os.MkdirAll(path, 0o700))
				if left := must(os.ReadDir(filepath.Join(base, "keys")))(t); len(left) != 0 {
					t.Errorf("%s in place of %s left %v", name, dir, left)
				}
			}
		}
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
	})
}

func TestDirectoriesOfKeysLieApart(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{base}, parts...)...) }
	keys := must(store.OpenKeyring(at("keys"), at("data", "sevenfold.db")))(t)
	check(t, os.Symlink(at("keys"), at("other-name")))
	for _, mirror := range []string{at("keys"), at("keys", "copy"), at("data"), at("data", "copy"), base, at("other-name"), at("other-name", "copy")} {
		again := *keys
		if err := again.Mirror(mirror); err == nil {
			t.Errorf("a mirror in %s was accepted", strings.TrimPrefix(mirror, base))
		}
	}
	check(t, keys.Mirror(at("mirror")))
}

// TestAKeyOfALaunchThatNeverCommitted is replaced by the next launch and goes
// with the draft. One of no cycle at all is left alone: it may be another database's.
func TestAKeyOfALaunchThatNeverCommitted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		kept, dropped := draft(t, w, roster(t, 1, 3, 3)), draft(t, w, roster(t, 1, 3, 3))
		orphan := must(models.NewKeyPair())(t).Private
		stranger := uuid.New()
		for _, id := range []uuid.UUID{kept.ID, dropped.ID, stranger} {
			check(t, os.WriteFile(keyIn(w.KeyDir, id), orphan, 0o600))
		}
		check(t, w.Cycles().DestroyOldKeys(ctx))
		must(w.Cycles().Launch(ctx, "Ingrid", kept.ID))(t)
		if got := must(w.Cycles().KeyTrouble(ctx, kept.ID))(t); got != "" {
			t.Errorf("after the launch: %s", got)
		}
		check(t, w.Cycles().Delete(ctx, "Ingrid", dropped.ID))
		gone(t, keyIn(w.KeyDir, dropped.ID))
		if got := must(os.ReadFile(keyIn(w.KeyDir, stranger)))(t); !slices.Equal(got, orphan) {
			t.Error("a key of no cycle was touched")
		}
	})
}

// TestOldKeysGoAtTheNextStart brings back a copy that was out of reach at close.
func TestOldKeysGoAtTheNextStart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		w, mirror := mirrored(t, w)
		closed, open := launched(t, w, roster(t, 1, 3, 3)), launched(t, w, roster(t, 1, 3, 3))
		private := must(os.ReadFile(keyIn(mirror, closed.ID)))(t)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", closed.ID))
		check(t, w.Cycles().WorkOut(ctx, closed.ID))
		for _, dir := range []string{w.KeyDir, mirror} {
			check(t, os.WriteFile(keyIn(dir, closed.ID), private, 0o600))
		}
		check(t, w.Cycles().DestroyOldKeys(ctx))
		for _, dir := range []string{w.KeyDir, mirror} {
			gone(t, keyIn(dir, closed.ID))
			must(os.Stat(keyIn(dir, open.ID)))(t)
		}
	})
}

// TestAnswersNeedNoKeys takes answers where no key directory exists, and leaves
// launching and closing to others.
func TestAnswersNeedNoKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 3))
		tokens, waiting := links(t, w), draft(t, w, roster(t, 1, 3, 3))
		soon := w.Clock.Now()
		check(t, w.Cycles().Update(ctx, "Ingrid", waiting.ID, store.CycleDraft{Name: "Later", Policy: waiting.Policy, Contact: waiting.Contact,
			OpensAt: &soon, ClosesAt: waiting.ClosesAt}))
		collector := reopened(t, w, nil)
		for _, token := range tokens {
			check(t, collector.Surveys().Submit(ctx, token, only(t, collector, token), answers(cycle.Questionnaire, 3, "")))
		}
		check(t, collector.Ready(ctx))
		check(t, collector.Cycles().DestroyOldKeys(ctx))
		check(t, collector.Cycles().Due(ctx))
		_, err := collector.Cycles().Launch(ctx, "Ingrid", waiting.ID)
		wantKind(t, err, models.Impossible)
		if got := must(w.Cycles().Get(ctx, waiting.ID))(t); got.State != models.Draft || got.OpensAt == nil {
			t.Fatalf("the draft is %s at %v", got.State, got.OpensAt)
		}
		check(t, w.Cycles().BeginClose(context.Background(), "Ingrid", cycle.ID))
		wantKind(t, collector.Cycles().WorkOut(ctx, cycle.ID), models.Impossible)
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		if p := must(w.Cycles().Progress(ctx, cycle.ID))(t); p.Unopened != 0 || p.WorkedOut != 1 {
			t.Fatalf("%+v", p)
		}
	})
}

// TestTheKeyDirectoryStaysClean: replicas look at the same time whether it can be
// written, and one of them was killed while it looked.
func TestTheKeyDirectoryStaysClean(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, ".probe"), make([]byte, 100), 0o600))
	keys := must(store.OpenKeyring(dir, ""))(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if err := keys.Check(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if left := must(os.ReadDir(dir))(t); len(left) > 0 {
		t.Errorf("%s is left behind", left[0].Name())
	}
}
