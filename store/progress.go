package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Progress is how far a cycle is, in counts. It names nobody who answered.
type Progress struct {
	Leaders   int
	Invited   int // invitations not withdrawn
	Answered  int
	People    int // people with a link
	WorkedOut int // leaders who have a report
	Unopened  int // boxes that could not be opened
}

// Progress counts a cycle.
func (c Cycles) Progress(ctx context.Context, id uuid.UUID) (Progress, error) {
	var p Progress
	err := c.db.reading(ctx).Raw(`SELECT
		(SELECT COUNT(*) FROM leaders WHERE cycle_id = @id) AS leaders,
		(SELECT COUNT(*) FROM invitations i JOIN leaders l ON l.id = i.leader_id WHERE l.cycle_id = @id AND i.state <> 'withdrawn') AS invited,
		(SELECT COUNT(*) FROM invitations i JOIN leaders l ON l.id = i.leader_id WHERE l.cycle_id = @id AND i.state = 'answered') AS answered,
		(SELECT COUNT(DISTINCT i.person_id) FROM invitations i JOIN leaders l ON l.id = i.leader_id WHERE l.cycle_id = @id AND i.state <> 'withdrawn') AS people,
		(SELECT COUNT(*) FROM reports r JOIN leaders l ON l.id = r.leader_id WHERE l.cycle_id = @id) AS worked_out,
		(SELECT COALESCE(SUM(r.unopened), 0) FROM reports r JOIN leaders l ON l.id = r.leader_id WHERE l.cycle_id = @id) AS unopened`,
		map[string]any{"id": id}).Scan(&p).Error
	return p, err
}

// LeaderProgress is how many of a leader's raters answered, per relationship.
// models.Progress says how these may be shown.
type LeaderProgress struct {
	models.Leader
	Invited  map[models.Relationship]int
	Answered map[models.Relationship]int
}

// LeaderProgress returns a page of a cycle's leaders by name with their counts,
// and how many leaders there are in all.
func (c Cycles) LeaderProgress(ctx context.Context, id uuid.UUID, page Page) ([]LeaderProgress, int, error) {
	var total int64
	if err := c.db.reading(ctx).Model(&leaderRow{}).Where("cycle_id = ?", id).Count(&total).Error; err != nil {
		return nil, 0, err
	}
	leaders, err := leadersBy(c.db.reading(ctx).Where("leaders.cycle_id = ?", id).Offset(page.Offset).Limit(page.Limit))
	if err != nil {
		return nil, 0, err
	}
	list := make([]LeaderProgress, len(leaders))
	at := make(map[uuid.UUID]*LeaderProgress, len(leaders))
	ids := make([]uuid.UUID, len(leaders))
	for i, l := range leaders {
		list[i] = LeaderProgress{l.Leader, map[models.Relationship]int{}, map[models.Relationship]int{}}
		ids[i], at[l.ID] = l.ID, &list[i]
	}
	if len(ids) == 0 {
		return list, int(total), nil
	}
	var rows []struct {
		LeaderID     uuid.UUID
		Relationship models.Relationship
		Invited      int
		Answered     int
	}
	err = c.db.reading(ctx).Model(&invitationRow{}).
		Select("leader_id, relationship, COUNT(*) AS invited, COUNT(CASE WHEN state = 'answered' THEN 1 END) AS answered").
		Where("leader_id IN ? AND state <> ?", ids, models.Withdrawn).
		Group("leader_id, relationship").Find(&rows).Error
	for _, r := range rows {
		at[r.LeaderID].Invited[r.Relationship] = r.Invited
		at[r.LeaderID].Answered[r.Relationship] = r.Answered
	}
	return list, int(total), err
}
