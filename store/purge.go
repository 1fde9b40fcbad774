package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// Purge deletes the reports of a closed cycle: nobody can read them from now on.
// Deleting their rows is the clock's, as is everything that goes with them.
func (c Cycles) Purge(ctx context.Context, actor string, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Purge); err != nil {
			return err
		}
		if err := tx.freezeOverview(id); err != nil {
			return err
		}
		change := tx.Model(&cycleRow{}).Where("id = ? AND state IN ?", id, []models.CycleState{models.Closed, models.Released}).
			Update("state", models.Purged)
		if err := mustChange(change, models.Errorf(models.WrongState, "This cycle was purged already.")); err != nil {
			return err
		}
		return tx.record(actor, "deleted the reports of the cycle", &id, "")
	})
}

// FrozenCounts is what outlives the leaders of a cycle. HR may know all of it.
type FrozenCounts struct{ Leaders, Invited, Answered int }

// Frozen returns the counts of a released or purged cycle; all 0 before.
func (c Cycles) Frozen(ctx context.Context, id uuid.UUID) (FrozenCounts, error) {
	row, err := (&tx{DB: c.db.reading(ctx)}).overview(id)
	if err != nil || row == nil {
		return FrozenCounts{}, err
	}
	return FrozenCounts{row.Leaders, row.Invited, row.Answered}, nil
}

// forgetDue takes the step of forgetting that is due in each closed cycle. Each
// step works in small transactions, goes on where it was interrupted, and may
// run in several processes at once.
func (c Cycles) forgetDue(ctx context.Context) error {
	var rows []cycleRow
	settings, err := c.db.Settings().InForce(ctx)
	if err != nil {
		return err
	}
	err = c.db.reading(ctx).Select("id", "state", "closed_at", "released_at", "forgotten", "link_days", "report_months", "overview_months").
		Where("forgotten <> ? AND (state = ? OR state IN ? AND closed_at <= ?)", models.ForgetOverview, models.Purged,
			[]models.CycleState{models.Closed, models.Released}, c.db.now().AddDate(0, 0, -models.MinLinkDays)).
		Find(&rows).Error
	all := []error{err, c.dropUploads(ctx)}
	for _, row := range rows {
		cycle := row.cycle()
		switch cycle.DueToForget(c.db.now(), settings.Retention) {
		case models.ForgetPeople:
			all = append(all, c.forgetPeople(ctx, cycle.ID))
		case models.ForgetReports:
			all = append(all, c.forgetReports(ctx, cycle))
		case models.ForgetOverview:
			all = append(all, c.forgetOverview(ctx, cycle.ID))
		}
	}
	return errors.Join(all...)
}

// leadersAtOnce is how many leaders one transaction of forgetting is about.
const leadersAtOnce = 50

// raterLetters are the kinds of letter that go with raters' addresses.
var raterLetters = []models.LetterKind{models.InvitationLetter, models.ReminderLetter, models.LastReminderLetter,
	models.AgainLetter, models.ExtendedLetter}

// forgetPeople deletes who was asked in a cycle: invitations become counts,
// links and letters go, and with them the people who are known for nothing else.
func (c Cycles) forgetPeople(ctx context.Context, id uuid.UUID) error {
	for _, part := range []func(*tx, uuid.UUID) (bool, error){(*tx).countSome, (*tx).dropSome} {
		if err := c.untilDone(ctx, id, part); err != nil {
			return err
		}
	}
	err := c.db.inTx(ctx, func(tx *tx) error {
		_, err := tx.forgotten(id, models.ForgetPeople, "deleted the raters’ links, addresses and invitations")
		return err
	})
	if err == nil {
		c.db.forget(ctx, "invitations", "links", "letters", "people")
	}
	return err
}

// untilDone repeats a part of forgetting, each time in its own transaction,
// until it finds nothing left.
func (c Cycles) untilDone(ctx context.Context, id uuid.UUID, part func(*tx, uuid.UUID) (bool, error)) error {
	for {
		var found bool
		err := c.db.inTx(ctx, func(tx *tx) (err error) {
			if err := tx.lock(id); err != nil {
				return err
			}
			found, err = part(tx, id)
			return err
		})
		if err != nil || !found {
			return err
		}
	}
}

// countSome turns the invitations about some leaders into counts.
func (tx *tx) countSome(cycle uuid.UUID) (bool, error) {
	var leaders []uuid.UUID
	err := tx.Model(&leaderRow{}).
		Where("cycle_id = ? AND EXISTS (SELECT 1 FROM invitations WHERE invitations.leader_id = leaders.id)", cycle).
		Limit(leadersAtOnce).Pluck("id", &leaders).Error
	if err != nil || len(leaders) == 0 {
		return false, err
	}
	row, err := lookup[cycleRow](tx, cycle, noCycle)
	if err != nil {
		return false, err
	}
	return true, tx.keepTurnout(leaders, row.Policy)
}

// dropSome deletes the links and letters of some raters, and those of them who
// are known for nothing else.
func (tx *tx) dropSome(cycle uuid.UUID) (bool, error) {
	var people []uuid.UUID
	err := tx.Model(&linkRow{}).Where("cycle_id = ?", cycle).Limit(batch).Pluck("person_id", &people).Error
	if err != nil || len(people) == 0 {
		return false, err
	}
	if err := tx.Delete(&linkRow{}, "cycle_id = ? AND person_id IN ?", cycle, people).Error; err != nil {
		return false, err
	}
	if err := tx.Delete(&letterRow{}, "cycle_id = ? AND person_id IN ? AND kind IN ?", cycle, people, raterLetters).Error; err != nil {
		return false, err
	}
	return true, tx.dropStrangers(people)
}

