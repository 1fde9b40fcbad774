package frontend

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWriteShots writes every sample page and its assets below $SHOTS, so that
// they can be looked at: run a static server there. Without $SHOTS it writes
// them to a directory that is thrown away.
func TestWriteShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	f := newFrontend(t)
	write := func(name string, body []byte) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for url, asset := range f.assets {
		write(url, asset.Body)
	}
	pages := samples(t, "Maya Lindqvist")
	for _, page := range slices.Concat(samplePages(), sampleQuestionnaires()) {
		pages[strings.TrimSuffix(page.template(), ".html")] = page
	}
	for name, page := range pages {
		body, err := f.Render(page)
		if err != nil {
			t.Fatal(err)
		}
		write(name+".html", body)
	}
}
