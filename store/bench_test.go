package store_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// list is a CSV file of leaders, each with so many raters who are asked about
// nobody else: as many people as there can be.
func list(leaders, raters int) string {
	var text strings.Builder
	text.WriteString("leader_email,leader_name,leader_department,rater_email,rater_name,relationship\n")
	for i := range leaders * raters {
		l, as := i/raters, [...]models.Relationship{models.Peer, models.DirectReport}[i%2]
		if i%raters == 0 {
			as = models.Manager
		}
		fmt.Fprintf(&text, "leader%d@example.org,Leader %d,Department %d,rater%d@example.org,Rater %d,%s\n", l, l, l%100, i, i, as)
	}
	return text.String()
}

// settled writes out what waits to be written, so that it is not charged to what
// is measured next.
func settled(b *testing.B, w storetest.World) {
	b.Helper()
	flush := "CHECKPOINT"
	if w.Name() == "SQLite" {
		flush = "PRAGMA wal_checkpoint(TRUNCATE)"
	}
	check(b, w.Gorm().Exec(flush).Error)
}

// timed is how long work takes, and by how much the heap grows.
func timed(work func()) (seconds float64, memory int64) {
	memory = storetest.Peak(func() {
		began := time.Now()
		work()
		seconds = time.Since(began).Seconds()
	})
	return seconds, memory
}

func all[Row any](b *testing.B, w storetest.World) (rows []Row) {
	b.Helper()
	check(b, w.Gorm().Find(&rows).Error)
	return rows
}

func BenchmarkImport(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		leaders := storetest.Scaled(10_000, 50)
		text := list(leaders, 10)
		cycle := draft(b, w, "")
		beside := w.Backup(b)(b)
		settled(b, w)
		took, memory := timed(func() {
			must(w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, written(text), store.ImportOptions{}))(b)
		})
		people, led, asked := all[store.PersonRow](b, w), all[store.LeaderRow](b, w), all[store.InvitationRow](b, w)
		settled(b, beside)
		bare, _ := timed(func() {
			must(csv.NewReader(strings.NewReader(text)).ReadAll())(b)
			check(b, beside.Gorm().Transaction(func(tx *gorm.DB) error {
				check(b, tx.CreateInBatches(people, store.Batch).Error)
				check(b, tx.CreateInBatches(led, store.Batch).Error)
				return tx.CreateInBatches(asked, store.Batch).Error
			}))
		})
		rows := float64(leaders * 10)
		storetest.Row{Work: "roster import with all checks", Size: fmt.Sprintf("%.0f rows", rows), Database: w.Name(), Unit: "rows/s",
			Figure: rows / took, Limit: rows / bare, Against: "the csv reader, and CreateInBatches of the same people, leaders and invitations in one transaction",
			Aim: 0.5, Memory: memory}.Report(b)
	})
}

func BenchmarkLaunch(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		leaders := storetest.Scaled(10_000, 50)
		cycle := draft(b, w, list(leaders, 10))
		beside := w.Backup(b)(b)
		settled(b, w)
		took, memory := timed(func() { must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(b) })
		links, letters := all[store.LinkRow](b, w), all[store.LetterRow](b, w)
		settled(b, beside)
		write, against := inserted, "the same links and letters by prepared statements in one transaction"
		if w.Name() == "PostgreSQL" {
			write, against = copied, "the same links and letters by pgx CopyFrom in one transaction"
		}
		bare := write(b, beside, links, letters)
		rows := float64(len(links) + len(letters))
		storetest.Row{Work: "launch", Size: fmt.Sprintf("%d leaders × 10 raters", leaders), Database: w.Name(), Unit: "rows/s",
			Figure: rows / took, Limit: rows / bare, Against: against, Aim: 0.3, Memory: memory}.Report(b)
	})
}

var (
	linkColumns   = []string{"id", "cycle_id", "person_id", "token_hash", "generation"}
	letterColumns = []string{"id", "kind", "cycle_id", "person_id", "due_at", "since"}
)

// copied writes links and letters by COPY and returns the seconds that it took.
func copied(b *testing.B, w storetest.World, links []store.LinkRow, letters []store.LetterRow) float64 {
	b.Helper()
	connection := must(pgx.Connect(ctx, w.URL))(b)
	defer connection.Close(ctx)
	began := time.Now()
	tx := must(connection.Begin(ctx))(b)
	must(tx.CopyFrom(ctx, pgx.Identifier{"links"}, linkColumns, pgx.CopyFromSlice(len(links), func(i int) ([]any, error) {
		l := links[i]
		return []any{[16]byte(l.ID), [16]byte(l.CycleID), [16]byte(l.PersonID), l.TokenHash, l.Generation}, nil
	})))(b)
	must(tx.CopyFrom(ctx, pgx.Identifier{"letters"}, letterColumns, pgx.CopyFromSlice(len(letters), func(i int) ([]any, error) {
		l := letters[i]
		return []any{[16]byte(l.ID), string(l.Kind), [16]byte(*l.CycleID), [16]byte(l.PersonID), l.DueAt, l.Since}, nil
	})))(b)
	check(b, tx.Commit(ctx))
	return time.Since(began).Seconds()
}

// inserted writes links and letters row by row and returns the seconds that it took.
func inserted(b *testing.B, w storetest.World, links []store.LinkRow, letters []store.LetterRow) float64 {
	b.Helper()
	pool := must(w.Gorm().DB())(b)
	began := time.Now()
	tx := must(pool.Begin())(b)
	defer tx.Rollback()
	insert := func(table string, columns []string, n int, values func(i int) []any) {
		s := must(tx.Prepare("INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES (?" + strings.Repeat(",?", len(columns)-1) + ")"))(b)
		defer s.Close()
		for i := range n {
			must(s.Exec(values(i)...))(b)
		}
	}
	text := uuid.UUID.String
	insert("links", linkColumns, len(links), func(i int) []any {
		l := links[i]
		return []any{text(l.ID), text(l.CycleID), text(l.PersonID), l.TokenHash, l.Generation}
	})
	insert("letters", letterColumns, len(letters), func(i int) []any {
		l := letters[i]
		return []any{text(l.ID), string(l.Kind), text(*l.CycleID), text(l.PersonID), l.DueAt, l.Since}
	})
	check(b, tx.Commit())
	return time.Since(began).Seconds()
}
