package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/sevenfold/sevenfold/migrations"
)

// insert writes rows and counts them.
func insert[Row any](tx *tx, seen *progress, rows []Row) error {
	return insertMade(tx, seen, len(rows), func(i int) (Row, error) { return rows[i], nil })
}

// insertMade writes n rows and counts them. It holds one batch of them at a time.
func insertMade[Row any](tx *tx, seen *progress, n int, row func(i int) (Row, error)) error {
	for start := 0; start < n; start += batch {
		part := make([]Row, min(batch, n-start))
		for i := range part {
			var err error
			if part[i], err = row(start + i); err != nil {
				return err
			}
		}
		if err := insertAll(tx, part, ""); err != nil {
			return err
		}
		seen.add(len(part))
	}
	return nil
}

// grown tells PostgreSQL's planner about tables that just took so many rows. It
// would learn by itself within a minute or so, and until then walk whole tables
// to find one row. What was written is written: a failure is no one's concern.
func (db *DB) grown(ctx context.Context, rows int, tables ...string) {
	if db.dialect == migrations.Postgres && rows > batch {
		_ = db.write.WithContext(ctx).Exec("ANALYZE " + strings.Join(tables, ", ")).Error
	}
}

// insertAll writes rows, at most a batch, with one statement; conflict is its ON
// CONFLICT, if any.
func insertAll[Row any](tx *tx, rows []Row, conflict string) error {
	if len(rows) == 0 {
		return nil
	}
	table, values, args, err := valuesOf(tx, rows)
	if err != nil {
		return err
	}
	query := "INSERT INTO " + table.Table + " (" + strings.Join(table.DBNames, ", ") + ") " + values + " " + conflict
	_, err = tx.Statement.ConnPool.ExecContext(tx.Statement.Context, query, args...)
	return translated(tx.DB, err)
}

// valuesOf is the table of some rows, at least one and at most a batch, and a query
// that gives them.
func valuesOf[Row any](tx *tx, rows []Row) (table *schema.Schema, query string, args []any, err error) {
	statement := gorm.Statement{DB: tx.DB}
	if err := statement.Parse(&rows[0]); err != nil {
		return nil, "", nil, err
	}
	table = statement.Schema
	var columns []*schema.Field
	for _, name := range table.DBNames {
		columns = append(columns, table.FieldsByDBName[name])
	}
	if tx.dialect == migrations.SQLite {
		return table, placeholders(len(columns), len(rows)), byRow(tx, columns, reflect.ValueOf(rows)), nil
	}
	query, args = byColumn(tx, columns, reflect.ValueOf(rows))
	return table, query, args, nil
}

// placeholders are those of the values of rows.
func placeholders(columns, rows int) string {
	one := "(" + strings.Repeat("?,", columns-1) + "?)"
	return "VALUES " + strings.Repeat(one+",", rows-1) + one
}

// byRow is the values of rows, one row after the other.
func byRow(tx *tx, columns []*schema.Field, rows reflect.Value) []any {
	args := make([]any, 0, rows.Len()*len(columns))
	for i := range rows.Len() {
		for _, column := range columns {
			value, _ := column.ValueOf(tx.Statement.Context, rows.Index(i))
			args = append(args, value)
		}
	}
	return args
}

// byColumn is an array for each column: PostgreSQL plans the same short statement
// for any number of rows, where one with a placeholder for each value takes longer
// to plan than to write.
func byColumn(tx *tx, columns []*schema.Field, rows reflect.Value) (values string, args []any) {
	arrays := make([]string, len(columns))
	args = make([]any, len(columns))
	for c, column := range columns {
		array := make([]any, rows.Len())
		for i := range array {
			value, _ := column.ValueOf(tx.Statement.Context, rows.Index(i))
			array[i] = plainValue(value)
		}
		arrays[c], args[c] = fmt.Sprintf("unnest($%d::%s[])", c+1, postgresType(column.IndirectFieldType)), array
	}
	return "SELECT " + strings.Join(arrays, ", "), args
}

// plainValue takes the name off a type, which the driver would do for each value
// at greater length.
func plainValue(value any) any {
	switch v := value.(type) {
	case uuid.UUID:
		return [16]byte(v)
	case *uuid.UUID:
		if v == nil {
			return nil
		}
		return [16]byte(*v)
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int:
		return v.Int()
	}
	return value
}

// postgresType is what PostgreSQL calls the type of a column that migrations/
// made for a Go type.
func postgresType(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[uuid.UUID]():
		return "uuid"
	case reflect.TypeFor[time.Time]():
		return "timestamptz"
	case reflect.TypeFor[[]byte]():
		return "bytea"
	}
	switch t.Kind() {
	case reflect.Int:
		return "int"
	case reflect.Bool:
		return "boolean"
	}
	return "text"
}
