package store

import (
	"context"

	"github.com/google/uuid"
)

// Paths below a cycle name a letter or a comment of it. Both stay with their
// cycle for ever, so asking before the change is as good as asking within it.

// HasLetter returns NotFound unless the letter is one of the cycle's.
func (c Cycles) HasLetter(ctx context.Context, cycle, letter uuid.UUID) error {
	err := c.db.reading(ctx).Where("id = ? AND cycle_id = ?", letter, cycle).Take(&letterRow{}).Error
	return orNotFound(err, "There is no such letter in this cycle.")
}

// HasRemark returns NotFound unless the comment is about a leader of the cycle.
func (c Cycles) HasRemark(ctx context.Context, cycle, remark uuid.UUID) error {
	err := c.db.reading(ctx).Where("id = ?", remark).
		Where("EXISTS (SELECT 1 FROM leaders WHERE leaders.id = remarks.leader_id AND leaders.cycle_id = ?)", cycle).
		Take(&remarkRow{}).Error
	return orNotFound(err, "There is no such comment in this cycle.")
}
