package results

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type row struct{ Of string }

func TestRead(t *testing.T) {
	dir := t.TempDir()
	rows, broken := filepath.Join(dir, "rows"), filepath.Join(dir, "broken")
	for path, text := range map[string]string{rows: `{"Of":"mails"}` + "\n" + `{"Of":"answers"}` + "\n", broken: "a page\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := read[row](rows); err != nil || !slices.Equal(got, []row{{"mails"}, {"answers"}}) {
		t.Errorf("read %v, %v", got, err)
	}
	for _, path := range []string{broken, filepath.Join(dir, "none")} {
		if got, err := read[row](path); err == nil {
			t.Errorf("%s was taken for rows: %v", path, got)
		}
	}
}

// TestWrite leaves alone what stands around the table, and a page without marks.
func TestWrite(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	mark := begins("make bench")
	for _, test := range []struct{ old, want string }{
		{"why\n" + mark + "old\n" + ends + "because\n", "why\n" + mark + "\nnew\n\n" + ends + "because\n"},
		{"a page without marks\n", ""},
		{begins("make faults") + ends, ""},
		{ends + mark, ""},
	} {
		if err := os.WriteFile(page, []byte(test.old), 0o600); err != nil {
			t.Fatal(err)
		}
		wrong := write(page, "make bench", "new\n")
		got, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		want := test.want
		if want == "" {
			want = test.old
		}
		if string(got) != want || (wrong != nil) != (test.want == "") {
			t.Errorf("of %q was made %q, %v", test.old, got, wrong)
		}
	}
}
