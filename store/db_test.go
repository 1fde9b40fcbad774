package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Run(m)) }

func TestMigrateTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		steps, err := w.Migrate(context.Background())
		if err != nil || steps != 0 {
			t.Fatalf("second migration: %d steps, %v", steps, err)
		}
	})
}

func TestMigrateFourAtOnce(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "new.db")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			db, err := store.Open(context.Background(), url, store.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			if _, err := db.Migrate(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestKeyringRefusesTheDatabaseFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, keys := range []string{dir, filepath.Join(dir, "keys")} {
		if _, err := store.OpenKeyring(keys, filepath.Join(dir, "sevenfold.db")); err == nil {
			t.Errorf("keys in %s beside the database were accepted", keys)
		}
	}
	if _, err := store.OpenKeyring(filepath.Join(dir, "keys"), filepath.Join(dir, "data", "sevenfold.db")); err != nil {
		t.Error(err)
	}
}
