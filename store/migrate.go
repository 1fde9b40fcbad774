package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/sevenfold/sevenfold/migrations"
)

// sqliteTries bounds how often a migration is tried again when another process
// is migrating the same file.
const sqliteTries = 20

// Migrate brings the database to the newest schema. Several processes may call
// it at once: one migrates, the others wait. It returns how many steps it took.
func (db *DB) Migrate(ctx context.Context) (int, error) {
	pool, err := db.write.DB()
	if err != nil {
		return 0, err
	}
	if db.dialect == migrations.Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return 0, err
		}
		return migrateUp(ctx, goose.DialectPostgres, pool, goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	}
	// SQLite has no session lock: whoever loses the race fails on "already
	// exists" and finds nothing left to do on the next try.
	for try := 1; ; try++ {
		steps, err := migrateUp(ctx, goose.DialectSQLite3, pool, goose.WithDisableGlobalRegistry(true))
		if err == nil || try == sqliteTries || ctx.Err() != nil {
			return steps, err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func migrateUp(ctx context.Context, dialect goose.Dialect, pool *sql.DB, options ...goose.ProviderOption) (int, error) {
	files := migrations.For(migrations.Postgres)
	if dialect == goose.DialectSQLite3 {
		files = migrations.For(migrations.SQLite)
	}
	provider, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return 0, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	return len(results), nil
}
