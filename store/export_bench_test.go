package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// The rows of tables, with which benchmarks write what the verbs write.
type (
	PersonRow     = personRow
	LeaderRow     = leaderRow
	InvitationRow = invitationRow
	LinkRow       = linkRow
	LetterRow     = letterRow
	BallotRow     = ballotRow
)

// AskedByDepartment is the statement by which the overview counts who answered.
var AskedByDepartment = askedByDepartment

// Batch is how many rows one statement writes.
const Batch = batch

// Gorm is the handle by which the store writes.
func (db *DB) Gorm() *gorm.DB { return db.write }

// ReadGorm is the handle by which the store reads.
func (db *DB) ReadGorm() *gorm.DB { return db.read }

// WorkOutOverview works out what Release freezes, and keeps nothing.
func (db *DB) WorkOutOverview(ctx context.Context, id uuid.UUID) (heatmap models.Heatmap, counts []models.RateRow, err error) {
	err = db.inReading(ctx, func(tx *tx) error {
		cycle, err := lookup[cycleRow](tx, id, noCycle)
		if err != nil {
			return err
		}
		if heatmap, err = tx.heatmap(cycle); err != nil {
			return err
		}
		counts, err = tx.departmentCounts(cycle)
		return err
	})
	return heatmap, counts, err
}
