package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// bareOverview is all that the overview of a cycle needs of the database: whole
// departments, their scores, and how many answered about leaders who have been
// asked about alike.
var bareOverview = []string{
	"SELECT department, COUNT(*) FROM leaders JOIN reports ON reports.leader_id = leaders.id WHERE cycle_id = ? GROUP BY department",
	`SELECT department, competency, COUNT(*), SUM(tenths) FROM scores JOIN leaders ON leaders.id = scores.leader_id
		WHERE cycle_id = ? AND cell = 'all' GROUP BY department, competency`,
	store.AskedByDepartment,
}

// BenchmarkHeatmap measures how the heatmap and the response rates are worked
// out, once, when a cycle is released; and how the page reads them ever after,
// frozen, against working them out each time.
func BenchmarkHeatmap(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		leaders := storetest.Scaled(10_000, 100)
		cycle := closed(b, w, leaders)
		settled(b, w)
		bare := func() time.Duration { return bareQueries(b, w, cycle) }
		workOut := func() time.Duration {
			began := time.Now()
			if heatmap, counts, err := w.WorkOutOverview(ctx, cycle.ID); err != nil || len(heatmap.Rows) == 0 || len(counts) == 0 {
				b.Fatal("nothing was worked out", err)
			}
			return time.Since(began)
		}
		bare()
		var limits, took []time.Duration
		memory := storetest.Peak(func() {
			for range 7 {
				limits, took = append(limits, bare()), append(took, workOut())
			}
		})
		row := storetest.Row{Work: "heatmap and response rates, worked out at release", Size: fmt.Sprintf("%d leaders × 10 raters", leaders), Database: w.Name(),
			Unit: "overviews/s", Figure: 1 / median(took).Seconds(), Limit: 1 / median(limits).Seconds(),
			Against: "the bare SQL over scores and invitations: three statements, and nothing made of their rows; medians of seven", Aim: 0.8, Memory: memory}
		row.Report(b)
		check(b, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
		row.Work, row.Times, row.Memory = "heatmap and response rates, read", nil, 0
		var reads []time.Duration
		for range 200 {
			began := time.Now()
			if o := must(w.Reports().Overview(ctx, cycle.ID))(b); o.Rates == nil || len(o.Heatmap.Rows) == 0 {
				b.Fatal("the overview is empty")
			}
			reads = append(reads, time.Since(began))
		}
		row.Figure, row.Times = 1/median(reads).Seconds(), storetest.PercentilesOf(reads)
		row.Report(b)
	})
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

// bareQueries asks on the connections on which the store reads. SQLite's for
// writing has seen the ANALYZE of closed, which no running service does, and
// would plan otherwise.
func bareQueries(b *testing.B, w storetest.World, cycle models.Cycle) time.Duration {
	b.Helper()
	pool := must(w.ReadGorm().DB())(b)
	began := time.Now()
	for _, query := range bareOverview {
		if w.Name() == "PostgreSQL" {
			query = strings.Replace(query, "?", "$1", 1)
		}
		readAll(b, pool, query, cycle.ID)
	}
	return time.Since(began)
}

// readAll reads every row of a query and keeps none.
func readAll(b *testing.B, pool *sql.DB, query string, args ...any) {
	b.Helper()
	rows, err := pool.QueryContext(ctx, query, args...)
	check(b, err)
	defer rows.Close()
	into := make([]any, len(must(rows.Columns())(b)))
	for i := range into {
		into[i] = new(any)
	}
	for rows.Next() {
		check(b, rows.Scan(into...))
	}
	check(b, rows.Err())
}

// closed is a cycle of so many leaders, whose reports are filled in by SQL.
func closed(b *testing.B, w storetest.World, leaders int) models.Cycle {
	b.Helper()
	cycle := must(w.Cycles().Launch(ctx, "Ingrid", draft(b, w, list(leaders, 10)).ID))(b)
	statements := []string{"UPDATE invitations SET state = 'answered' WHERE leader_id IN (SELECT id FROM leaders WHERE department <> 'Department 3')",
		"INSERT INTO reports (leader_id, body, sha256) SELECT id, '', '' FROM leaders",
		"UPDATE cycles SET state = 'closed', closed_at = closes_at"}
	for _, cell := range []string{"all", "manager", "peer", "report"} {
		for i, competency := range cycle.Questionnaire.Competencies {
			statements = append(statements, fmt.Sprintf(`INSERT INTO scores (leader_id, cell, competency, n, tenths)
				SELECT id, '%s', '%s', 4, %d + length(department) FROM leaders`, cell, competency.ID, 20+i))
		}
	}
	for _, statement := range append(statements, "ANALYZE") {
		check(b, w.Gorm().Exec(statement).Error)
	}
	return cycle
}
