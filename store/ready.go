package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Ready reports what the store misses to do its work: a database that answers,
// key directories that can be written, and the key of every cycle that still has
// ballots to open. The error names no secret.
func (db *DB) Ready(ctx context.Context) error {
	if err := db.Ping(ctx); err != nil {
		return models.Errorf(models.Impossible, "The database does not answer.")
	}
	if db.keys == nil { // takes answers only
		return nil
	}
	if err := db.keys.Check(); err != nil {
		return models.Errorf(models.Impossible, "A key directory cannot be written, or lies where it must not.")
	}
	lost, err := db.Cycles().LostKeys(ctx)
	if err != nil {
		return models.Errorf(models.Impossible, "The database does not answer.")
	}
	if len(lost) > 0 {
		return models.Errorf(models.Impossible, "The key directory misses the right key of %s. Put it back from the copy, or the answers cannot be opened.", plural(len(lost), "open cycle", "open cycles"))
	}
	return nil
}

// LostKey is an open cycle whose ballots cannot be opened as things stand.
type LostKey struct {
	CycleID uuid.UUID
	Name    string
	Why     string
}

// LostKeys lists the cycles that still have ballots to open and whose key is
// missing or wrong in every directory.
func (c Cycles) LostKeys(ctx context.Context) ([]LostKey, error) {
	var open []cycleRow
	err := c.db.reading(ctx).Select("id", "name", "public_key").
		Where("state IN ?", []models.CycleState{models.Open, models.Closing}).Find(&open).Error
	var lost []LostKey
	for _, cycle := range open {
		if _, err := c.db.keys.opener(cycle.ID, cycle.PublicKey); err != nil {
			lost = append(lost, LostKey{cycle.ID, cycle.Name, err.Error()})
		}
	}
	return lost, err
}

// KeyTrouble says what is wrong with the key of an open or closing cycle, in a
// sentence or two for HR, or "" when all is well. It keeps no rater from answering.
func (c Cycles) KeyTrouble(ctx context.Context, id uuid.UUID) (string, error) {
	cycle, err := c.Get(ctx, id)
	if err != nil || c.db.keys == nil || cycle.State != models.Open && cycle.State != models.Closing {
		return "", err
	}
	switch held, of := c.db.keys.copies(id, cycle.PublicKey); {
	case held == 0:
		return "The key of this cycle is missing, or it is not the right one. Answers are still taken, but nobody can open them until the key is put back from a copy. Please tell whoever runs this service today.", nil
	case held < of:
		return "One of the two copies of this cycle’s key is missing. Nothing is lost: the other one opens the answers. Please tell whoever runs this service.", nil
	}
	return "", nil
}
