package store

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/sevenfold/sevenfold/models"
)

// scratch keeps what the rows of a list said while it is read (models.Memory), in
// a SQLite database of its own that nobody else can open. Its first megabytes lie
// in memory; a longer list goes on in a temporary file, which has lost its name
// by the time anything is written to it and its room as soon as it is closed.
type scratch struct {
	pool                *sql.DB
	first, keep, recall *sql.Stmt
	recent              map[string]string // some of it, at hand
}

// scratchRecent is how much is at hand: lists tell of one leader row after row.
const scratchRecent = 2000

// scratchSetUp: nothing of it is ever needed again, so nothing is made safe. The
// cache is in kilobytes.
const scratchSetUp = `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -2000;
	CREATE TABLE said (key BLOB PRIMARY KEY, what BLOB NOT NULL) WITHOUT ROWID; BEGIN`

// withScratch gives a list that is read its memory, and ends it.
func withScratch(read func(models.Memory) error) error {
	said, err := newScratch()
	if err != nil {
		return err
	}
	defer said.close()
	return read(said)
}

// newScratch must be closed.
func newScratch() (*scratch, error) {
	pool, err := sql.Open("sqlite", "") // a database without a name
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	s := &scratch{pool: pool, recent: make(map[string]string, scratchRecent)}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(s.failed(err), s.close())
	}
	return s, nil
}

func (s *scratch) prepare() (err error) {
	if _, err = s.pool.Exec(scratchSetUp); err != nil {
		return err
	}
	if s.first, err = s.pool.Prepare("INSERT INTO said VALUES (?, ?) ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	if s.keep, err = s.pool.Prepare("INSERT INTO said VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET what = excluded.what"); err != nil {
		return err
	}
	s.recall, err = s.pool.Prepare("SELECT what FROM said WHERE key = ?")
	return err
}

// close ends the statements too.
func (s *scratch) close() error { return s.pool.Close() }

// First implements models.Memory.
func (s *scratch) First(key, what string) (string, bool, error) {
	if before, known := s.recent[key]; known {
		return before, true, nil
	}
	done, err := s.first.Exec([]byte(key), []byte(what))
	if err != nil {
		return "", false, s.failed(err)
	}
	if added, _ := done.RowsAffected(); added == 1 {
		s.note(key, what)
		return what, false, nil
	}
	return s.Recall(key)
}

// Keep implements models.Memory.
func (s *scratch) Keep(key, what string) error {
	s.note(key, what)
	_, err := s.keep.Exec([]byte(key), []byte(what))
	return s.failed(err)
}

// Recall implements models.Memory.
func (s *scratch) Recall(key string) (string, bool, error) {
	if what, known := s.recent[key]; known {
		return what, true, nil
	}
	var what string
	err := s.recall.QueryRow([]byte(key)).Scan(&what)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, s.failed(err)
	}
	s.note(key, what)
	return what, true, nil
}

func (s *scratch) note(key, what string) {
	if len(s.recent) == scratchRecent {
		clear(s.recent)
	}
	s.recent[key] = what
}

// failed says where there was no room.
func (s *scratch) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("keep what a list says in a temporary file: %w", sqliteDialector{}.Translate(err))
}
