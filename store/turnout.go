package store

import (
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// turnoutRow is what stays of the invitations about a leader once they are
// deleted: how many of a group were asked and answered, as HR may know it.
type turnoutRow struct {
	LeaderID uuid.UUID `gorm:"primaryKey"`
	Cell     string    `gorm:"primaryKey"`
	Invited  int
	Answered int
	Held     bool
}

func (turnoutRow) TableName() string { return "turnouts" }

func (r turnoutRow) group(p models.Policy) models.GroupCount {
	g := models.GroupCount{Invited: r.Invited, Answered: r.Answered, Held: r.Held}
	for name := range strings.SplitSeq(r.Cell, "+") {
		g.Relationships = append(g.Relationships, models.Relationship(name))
	}
	if !g.Held && !g.Relationships[0].Named() {
		g.Needs = max(0, p.K-g.Answered)
	}
	return g
}

// invitationCount is how many people of a relationship were asked about a leader.
type invitationCount struct {
	LeaderID     uuid.UUID
	Relationship models.Relationship
	Invited      int
	Answered     int
}

// countInvitations counts by leader and relationship; withdrawn ones count for nothing.
func countInvitations(q *gorm.DB, leaders []uuid.UUID) ([]invitationCount, error) {
	var rows []invitationCount
	err := q.Table(perLeader(q, "invitations", notWithdrawn)).
		Select("i.leader_id, i.relationship, COUNT(*) AS invited, COUNT(CASE WHEN i.state = 'answered' THEN 1 END) AS answered").
		Where("l.id IN ? AND i.id IS NOT NULL", leaders).Group("i.leader_id, i.relationship").Find(&rows).Error
	return rows, err
}

// turnoutOf counts the invitations of leaders as HR may know it, from what was
// kept where they are deleted.
func turnoutOf(q *gorm.DB, leaders []uuid.UUID, p models.Policy) (map[uuid.UUID][]models.GroupCount, error) {
	kept, err := keptTurnout(q, leaders, p)
	if err != nil {
		return nil, err
	}
	rows, err := countInvitations(q, leaders)
	invited := map[uuid.UUID]map[models.Relationship]int{}
	answered := map[uuid.UUID]map[models.Relationship]int{}
	for _, r := range rows {
		if invited[r.LeaderID] == nil {
			invited[r.LeaderID], answered[r.LeaderID] = map[models.Relationship]int{}, map[models.Relationship]int{}
		}
		invited[r.LeaderID][r.Relationship], answered[r.LeaderID][r.Relationship] = r.Invited, r.Answered
	}
	for leader := range invited {
		kept[leader] = models.Progress(invited[leader], answered[leader], p)
	}
	return kept, err
}

func keptTurnout(q *gorm.DB, leaders []uuid.UUID, p models.Policy) (map[uuid.UUID][]models.GroupCount, error) {
	var rows []turnoutRow
	err := q.Where("leader_id IN ?", leaders).Find(&rows).Error
	byCell := map[uuid.UUID]map[string]models.GroupCount{}
	for _, r := range rows {
		if byCell[r.LeaderID] == nil {
			byCell[r.LeaderID] = map[string]models.GroupCount{}
		}
		byCell[r.LeaderID][r.Cell] = r.group(p)
	}
	kept := map[uuid.UUID][]models.GroupCount{}
	for leader, cells := range byCell {
		for _, cell := range turnoutCells {
			if g, ok := cells[cell]; ok {
				kept[leader] = append(kept[leader], g)
			}
		}
	}
	return kept, err
}

// turnoutCells are the groups in the order in which they are told.
var turnoutCells = []string{"self", "manager", "peer", "report", "peer+report"}

// keepTurnout writes the counts of leaders down and deletes their invitations.
func (tx *tx) keepTurnout(leaders []uuid.UUID, p models.Policy) error {
	turnouts, err := turnoutOf(tx.DB, leaders, p)
	if err != nil {
		return err
	}
	var rows []turnoutRow
	for leader, groups := range turnouts {
		for _, g := range groups {
			rows = append(rows, turnoutRow{leader, models.Cell{Groups: g.Relationships}.Key(), g.Invited, g.Answered, g.Held})
		}
	}
	if len(rows) > 0 {
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, batch).Error; err != nil {
			return err
		}
	}
	return tx.Delete(&invitationRow{}, "leader_id IN ?", leaders).Error
}
