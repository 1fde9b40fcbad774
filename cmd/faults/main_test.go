package main

import (
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
