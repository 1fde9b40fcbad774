package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/migrations"
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
	q := c.db.reading(ctx)
	err := q.Raw(`SELECT (SELECT COUNT(*) FROM leaders WHERE cycle_id = @id) AS leaders, asked.*, made.*
		FROM (SELECT COUNT(i.id) AS invited, COUNT(CASE WHEN i.state = 'answered' THEN 1 END) AS answered, COUNT(DISTINCT i.person_id) AS people
			FROM `+perLeader(q, "invitations", notWithdrawn)+` WHERE l.cycle_id = @id) AS asked,
		(SELECT COUNT(i.leader_id) AS worked_out, COALESCE(SUM(i.unopened), 0) AS unopened
			FROM `+perLeader(q, "reports", "true")+` WHERE l.cycle_id = @id) AS made`, map[string]any{"id": id}).Scan(&p).Error
	return p, err
}

// notWithdrawn are the invitations that count.
const notWithdrawn = "state <> 'withdrawn'"

// perLeader is the leaders l, each beside its rows i of a table that fit. It is
// read from the leaders on, whatever the planner thinks: PostgreSQL would else
// walk through the rows of all cycles as long as they are few, and take longer
// with every cycle.
func perLeader(q *gorm.DB, table, fit string) string {
	if q.Name() == string(migrations.Postgres) {
		return "leaders l LEFT JOIN LATERAL (SELECT * FROM " + table + " WHERE leader_id = l.id AND " + fit + " OFFSET 0) AS i ON true"
	}
	return "leaders l LEFT JOIN " + table + " i ON i.leader_id = l.id AND " + fit
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
	leaders, total, err := c.leaders(ctx, id, page)
	if err != nil || len(leaders) == 0 {
		return nil, total, err
	}
	list := make([]LeaderProgress, len(leaders))
	at := make(map[uuid.UUID]*LeaderProgress, len(leaders))
	ids := make([]uuid.UUID, len(leaders))
	for i, l := range leaders {
		list[i] = LeaderProgress{Leader: l.Leader, Invited: map[models.Relationship]int{}, Answered: map[models.Relationship]int{}, Deleted: l.deleted}
		ids[i], at[l.ID] = l.ID, &list[i]
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
	return list, total, err
}
