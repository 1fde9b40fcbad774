package store

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// dialTimeout is how long a host may take to let us in, unless the URL has a
// connect_timeout. Without one a machine that is gone is waited for two minutes.
const dialTimeout = 5 * time.Second

// openPostgres opens a pool. The URL may name several hosts with
// target_session_attrs=read-write to follow a primary.
func openPostgres(url string, config *gorm.Config) (*gorm.DB, error) {
	parsed, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if parsed.ConnectTimeout == 0 {
		parsed.ConnectTimeout = dialTimeout
	}
	d := postgresDialect{health: &health{}}
	pool := stdlib.OpenDB(*parsed, stdlib.OptionAfterConnect(plain), stdlib.OptionShouldPing(d.doubtful))
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(32) // a new one costs more than a page; what is not needed goes after a while
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d.Dialector = postgres.New(postgres.Config{Conn: pool}).(*postgres.Dialector)
	opened, err := gorm.Open(d, config)
	if err != nil {
		return nil, err
	}
	return opened, opened.Callback().Row().After("gorm:row").Register("sevenfold:translate", translateRow)
}

// translateRow has the error of a statement that was written by hand translated
// too: GORM passes those on as they are.
func translateRow(g *gorm.DB) {
	if err := g.Error; err != nil {
		g.Error = nil
		_ = g.AddError(err) // returns the same
	}
}

// postgresDialect tells a database that is away from other errors.
type postgresDialect struct {
	*postgres.Dialector
	*health
}

// Translate sees every error of a statement, a begin or a commit.
func (d postgresDialect) Translate(err error) error {
	if isAway(err) {
		d.broke.Store(time.Now().UnixNano())
		return unreachable{err}
	}
	return d.Dialector.Translate(err)
}

// health remembers when a connection broke last. One is broken by what breaks
// the others too: each is asked whether it still stands before it is used again.
type health struct{ broke atomic.Int64 } // in Unix nanoseconds

// doubtful reports whether a connection is asked first: after a second without
// work, and when another broke since it was used.
func (h *health) doubtful(_ context.Context, p stdlib.ShouldPingParams) bool {
	return p.IdleDuration > time.Second || time.Now().Add(-p.IdleDuration).UnixNano() <= h.broke.Load()
}

// plain keeps PostgreSQL from compiling statements: every one here is short, and
// compiling one takes longer than running it a hundred times. And it reads as
// well here as there: what is asked for lies in memory, or on a disk without a
// head. As PostgreSQL comes, it would rather walk through 100,000 rows than look
// 200 of them up.
func plain(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET jit = off; SET random_page_cost = 1.1")
	return err
}
