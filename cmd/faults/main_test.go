package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestTable(t *testing.T) {
	got := table([]storetest.Fault{
		{Scenario: "b", Database: "PostgreSQL", Of: "mails", Sent: 4000, There: 4000, Doubled: 3, Allowed: 4, Note: "twelve kills"},
		{Scenario: "b", Database: "SQLite", Of: "mails", Sent: 10, There: 8, Lost: 2, Doubled: 5, Allowed: 4},
		{Scenario: "a", Database: "PostgreSQL", Of: "answers", Sent: 7, There: 5, Refused: 2},
	})
	want := `| a | PostgreSQL | answers | 7 | 5 | 0 | 0 | 2 |  |
| b | SQLite | mails | 10 | 8 | **2** | **5** | 0 |  |
| b | PostgreSQL | mails | 4000 | 4000 | 0 | 3 | 0 | twelve kills |
`
	if !strings.HasSuffix(got, want) {
		t.Errorf("got\n%swant at its end\n%s", got, want)
	}
}

// TestRun makes a page of what two tests reported, and leaves alone what stands
// around the table.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	reported, page := filepath.Join(dir, "rows"), filepath.Join(dir, "page.md")
	for path, text := range map[string]string{
		reported: `{"Scenario":"a","Database":"SQLite","Of":"rows","Sent":3,"There":3}` + "\n" + `{"Scenario":"b","Sent":1,"There":1}` + "\n",
		page:     "why\n" + begins + "old\n" + ends + "because\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(reported, page); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	if !strings.HasPrefix(got, "why\n"+begins) || !strings.HasSuffix(got, ends+"because\n") || strings.Contains(got, "old") ||
		!strings.Contains(got, "| a | SQLite | rows | 3 | 3 | 0 | 0 | 0 |  |\n| b |") {
		t.Errorf("the page is\n%s", got)
	}
	if err := run(page, page); err == nil {
		t.Error("a page was taken for rows")
	}
}
