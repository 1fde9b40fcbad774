package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Heatmap aggregates the published scores of a released cycle by department and
// competency. It reads nothing but what reports show.
func (r Reports) Heatmap(ctx context.Context, cycle uuid.UUID) (models.Heatmap, error) {
	q := &tx{DB: r.db.reading(ctx)}
	row, err := lookup[cycleRow](q, cycle, noCycle)
	if err != nil {
		return models.Heatmap{}, err
	}
	if row.State != models.Released {
		return models.Heatmap{}, models.Errorf(models.WrongState, "The overview of a cycle can be read once it is released.")
	}
	var departments []struct {
		Department string
		Leaders    int
	}
	err = q.Table("leaders").Joins("JOIN reports ON reports.leader_id = leaders.id").
		Select("leaders.department, COUNT(*) AS leaders").Where("leaders.cycle_id = ?", cycle).
		Group("leaders.department").Find(&departments).Error
	if err != nil {
		return models.Heatmap{}, err
	}
	leaders := make(map[string]int, len(departments))
	for _, d := range departments {
		leaders[d.Department] = d.Leaders
	}
	var scores []models.HeatScore
	err = q.Model(&scoreRow{}).Joins("JOIN leaders ON leaders.id = scores.leader_id").
		Select("leaders.department, scores.competency, COUNT(*) AS leaders, SUM(scores.tenths) AS tenths").
		Where("leaders.cycle_id = ? AND scores.cell = ?", cycle, "all").
		Group("leaders.department, scores.competency").Find(&scores).Error
	return models.MakeHeatmap(competencyIDs(row.Questionnaire), leaders, scores), err
}

func competencyIDs(q models.Questionnaire) []string {
	ids := make([]string, len(q.Competencies))
	for i, c := range q.Competencies {
		ids[i] = c.ID
	}
	return ids
}

// Released lists the released cycles, newest first.
func (r Reports) Released(ctx context.Context, limit int) ([]models.Cycle, error) {
	var rows []cycleRow
	err := r.db.reading(ctx).Where("state = ?", models.Released).
		Order("released_at DESC, id").Limit(limit).Find(&rows).Error
	cycles := make([]models.Cycle, len(rows))
	for i, row := range rows {
		cycles[i] = row.cycle()
	}
	return cycles, err
}
