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

// LeaderProgress is how many of a leader's raters answered. Groups says how this
// may be told.
type LeaderProgress struct {
	models.Leader
	Invited  map[models.Relationship]int // empty once the invitations are deleted
	Answered map[models.Relationship]int
	Deleted  bool // the leader deleted the own report
	kept     []models.GroupCount
}

// Groups is the counts as HR may know them, also after the invitations are deleted.
func (l LeaderProgress) Groups(p models.Policy) []models.GroupCount {
	if len(l.Invited) == 0 {
		return l.kept
	}
	return models.Progress(l.Invited, l.Answered, p)
}

// LeaderProgress returns a page of a cycle's leaders by name with their counts,
// and how many leaders there are in all.
func (c Cycles) LeaderProgress(ctx context.Context, id uuid.UUID, page Page) ([]LeaderProgress, int, error) {
	cycle, err := c.Get(ctx, id)
	if models.KindOf(err) == models.NotFound {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
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
		list[i] = LeaderProgress{Leader: l.Leader, Invited: map[models.Relationship]int{}, Answered: map[models.Relationship]int{}, Deleted: l.deleted}
		ids[i], at[l.ID] = l.ID, &list[i]
	}
	if len(ids) == 0 {
		return list, int(total), nil
	}
	rows, err := countInvitations(c.db.reading(ctx), ids)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range rows {
		at[r.LeaderID].Invited[r.Relationship] = r.Invited
		at[r.LeaderID].Answered[r.Relationship] = r.Answered
	}
	kept, err := keptTurnout(c.db.reading(ctx), ids, cycle.Policy)
	for leader, groups := range kept {
		at[leader].kept = groups
	}
	return list, int(total), err
}
