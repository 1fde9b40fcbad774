package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

type planRow struct {
	LeaderID  uuid.UUID `gorm:"primaryKey"`
	Behaviour string
	Cue       string
	Act       string
	Witness   string
	ReviewOn  string
}

func (planRow) TableName() string { return "plans" }

// Plan returns what a leader wrote down after the own report; it is empty if that
// was nothing. To everybody else, HR too, there is none.
func (r Reports) Plan(ctx context.Context, leader uuid.UUID, reader Reader) (models.Plan, error) {
	var rows []planRow
	err := r.db.reading(ctx).
		Joins("JOIN leaders ON leaders.id = plans.leader_id").Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
		Where("plans.leader_id = ? AND leaders.person_id = ? AND NOT leaders.deleted AND cycles.state = ?", leader, reader.PersonID, models.Released).
		Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return models.Plan{}, err
	}
	row := rows[0]
	return models.Plan{Behaviour: row.Behaviour, When: row.Cue, Then: row.Act, Who: row.Witness, Review: row.ReviewOn}, nil
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
			Create(&planRow{leader, plan.Behaviour, plan.When, plan.Then, plan.Who, plan.Review}).Error
	})
}
