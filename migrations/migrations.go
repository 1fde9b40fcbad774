// Package migrations shapes the database: one set of goose SQL files for both
// dialects. Words in double braces, such as {{uuid}}, stand for the type that
// the dialect uses. A file is never edited after it landed.
package migrations

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
)

//go:embed *.sql
var files embed.FS

// Dialect names a database.
type Dialect string

// The dialects.
const (
	Postgres Dialect = "postgres"
	SQLite   Dialect = "sqlite"
)

// words maps each word to the dialects'. On SQLite the driver converts times
// only in columns declared datetime, a rowless table keeps no order of arrival,
// and a random uuid is put together from random bytes.
var words = map[Dialect]map[string]string{
	Postgres: {"uuid": "uuid", "time": "timestamptz", "bytes": "bytea", "json": "jsonb", "rowless": "",
		"random": "gen_random_uuid()"},
	SQLite: {"uuid": "text", "time": "datetime", "bytes": "blob", "json": "text", "rowless": "WITHOUT ROWID",
		"random": "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"},
}

var word = regexp.MustCompile(`\{\{\w+\}\}`)

// For returns the migration files in the words of a dialect.
func For(dialect Dialect) fs.FS { return translated{words[dialect]} }

type translated struct{ words map[string]string }

// Open returns a file with its words replaced; an unknown word is an error.
func (t translated) Open(name string) (fs.File, error) {
	file, err := files.Open(name)
	if err != nil || name == "." {
		return file, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var unknown []byte
	text = word.ReplaceAllFunc(text, func(w []byte) []byte {
		sql, ok := t.words[string(w[2:len(w)-2])]
		if !ok {
			unknown = w
		}
		return []byte(sql)
	})
	if unknown != nil {
		return nil, fmt.Errorf("migrations: %s: unknown word %s", name, unknown)
	}
	return &textFile{bytes.NewReader(text), sized{info, int64(len(text))}}, nil
}

type textFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }

// sized is a file's info with the size of the translated text.
type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64 { return s.size }
