// Package storetest gives tests real databases: a fresh SQLite file and a fresh
// PostgreSQL database, both migrated, for every test.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// World is a migrated database with all that belongs to it.
type World struct {
	*store.DB
	URL    string
	KeyDir string
	Secret models.Secret
	Clock  *Clock
}

// Clock is a clock that tests move.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Start is the time at which every test's clock begins.
var Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Run is for TestMain: it starts one PostgreSQL server for the package's tests
// and stops it afterwards.
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Run(m)) }
func Run(m *testing.M) int {
	stop, err := startPostgres()
	if err != nil {
		fmt.Fprintf(os.Stderr, "these tests need PostgreSQL: %v\n"+
			"Install its server (Debian: apt-get install postgresql), or set TEST_DATABASE_URL to a server where databases may be created.\n", err)
		return 1
	}
	defer stop()
	return m.Run()
}

// Each runs a test once on SQLite and once on PostgreSQL, each with a fresh world.
func Each(t *testing.T, test func(t *testing.T, w World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// SQLite makes a world on a fresh file.
func SQLite(t testing.TB) World {
	t.Helper()
	w := open(t, "sqlite:"+filepath.Join(t.TempDir(), "db", "sevenfold.db"))
	if _, err := w.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return w
}

// Postgres makes a world on a fresh clone of the migrated template.
func Postgres(t testing.TB) World {
	t.Helper()
	return open(t, cloneDatabase(t))
}

func open(t testing.TB, url string) World {
	t.Helper()
	w := World{KeyDir: t.TempDir(), Clock: &Clock{now: Start}, Secret: models.Secret("a secret for tests, never for use")}
	return w.at(t, url)
}

// at opens another database with the same keys, secret and clock.
func (w World) at(t testing.TB, url string) World {
	t.Helper()
	w.URL = url
	keys, err := store.OpenKeyring(w.KeyDir, "")
	if err != nil {
		t.Fatal(err)
	}
	w.DB, err = store.Open(context.Background(), url, store.Options{Secret: w.Secret, Keys: keys, Now: w.Clock.Now,
		Defaults: models.Defaults{Settings: models.Settings{Organisation: "Northwind"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.DB.Close() })
	return w
}
