package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommandsSayWhy gives a command line what it cannot take.
func TestCommandsSayWhy(t *testing.T) {
	dir := t.TempDir()
	environ := []string{"SEVENFOLD_DATABASE_URL=sqlite:" + filepath.Join(dir, "data", "sevenfold.db"), "SEVENFOLD_KEY_DIR=" + filepath.Join(dir, "keys")}
	for name, value := range good() {
		environ = append(environ, name+"="+value)
	}
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"member", "add", "ingrid at home", "--name", ""}, []string{"not added", "email", "ingrid at home", "holds a space", "name"}},
		{[]string{"member", "add", "ingrid@example.org"}, []string{"not added", "The name is missing"}},
		{[]string{"apikey", "create", "--name", ""}, []string{"name"}},
	} {
		var out, told bytes.Buffer
		status := run(t.Context(), test.args, world{environ, &out, &told})
		if status != 1 || out.Len() > 0 {
			t.Errorf("%v ended with %d and printed %q", test.args, status, &out)
		}
		for _, want := range test.want {
			if !strings.Contains(told.String(), want) {
				t.Errorf("%v says nothing of %q:\n%s", test.args, want, &told)
			}
		}
	}
}
