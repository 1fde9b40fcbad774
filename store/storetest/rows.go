package storetest

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// SQL opens the world's database beside the store, to look at what rests there.
func (w World) SQL(t testing.TB) *sql.DB {
	t.Helper()
	driver, address := "pgx", w.URL
	if file, ok := strings.CutPrefix(w.URL, "sqlite:"); ok {
		driver, address = "sqlite", "file:"+file+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Rows is everything that a database holds: by table, each row as text, sorted.
type Rows map[string][]string

// Rows reads the whole database.
func (w World) Rows(t testing.TB) Rows {
	t.Helper()
	db := w.SQL(t)
	defer db.Close()
	list := "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	if strings.HasPrefix(w.URL, "sqlite:") {
		list = "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	rows := Rows{}
	for _, table := range texts(t, db, list) {
		rows[table[0]] = nil
		for _, row := range texts(t, db, "SELECT * FROM "+table[0]) {
			rows[table[0]] = append(rows[table[0]], strings.Join(row, " | "))
		}
		slices.Sort(rows[table[0]])
	}
	return rows
}

// texts returns the rows of a query, each value with its column's name.
func texts(t testing.TB, db *sql.DB, query string) (all [][]string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i, value := range values {
			if row[i] = fmt.Sprint(value); len(columns) > 1 {
				row[i] = columns[i] + "=" + printed(value)
			}
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// printed writes bytes in hexadecimal and everything else as Go does.
func printed(value any) string {
	if bytes, ok := value.([]byte); ok {
		return fmt.Sprintf("%x", bytes)
	}
	return fmt.Sprint(value)
}

// Since lists what differs from an earlier reading: the lost rows of each table
// with a minus, the new ones with a plus.
func (r Rows) Since(before Rows) map[string][]string {
	changed := map[string][]string{}
	for _, side := range []struct {
		sign    string
		of, not Rows
	}{{"-", before, r}, {"+", r, before}} {
		for table, rows := range side.of {
			for _, row := range rows {
				if _, found := slices.BinarySearch(side.not[table], row); !found {
					changed[table] = append(changed[table], side.sign+row)
				}
			}
		}
	}
	return changed
}
