package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// reminderRest is the least time between two reminders of a cycle, and
// maxReminders is how many there may be.
const (
	reminderRest = 24 * time.Hour
	maxReminders = 3
)

// Remind queues a reminder to everybody who has an invitation pending in an
// open cycle. HR learns neither who they are nor how many.
func (c Cycles) Remind(ctx context.Context, actor string, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Answer); err != nil {
			return err
		}
		round, err := tx.nextReminder(id)
		if err != nil {
			return err
		}
		if err := tx.writeToPending(models.ReminderLetter, id, round); err != nil {
			return err
		}
		return tx.record(actor, "sent a reminder", &id, "")
	})
}

// tellExtended writes to everybody who has an invitation pending that the
// deadline was moved.
func (tx *tx) tellExtended(cycle uuid.UUID) error {
	var last int
	err := tx.Model(&letterRow{}).Where("kind = ? AND cycle_id = ?", models.ExtendedLetter, cycle).
		Select("COALESCE(MAX(round), 0)").Scan(&last).Error
	if err != nil {
		return err
	}
	return tx.writeToPending(models.ExtendedLetter, cycle, last+1)
}

// writeToPending queues a round of letters to everybody who has an invitation pending.
func (tx *tx) writeToPending(kind models.LetterKind, cycle uuid.UUID, round int) error {
	var people []uuid.UUID
	err := tx.Model(&invitationRow{}).Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Where("leaders.cycle_id = ? AND invitations.state = ?", cycle, models.Pending).
		Distinct().Pluck("invitations.person_id", &people).Error
	if err != nil || len(people) == 0 {
		return err
	}
	letters := make([]letterRow, len(people))
	for i, person := range people {
		letters[i] = queued(kind, &cycle, person, tx.now)
		letters[i].Round = round
	}
	return tx.CreateInBatches(letters, batch).Error
}

// CanRemind reports whether Remind would send a reminder now.
func (c Cycles) CanRemind(ctx context.Context, id uuid.UUID) (bool, error) {
	_, err := (&tx{DB: c.db.reading(ctx), now: c.db.now()}).nextReminder(id)
	if models.KindOf(err) == models.Conflict {
		return false, nil
	}
	return err == nil, err
}

// nextReminder numbers the next reminder, or says why there is none yet.
func (tx *tx) nextReminder(cycle uuid.UUID) (int, error) {
	var sent []Entry
	err := tx.Where("cycle_id = ? AND act = ?", cycle, "sent a reminder").Order("at DESC").Limit(maxReminders).Find(&sent).Error
	if err != nil {
		return 0, err
	}
	if len(sent) == maxReminders {
		return 0, models.Errorf(models.Conflict, "Three reminders were sent. More would not be kind.")
	}
	if len(sent) > 0 && sent[0].At.After(tx.now.Add(-reminderRest)) {
		return 0, models.Errorf(models.Conflict, "A reminder was sent less than a day ago. Please wait until tomorrow.")
	}
	return len(sent) + 1, nil
}
