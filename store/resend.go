package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// anew is the changes that make a letter one that was never tried.
func anew(now time.Time) map[string]any {
	return map[string]any{"state": models.Queued, "due_at": now, "since": now, "attempts": 0, "last_error": ""}
}

// SendReportAgain queues the letter about a released report again that did not
// arrive, or perhaps did not. Its address stays: whoever could change it could
// sign in as the leader.
func (c Cycles) SendReportAgain(ctx context.Context, actor string, letter uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		row, err := lookup[letterRow](tx, letter, "There is no such letter.")
		if err != nil {
			return err
		}
		change := tx.Model(&letterRow{}).
			Where("id = ? AND kind = ? AND state IN ?", letter, models.ReportLetter, []models.LetterState{models.Buried, models.Unknown}).
			Updates(anew(tx.now))
		if err := mustChange(change, models.Errorf(models.WrongState, "Only a letter about a report that could not be sent can be sent again here.")); err != nil {
			return err
		}
		return tx.record(actor, "sent a letter about a report again", row.CycleID, "")
	})
}

// ReportLetter finds the newest letter about a leader's report.
func (c Cycles) ReportLetter(ctx context.Context, leader uuid.UUID) (uuid.UUID, error) {
	var letters []uuid.UUID
	err := c.db.reading(ctx).Table("letters").Joins("JOIN leaders ON leaders.cycle_id = letters.cycle_id AND leaders.person_id = letters.person_id").
		Where("leaders.id = ? AND letters.kind = ?", leader, models.ReportLetter).Order("letters.round DESC").Limit(1).Pluck("letters.id", &letters).Error
	if err == nil && len(letters) == 0 {
		err = models.Errorf(models.NotFound, "There is no letter about a report of this leader.")
	}
	if err != nil {
		return uuid.Nil, err
	}
	return letters[0], nil
}

// Waiting is how the letters of a kind that have still to leave are doing.
type Waiting struct {
	Since *time.Time // when the oldest was due for the first time; nil: none is due
	Due   bool       // some leave now; the others wait for their next attempt
}

// Waiting looks at the unsent invitations of a cycle.
func (o Outbox) Waiting(ctx context.Context, cycle uuid.UUID) (Waiting, error) {
	return o.waiting(ctx, cycle, models.InvitationLetter)
}

// ReportsWaiting looks at the unsent letters about released reports.
func (o Outbox) ReportsWaiting(ctx context.Context, cycle uuid.UUID) (Waiting, error) {
	return o.waiting(ctx, cycle, models.ReportLetter)
}

func (o Outbox) waiting(ctx context.Context, cycle uuid.UUID, kind models.LetterKind) (w Waiting, err error) {
	var oldest []letterRow
	unsent := o.db.reading(ctx).Where("cycle_id = ? AND kind = ? AND state IN ?", cycle, kind,
		[]models.LetterState{models.Queued, models.Claimed, models.Sending})
	err = unsent.Select("id", "since").Where("since <= ?", o.db.now()).Order("since").Limit(1).Find(&oldest).Error
	if err != nil || len(oldest) == 0 {
		return w, err
	}
	w.Since = utc(&oldest[0].Since)
	var due int64
	err = o.db.reading(ctx).Model(&letterRow{}).Where("cycle_id = ? AND kind = ?", cycle, kind).
		Where("state IN ? OR (state = ? AND due_at <= ?)", []models.LetterState{models.Claimed, models.Sending}, models.Queued, o.db.now()).
		Limit(1).Count(&due).Error
	w.Due = due > 0
	return w, err
}
