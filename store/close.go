package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"

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

// WorkOut turns the ballots of a closing cycle into reports, leader by leader,
// each in its own transaction, and then closes the cycle and destroys its key.
// It goes on where it was interrupted; several may run at once.
func (c Cycles) WorkOut(ctx context.Context, id uuid.UUID) error {
	cycle, err := c.Get(ctx, id)
	if err != nil {
		return err
	}
	if cycle.State != models.Closing {
		return nil
	}
	opener, err := c.db.keys.opener(id, cycle.PublicKey)
	if err != nil {
		return err
	}
	for {
		var leaders []uuid.UUID
		err := c.db.write.WithContext(ctx).Model(&leaderRow{}).
			Where("cycle_id = ? AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.leader_id = leaders.id)", id).
			Limit(batch).Pluck("id", &leaders).Error
		if err != nil {
			return err
		}
		if len(leaders) == 0 {
			return c.finishClose(ctx, cycle)
		}
		for _, leader := range leaders {
			if err := c.closeLeader(ctx, cycle, opener, leader); err != nil {
				return fmt.Errorf("close leader: %w", err)
			}
		}
	}
}

// closeLeader works out one leader: what may be shown is kept, the ballots are
// deleted, in one transaction. A leader who has a report is done.
func (c Cycles) closeLeader(ctx context.Context, cycle models.Cycle, opener models.Opener, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		if err := tx.lock(id); err != nil {
			return err
		}
		err := tx.Take(&reportRow{}, "leader_id = ?", id).Error
		if err == nil {
			return nil
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		ballots, unopened, err := tx.ballots(opener, id)
		if err != nil {
			return err
		}
		invited, err := tx.invited(id)
		if err != nil {
			return err
		}
		count := models.CountBallots(cycle.Questionnaire, cycle.Policy, invited, ballots)
		if err := tx.keepTallies(id, count.Tallies); err != nil {
			return err
		}
		sums, err := competencySums(tx.DB, id)
		if err != nil {
			return err
		}
		head, err := tx.reportHead(cycle, id)
		if err != nil {
			return err
		}
		if err := tx.keepReport(id, count.Report(head, sums), unopened); err != nil {
			return err
		}
		if err := tx.keepRemarks(id, count.Remarks); err != nil {
			return err
		}
		return tx.Delete(&ballotRow{}, "leader_id = ?", id).Error
	})
}

// invited counts who was asked about a leader, by relationship.
func (tx *tx) invited(leader uuid.UUID) (map[models.Relationship]int, error) {
	var rows []struct {
		Relationship models.Relationship
		Invited      int
	}
	err := tx.Model(&invitationRow{}).Select("relationship, COUNT(*) AS invited").
		Where("leader_id = ? AND state <> ?", leader, models.Withdrawn).Group("relationship").Find(&rows).Error
	n := make(map[models.Relationship]int, len(rows))
	for _, r := range rows {
		n[r.Relationship] = r.Invited
	}
	return n, err
}

// ballots opens the boxes of a leader. One that does not open is counted and
// blocks nothing.
func (tx *tx) ballots(opener models.Opener, leader uuid.UUID) (ballots []models.Ballot, unopened int, err error) {
	var rows []ballotRow
	if err := tx.Where("leader_id = ?", leader).Find(&rows).Error; err != nil {
		return nil, 0, err
	}
	for _, row := range rows {
		ballot, err := opener.Open(leader, row.Box)
		if err != nil {
			unopened++
			continue
		}
		ballots = append(ballots, ballot)
	}
	return ballots, unopened, nil
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
