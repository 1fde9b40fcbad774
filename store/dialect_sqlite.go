package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	modernc "modernc.org/sqlite"

	"github.com/sevenfold/sevenfold/models"
)

// sqlitePragmas: WAL lets readers work beside the one writer; secure_delete
// overwrites what is deleted; immediate transactions take the write lock before
// any read, which the shuffling of ballots relies on; times are UTC text.
const sqlitePragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)" +
	"&_pragma=synchronous(FULL)&_pragma=secure_delete(1)" +
	"&_txlock=immediate&_time_format=sqlite&_timezone=UTC&_texttotime=1"

// openSQLite opens one connection for writing and a pool for reading.
func openSQLite(path string, config *gorm.Config) (write, read *gorm.DB, err error) {
	if path == "" || strings.ContainsAny(path, "?#") {
		return nil, nil, fmt.Errorf("sqlite: %q is not a usable file path", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	if write, err = sqlitePool(path, 1, config); err != nil {
		return nil, nil, err
	}
	read, err = sqlitePool(path, 8, config)
	return write, read, err
}

func sqlitePool(path string, connections int, config *gorm.Config) (*gorm.DB, error) {
	pool, err := sql.Open("sqlite", "file:"+path+sqlitePragmas)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	if err := firstWord(pool); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return gorm.Open(sqliteDialector{&sqlite.Dialector{DriverName: "sqlite", Conn: pool}}, config)
}

// firstWord checks that the database answers. While another process makes a new
// file, asking for its journal is refused at once, whatever the busy_timeout.
func firstWord(pool *sql.DB) error {
	for patience := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		err := assertWAL(pool)
		if e, ok := errors.AsType[*modernc.Error](err); !ok || e.Code() != sqliteBusy || time.Now().After(patience) {
			return err
		}
	}
}

// assertWAL catches a driver that ignores the pragmas' form.
func assertWAL(pool *sql.DB) error {
	var mode string
	if err := pool.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("sqlite: journal mode is %q, expected wal", mode)
	}
	return nil
}

// sqliteDialector lets GORM's SQLite dialect speak through the pure Go driver
// and understand its errors.
type sqliteDialector struct{ *sqlite.Dialector }

// The extended result codes of SQLite's constraints (sqlite.org/rescode.html).
const (
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
	sqliteForeignKey = 787
	sqliteCheck      = 275
)

// What SQLite says when somebody else holds what it needs.
const sqliteBusy = 5

// What SQLite says when its disk is full: of its files, and of the index of its log.
const (
	sqliteFull      = 13
	sqliteIndexFull = 4874
)

// errFull is what people are told who ask for something that cannot be kept.
var errFull = models.Errorf(models.Impossible, "There is no room left where this service keeps things. Nothing of it was kept, and nothing was half-done. "+
	"Please try again in a while, and tell whoever runs this service.")

// Translate gives constraint violations their GORM names, and a full disk words
// that people may read.
func (d sqliteDialector) Translate(err error) error {
	e, ok := errors.AsType[*modernc.Error](err)
	if !ok {
		return err
	}
	switch e.Code() {
	case sqliteUnique, sqlitePrimaryKey:
		return gorm.ErrDuplicatedKey
	case sqliteForeignKey:
		return gorm.ErrForeignKeyViolated
	case sqliteCheck:
		return gorm.ErrCheckConstraintViolated
	case sqliteFull, sqliteIndexFull:
		return errFull
	}
	return err
}
