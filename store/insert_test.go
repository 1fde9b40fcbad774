package store_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// A large launch leaves no table about which PostgreSQL's planner knows nothing.
func TestThePlannerKnowsWhatALaunchWrote(t *testing.T) {
	t.Parallel()
	w := storetest.Postgres(t)
	launched(t, w, roster(t, 60, 5, 5))
	for _, table := range []string{"people", "leaders", "invitations", "links", "letters"} {
		var known float64
		check(t, w.SQL(t).QueryRow("SELECT reltuples FROM pg_class WHERE oid = $1::regclass", table).Scan(&known))
		if known < 60 {
			t.Errorf("the planner takes %s for a table of %v rows", table, known)
		}
	}
}

// What goes in with one statement comes out as it went in, on both databases.
func TestInsertedRowsComeOutAsTheyWentIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		names := []string{`{"a",b}`, "O’Brien, \\ \"Pat\" 'x'", "NULL", "{}", "Ünï ✓"}
		var list strings.Builder
		rows := csv.NewWriter(&list)
		check(t, rows.Write([]string{"leader_email", "leader_name", "rater_email", "rater_name", "rater_title", "relationship"}))
		for i, name := range names {
			check(t, rows.Write([]string{"leader@example.org", "Leader", "r" + string(rune('a'+i)) + "@example.org", name, name, "peer"}))
		}
		rows.Flush()
		draft(t, w, list.String())
		entries, _, err := w.People().List(ctx, store.Page{Limit: 10})
		check(t, err)
		found := map[string]string{}
		for _, e := range entries {
			found[e.Name] = e.Title
		}
		for _, name := range names {
			if title, there := found[name]; !there || title != name {
				t.Errorf("%q is there: %v, with the title %q", name, there, title)
			}
		}
	})
}
