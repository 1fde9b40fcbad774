package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Release lets the leaders of a closed cycle read their reports, writes to each,
// and freezes the overview of departments.
func (c Cycles) Release(ctx context.Context, actor string, id uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Release); err != nil {
			return err
		}
		change := tx.Model(&cycleRow{}).Where("id = ? AND state = ?", id, models.Closed).
			Updates(map[string]any{"state": models.Released, "released_at": tx.now})
		if err := mustChange(change, models.Errorf(models.WrongState, "This cycle was released already.")); err != nil {
			return err
		}
		if err := tx.freezeOverview(id); err != nil {
			return err
		}
		var people []uuid.UUID
		if err := tx.Model(&leaderRow{}).Where("cycle_id = ?", id).Pluck("person_id", &people).Error; err != nil {
			return err
		}
		letters := make([]letterRow, len(people))
		for i, person := range people {
			letters[i] = queued(models.ReportLetter, &id, person, tx.now)
		}
		if err := insert(tx, nil, letters); err != nil {
			return err
		}
		return tx.record(actor, "released the reports", &id, plural(len(people), "leader", "leaders"))
	})
}

// ModerationRemark is a comment as HR reads it before release: as the leader
// will, without group.
type ModerationRemark struct {
	ID       uuid.UUID
	LeaderID uuid.UUID
	Question string
	Source   string
	Body     string
	Withheld bool
}

// Remarks returns the comments about one leader in the order in which the
// leader will read them.
func (c Cycles) Remarks(ctx context.Context, leader uuid.UUID) ([]ModerationRemark, error) {
	rows, err := remarksOf(&tx{DB: c.db.reading(ctx)}, leader)
	remarks := make([]ModerationRemark, len(rows))
	for i, r := range rows {
		remarks[i] = ModerationRemark(r)
	}
	return remarks, err
}

func remarksOf(tx *tx, leader uuid.UUID) ([]remarkRow, error) {
	var rows []remarkRow
	err := tx.Where("leader_id = ?", leader).Order("id").Find(&rows).Error
	return rows, err
}

// Withhold holds a whole comment back from a closed cycle's reports, or shows it
// again. It cannot change a word.
func (c Cycles) Withhold(ctx context.Context, actor string, remark uuid.UUID, withheld bool) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		row, err := lookup[remarkRow](tx, remark, "There is no such comment.")
		if err != nil {
			return err
		}
		leader, name, err := tx.leaderFor(row.LeaderID, models.Moderate)
		if err != nil {
			return err
		}
		if err := models.MayTouch(models.Moderate, c.own(leader)); err != nil {
			return err
		}
		if row.Withheld == withheld {
			return nil
		}
		if err := tx.Model(&remarkRow{}).Where("id = ?", remark).Update("withheld", withheld).Error; err != nil {
			return err
		}
		act := "held a comment back"
		if !withheld {
			act = "showed a comment again"
		}
		return tx.record(actor, act, &leader.CycleID, name)
	})
}
