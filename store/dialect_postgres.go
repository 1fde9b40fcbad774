package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// openPostgres opens a pool. The URL may name several hosts with
// target_session_attrs=read-write to follow a primary.
func openPostgres(url string, config *gorm.Config) (*gorm.DB, error) {
	parsed, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	pool := stdlib.OpenDB(*parsed, stdlib.OptionAfterConnect(plain))
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return gorm.Open(postgres.New(postgres.Config{Conn: pool}), config)
}

// plain keeps PostgreSQL from compiling statements: every one here is short, and
// compiling one takes longer than running it a hundred times.
func plain(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET jit = off")
	return err
}
