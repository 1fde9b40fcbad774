package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Audit is the record of what HR and the clock did. It never holds an act of a rater.
type Audit struct{ db *DB }

// Audit opens the record.
func (db *DB) Audit() Audit { return Audit{db} }

// Entry is one act.
type Entry struct {
	ID      uuid.UUID
	At      time.Time
	Actor   string // a member's name, an API key's name, or ByClock
	Act     string // "launched the cycle"
	CycleID *uuid.UUID
	Detail  string
}

// TableName names the table of entries.
func (Entry) TableName() string { return "audit" }

// ByClock is the actor of what happens at a set time.
const ByClock = "Sevenfold"

// record notes an act inside the transaction that carries it out.
func (tx *tx) record(actor, act string, cycle *uuid.UUID, detail string) error {
	return tx.Create(&Entry{ID: uuid.New(), At: tx.now, Actor: actor, Act: act, CycleID: cycle, Detail: detail}).Error
}

// List returns up to limit entries, newest first, of one cycle or (nil) of all.
// older is the last entry of the page before, or nil for the first page.
func (a Audit) List(ctx context.Context, cycle *uuid.UUID, older *uuid.UUID, limit int) ([]Entry, error) {
	q := a.db.reading(ctx).Order("at DESC, id DESC").Limit(limit)
	if cycle != nil {
		q = q.Where("cycle_id = ?", *cycle)
	}
	if older != nil {
		var last Entry
		if err := a.db.reading(ctx).Take(&last, "id = ?", *older).Error; err != nil {
			return nil, orNotFound(err, "There is no such page of the record.")
		}
		q = q.Where("at < ? OR (at = ? AND id < ?)", last.At, last.At, last.ID)
	}
	var entries []Entry
	err := q.Find(&entries).Error
	for i := range entries {
		entries[i].At = entries[i].At.UTC()
	}
	return entries, err
}

// Count is how many entries there are of one cycle or (nil) of all.
func (a Audit) Count(ctx context.Context, cycle *uuid.UUID) (int, error) {
	q := a.db.reading(ctx).Model(&Entry{})
	if cycle != nil {
		q = q.Where("cycle_id = ?", *cycle)
	}
	var n int64
	err := q.Count(&n).Error
	return int(n), err
}

// Cycles lists the cycles that the record tells of, newest first: id and name.
func (a Audit) Cycles(ctx context.Context, limit int) ([]models.Cycle, error) {
	var rows []cycleRow
	err := a.db.reading(ctx).Select("id", "name").Where("EXISTS (SELECT 1 FROM audit WHERE audit.cycle_id = cycles.id)").
		Order("made_at DESC, id").Limit(limit).Find(&rows).Error
	cycles := make([]models.Cycle, len(rows))
	for i, row := range rows {
		cycles[i] = models.Cycle{ID: row.ID, Name: row.Name}
	}
	return cycles, err
}

// Names returns the names of the cycles of entries by their ids.
func (a Audit) Names(ctx context.Context, entries []Entry) (map[uuid.UUID]string, error) {
	names := make(map[uuid.UUID]string)
	ids := make([]uuid.UUID, 0, len(entries))
	for _, e := range entries {
		if e.CycleID != nil {
			ids = append(ids, *e.CycleID)
		}
	}
	if len(ids) == 0 {
		return names, nil
	}
	var rows []cycleRow
	err := a.db.reading(ctx).Select("id", "name").Where("id IN ?", ids).Find(&rows).Error
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}

// lookup takes the row with an id, or says that there is none.
func lookup[Row any](tx *tx, id uuid.UUID, missing string) (Row, error) {
	var row Row
	err := tx.Take(&row, "id = ?", id).Error
	return row, orNotFound(err, missing)
}

// The answers to ids that name nothing.
const (
	noCycle  = "There is no such cycle."
	noLeader = "There is no such leader in this cycle."
	noPerson = "There is no such person in the directory."
	noReport = "There is no such report."
)

// cycleFor takes a cycle and checks that verb may start from its state.
func (tx *tx) cycleFor(id uuid.UUID, verb models.Verb) (models.Cycle, error) {
	if err := tx.lock(id); err != nil {
		return models.Cycle{}, err
	}
	row, err := lookup[cycleRow](tx, id, noCycle)
	if err != nil {
		return models.Cycle{}, err
	}
	_, err = row.State.After(verb)
	return row.cycle(), err
}
