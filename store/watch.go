package store

import (
	"context"
	"database/sql"

	"github.com/sevenfold/sevenfold/migrations"
	"github.com/sevenfold/sevenfold/models"
)

// Unsent counts all letters that have not left, by state. What was refused is
// not among them: it is told beside its cycle.
func (o Outbox) Unsent(ctx context.Context) (map[models.LetterState]int, error) {
	states := []models.LetterState{models.Queued, models.Claimed, models.Sending, models.Unknown}
	counts := map[models.LetterState]int{}
	for _, state := range states {
		counts[state] = 0
	}
	var rows []struct {
		State models.LetterState
		N     int
	}
	err := o.db.reading(ctx).Model(&letterRow{}).Where("state IN ?", states).
		Select("state, count(*) AS n").Group("state").Scan(&rows).Error
	for _, row := range rows {
		counts[row.State] = row.N
	}
	return counts, err
}

// Pools is how busy the connections to the database are: "write" and "read" for
// SQLite, "all" for PostgreSQL.
func (db *DB) Pools() map[string]sql.DBStats {
	stats := map[string]sql.DBStats{}
	add := func(name string, pool *sql.DB, err error) {
		if err == nil {
			stats[name] = pool.Stats()
		}
	}
	if db.dialect == migrations.Postgres {
		pool, err := db.write.DB()
		add("all", pool, err)
		return stats
	}
	pool, err := db.write.DB()
	add("write", pool, err)
	pool, err = db.read.DB()
	add("read", pool, err)
	return stats
}
