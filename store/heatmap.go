package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Heatmap returns how whole departments were seen in a released cycle, as it was
// when the cycle was released. A report that is deleted later changes nothing
// here: the difference would be that leader's scores.
func (r Reports) Heatmap(ctx context.Context, cycle uuid.UUID) (models.Heatmap, error) {
	q := &tx{DB: r.db.reading(ctx)}
	row, err := lookup[cycleRow](q, cycle, noCycle)
	if err != nil {
		return models.Heatmap{}, err
	}
	frozen, err := q.overview(cycle)
	switch {
	case err != nil:
		return models.Heatmap{}, err
	case frozen != nil && frozen.Heatmap != nil:
		return *frozen.Heatmap, nil
	case row.State == models.Purged:
		return models.Heatmap{}, models.Errorf(models.NotFound, "The overview of this cycle was deleted, because its time of keeping is over.")
	case row.State != models.Released:
		return models.Heatmap{}, models.Errorf(models.WrongState, "The overview of a cycle can be read once it is released.")
	}
	return q.heatmap(row) // released by a version that froze none
}

// heatmap aggregates the published scores of a cycle by department and
// competency. It reads nothing but what reports show.
func (tx *tx) heatmap(cycle cycleRow) (models.Heatmap, error) {
	var departments []struct {
		Department string
		Leaders    int
	}
	err := tx.Table("leaders").Joins("JOIN reports ON reports.leader_id = leaders.id").
		Select("leaders.department, COUNT(*) AS leaders").Where("leaders.cycle_id = ?", cycle.ID).
		Group("leaders.department").Find(&departments).Error
	if err != nil {
		return models.Heatmap{}, err
	}
	leaders := make(map[string]int, len(departments))
	for _, d := range departments {
		leaders[d.Department] = d.Leaders
	}
	var scores []models.HeatScore
	err = tx.Model(&scoreRow{}).Joins("JOIN leaders ON leaders.id = scores.leader_id").
		Select("leaders.department, scores.competency, COUNT(*) AS leaders, SUM(scores.tenths) AS tenths").
		Where("leaders.cycle_id = ? AND scores.cell = ?", cycle.ID, "all").
		Group("leaders.department, scores.competency").Find(&scores).Error
	return models.MakeHeatmap(competencyIDs(cycle.Questionnaire), leaders, scores), err
}

func competencyIDs(q models.Questionnaire) []string {
	ids := make([]string, len(q.Competencies))
	for i, c := range q.Competencies {
		ids[i] = c.ID
	}
	return ids
}

// Released lists the cycles that were released and whose overview is kept, newest
// first, without their questionnaires.
func (r Reports) Released(ctx context.Context, limit int) ([]models.Cycle, error) {
	var rows []cycleRow
	err := r.db.reading(ctx).Omit("questionnaire").Where(`state = ? OR state = ? AND EXISTS
			(SELECT 1 FROM overviews WHERE overviews.cycle_id = cycles.id AND overviews.heatmap IS NOT NULL)`, models.Released, models.Purged).
		Order("released_at DESC, id").Limit(limit).Find(&rows).Error
	cycles := make([]models.Cycle, len(rows))
	for i, row := range rows {
		cycles[i] = row.cycle()
	}
	return cycles, err
}

// overviewRow is what outlives the leaders of a cycle.
type overviewRow struct {
	CycleID  uuid.UUID `gorm:"primaryKey"`
	Leaders  int
	Invited  int // as HR may know it, like Answered
	Answered int
	Heatmap  *models.Heatmap `gorm:"serializer:json"` // nil: never released, or past its time
	Rates    *models.Rates   `gorm:"serializer:json"` // nil: as Heatmap, or released by a version that froze none
}

func (overviewRow) TableName() string { return "overviews" }

// overview returns what was frozen of a cycle, or nil.
func (tx *tx) overview(cycle uuid.UUID) (*overviewRow, error) {
	var rows []overviewRow
	err := tx.Where("cycle_id = ?", cycle).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// freezeOverview keeps the heatmap and the counts of a cycle, unless they are
// kept already. It comes before the first report can be read or deleted.
func (tx *tx) freezeOverview(id uuid.UUID) error {
	if kept, err := tx.overview(id); err != nil || kept != nil {
		return err
	}
	cycle, err := lookup[cycleRow](tx, id, noCycle)
	if err != nil {
		return err
	}
	row := overviewRow{CycleID: id}
	if cycle.State == models.Released {
		heatmap, err := tx.heatmap(cycle)
		if err != nil {
			return err
		}
		row.Heatmap = &heatmap
	}
	counts, err := tx.departmentCounts(cycle)
	if err != nil {
		return err
	}
	for _, c := range counts {
		row.Leaders += c.Leaders
		row.Invited += c.Invited
		row.Answered += c.Answered
	}
	if row.Heatmap != nil {
		rates := models.MakeRates(*row.Heatmap, counts)
		row.Rates = &rates
	}
	return tx.Create(&row).Error
}

// Overview is the heatmap of a released cycle with how many answered. Beside it
// stands what became of it since the cycle before, if one closed long enough
// before it and its overview is still kept.
func (r Reports) Overview(ctx context.Context, cycle uuid.UUID) (models.Overview, error) {
	q := &tx{DB: r.db.reading(ctx)}
	heatmap, err := r.Heatmap(ctx, cycle)
	if err != nil {
		return models.Overview{}, err
	}
	row, err := lookup[cycleRow](q, cycle, noCycle)
	if err != nil {
		return models.Overview{}, err
	}
	o := models.Overview{Cycle: row.Name, Questionnaire: row.Questionnaire, Heatmap: heatmap}
	if frozen, err := q.overview(cycle); err != nil {
		return o, err
	} else if frozen != nil {
		o.Rates = frozen.Rates
	}
	return o, r.compare(ctx, row.cycle(), &o)
}

// compare adds what became of an overview since the last one that is far enough back.
func (r Reports) compare(ctx context.Context, later models.Cycle, o *models.Overview) error {
	var rows []cycleRow
	err := r.db.reading(ctx).Omit("questionnaire").Where(`closed_at < ? AND state IN ? AND EXISTS
			(SELECT 1 FROM overviews WHERE overviews.cycle_id = cycles.id AND overviews.heatmap IS NOT NULL)`, later.ClosedAt,
		[]models.CycleState{models.Released, models.Purged}).Order("closed_at DESC, id").Limit(earlierLooked).Find(&rows).Error
	if err != nil {
		return err
	}
	at := slices.IndexFunc(rows, func(row cycleRow) bool { return models.FarEnough(row.cycle(), later) })
	if at < 0 {
		return nil
	}
	before, err := r.Heatmap(ctx, rows[at].ID)
	if err != nil {
		return err
	}
	earlier, err := lookup[cycleRow](&tx{DB: r.db.reading(ctx)}, rows[at].ID, noCycle)
	o.Earlier = earlier.Name
	o.Trend = models.CompareHeatmaps(before, o.Heatmap, models.AlikeIn(earlier.Questionnaire, later.Questionnaire))
	return err
}

// earlierLooked is among how many cycles before one another to compare is sought.
const earlierLooked = 50
