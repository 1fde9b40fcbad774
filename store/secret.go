package store

import (
	"bytes"
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// CheckSecret reports whether the secret still derives the links that open
// cycles were launched with. With another secret every mail would carry a link
// that opens nothing, so the service should not start.
func (db *DB) CheckSecret(ctx context.Context) error {
	var open []uuid.UUID
	if err := db.reading(ctx).Model(&cycleRow{}).Where("state = ?", models.Open).Pluck("id", &open).Error; err != nil {
		return err
	}
	for _, cycle := range open {
		var link linkRow
		err := db.reading(ctx).Where("cycle_id = ? AND token_hash IS NOT NULL", cycle).Take(&link).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if !bytes.Equal(db.secret.RaterToken(link.ID, link.Generation).Hash(), link.TokenHash) {
			return models.Errorf(models.Impossible, "SEVENFOLD_SECRET is not the one with which the open cycles were launched, so every link in their mails would be dead. "+
				"Put the old secret back. A new one can be used once no cycle is open.")
		}
	}
	return nil
}
