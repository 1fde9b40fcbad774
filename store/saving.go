package store

import (
	"context"

	"github.com/sevenfold/sevenfold/models"
)

// ImportSummary says what an import did, or would do.
type ImportSummary struct {
	Read      int // rows of the file
	Good      int // rows of the file without a fault
	Added     int
	Updated   int
	Unchanged int
	Removed   int // only when a list is replaced
	Leaders   int // leaders of the cycle afterwards
	People    int // people of the directory that the file names
}

// Imported is what an import did, or would do, and what is wrong with the file.
type Imported struct {
	ImportSummary
	Faults []models.Fault // by line, then by column
}

// ImportOptions says how to import.
type ImportOptions struct {
	Replace bool // a roster becomes the whole list of the cycle instead of being added
	Partial bool // import the good rows of a list that has faults
	Preview bool // work everything out and keep nothing

	carrying *carrying // the work that imports; nil: somebody waits for it
}

// saving is a transaction that brings a list in, or only works out what that
// would do.
type saving struct {
	*tx
	preview bool
	seen    *progress
}

// saving runs story in a transaction. A preview reads alone, beside whoever writes.
func (db *DB) saving(ctx context.Context, o ImportOptions, story func(saving) error) error {
	run := db.inTx
	if o.Preview {
		run = db.inReading
	}
	return run(ctx, func(tx *tx) error { return story(saving{tx, o.Preview, o.carrying.watched()}) })
}
