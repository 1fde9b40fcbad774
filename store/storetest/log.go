package storetest

import (
	"context"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// logPrefix is the server's default with the database behind it, so that tests
// beside each other can tell their entries apart.
const logPrefix = "%m [%p] (%d) "

// entryStart begins an entry of the server's log. Lines that follow belong to it.
var entryStart = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[\d+\] \((\S*)\) `)

// ServerLog returns what PostgreSQL wrote about this world's database into its
// own log, entry by entry. It needs the server that Run starts.
func (w World) ServerLog(t testing.TB) []string {
	t.Helper()
	if server.log == "" {
		t.Fatal("only a server that the tests start themselves shows its log: unset TEST_DATABASE_URL")
	}
	text, err := os.ReadFile(server.log)
	if err != nil {
		t.Fatal(err)
	}
	starts := entryStart.FindAllSubmatchIndex(text, -1)
	var entries []string
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		if string(text[at[2]:at[3]]) == w.database() {
			entries = append(entries, string(text[at[0]:end]))
		}
	}
	return entries
}

// LogAs changes a setting of the server for later connections to this world's
// database, as an administrator might.
func (w World) LogAs(t testing.TB, setting, value string) {
	t.Helper()
	err := admin(func(c *pgx.Conn) error {
		_, err := c.Exec(context.Background(), "ALTER DATABASE "+w.database()+" SET "+setting+" = '"+value+"'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// database is the name of this world's PostgreSQL database.
func (w World) database() string {
	address, _, _ := strings.Cut(w.URL, "?")
	return path.Base(address)
}
