package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

// OpenThenKeep opens the boxes of a leader, lets something happen, and keeps what
// may be shown. It reports whether that was refused because of what happened.
func (c Cycles) OpenThenKeep(ctx context.Context, cycle, leader uuid.UUID, happens func()) (refused bool, err error) {
	found, err := c.Get(ctx, cycle)
	if err != nil {
		return false, err
	}
	opener, err := c.db.keys.opener(cycle, found.PublicKey)
	if err != nil {
		return false, err
	}
	desk := closing{c.db, found, opener}
	all, err := desk.open(ctx, []uuid.UUID{leader})
	if err != nil {
		return false, err
	}
	happens()
	for _, o := range all {
		err = c.db.inTx(ctx, func(tx *tx) error { return desk.keep(tx, o) })
	}
	if errors.Is(err, errBallotsChanged) {
		return true, nil
	}
	return false, err
}
