package store_test

import (
	"testing"

	"github.com/sevenfold/sevenfold/models"
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
		list := models.Roster{People: []models.Person{{Email: "leader@example.org", Name: "Leader"}}}
		for i, name := range names {
			list.People = append(list.People, models.Person{Email: "r" + string(rune('a'+i)) + "@example.org", Name: name, Title: name})
			list.Rows = append(list.Rows, models.RosterRow{Leader: 0, Rater: i + 1, Relationship: models.Peer})
		}
		draft(t, w, list)
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