// dropStrangers deletes those of some people who came with the list of a cycle
// alone: they are in no org chart, manage nobody, are not HR, and no cycle asks
// them or is about them.
func (tx *tx) dropStrangers(people []uuid.UUID) error {
	return tx.Where("id IN ? AND NOT charted", people).
		Where("NOT EXISTS (SELECT 1 FROM members WHERE members.person_id = people.id)").
		Where("NOT EXISTS (SELECT 1 FROM leaders WHERE leaders.person_id = people.id)").
		Where("NOT EXISTS (SELECT 1 FROM links WHERE links.person_id = people.id)").
		Where("NOT EXISTS (SELECT 1 FROM invitations WHERE invitations.person_id = people.id)").
		Where("NOT EXISTS (SELECT 1 FROM people r WHERE r.manager_id = people.id)").
		Delete(&personRow{}).Error
}

// forgotten notes that a step is done, and reports false when it was noted already.
func (tx *tx) forgotten(cycle uuid.UUID, step models.Forgetting, act string) (bool, error) {
	if err := tx.lock(cycle); err != nil {
		return false, err
	}
	before := []models.Forgetting{"", models.ForgetPeople, models.ForgetReports}
	if step == models.ForgetPeople {
		before = before[:1]
	}
	change := tx.Model(&cycleRow{}).Where("id = ? AND forgotten IN ? AND forgotten <> ?", cycle, before, step).Update("forgotten", step)
	if change.Error != nil || change.RowsAffected == 0 { // another process was faster
		return false, change.Error
	}
	if step == models.ForgetOverview { // the last entry of the record is the only one
		if err := tx.Delete(&Entry{}, "cycle_id = ?", cycle).Error; err != nil {
			return false, err
		}
	}
	return true, tx.record(ByClock, act, &cycle, "")
}

// forgetReports purges a cycle, unless HR did, and deletes its leaders with
// everything that was kept about them.
func (c Cycles) forgetReports(ctx context.Context, cycle models.Cycle) error {
	if cycle.State != models.Purged {
		if err := c.Purge(ctx, ByClock, cycle.ID); err != nil && models.KindOf(err) != models.WrongState {
			return err
		}
	}
	for _, part := range []func(*tx, uuid.UUID) (bool, error){(*tx).dropLeaders, (*tx).dropSome} {
		if err := c.untilDone(ctx, cycle.ID, part); err != nil {
			return err
		}
	}
	err := c.db.inTx(ctx, func(tx *tx) error {
		if err := tx.Delete(&letterRow{}, "cycle_id = ?", cycle.ID).Error; err != nil {
			return err
		}
		_, err := tx.forgotten(cycle.ID, models.ForgetReports, "deleted the leaders, reports and comments")
		return err
	})
	if err == nil {
		c.db.forget(ctx, "reports", "remarks", "tallies", "scores", "plans", "leaders", "invitations", "links", "letters", "people")
	}
	return err
}

// dropLeaders deletes some leaders of a cycle, and those of them who are known
// for nothing else.
func (tx *tx) dropLeaders(cycle uuid.UUID) (bool, error) {
	var leaders []leaderRow
	err := tx.Where("cycle_id = ?", cycle).Limit(leadersAtOnce).Find(&leaders).Error
	if err != nil || len(leaders) == 0 {
		return false, err
	}
	ids, people := make([]uuid.UUID, len(leaders)), make([]uuid.UUID, len(leaders))
	for i, l := range leaders {
		ids[i], people[i] = l.ID, l.PersonID
	}
	if err := tx.Delete(&leaderRow{}, "id IN ?", ids).Error; err != nil {
		return false, err
	}
	return true, tx.dropStrangers(people)
}

// forgetOverview deletes the heatmap of a purged cycle, the contact, and what HR
// did in it. The cycle's name, its dates and three counts stay.
func (c Cycles) forgetOverview(ctx context.Context, id uuid.UUID) error {
	err := c.db.inTx(ctx, func(tx *tx) error {
		if first, err := tx.forgotten(id, models.ForgetOverview, "deleted the overview and the record of the cycle"); err != nil || !first {
			return err
		}
		if err := tx.Model(&overviewRow{}).Where("cycle_id = ?", id).Updates(map[string]any{"heatmap": gorm.Expr("NULL"), "rates": gorm.Expr("NULL")}).Error; err != nil {
			return err
		}
		return tx.Model(&cycleRow{}).Where("id = ?", id).Updates(map[string]any{"contact_name": "", "contact_email": ""}).Error
	})
	if err == nil {
		c.db.forget(ctx, "overviews", "audit", "cycles")
	}
	return err
}

// dropUploads throws away files that nobody came back for, and what became of
// old works.
func (c Cycles) dropUploads(ctx context.Context) error {
	if err := c.dropWorks(ctx); err != nil {
		return err
	}
	old := c.db.now().Add(-uploadLife)
	var ids []uuid.UUID
	err := c.db.reading(ctx).Model(&Upload{}).Where("made_at < ?", old).Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return err
	}
	return c.db.write.WithContext(ctx).Delete(&Upload{}, "made_at < ?", old).Error
}

func (c Cycles) dropWorks(ctx context.Context) error {
	var old []uuid.UUID
	err := c.db.reading(ctx).Model(&workRow{}).Where("made_at < ? AND state NOT IN ?", c.db.now().Add(-models.WorkLife), unended).
		Limit(batch).Pluck("id", &old).Error
	if err != nil || len(old) == 0 {
		return err
	}
	return c.db.write.WithContext(ctx).Delete(&workRow{}, "id IN ?", old).Error
}
