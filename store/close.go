package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// BeginClose stops the answers of an open cycle. Working out the reports is
// WorkOut's.
func (c Cycles) BeginClose(ctx context.Context, actor string, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.BeginClose)
		if err != nil {
			return err
		}
		ended := tx.now // answers end now, not at a deadline that still lies ahead
		if cycle.ClosesAt.Before(ended) {
			ended = *cycle.ClosesAt
		}
		change := tx.Model(&cycleRow{}).Where("id = ? AND state = ?", id, models.Open).
			Updates(map[string]any{"state": models.Closing, "closes_at": ended})
		if err := mustChange(change, models.Errorf(models.WrongState, "This cycle is being closed already.")); err != nil {
			return err
		}
		return tx.record(actor, "closed the cycle", &id, "")
	})
}

// finishClose closes the cycle once every leader has a report: links are
// erased, then the key is destroyed and the ballots' old pages with it.
func (c Cycles) finishClose(ctx context.Context, cycle models.Cycle) error {
	err := c.db.inTx(ctx, func(tx *tx) error {
		if err := tx.lock(cycle.ID); err != nil {
			return err
		}
		change := tx.Model(&cycleRow{}).Where("id = ? AND state = ?", cycle.ID, models.Closing).
			Updates(map[string]any{"state": models.Closed, "closed_at": tx.now})
		if change.Error != nil || change.RowsAffected == 0 { // another process was faster
			return change.Error
		}
		if err := tx.Model(&linkRow{}).Where("cycle_id = ?", cycle.ID).Update("token_hash", nil).Error; err != nil {
			return err
		}
		if err := tx.putLettersAway(cycle.ID); err != nil {
			return err
		}
		return tx.record(ByClock, "worked out the reports and deleted the single answers", &cycle.ID, "")
	})
	if err != nil {
		return err
	}
	if err = c.db.keys.destroy(cycle.ID); err != nil {
		err = fmt.Errorf("destroy key: %w", err)
	}
	c.db.forget(ctx, "ballots")
	return err
}

// pendingLetters are the kinds of letter that go only to people who have not
// answered yet.
var pendingLetters = []models.LetterKind{models.ReminderLetter, models.LastReminderLetter, models.AgainLetter, models.ExtendedLetter}

// putLettersAway buries invitations that were never sent, and deletes the letters
// that went only to people who had not answered: their dates would tell, person
// by person, who answered after them.
func (tx *tx) putLettersAway(cycle uuid.UUID) error {
	err := tx.Delete(&letterRow{}, "cycle_id = ? AND kind IN ?", cycle, pendingLetters).Error
	if err != nil {
		return err
	}
	return tx.Model(&letterRow{}).Where("cycle_id = ? AND state = ? AND kind = ?", cycle, models.Queued, models.InvitationLetter).
		Updates(map[string]any{"state": models.Buried, "last_error": "The cycle closed before this was sent."}).Error
}

// DestroyOldKeys removes keys whose cycles are past closing: a crash between the
// commit of closing and the removal of its key leaves one behind, and a copy
// that was out of reach then may be back. A key of a draft or of no cycle at all
// opens nothing and is left alone: it may belong to a launch that is going on
// right now, or to another database that this one was mistaken for. The next
// launch replaces it.
func (c Cycles) DestroyOldKeys(ctx context.Context) error {
	ids, err := c.db.keys.cycles()
	if err != nil || len(ids) == 0 {
		return err
	}
	var old []uuid.UUID
	err = c.db.reading(ctx).Model(&cycleRow{}).
		Where("id IN ? AND state IN ?", ids, []models.CycleState{models.Closed, models.Released, models.Purged}).Pluck("id", &old).Error
	if err != nil || len(old) == 0 {
		return err
	}
	var all []error
	for _, id := range old {
		all = append(all, c.db.keys.destroy(id))
	}
	c.db.forget(ctx, "ballots")
	return errors.Join(all...)
}
