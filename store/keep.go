package store

import (
	"crypto/sha256"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

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

func (tx *tx) keepTallies(leader uuid.UUID, tallies []models.Tally) error {
	rows := make([]tallyRow, len(tallies))
	for i, t := range tallies {
		rows[i] = tallyRow{leader, t.Cell, t.Competency, t.Item, t.N, t.Sum}
	}
	return insert(tx, nil, rows)
}

// competencySums aggregates the tallies of a leader per cell and competency in
// the database. Grouping by n as well keeps means of item means exact.
func competencySums(q *gorm.DB, leader uuid.UUID) ([]models.CompetencySum, error) {
	var sums []models.CompetencySum
	err := q.Model(&tallyRow{}).Where("leader_id = ?", leader).
		Select("cell, competency, n, COUNT(*) AS items, SUM(sum) AS sum").
		Group("cell, competency, n").Order("cell, competency, n").Find(&sums).Error
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

// keepReport freezes the report with its hash, and its scores beside it. A
// leader who has a report keeps it.
func (tx *tx) keepReport(leader uuid.UUID, report models.Report, unopened int) error {
	body, err := report.JSON()
	if err != nil {
		return err
	}
	hash := sha256.Sum256(body)
	created := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&reportRow{leader, body, hash[:], unopened})
	if created.Error != nil || created.RowsAffected == 0 {
		return created.Error
	}
	var rows []scoreRow
	for _, s := range report.Published() {
		rows = append(rows, scoreRow{leader, s.Cell, s.Competency, s.N, s.Tenths})
	}
	return insert(tx, nil, rows)
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
func (tx *tx) keepRemarks(leader uuid.UUID, remarks []models.Remark) error {
	if err := shuffle(remarks); err != nil {
		return err
	}
	rows := make([]remarkRow, len(remarks))
	beginning := uuid.New()
	for i, r := range remarks {
		id := uuid.New()
		copy(id[:6], beginning[:6])
		rows[i] = remarkRow{ID: id, LeaderID: leader, Question: r.Question, Source: r.Source, Body: r.Body}
	}
	return insert(tx, nil, rows)
}
