package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/sevenfold/sevenfold/migrations"
	"github.com/sevenfold/sevenfold/models"
)

// Options is what a database needs besides its URL.
type Options struct {
	Secret   models.Secret    // derives the tokens of mailed links
	Keys     *Keyring         // keeps the private keys of open cycles; nil: this process only takes answers
	Now      func() time.Time // the clock; nil is time.Now
	Defaults models.Defaults  // the settings where HR chose nothing; a zero retention is Sevenfold's own
}

// DB is an open database. Its methods hand out the small types that other rooms use.
type DB struct {
	write    *gorm.DB // SQLite: one connection, so writers queue instead of failing
	read     *gorm.DB
	hot      *gorm.DB // read, for what is asked often: its statements stay prepared
	moves    *gorm.DB // write, for the one statement that moves letters, outside transactions
	dialect  migrations.Dialect
	secret   models.Secret
	keys     *Keyring
	clock    func() time.Time
	defaults models.Defaults
	left     leftovers
	freezer  freezer
	working  sync.Map // the progress of each work that this process carries out, by its id
}

// Open connects to url, either "sqlite:PATH" or "postgres://…", and checks that
// it answers. It does not migrate.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	db := &DB{secret: o.Secret, keys: o.Keys, clock: o.Now, defaults: o.Defaults}
	if o.Defaults.Retention == (models.Retention{}) {
		db.defaults.Retention = models.DefaultRetention()
	}
	if db.clock == nil {
		db.clock = time.Now
	}
	var err error
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		db.dialect = migrations.SQLite
		db.write, db.read, err = openSQLite(strings.TrimPrefix(url, "sqlite:"), db.config())
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		db.dialect = migrations.Postgres
		db.write, err = openPostgres(url, db.config())
		db.read = db.write
	default:
		return nil, errors.New("the database URL must begin with postgres:// or sqlite:")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := db.Ping(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	db.hot, db.moves = db.read, db.write
	if db.dialect == migrations.SQLite { // pgx keeps statements prepared by itself
		db.hot = db.read.Session(&gorm.Session{PrepareStmt: true})
		db.moves = db.write.Session(&gorm.Session{PrepareStmt: true})
	}
	return db, nil
}

// config keeps values out of GORM's reach: it logs nothing, so that no slow or
// failing statement can print a token or an answer.
func (db *DB) config() *gorm.Config {
	return &gorm.Config{
		Logger:                 logger.Discard,
		TranslateError:         true,
		SkipDefaultTransaction: true,
		NowFunc:                db.now,
	}
}

// now is the clock in UTC, at the grain that both databases keep.
func (db *DB) now() time.Time { return db.clock().UTC().Truncate(time.Microsecond) }

// Now is the time by the clock that all verbs go by.
func (db *DB) Now() time.Time { return db.now() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	for _, g := range []*gorm.DB{db.write, db.read} {
		pool, err := g.DB()
		if err != nil {
			return err
		}
		if err := pool.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Close ends all connections.
func (db *DB) Close() error {
	var all []error
	for _, g := range []*gorm.DB{db.write, db.read} {
		if g == nil {
			continue
		}
		if pool, err := g.DB(); err == nil {
			all = append(all, pool.Close())
		}
	}
	return errors.Join(all...)
}

// tx is one transaction with one fixed now.
type tx struct {
	*gorm.DB
	now     time.Time
	dialect migrations.Dialect
}

// inTx runs story in one transaction and commits unless it returns an error.
func (db *DB) inTx(ctx context.Context, story func(*tx) error) error {
	return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return story(&tx{g, db.now(), db.dialect})
	})
}

// reading returns a handle for one read outside a transaction.
func (db *DB) reading(ctx context.Context) *gorm.DB { return db.read.WithContext(ctx) }

// lock makes transactions about the same thing queue. It must come before any
// read: on PostgreSQL each statement then sees what the one before committed. A
// SQLite transaction begins with the write lock and needs no other.
func (tx *tx) lock(id uuid.UUID) error {
	if tx.dialect == migrations.SQLite {
		return nil
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", id.String()).Error
}

// lockAll locks several things, always in one order, so that no two transactions
// wait for each other.
func (tx *tx) lockAll(ids []uuid.UUID) error {
	if tx.dialect == migrations.SQLite {
		return nil
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	slices.Sort(names)
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(string_to_array(?, ',')) AS id", strings.Join(names, ",")).Error
}

// mustChange turns "no row was changed" into an error of the caller's choice.
func mustChange(result *gorm.DB, otherwise error) error {
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected != 1 {
		return otherwise
	}
	return nil
}

// orNotFound replaces GORM's not found with one that a person may read.
func orNotFound(err error, text string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows) {
		return models.Errorf(models.NotFound, "%s", text)
	}
	return err
}

// translated is the error of a statement that was sent or read by hand, as GORM
// gives all others.
func translated(q *gorm.DB, err error) error {
	if t, ok := q.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		return t.Translate(err)
	}
	return err
}

// utc puts a stored time back into UTC.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
