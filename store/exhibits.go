package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/migrations"
	"github.com/sevenfold/sevenfold/models"
)

// Exhibit is everything about one leader that somebody with a copy of the
// database could use to find out who wrote what: each row under all the orders
// in which the database keeps it, hidden ones too.
type Exhibit struct {
	Leader  uuid.UUID
	Raters  []RaterTrace // who answered
	Boxes   []BoxTrace   // while the cycle is open
	Remarks []RemarkTrace
}

// RaterTrace is an invitation that was answered, with the link and the letter
// that belong to it.
type RaterTrace struct {
	models.Trace
	Email        string
	Relationship models.Relationship
	Name         string
}

// BoxTrace is a sealed ballot.
type BoxTrace struct {
	models.Trace
	Box    []byte
	Opened *models.Ballot // nil without the key
}

// RemarkTrace is a comment that closing kept.
type RemarkTrace struct {
	models.Trace
	Question, Source, Body string
}

// Exhibits collects them for a cycle, leader by leader, as of one moment. Boxes
// are opened if the key is in the key directory. Nothing is written. Meant for
// `sevenfold verify` and for tests: no page and no API calls it.
func (c Cycles) Exhibits(ctx context.Context, cycle models.Cycle) ([]Exhibit, error) {
	var all []Exhibit
	err := c.db.inReading(ctx, func(tx *tx) error {
		var err error
		all, err = c.exhibits(tx, cycle)
		return err
	})
	return all, err
}

func (c Cycles) exhibits(tx *tx, cycle models.Cycle) ([]Exhibit, error) {
	at := map[string]*Exhibit{}
	var leaders []uuid.UUID
	if err := tx.Model(&leaderRow{}).Where("cycle_id = ?", cycle.ID).Order("id").Pluck("id", &leaders).Error; err != nil {
		return nil, err
	}
	all := make([]Exhibit, len(leaders))
	for i, leader := range leaders {
		all[i].Leader = leader
		at[leader.String()] = &all[i]
	}
	if err := tx.raterTraces(cycle, at); err != nil {
		return nil, fmt.Errorf("traces of raters: %w", err)
	}
	if err := tx.boxTraces(cycle, at); err != nil {
		return nil, fmt.Errorf("traces of ballots: %w", err)
	}
	if err := tx.remarkTraces(cycle, at); err != nil {
		return nil, fmt.Errorf("traces of remarks: %w", err)
	}
	if opener, err := c.db.keys.opener(cycle.ID, cycle.PublicKey); err == nil {
		open(all, opener)
	}
	return all, nil
}

// open opens what opens.
func open(all []Exhibit, opener models.Opener) {
	for _, e := range all {
		for i := range e.Boxes {
			if ballot, err := opener.Open(e.Leader, e.Boxes[i].Box); err == nil {
				e.Boxes[i].Opened = &ballot
			}
		}
	}
}

// inReading runs story in a transaction that sees one moment and cannot write.
func (db *DB) inReading(ctx context.Context, story func(*tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if db.dialect == migrations.Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	g := db.read.WithContext(ctx).Begin(options)
	if g.Error != nil {
		return g.Error
	}
	defer g.Rollback()
	return story(&tx{g, db.now(), db.dialect})
}

// traced is a row of a query: its first columns by name, the others are marks.
type traced struct {
	columns map[string]string
	marks   map[string]string
}

// traces runs a query whose columns in quotes are marks.
func (tx *tx) traces(query string, named []string, args ...any) ([]traced, error) {
	rows, err := tx.Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []traced
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		row := traced{map[string]string{}, map[string]string{}}
		for i, column := range columns {
			switch {
			case slices.Contains(named, column):
				row.columns[column] = values[i].String
			case values[i].Valid:
				row.marks[column] = values[i].String
			}
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

func (tx *tx) raterTraces(cycle models.Cycle, at map[string]*Exhibit) error {
	rows, err := tx.traces(raterMarks[tx.dialect], []string{"leader_id", "row_id", "email", "name", "relationship"}, cycle.ID)
	for _, r := range rows {
		e := at[r.columns["leader_id"]]
		e.Raters = append(e.Raters, RaterTrace{Trace: models.Trace{ID: r.columns["row_id"], Marks: r.marks},
			Email: r.columns["email"], Name: r.columns["name"], Relationship: models.Relationship(r.columns["relationship"])})
	}
	return err
}

func (tx *tx) boxTraces(cycle models.Cycle, at map[string]*Exhibit) error {
	marks, err := tx.traces(boxMarks[tx.dialect], []string{"row_id"}, cycle.ID)
	if err != nil {
		return err
	}
	of := map[string]map[string]string{}
	for _, r := range marks {
		of[r.columns["row_id"]] = r.marks
	}
	if err := tx.hiddenPlaces(of); err != nil {
		return err
	}
	var ballots []ballotRow
	if err := tx.Joins("JOIN leaders ON leaders.id = ballots.leader_id").Where("leaders.cycle_id = ?", cycle.ID).Find(&ballots).Error; err != nil {
		return err
	}
	for _, b := range ballots {
		e := at[b.LeaderID.String()]
		e.Boxes = append(e.Boxes, BoxTrace{Trace: models.Trace{ID: b.ID.String(), Marks: of[b.ID.String()]}, Box: b.Box})
	}
	return nil
}

func (tx *tx) remarkTraces(cycle models.Cycle, at map[string]*Exhibit) error {
	rows, err := tx.traces(remarkMarks[tx.dialect], []string{"leader_id", "row_id", "question", "source", "body"}, cycle.ID)
	for _, r := range rows {
		e := at[r.columns["leader_id"]]
		e.Remarks = append(e.Remarks, RemarkTrace{Trace: models.Trace{ID: r.columns["row_id"], Marks: r.marks},
			Question: r.columns["question"], Source: r.columns["source"], Body: r.columns["body"]})
	}
	return err
}
