package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// uploadLife is how long an uploaded file waits to be imported.
const uploadLife = 24 * time.Hour

// Upload is a file that HR sent and has not imported yet.
type Upload struct {
	ID      uuid.UUID
	CycleID *uuid.UUID // nil: an org chart
	Name    string
	Body    []byte
	MadeAt  time.Time
}

// TableName names the table of uploads.
func (Upload) TableName() string { return "uploads" }

// KeepUpload keeps a file between its preview and its import, and throws away
// the ones that nobody came back for.
func (p People) KeepUpload(ctx context.Context, u Upload) (uuid.UUID, error) {
	u.ID = uuid.New()
	err := p.db.inTx(ctx, func(tx *tx) error {
		if err := tx.Delete(&Upload{}, "made_at < ?", tx.now.Add(-uploadLife)).Error; err != nil {
			return err
		}
		u.MadeAt = tx.now
		return tx.Create(&u).Error
	})
	return u.ID, err
}

// Upload returns a kept file.
func (p People) Upload(ctx context.Context, id uuid.UUID) (Upload, error) {
	var u Upload
	err := p.db.reading(ctx).Take(&u, "id = ?", id).Error
	return u, orNotFound(err, "This file is no longer here. Please choose it again.")
}

// DropUpload throws a file away.
func (p People) DropUpload(ctx context.Context, id uuid.UUID) error {
	return p.db.write.WithContext(ctx).Delete(&Upload{}, "id = ?", id).Error
}
