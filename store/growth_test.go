package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/store/storetest"
)

// grown is how many invitations and letters of the past there are, and large how
// many rows of a table nobody should walk through.
const (
	grown = 50_000
	large = 4_000
)

// growing are the tables that a walk from end to end would make slower with
// every cycle.
var growing = []string{"people", "leaders", "links", "invitations", "ballots", "tallies", "scores", "remarks", "reports", "letters", "audit", "sessions"}

// mayWalk are the verbs that walk through a table, and why they may.
var mayWalk = map[string]map[string]string{
	"People.List":        {"people": "a search looks at the whole directory, which is as large as the organisation and not as its past"},
	"People.Count":       {"people": "as People.List"},
	"People.Departments": {"people": "as People.List"},
	"People.Erase":       {"audit": "somebody is erased now and then, and the name may stand in any line of the record", "people": "as People.List"},
}

// statement is what the store sent, and for which verb.
type statement struct {
	verb string
	sql  string
	args []any
}

// listener notes the statements that the store sends.
type listener struct {
	mu    sync.Mutex // works and Due have goroutines of their own
	heard []statement
}

func (l *listener) to(t *testing.T, handles ...*gorm.DB) {
	t.Helper()
	hear := func(g *gorm.DB) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if text := g.Statement.SQL.String(); text != "" {
			l.heard = append(l.heard, statement{verbOnStack(), text, append([]any{}, g.Statement.Vars...)})
		}
	}
	for _, g := range handles {
		c := g.Callback()
		for _, err := range []error{
			c.Query().After("gorm:query").Register("growth:query", hear), c.Row().After("gorm:row").Register("growth:row", hear),
			c.Raw().After("gorm:raw").Register("growth:raw", hear), c.Update().After("gorm:update").Register("growth:update", hear),
			c.Delete().After("gorm:delete").Register("growth:delete", hear), c.Create().After("gorm:create").Register("growth:create", hear),
		} {
			check(t, err)
		}
	}
}

// verbOnStack is the verb of the store that was called from outside: "Cycles.Get".
func verbOnStack() (verb string) {
	frames := runtime.CallersFrames(stack())
	for {
		frame, more := frames.Next()
		if name, ours := strings.CutPrefix(frame.Function, "github.com/sevenfold/sevenfold/store."); ours {
			parts := strings.Split(strings.NewReplacer("(*", "", ")", "").Replace(name), ".")
			if len(parts) > 1 {
				verb = parts[0] + "." + parts[1]
			}
		}
		if !more {
			return verb
		}
	}
}

func stack() []uintptr {
	pcs := make([]uintptr, 100)
	return pcs[:runtime.Callers(3, pcs)]
}

// What people, programs, the clock and the mail do all day asks for single rows
// or pages: no statement walks through a table that grows. PostgreSQL must have
// an index to go by, and take it by itself where a table is large.
func TestNothingWalksThroughWhatGrows(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		var l listener
		d := newWorkday(t, w)
		w.Fill(t, d.cycle.ID, grown)
		l.to(t, w.Gorm(), w.ReadGorm())
		d.pass()
		heard := map[string]bool{}
		for _, s := range l.heard {
			heard[s.verb] = true
		}
		d.everyVerbIsHeard(heard)
		planners := []planner{newPlanner(t, w, "")}
		if w.Name() == "PostgreSQL" {
			planners = append(planners, newPlanner(t, w, "SET enable_seqscan = off"))
		}
		seen, walks := map[string]bool{}, 0
		for _, s := range l.heard {
			kind := s.verb + placeholders.ReplaceAllString(s.sql, "?")
			if !planned.MatchString(s.sql) || seen[kind] || strings.Contains(s.sql, "pg_class") { // which looks at first rows alone
				continue
			}
			seen[kind] = true
			for _, p := range planners {
				for _, walk := range p.walks(t, s) {
					walks++
					t.Errorf("%s: %s", s.verb, walk)
				}
			}
		}
		t.Logf("%d statements of %d kinds by %d verbs, %d walks", len(l.heard), len(seen), len(heard), walks)
	})
}

// planner tells how a database would answer.
type planner struct {
	conn   *sql.Conn
	sqlite bool
	size   map[string]int // rows of the growing tables; nil: walks through small ones count too
}

// newPlanner plans on a connection of the store, after a setting. Without one it
// is the planner that everybody has, which rightly walks through what is small.
func newPlanner(t *testing.T, w storetest.World, setting string) planner {
	t.Helper()
	conn := must(must(w.Gorm().DB())(t).Conn(ctx))(t)
	t.Cleanup(func() { conn.Close() })
	p := planner{conn: conn, sqlite: w.Name() == "SQLite"}
	if setting != "" {
		_, err := conn.ExecContext(ctx, setting)
		check(t, err)
	}
	if p.sqlite || setting != "" {
		return p
	}
	p.size = map[string]int{}
	for _, table := range growing {
		var n int
		check(t, conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n))
		if p.size[table] = n; n < large {
			t.Errorf("there are only %d %s", n, table)
		}
	}
	return p
}

// walks lists how a statement walks through tables that grow.
func (p planner) walks(t *testing.T, s statement) (found []string) {
	t.Helper()
	plan := explain(t, p.conn, s, p.sqlite)
	for _, table := range walked(s.sql, plan) {
		if small := p.size != nil && p.size[table] < large; !small && mayWalk[s.verb][table] == "" {
			found = append(found, fmt.Sprintf("%s is walked through by\n%s\n%s", table, s.sql[:min(len(s.sql), 900)], plan))
		}
	}
	return found
}

// planned are the statements that have a plan.
var planned = regexp.MustCompile(`^\s*(?i:SELECT|WITH|INSERT|UPDATE|DELETE) `)

var placeholders = regexp.MustCompile(`\$\d+(,\$\d+)*|\?(,\?)*`)

// explain is the plan of a statement with the values it was sent with.
func explain(t *testing.T, db *sql.Conn, s statement, sqlite bool) string {
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
