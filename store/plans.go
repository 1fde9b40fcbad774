package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

type planRow struct {
	LeaderID uuid.UUID `gorm:"primaryKey"`
	Words    planWords `gorm:"embedded"`
}

func (planRow) TableName() string { return "plans" }

type planWords struct {
	Behaviour string
	Cue       string
	Act       string
	Witness   string
	ReviewOn  string
}

func (w planWords) plan() models.Plan {
	return models.Plan{Behaviour: w.Behaviour, When: w.Cue, Then: w.Act, Who: w.Witness, Review: w.ReviewOn}
}

// SavePlan keeps what a leader wrote down after the own report, in place of what
// was there. The record of acts says nothing: HR reads it.
func (r Reports) SavePlan(ctx context.Context, leader uuid.UUID, reader Reader, plan models.Plan) error {
	settings, err := r.db.Settings().InForce(ctx)
	if err != nil {
		return err
	}
	return r.db.inTx(ctx, func(tx *tx) error {
		l, err := tx.ownReport(leader, reader)
		if err != nil {
			return err
		}
		if err := tx.Take(&reportRow{}, "leader_id = ?", leader).Error; err != nil {
			return orNotFound(err, noReport)
		}
		cycle, err := lookup[cycleRow](tx, l.CycleID, noReport)
		if err != nil {
			return err
		}
		if err := plan.Check(*cycle.ReleasedAt, cycle.cycle().Ends(settings.Retention).Reports); err != nil {
			return err
		}
		return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "leader_id"}}, UpdateAll: true}).
			Create(&planRow{leader, planWords{plan.Behaviour, plan.When, plan.Then, plan.Who, plan.Review}}).Error
	})
}
