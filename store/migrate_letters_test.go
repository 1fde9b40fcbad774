package store_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"github.com/sevenfold/sevenfold/migrations"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// at brings a world's database to a version, up or down.
func at(t *testing.T, w storetest.World, version int64) *sql.DB {
	t.Helper()
	dialect, files := goose.DialectPostgres, migrations.For(migrations.Postgres)
	db := w.SQL(t)
	if strings.HasPrefix(w.URL, "sqlite:") {
		dialect, files = goose.DialectSQLite3, migrations.For(migrations.SQLite)
		db.SetMaxOpenConns(1) // the pragma is the connection's
		must(db.Exec("PRAGMA foreign_keys = ON"))(t)
	}
	provider := must(goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true)))(t)
	must(provider.DownTo(ctx, version))(t)
	must(provider.UpTo(ctx, version))(t)
	return db
}

// Letters that were on their way when the service was brought up to date are
// all there afterwards, in the same states.
func TestLettersOutliveTheirNewTable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, roster(t, 1, 3, 3))
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		claimed := must(w.Outbox().Claim(ctx, 4, 3*time.Minute))(t)
		check(t, w.Outbox().Begin(ctx, claimed[0].ID, *claimed[0].Lease, 0))
		check(t, w.Outbox().Settle(ctx, claimed[0].ID, *claimed[0].Lease, models.Outcome{Fate: models.Delivered}))
		check(t, w.Outbox().Begin(ctx, claimed[1].ID, *claimed[1].Lease, 0))
		want := w.Rows(t)["letters"]
		if len(want) != 8 {
			t.Fatalf("%d letters", len(want))
		}
		at(t, w, 1)
		before := w.Rows(t)["letters"]
		for i := range want {
			if without(without(want[i], "sample="), "since=") != before[i] {
				t.Errorf("going back changed\n%s into\n%s", want[i], before[i])
			}
		}
		db := at(t, w, 3)
		if got := w.Rows(t)["letters"]; !slices.Equal(got, want) {
			t.Errorf("the letters were\n%s\nand are\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
		}
		guarded(t, db, claimed[0])
		if letters := must(w.Outbox().Claim(ctx, 100, 3*time.Minute))(t); len(letters) != 4 {
			t.Errorf("%d letters can be claimed, want the 4 that were queued", len(letters))
		}
	})
}

// guarded fails unless the table still refuses what it must.
func guarded(t *testing.T, db *sql.DB, letter models.Letter) {
	t.Helper()
	insert := func(kind string, cycle, person uuid.UUID, round int, sample string) error {
		_, err := db.Exec("INSERT INTO letters (id, kind, cycle_id, person_id, round, due_at, since, sample) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
			uuid.New().String(), kind, cycle.String(), person.String(), round, storetest.Start, sample)
		return err
	}
	for what, err := range map[string]error{
		"an unknown kind":           insert("postcard", *letter.CycleID, letter.PersonID, 1, ""),
		"the same letter twice":     insert("invitation", *letter.CycleID, letter.PersonID, 1, ""),
		"an unknown person":         insert("invitation", *letter.CycleID, uuid.New(), 1, ""),
		"an unknown cycle":          insert("invitation", uuid.New(), letter.PersonID, 1, ""),
		"a test of nothing":         insert("test", *letter.CycleID, letter.PersonID, 1, ""),
		"a sample that is no test":  insert("reminder", *letter.CycleID, letter.PersonID, 9, "reminder peer"),
		"a lease of what is queued": func() error { _, err := db.Exec("UPDATE letters SET lease = id WHERE state = 'queued'"); return err }(),
	} {
		if err == nil {
			t.Errorf("%s was kept", what)
		}
	}
	for _, kind := range []string{"last_reminder", "closed", "stuck"} {
		check(t, insert(kind, *letter.CycleID, letter.PersonID, 1, ""))
	}
	check(t, insert("test", *letter.CycleID, letter.PersonID, 1, "reminder peer"))
	for _, index := range []string{"letters_urgent", "letters_due", "letters_cycle", "letters_person"} {
		if _, err := db.Exec("DROP INDEX " + index); err != nil {
			t.Error(err)
		}
	}
	_, err := db.Exec("DELETE FROM letters WHERE kind IN ('last_reminder', 'closed', 'stuck', 'test')")
	check(t, err)
}

// without takes a column out of a printed row.
func without(row, column string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(row, " | "), func(part string) bool { return strings.HasPrefix(part, column) }), " | ")
}
