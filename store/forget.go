package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/migrations"
)

// What was deleted must be gone from the files of the database too, or whoever
// copies the files still reads it.

// forgetAgain is how long to wait before what could not be cleaned is tried
// again, and forgetPatience how long one try may keep others waiting.
const (
	forgetAgain    = time.Minute
	forgetPatience = 5 * time.Second
)

// leftovers are the tables whose deleted rows may still be in the files.
type leftovers struct {
	mu     sync.Mutex
	tables map[string]bool
	next   time.Time
}

// forget overwrites what deleted rows of some tables left in the files of the
// database. What cannot be cleaned now, because somebody reads, is tried again
// by Due.
func (db *DB) forget(ctx context.Context, tables ...string) error {
	db.left.mu.Lock()
	defer db.left.mu.Unlock()
	db.left.note(tables)
	return db.clean(ctx)
}

// forgetSoon leaves the cleaning to Due, for verbs that somebody waits for.
func (db *DB) forgetSoon(tables ...string) {
	db.left.mu.Lock()
	defer db.left.mu.Unlock()
	db.left.note(tables)
	db.left.next = db.now()
}

func (l *leftovers) note(tables []string) {
	if l.tables == nil {
		l.tables = map[string]bool{}
	}
	for _, table := range tables {
		l.tables[table] = true
	}
}

// forgetLeft tries again what an earlier forget could not clean.
func (db *DB) forgetLeft(ctx context.Context) error {
	db.left.mu.Lock()
	defer db.left.mu.Unlock()
	if len(db.left.tables) == 0 || db.now().Before(db.left.next) {
		return nil
	}
	return db.clean(ctx)
}

func (db *DB) clean(ctx context.Context) error {
	tables := slices.Sorted(maps.Keys(db.left.tables))
	var err error
	if db.dialect == migrations.Postgres {
		err = db.vacuum(ctx, tables)
	} else {
		err = db.truncateLog(ctx)
	}
	if err != nil {
		db.left.next = db.now().Add(forgetAgain)
		return fmt.Errorf("clean the files: %w", err)
	}
	clear(db.left.tables)
	return nil
}

// truncateLog empties SQLite's write-ahead log into the file of the database,
// where secure_delete has overwritten what was deleted.
func (db *DB) truncateLog(ctx context.Context) error {
	var busy, log, moved int
	if err := db.write.WithContext(ctx).Raw("PRAGMA wal_checkpoint(TRUNCATE)").Row().Scan(&busy, &log, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the log is being read")
	}
	return nil
}

// vacuum rewrites PostgreSQL's tables without their dead rows. It needs each
// table for itself for a moment; when it does not get it soon it gives up, so
// that a backup that takes its time keeps no rater waiting behind it.
func (db *DB) vacuum(ctx context.Context, tables []string) error {
	return db.write.WithContext(ctx).Connection(func(one *gorm.DB) error {
		if err := one.Exec(fmt.Sprintf("SET lock_timeout = %d", forgetPatience.Milliseconds())).Error; err != nil {
			return err
		}
		err := one.Exec("VACUUM (FULL) " + strings.Join(tables, ", ")).Error
		return errors.Join(err, one.Exec("RESET lock_timeout").Error)
	})
}
