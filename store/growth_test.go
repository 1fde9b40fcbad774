package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// grown is how many invitations and letters of the past there are.
const grown = 20_000

// growing are the tables that a walk from end to end would make slower with
// every cycle.
var growing = []string{"people", "leaders", "links", "invitations", "ballots", "tallies", "scores", "remarks", "reports", "letters", "audit", "sessions"}

// statement is what the store sent.
type statement struct {
	sql  string
	args []any
}

// listener notes the statements that the store sends.
type listener struct{ heard []statement }

func (l *listener) to(t *testing.T, handles ...*gorm.DB) {
	t.Helper()
	hear := func(g *gorm.DB) {
		if text := g.Statement.SQL.String(); text != "" {
			l.heard = append(l.heard, statement{text, append([]any{}, g.Statement.Vars...)})
		}
	}
	for _, g := range handles {
		c := g.Callback()
		for _, err := range []error{
			c.Query().After("gorm:query").Register("growth:query", hear), c.Row().After("gorm:row").Register("growth:row", hear),
			c.Raw().After("gorm:raw").Register("growth:raw", hear), c.Update().After("gorm:update").Register("growth:update", hear),
			c.Delete().After("gorm:delete").Register("growth:delete", hear),
		} {
			check(t, err)
		}
	}
}

// What people and the clock do all day asks for single rows or pages: no
// statement walks through a table that grows.
func TestNothingWalksThroughWhatGrows(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 4, 3))
		w.Fill(t, cycle.ID, grown)
		var l listener
		l.to(t, w.Gorm(), w.ReadGorm())
		aDay(t, w, cycle)
		if len(l.heard) < 100 {
			t.Fatalf("only %d statements were heard", len(l.heard))
		}
		db := w.SQL(t)
		defer db.Close()
		db.SetMaxOpenConns(1)
		if !strings.HasPrefix(w.URL, "sqlite:") {
			// In a small table PostgreSQL prefers to walk. What walks even now has no index to go by.
			_, err := db.ExecContext(ctx, "SET enable_seqscan = off")
			check(t, err)
		}
		seen, walks := map[string]bool{}, 0
		for _, s := range l.heard {
			if !planned.MatchString(s.sql) {
				continue
			}
			if shape := placeholders.ReplaceAllString(s.sql, "?"); seen[shape] {
				continue
			} else {
				seen[shape] = true
			}
			plan := explain(t, db, s, strings.HasPrefix(w.URL, "sqlite:"))
			for _, table := range walked(s.sql, plan) {
				walks++
				t.Errorf("%s is walked through by\n%s\n%s", table, s.sql[:min(len(s.sql), 600)], plan)
			}
		}
		t.Logf("%d statements of %d kinds, %d walks", len(l.heard), len(seen), walks)
	})
}

// planned are the statements that have a plan.
var planned = regexp.MustCompile(`^\s*(?i:SELECT|WITH|INSERT|UPDATE|DELETE) `)

var placeholders = regexp.MustCompile(`\$\d+(,\$\d+)*|\?(,\?)*`)

