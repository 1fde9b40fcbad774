package store

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Moderated is a leader of a closed cycle with the comments, in the order in
// which the leader will read them.
type Moderated struct {
	models.Leader
	Remarks  []ModerationRemark
	Sources  []models.Source // of the report: labels of those who sign
	TooFew   bool            // so few answered that colleagues' comments are not shown
	Unopened int             // boxes that could not be opened
}

// Moderation returns a page of a cycle's leaders by name with their comments,
// and how many leaders there are in all. The number of statements does not grow
// with the page.
func (c Cycles) Moderation(ctx context.Context, id uuid.UUID, page Page) ([]Moderated, int, error) {
	leaders, total, err := c.leaders(ctx, id, page)
	if err != nil || len(leaders) == 0 {
		return nil, total, err
	}
	list := make([]Moderated, len(leaders))
	at := make(map[uuid.UUID]*Moderated, len(leaders))
	ids := make([]uuid.UUID, len(leaders))
	for i, l := range leaders {
		list[i].Leader = l.Leader
		ids[i], at[l.ID] = l.ID, &list[i]
	}
	if err := c.withReports(ctx, ids, at); err != nil {
		return nil, 0, err
	}
	var remarks []remarkRow
	err = c.db.reading(ctx).Where("leader_id IN ?", ids).Order("id").Find(&remarks).Error
	for _, r := range remarks {
		l := at[r.LeaderID]
		l.Remarks = append(l.Remarks, ModerationRemark(r))
	}
	return list, total, err
}

// withReports adds what the frozen reports say of the comments.
func (c Cycles) withReports(ctx context.Context, ids []uuid.UUID, at map[uuid.UUID]*Moderated) error {
	var rows []reportRow
	if err := c.db.reading(ctx).Where("leader_id IN ?", ids).Find(&rows).Error; err != nil {
		return err
	}
	for _, row := range rows {
		var report models.Report
		if err := json.Unmarshal(row.Body, &report); err != nil {
			return err
		}
		l := at[row.LeaderID]
		l.Sources, l.TooFew, l.Unopened = report.Sources, report.Comments == models.CommentsTooFew, row.Unopened
	}
	return nil
}

// RemarkCounts is how many comments a cycle has.
type RemarkCounts struct {
	Comments int
	Withheld int
}

// RemarkCounts counts the comments of a cycle.
func (c Cycles) RemarkCounts(ctx context.Context, id uuid.UUID) (RemarkCounts, error) {
	var n RemarkCounts
	q := c.db.reading(ctx)
	err := q.Table(perLeader(q, "remarks", "true")).Where("l.cycle_id = ?", id).
		Select("COUNT(i.id) AS comments, COUNT(CASE WHEN i.withheld THEN 1 END) AS withheld").Scan(&n).Error
	return n, err
}
