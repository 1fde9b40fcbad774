package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Due does what the clock asks of cycles now: launches drafts whose time has
// come, stops the answers of open ones past their deadline, works out those that
// are closing, sends the reminders that are planned, tells HR what it should
// know, and forgets what was kept long enough. It may run in several processes at once. One cycle's trouble does
// not keep another waiting.
func (c Cycles) Due(ctx context.Context) error {
	all := []error{c.forgetDue(ctx), c.db.forgetLeft(ctx), c.tellHR(ctx)}
	if c.db.keys == nil { // takes answers only
		return errors.Join(all...)
	}
	for _, step := range []struct {
		where string
		args  []any
		do    func(context.Context, uuid.UUID) error
	}{
		{"state = ? AND opens_at <= ?", []any{models.Draft, c.db.now()}, c.launchDue},
		{"state = ? AND closes_at <= ?", []any{models.Open, c.db.now()}, c.closeDue},
		{"state = ?", []any{models.Closing}, c.WorkOut},
	} {
		var ids []uuid.UUID
		err := c.db.reading(ctx).Model(&cycleRow{}).Where(step.where, step.args...).Limit(batch).Pluck("id", &ids).Error
		all = append(all, err)
		for _, id := range ids {
			all = append(all, step.do(ctx, id))
		}
	}
	return errors.Join(append(all, c.remindDue(ctx))...)
}

// launchDue launches a draft at its set time. If the law forbids it, the time
// is taken off and the reason noted, so that HR sees it instead of a retry
// every second.
func (c Cycles) launchDue(ctx context.Context, id uuid.UUID) error {
	_, err := c.Launch(ctx, ByClock, id)
	kind := models.KindOf(err)
	if err == nil || kind == models.WrongState {
		return nil
	}
	if kind == "" {
		return err
	}
	return errors.Join(err, c.db.inTx(ctx, func(tx *tx) error {
		change := tx.Model(&cycleRow{}).Where("id = ? AND state = ?", id, models.Draft).Update("opens_at", nil)
		if change.Error != nil || change.RowsAffected == 0 {
			return change.Error
		}
		return tx.record(ByClock, "could not launch the cycle at its set time", &id, err.Error())
	}))
}

// closeDue stops the answers of a cycle; another process may have been faster.
func (c Cycles) closeDue(ctx context.Context, id uuid.UUID) error {
	err := c.BeginClose(ctx, ByClock, id)
	if models.KindOf(err) == models.WrongState {
		return nil
	}
	return err
}