// aDay is what happens while a cycle is open, closes and is read.
func aDay(t *testing.T, w storetest.World, cycle models.Cycle) {
	t.Helper()
	tokens := links(t, w)
	list := store.Page{Limit: 25}
	letters := must(w.Outbox().Claim(ctx, 1, time.Hour))(t)
	_ = must(w.Outbox().Envelopes(ctx, letters))(t)
	for who, token := range tokens {
		for _, asked := range must(w.Surveys().Link(ctx, token))(t).Asked {
			if strings.HasPrefix(who, "report1-2") {
				check(t, w.Surveys().Decline(ctx, token, asked.LeaderID))
				continue
			}
			check(t, w.Surveys().Submit(ctx, token, asked.LeaderID, answers(cycle.Questionnaire, 4, "Listens.")))
		}
	}
	check(t, w.Surveys().SendAgain(ctx, "peer0-0@example.org"))
	person := must(w.People().ByEmail(ctx, "leader0@example.org"))(t)
	look := func(_ any, err error) { t.Helper(); check(t, err) }
	pages := func(_, _ any, err error) { t.Helper(); check(t, err) }
	look(w.Cycles().Get(ctx, cycle.ID))
	look(w.Cycles().List(ctx, nil, 25))
	look(w.Cycles().Progress(ctx, cycle.ID))
	pages(w.Cycles().LeaderProgress(ctx, cycle.ID, list))
	pages(w.Cycles().Raters(ctx, cycle.ID, list))
	look(w.Cycles().CanRemind(ctx, cycle.ID))
	check(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID))
	pages(w.Cycles().Asked(ctx, cycle.ID, list))
	look(w.Cycles().AskedCounts(ctx, cycle.ID, []uuid.UUID{person.ID}))
	look(w.Cycles().LeadersAmong(ctx, cycle.ID, []uuid.UUID{person.ID}))
	look(w.Cycles().RemarkCounts(ctx, cycle.ID))
	look(w.Outbox().ReportCounts(ctx, cycle.ID))
	look(w.Outbox().ReportsWaiting(ctx, cycle.ID))
	look(w.Outbox().Counts(ctx, cycle.ID))
	look(w.Outbox().Troubles(ctx, cycle.ID, 100))
	look(w.Outbox().Waiting(ctx, cycle.ID))
	look(w.Outbox().Oldest(ctx))
	look(w.Outbox().Unsent(ctx))
	look(w.Audit().List(ctx, nil, nil, 50))
	look(w.Audit().List(ctx, &cycle.ID, nil, 50))
	look(w.Works().Latest(ctx, &cycle.ID))
	check(t, w.Cycles().Due(ctx))
	check(t, w.SignIns().Ask(ctx, "leader0@example.org"))
	look(w.SignIns().Who(ctx, person.ID))
	pages(w.Sessions().FindCtx(ctx, "session7"))
	check(t, w.Sessions().CommitCtx(ctx, "session7", []byte("x"), w.Clock.Now().Add(time.Hour)))
	check(t, w.Ready(ctx))
	check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	check(t, w.Cycles().WorkOut(ctx, cycle.ID))
	pages(w.Cycles().Moderation(ctx, cycle.ID, list))
	check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
	check(t, w.Cycles().Due(ctx))
	mine := must(w.Reports().Mine(ctx, person.ID))(t)
	look(w.Reports().Read(ctx, mine[0].LeaderID, store.Reader{PersonID: person.ID}))
	look(w.Reports().Overview(ctx, cycle.ID))
}

// explain is the plan of a statement with the values it was sent with.
func explain(t *testing.T, db *sql.DB, s statement, sqlite bool) string {
	t.Helper()
	how := "EXPLAIN "
	if sqlite {
		how = "EXPLAIN QUERY PLAN "
	}
	rows, err := db.QueryContext(context.Background(), how+s.sql, s.args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.sql)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	check(t, err)
	var plan strings.Builder
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		check(t, rows.Scan(cells...))
		fmt.Fprintln(&plan, *cells[len(cells)-1].(*any))
	}
	check(t, rows.Err())
	return plan.String()
}

// An index that is read in order until a page is full is no walk.
var walks = regexp.MustCompile(`(?:Seq Scan on|SCAN) "?(\w+)"?(?: USING INDEX \w+)?`)

// walked lists the growing tables that a plan walks through.
func walked(query, plan string) (tables []string) {
	for _, found := range walks.FindAllStringSubmatch(plan, -1) {
		if strings.Contains(found[0], "USING INDEX") && strings.Contains(query, " LIMIT ") {
			continue
		}
		for _, table := range growing {
			alias := regexp.MustCompile(`(?i)"?\b` + table + `\b"?\s+(?:as\s+)?` + found[1] + `\b`)
			if found[1] == table || alias.MatchString(query) {
				tables = append(tables, table)
			}
		}
	}
	return tables
}
