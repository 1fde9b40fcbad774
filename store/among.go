package store

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/migrations"
)

// among is the condition that an id is one of these, as in "WHERE id ?". They go
// over as one value, so that the statement has the same words for any number of
// them: PostgreSQL plans it once, and SQLite reads a short one.
type among []uuid.UUID

// GormValue writes the condition in the words of the database.
func (ids among) GormValue(_ context.Context, db *gorm.DB) clause.Expr {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	if db.Name() == string(migrations.Postgres) {
		return gorm.Expr("= ANY(?::uuid[])", "{"+strings.Join(texts, ",")+"}")
	}
	return gorm.Expr("IN (SELECT value FROM json_each(?))", `["`+strings.Join(texts, `","`)+`"]`)
}
