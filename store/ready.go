package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Ready reports what the store misses to do its work: a database that answers,
// a key directory that can be written, and the key of every cycle that still
// has ballots to open. The error names no secret.
func (db *DB) Ready(ctx context.Context) error {
	if err := db.Ping(ctx); err != nil {
		return models.Errorf(models.Impossible, "The database does not answer.")
	}
	if err := db.keys.Check(); err != nil {
		return models.Errorf(models.Impossible, "The key directory cannot be written.")
	}
	var open []struct {
		ID        uuid.UUID
		PublicKey []byte
	}
	err := db.reading(ctx).Table("cycles").Select("id, public_key").
		Where("state IN ?", []models.CycleState{models.Open, models.Closing}).Find(&open).Error
	if err != nil {
		return models.Errorf(models.Impossible, "The database does not answer.")
	}
	lost := 0
	for _, cycle := range open {
		if _, err := db.keys.opener(cycle.ID, cycle.PublicKey); err != nil {
			lost++
		}
	}
	if lost > 0 {
		return models.Errorf(models.Impossible, "The key directory misses the right key of %s. Put it back from the copy, or the answers cannot be opened.", plural(lost, "open cycle", "open cycles"))
	}
	return nil
}
