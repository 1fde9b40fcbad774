package storetest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Files reads the files in which the database rests, as somebody who copies the
// disk would: those of the tables, and the log of writes ahead of them, which on
// PostgreSQL also holds what other tests of the package wrote. It needs the
// server that Run starts.
func (w World) Files(t testing.TB) (tables, ahead []byte) {
	t.Helper()
	if file, ok := strings.CutPrefix(w.URL, "sqlite:"); ok {
		return joined(t, file, file+"-journal"), joined(t, file+"-wal")
	}
	if server.log == "" {
		t.Fatal("only a server that the tests start themselves shows its files: unset TEST_DATABASE_URL")
	}
	var folder string
	err := admin(func(c *pgx.Conn) error {
		if _, err := c.Exec(context.Background(), "CHECKPOINT"); err != nil {
			return err
		}
		return c.QueryRow(context.Background(), "SELECT 'base/' || oid FROM pg_database WHERE datname = $1", w.database()).Scan(&folder)
	})
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(filepath.Dir(server.log), "data")
	return joined(t, below(t, filepath.Join(data, folder))...), joined(t, below(t, filepath.Join(data, "pg_wal"))...)
}

func below(t testing.TB, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "[0-9A-F]*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	return found
}

// joined reads files one after the other. One that vanished meanwhile, or never
// was, holds nothing.
func joined(t testing.TB, paths ...string) (all []byte) {
	t.Helper()
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}
