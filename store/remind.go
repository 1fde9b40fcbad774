package store

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// The acts of the audit about reminders. How many were sent, and when, is read
// from there.
const (
	actReminded = "sent a reminder"
	actPlanned  = "changed when reminders go out"
)

// Remind queues a reminder to everybody who has an invitation pending in an
// open cycle. HR learns neither who they are nor how many.
func (c Cycles) Remind(ctx context.Context, actor string, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.Answer)
		if err != nil {
			return err
		}
		done, err := tx.reminded(id)
		if err != nil {
			return err
		}
		if err := done.Check(tx.now); err != nil {
			return err
		}
		return tx.remind(actor, cycle, round{done.Sent + 1, 0})
	})
}

// PlanReminders changes when reminders of a draft or an open cycle go out. Those
// whose time has passed by then are skipped.
func (c Cycles) PlanReminders(ctx context.Context, actor string, id uuid.UUID, plan models.Reminders) error {
	if err := plan.Check(); err != nil {
		return err
	}
	return c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Remind); err != nil {
			return err
		}
		row := cycleRow{ID: id, Reminders: plan.Sorted(), RemindedUntil: &tx.now}
		if err := tx.Select("reminders", "reminded_until").Updates(&row).Error; err != nil {
			return err
		}
		return tx.record(actor, actPlanned, &id, "")
	})
}

// CanRemind reports whether Remind would send a reminder now.
func (c Cycles) CanRemind(ctx context.Context, id uuid.UUID) (bool, error) {
	done, err := c.reading(ctx).reminded(id)
	return err == nil && done.Check(c.db.now()) == nil, err
}

// ComingReminders is when reminders of a cycle will go out.
func (c Cycles) ComingReminders(ctx context.Context, cycle models.Cycle) ([]time.Time, error) {
	done, err := c.reading(ctx).reminded(cycle.ID)
	return cycle.ComingReminders(done), err
}

func (c Cycles) reading(ctx context.Context) *tx {
	return &tx{DB: c.db.reading(ctx), now: c.db.now(), dialect: c.db.dialect}
}

// remindDue sends the reminders whose time has come, in every open cycle.
func (c Cycles) remindDue(ctx context.Context) error {
	var open []cycleRow
	err := c.db.reading(ctx).Omit("questionnaire", "public_key").
		Where("state = ? AND closes_at > ?", models.Open, c.db.now()).Find(&open).Error
	all := []error{err}
	for _, row := range open {
		if row.cycle().ReminderDue(c.db.now()) {
			all = append(all, c.remindPlanned(ctx, row.ID))
		}
	}
	return errors.Join(all...)
}

// remindPlanned sends the reminder of a cycle that is due, or skips it when one
// more would be unkind. The lock of the cycle decides between several processes:
// the second one finds the reminder done with.
func (c Cycles) remindPlanned(ctx context.Context, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.Answer)
		if models.KindOf(err) == models.WrongState || err == nil && !cycle.ReminderDue(tx.now) {
			return nil
		}
		if err != nil {
			return err
		}
		done, err := tx.reminded(id)
		if err != nil {
			return err
		}
		if done.Check(tx.now) != nil {
			return tx.doneUntilNow(id)
		}
		return tx.remind(ByClock, cycle, round{done.Sent + 1, cycle.ReminderSpread(tx.now)})
	})
}

// reminded counts the reminders of a cycle.
func (tx *tx) reminded(cycle uuid.UUID) (models.Reminded, error) {
	var sent []Entry
	err := tx.Where("cycle_id = ? AND act = ?", cycle, actReminded).Order("at DESC").Limit(models.MaxReminders).Find(&sent).Error
	if err != nil || len(sent) == 0 {
		return models.Reminded{}, err
	}
	return models.Reminded{Sent: len(sent), Last: sent[0].At.UTC()}, nil
}

// round is which time letters of a kind go to the people of a cycle, and over
// what time they leave.
type round struct {
	number int
	spread time.Duration
}

func (tx *tx) remind(actor string, cycle models.Cycle, r round) error {
	if err := tx.doneUntilNow(cycle.ID); err != nil {
		return err
	}
	if err := tx.writeToPending(cycle.ReminderKind(tx.now), cycle.ID, r); err != nil {
		return err
	}
	return tx.record(actor, actReminded, &cycle.ID, "")
}

// doneUntilNow notes that the reminders of the plan up to now were sent or skipped.
func (tx *tx) doneUntilNow(cycle uuid.UUID) error {
	return tx.Model(&cycleRow{}).Where("id = ?", cycle).Update("reminded_until", tx.now).Error
}

// dropReminders takes back the reminders that wait to be sent, and skips those
// of the plan that would be past by the new deadline, because everybody hears of
// the new deadline instead.
func (tx *tx) dropReminders(cycle uuid.UUID) error {
	if err := tx.doneUntilNow(cycle); err != nil {
		return err
	}
	return tx.Where("cycle_id = ? AND kind IN ? AND state = ?", cycle,
		[]models.LetterKind{models.ReminderLetter, models.LastReminderLetter}, models.Queued).Delete(&letterRow{}).Error
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
	return tx.writeToPending(models.ExtendedLetter, cycle, round{last + 1, 0})
}

// writeToPending queues a round of letters to everybody who has an invitation pending.
func (tx *tx) writeToPending(kind models.LetterKind, cycle uuid.UUID, r round) error {
	var people []uuid.UUID
	err := tx.Model(&invitationRow{}).Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Where("leaders.cycle_id = ? AND invitations.state = ?", cycle, models.Pending).
		Distinct().Pluck("invitations.person_id", &people).Error
	if err != nil || len(people) == 0 {
		return err
	}
	return insertMade(tx, nil, len(people), func(i int) (letterRow, error) {
		at, err := within(tx.now, r.spread)
		letter := queued(kind, &cycle, people[i], at)
		letter.Round = r.number
		return letter, err
	})
}

// within is a random moment of a time that begins at from.
func within(from time.Time, spread time.Duration) (time.Time, error) {
	if spread < time.Microsecond {
		return from, nil
	}
	n, err := rand.Int(rand.Reader, big.NewInt(spread.Microseconds()))
	if err != nil {
		return from, err
	}
	return from.Add(time.Duration(n.Int64()) * time.Microsecond), nil
}
