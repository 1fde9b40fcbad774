package store

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// What is kept of a leader's ballots once the cycle is closed.

type tallyRow struct {
	LeaderID   uuid.UUID
	Cell       string
	Competency string
	Item       string
	N          int
	Sum        int
}

func (tallyRow) TableName() string { return "tallies" }

func (tx *tx) keepTallies(all []*opened) error {
	var rows []tallyRow
	for _, o := range all {
		for _, t := range o.count.Tallies {
			rows = append(rows, tallyRow{o.ID, t.Cell, t.Competency, t.Item, t.N, t.Sum})
		}
	}
	slices.SortFunc(rows, func(a, b tallyRow) int { // in the order of the table
		return cmp.Or(bytes.Compare(a.LeaderID[:], b.LeaderID[:]), cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Item, b.Item))
	})
	return insert(tx, nil, rows)
}

// competencySums aggregates the tallies of leaders per cell and competency in
// the database. Grouping by n as well keeps means of item means exact.
func competencySums(q *gorm.DB, leaders []uuid.UUID) (map[uuid.UUID][]models.CompetencySum, error) {
	var rows []struct {
		LeaderID uuid.UUID
		Of       models.CompetencySum `gorm:"embedded"`
	}
	err := q.Model(&tallyRow{}).Where("leader_id IN ?", leaders).
		Select("leader_id, cell, competency, n, COUNT(*) AS items, SUM(sum) AS sum").
		Group("leader_id, cell, competency, n").Find(&rows).Error
	sums := make(map[uuid.UUID][]models.CompetencySum, len(leaders))
	for _, r := range rows {
		sums[r.LeaderID] = append(sums[r.LeaderID], r.Of)
	}
	return sums, err
}

type scoreRow struct {
	LeaderID   uuid.UUID
	Cell       string
	Competency string
	N          int
	Tenths     models.Score
}

func (scoreRow) TableName() string { return "scores" }

type reportRow struct {
	LeaderID uuid.UUID
	Body     []byte
	Sha256   []byte
	Unopened int
}

func (reportRow) TableName() string { return "reports" }

// keepReports freezes the reports, and their scores beside them. A leader who has
// a report keeps it: it is the same, of no ballots.
func (tx *tx) keepReports(reports []reportRow, scores []scoreRow) error {
	if err := insertAll(tx, reports, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	return insert(tx, nil, scores)
}

type remarkRow struct {
	ID       uuid.UUID
	LeaderID uuid.UUID
	Question string
	Source   string
	Body     string
	Withheld bool
}

func (remarkRow) TableName() string { return "remarks" }

// keepRemarks writes the comments in random order under random ids, by which
// they are sorted ever after. The ids of one leader begin alike, so that they lie
// side by side in the table, and their own 74 random bits order them.
func (tx *tx) keepRemarks(all []*opened) error {
	var rows []remarkRow
	for _, o := range all {
		if err := shuffle(o.count.Remarks); err != nil {
			return err
		}
		beginning := uuid.New()
		for _, r := range o.count.Remarks {
			id := uuid.New()
			copy(id[:6], beginning[:6])
			rows = append(rows, remarkRow{ID: id, LeaderID: o.ID, Question: r.Question, Source: r.Source, Body: r.Body})
		}
	}
	return insert(tx, nil, rows)
}
