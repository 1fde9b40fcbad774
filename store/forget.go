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
// by Due, which tells when it fails once more.
func (db *DB) forget(ctx context.Context, tables ...string) {
	db.left.mu.Lock()
	defer db.left.mu.Unlock()
	db.left.note(tables)
	_ = db.clean(ctx)
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
		if err := awaitOlder(ctx, one); err != nil {
			return err
		}
		if err := one.Exec(fmt.Sprintf("SET lock_timeout = %d", forgetPatience.Milliseconds())).Error; err != nil {
			return err
		}
		err := one.Exec("VACUUM (FULL) " + strings.Join(tables, ", ")).Error
		if err = errors.Join(err, one.Exec("RESET lock_timeout").Error); err != nil {
			return err
		}
		for _, table := range tables {
			if err := emptyFile(one, table); err != nil {
				return err
			}
		}
		return nil
	})
}

// awaitOlder waits until every transaction that began before now has ended, in
// all databases of the server: VACUUM keeps the dead rows that one of them might
// still want to see.
func awaitOlder(ctx context.Context, one *gorm.DB) error {
	var now, oldest int64
	if err := one.Raw("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").Scan(&now).Error; err != nil {
		return err
	}
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(forgetPatience); ; {
		if err := one.Raw("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").Scan(&oldest).Error; err != nil || oldest >= now {
			return err
		}
		if time.Now().After(end) {
			return errors.New("an older transaction is still going on")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}

// emptyFile reports a table without rows whose file is not empty: somebody's
// older look at the database kept its dead rows alive.
func emptyFile(one *gorm.DB, table string) error {
	var kept bool
	err := one.Raw("SELECT pg_relation_size(oid) + CASE reltoastrelid WHEN 0 THEN 0 ELSE pg_relation_size(reltoastrelid) END > 0" +
		" AND NOT EXISTS (SELECT 1 FROM " + table + ") FROM pg_class WHERE oid = '" + table + "'::regclass").Scan(&kept).Error
	if err == nil && kept {
		err = fmt.Errorf("%s still holds rows that somebody may look at", table)
	}
	return err
}
