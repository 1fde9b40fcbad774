package migrations

import (
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestFilesAreNumberedWithoutGaps(t *testing.T) {
	t.Parallel()
	entries, err := fs.ReadDir(For(SQLite), ".")
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for i, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 || len(number) != 5 {
			t.Errorf("file %d is called %s", i+1, entry.Name())
		}
	}
}

func TestEveryWordIsKnownToBothDialects(t *testing.T) {
	t.Parallel()
	for _, dialect := range []Dialect{Postgres, SQLite} {
		entries, err := fs.ReadDir(For(dialect), ".")
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			text, err := fs.ReadFile(For(dialect), entry.Name())
			if err != nil {
				t.Errorf("%s: %v", dialect, err)
			}
			if strings.Contains(string(text), "{{") {
				t.Errorf("%s: %s still holds a word", dialect, entry.Name())
			}
		}
	}
}

func TestAnUnknownWordIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := fs.ReadFile(translated{map[string]string{"uuid": "uuid"}}, "00001_house.sql"); err == nil || !strings.Contains(err.Error(), "unknown word") {
		t.Errorf("got %v", err)
	}
}

// Nothing beside a ballot or an invitation may tell when, in what order or by whom.
func TestBallotsAndInvitationsKeepNoTimeAndNoOrder(t *testing.T) {
	t.Parallel()
	var text []byte
	for _, file := range []string{"00001_house.sql", "00002_keeping.sql", "00009_ballots.sql"} {
		one, err := fs.ReadFile(For(Postgres), file)
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(one), "-- +goose Down")
		text = append(text, up...)
	}
	want := map[string][]string{
		"ballots":     {"id", "leader_id", "box"},
		"sealed":      {"id", "leader_id", "box"}, // becomes ballots
		"invitations": {"id", "leader_id", "person_id", "relationship", "state"},
		"asked":       {"id", "leader_id", "person_id", "relationship", "state"}, // becomes invitations
	}
	for table, columns := range want {
		body := regexp.MustCompile(`(?s)CREATE TABLE ` + table + ` \((.*?)\n\)`).FindStringSubmatch(string(text))
		if body == nil {
			t.Fatalf("no table %s", table)
		}
		var got []string
		for _, column := range regexp.MustCompile(`(?m)^    ([a-z_]+) `).FindAllStringSubmatch(body[1], -1) {
			got = append(got, column[1])
		}
		if !slices.Equal(got, columns) {
			t.Errorf("%s has the columns %v, want %v", table, got, columns)
		}
		for _, word := range []string{"time", "serial", "AUTOINCREMENT", "IDENTITY"} {
			if strings.Contains(body[1], word) {
				t.Errorf("%s mentions %s", table, word)
			}
		}
	}
}
