package storetest

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Backup takes a copy of the database as an operator would: pg_dump, or SQLite's
// own VACUUM INTO. restore makes a new database of it, beside the same keys.
func (w World) Backup(t testing.TB) (restore func(testing.TB) World) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "backup")
	if strings.HasPrefix(w.URL, "sqlite:") {
		if _, err := w.SQL(t).ExecContext(t.Context(), "VACUUM INTO ?", copied); err != nil {
			t.Fatal(err)
		}
		return func(t testing.TB) World { return w.at(t, "sqlite:"+copied) }
	}
	tool(t, "pg_dump", "-Fc", "-f", copied, w.URL)
	return func(t testing.TB) World {
		url := newDatabase(t, "")
		tool(t, "pg_restore", "--exit-on-error", "-d", url, copied)
		return w.at(t, url)
	}
}

func tool(t testing.TB, name string, args ...string) {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), filepath.Join(bin, name), args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}
