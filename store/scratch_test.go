package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/store"
)

// The memory of a list that is read remembers what it was told, far beyond what
// it holds at hand, and leaves no file that anybody else could find.
func TestScratchRemembersAndLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("SQLITE_TMPDIR", folder)
	memory, end, err := store.NewScratch()
	check(t, err)
	told := map[string]string{}
	for i := range 40_000 {
		key, what := fmt.Sprintf("person\x00p%d@example.org", rand.IntN(30_000)), fmt.Sprintf("%d\x00%s", i, strings.Repeat("Ü", 60))
		switch before, knew := told[key]; i % 3 {
		case 0:
			told[key] = what
			check(t, memory.Keep(key, what))
		case 1:
			got, known, err := memory.First(key, what)
			check(t, err)
			if !knew {
				told[key], before = what, got
			}
			if known != knew || knew && got != before {
				t.Fatalf("first: %q, %v; expected %q, %v", got, known, before, knew)
			}
		default:
			got, known, err := memory.Recall(key)
			check(t, err)
			if known != knew || got != before {
				t.Fatalf("recalled %q, %v; expected %q, %v", got, known, before, knew)
			}
		}
	}
	if named, err := os.ReadDir(folder); err != nil || len(named) > 0 {
		t.Errorf("a file with a name: %v, %v", named, err)
	}
	if runtime.GOOS == "linux" && !holdsOpen(t, folder) {
		t.Errorf("nothing of it lies in %s", folder)
	}
	check(t, end())
	if holdsOpen(t, folder) {
		t.Error("its file is still open")
	}
}

// holdsOpen reports whether this process holds a file of a folder open.
func holdsOpen(t *testing.T, folder string) bool {
	t.Helper()
	links, err := filepath.Glob("/proc/self/fd/*")
	check(t, err)
	for _, link := range links {
		if file, err := os.Readlink(link); err == nil && strings.HasPrefix(file, folder) {
			info, err := os.Stat(link)
			check(t, err)
			t.Logf("%s holds %d kB", file, info.Size()>>10)
			return true
		}
	}
	return false
}
