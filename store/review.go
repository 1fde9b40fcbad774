package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Check returns an Invalid error with all faults of the draft at once.
func (d CycleDraft) Check() error { return d.check() }

// Blockers lists what keeps a draft from being launched now: what Launch would refuse.
func (c Cycles) Blockers(ctx context.Context, id uuid.UUID) ([]models.Fault, error) {
	q := &tx{DB: c.db.reading(ctx), now: c.db.now(), dialect: c.db.dialect}
	row, err := lookup[cycleRow](q, id, noCycle)
	if err != nil {
		return nil, err
	}
	err = q.checkLaunch(row.cycle())
	if refused, ok := errors.AsType[*models.Error](err); ok {
		return refused.Faults, nil
	}
	return nil, err
}
