package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// oldNews is not told to HR any more.
const oldNews = 7 * 24 * time.Hour

// tellHR queues the letters that HR should get now: that a cycle closed, and
// that letters of a cycle are stuck. It may run in several processes at once.
func (c Cycles) tellHR(ctx context.Context) error {
	return errors.Join(c.tellClosed(ctx), c.tellStuck(ctx))
}

// tellClosed writes once about every cycle that has closed lately.
func (c Cycles) tellClosed(ctx context.Context) error {
	var ids []uuid.UUID
	err := c.db.reading(ctx).Model(&cycleRow{}).
		Where("state = ? AND closed_at > ? AND EXISTS (SELECT 1 FROM members)", models.Closed, c.db.now().Add(-oldNews)).
		Where("NOT EXISTS (SELECT 1 FROM letters l WHERE l.cycle_id = cycles.id AND l.kind = ?)", models.ClosedLetter).
		Pluck("id", &ids).Error
	for _, id := range ids {
		err = errors.Join(err, c.db.inTx(ctx, func(tx *tx) error {
			to, err := tx.whoAsks(id)
			if err != nil {
				return err
			}
			return tx.writeToHR(models.ClosedLetter, id, 1, to)
		}))
	}
	return err
}

// tellStuck writes about the cycles in which letters are stuck, when that is news.
func (c Cycles) tellStuck(ctx context.Context) error {
	now := c.db.now()
	var rows []struct {
		CycleID uuid.UUID
		Refused *time.Time
		Waiting bool
		Told    *time.Time
	}
	err := c.db.reading(ctx).Table("letters").Joins("JOIN cycles ON cycles.id = letters.cycle_id").
		Where(stuckLetters+" AND letters.due_at > ? AND EXISTS (SELECT 1 FROM members)", append(stuckArgs(now), now.Add(-oldNews))...).
		Select(`letters.cycle_id, MAX(CASE WHEN letters.state IN ('buried', 'unknown') THEN letters.due_at END) AS refused,
			COUNT(CASE WHEN letters.state NOT IN ('buried', 'unknown') THEN 1 END) > 0 AS waiting,
			(SELECT MAX(told.since) FROM letters told WHERE told.cycle_id = letters.cycle_id AND told.kind = ?) AS told`, models.StuckLetter).
		Group("letters.cycle_id").Find(&rows).Error
	for _, row := range rows {
		news := models.StuckNews{Refused: utc(row.Refused), Waiting: row.Waiting, Told: utc(row.Told)}
		if news.Tell(now) {
			err = errors.Join(err, c.tellOfStuck(ctx, row.CycleID))
		}
	}
	return err
}

func (c Cycles) tellOfStuck(ctx context.Context, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		var members []uuid.UUID
		if err := tx.Model(&memberRow{}).Pluck("person_id", &members).Error; err != nil {
			return err
		}
		// The round is the day, so that no two processes write on the same one.
		return tx.writeToHR(models.StuckLetter, id, int(tx.now.Unix()/(24*60*60)), members)
	})
}

// stuckLetters are those of which HR should know: invitations and reports that
// were tried and are buried or in doubt, and whatever waits for long. Reminders
// that were refused are left out: they would tell who has not answered. What was
// never tried had become pointless.
const stuckLetters = `(letters.state IN ('buried', 'unknown') AND letters.attempts > 0 AND ` + newest + `
		AND ((letters.kind = 'invitation' AND cycles.state = 'open') OR (letters.kind = 'report' AND cycles.state = 'released'))
	OR letters.state IN ('queued', 'claimed', 'sending') AND letters.due_at <= ? AND letters.kind NOT IN ?)`

func stuckArgs(now time.Time) []any {
	return []any{now.Add(-models.LongWait), []models.LetterKind{models.ClosedLetter, models.StuckLetter, models.TestLetter}}
}

// stuck counts what is stuck in a cycle.
func (d *desk) stuck(cycle uuid.UUID, now time.Time) (models.Stuck, error) {
	var rows []struct {
		State models.LetterState
		N     int
		First time.Time
	}
	err := d.g.Table("letters").Joins("JOIN cycles ON cycles.id = letters.cycle_id").
		Where("letters.cycle_id = ?", cycle).Where(stuckLetters, stuckArgs(now)...).
		Select("letters.state, letters.due_at AS first, 1 AS n").Order("letters.due_at").Find(&rows).Error
	var found models.Stuck
	for _, row := range rows {
		switch {
		case row.State == models.Buried || row.State == models.Unknown:
			found.Refused += row.N
		case found.Since == nil:
			found.Since = utc(&row.First)
		}
	}
	return found, err
}

// whoAsks is the contact of a cycle, if a member, or else all members.
func (tx *tx) whoAsks(cycle uuid.UUID) (people []uuid.UUID, err error) {
	err = tx.Model(&memberRow{}).Joins("JOIN people ON people.id = members.person_id").
		Joins("JOIN cycles ON cycles.contact_email = people.email").
		Where("cycles.id = ?", cycle).Pluck("members.person_id", &people).Error
	if err != nil || len(people) > 0 {
		return people, err
	}
	return people, tx.Model(&memberRow{}).Pluck("person_id", &people).Error
}

// writeToHR queues a letter to members; one that is there already stays alone.
func (tx *tx) writeToHR(kind models.LetterKind, cycle uuid.UUID, round int, people []uuid.UUID) error {
	if len(people) == 0 {
		return nil
	}
	letters := make([]letterRow, len(people))
	for i, person := range people {
		letters[i] = queued(kind, &cycle, person, tx.now)
		letters[i].Round = round
	}
	return tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(letters, batch).Error
}
