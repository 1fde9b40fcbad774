package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Turnout counts a cycle as HR may know it, also after its invitations are deleted.
func (c Cycles) Turnout(ctx context.Context, cycle models.Cycle) (models.Turnout, error) {
	counted := &CycleSummary{Cycle: cycle}
	err := c.countNow(ctx, map[uuid.UUID]*CycleSummary{cycle.ID: counted}, []uuid.UUID{cycle.ID})
	return counted.Turnout, err
}

// count fills in the numbers of each cycle of a page. What was frozen is not
// counted again: a list of past cycles costs no more than their rows.
func (c Cycles) count(ctx context.Context, list []CycleSummary) error {
	all, at := make([]uuid.UUID, len(list)), make(map[uuid.UUID]*CycleSummary, len(list))
	for i := range list {
		all[i] = list[i].ID
		at[list[i].ID] = &list[i]
	}
	var rows []overviewRow
	if err := c.db.reading(ctx).Omit("heatmap", "rates").Where("cycle_id IN ?", all).Find(&rows).Error; err != nil {
		return err
	}
	frozen := map[uuid.UUID]bool{}
	for _, row := range rows {
		s := at[row.CycleID]
		s.Turnout, s.Asked = models.Turnout{Leaders: row.Leaders, Invited: row.Invited, Answered: row.Answered}, row.Invited
		frozen[row.CycleID] = true
	}
	var drafts, others []uuid.UUID
	for _, id := range all {
		switch {
		case at[id].State == models.Draft:
			drafts = append(drafts, id)
		case !frozen[id]:
			others = append(others, id)
		}
	}
	if err := c.countDrafts(ctx, at, drafts); err != nil {
		return err
	}
	return c.countNow(ctx, at, others)
}

// countDrafts counts whom drafts would invite.
func (c Cycles) countDrafts(ctx context.Context, at map[uuid.UUID]*CycleSummary, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		CycleID                uuid.UUID
		Leaders, Asked, People int
	}
	q := c.db.reading(ctx)
	err := q.Table(perLeader(q, "invitations", notWithdrawn)).Where("l.cycle_id IN ?", ids).Group("l.cycle_id").
		Select("l.cycle_id, COUNT(DISTINCT l.id) AS leaders, COUNT(i.id) AS asked, COUNT(DISTINCT i.person_id) AS people").Scan(&rows).Error
	for _, row := range rows {
		s := at[row.CycleID]
		s.Leaders, s.Asked, s.People = row.Leaders, row.Asked, row.People
	}
	return err
}

// countNow counts cycles of which nothing was frozen: leaders with the same
// counts together, and what was kept of those whose invitations are deleted.
func (c Cycles) countNow(ctx context.Context, at map[uuid.UUID]*CycleSummary, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	q := c.db.reading(ctx)
	err := alike(q.Raw(askedBy("cycle_id", perLeader(q, "invitations", notWithdrawn)), ids), func(place string, asked, gave byRelationship, leaders int) {
		s := at[uuid.MustParse(place)]
		s.Add(models.Progress(asked, gave, s.Policy), leaders)
		for _, n := range asked {
			s.Asked += leaders * n
		}
	})
	if err != nil {
		return err
	}
	return c.countKept(ctx, at, ids)
}

// countKept adds what was kept of invitations that are deleted.
func (c Cycles) countKept(ctx context.Context, at map[uuid.UUID]*CycleSummary, ids []uuid.UUID) error {
	var rows []struct {
		CycleID           uuid.UUID
		Invited, Answered int
	}
	q := c.db.reading(ctx)
	err := q.Table(perLeader(q, "turnouts", "NOT held")).Where("l.cycle_id IN ? AND i.leader_id IS NOT NULL", ids).Group("l.cycle_id").
		Select("l.cycle_id, SUM(i.invited) AS invited, SUM(i.answered) AS answered").Scan(&rows).Error
	for _, row := range rows {
		s := at[row.CycleID]
		s.Invited += row.Invited
		s.Answered += row.Answered
		s.Asked += row.Invited
	}
	return err
}
