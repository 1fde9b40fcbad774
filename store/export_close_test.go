package store

import (
	"context"
	"sync/atomic"

	"github.com/google/uuid"
)

// OpenThenKeep opens the boxes of some leaders, lets something happen, and keeps
// what may be shown of those to whom nothing happened.
func (c Cycles) OpenThenKeep(ctx context.Context, cycle uuid.UUID, leaders []uuid.UUID, happens func()) error {
	found, err := c.Get(ctx, cycle)
	if err != nil {
		return err
	}
	opener, err := c.db.keys.opener(cycle, found.PublicKey)
	if err != nil {
		return err
	}
	desk := closing{db: c.db, cycle: found, opener: opener, met: new(atomic.Bool)}
	all, err := desk.open(ctx, leaders)
	if err != nil {
		return err
	}
	happens()
	return desk.keepUnchanged(ctx, all)
}
