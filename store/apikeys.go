package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// APIKeys is what programs sign in with. A key is shown once and kept as a hash.
type APIKeys struct{ db *DB }

// APIKeys opens them.
func (db *DB) APIKeys() APIKeys { return APIKeys{db} }

// APIKey is a key as a list names it.
type APIKey struct {
	ID        uuid.UUID
	Name      string
	Hash      []byte
	MadeAt    time.Time
	RevokedAt *time.Time
}

// TableName names the table of keys.
func (APIKey) TableName() string { return "api_keys" }

// keyPrefix lets people and secret scanners recognise a key.
const keyPrefix = "sfk_"

// Create makes a key and returns it: the only time that it can be read.
func (a APIKeys) Create(ctx context.Context, actor, name string) (string, error) {
	name, err := models.CleanName(name)
	if err != nil {
		return "", &models.Error{Kind: models.Invalid, Text: "The key needs a name that says what uses it.",
			Faults: []models.Fault{{Column: "name", Found: name, Problem: err.Error()}}}
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	key := keyPrefix + base64.RawURLEncoding.EncodeToString(raw)
	err = a.db.inTx(ctx, func(tx *tx) error {
		if err := tx.Create(&APIKey{ID: uuid.New(), Name: name, Hash: hashKey(key), MadeAt: tx.now}).Error; err != nil {
			return err
		}
		return tx.record(actor, "created an API key", nil, name)
	})
	return key, err
}

// hashKey needs no salt and no stretching: a key has 256 random bits.
func hashKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// Check returns the name of the key, or a NotFound error for one that is
// unknown or revoked.
func (a APIKeys) Check(ctx context.Context, key string) (string, error) {
	var row APIKey
	err := a.db.reading(ctx).Take(&row, "hash = ? AND revoked_at IS NULL", hashKey(key)).Error
	return row.Name, orNotFound(err, "This API key is not valid.")
}

// List returns a page of the keys, newest first, and how many there are in all.
func (a APIKeys) List(ctx context.Context, page Page) ([]APIKey, int, error) {
	var keys []APIKey
	var total int64
	if err := a.db.reading(ctx).Model(&APIKey{}).Count(&total).Error; err != nil {
		return nil, 0, err
	}
	err := a.db.reading(ctx).Order("made_at DESC, id").Offset(page.Offset).Limit(page.Limit).Find(&keys).Error
	return keys, int(total), err
}

// Get returns a key, revoked or not.
func (a APIKeys) Get(ctx context.Context, id uuid.UUID) (APIKey, error) {
	return lookup[APIKey](&tx{DB: a.db.reading(ctx)}, id, noKey)
}

const noKey = "There is no such key."

// Revoke ends a key for good.
func (a APIKeys) Revoke(ctx context.Context, actor string, id uuid.UUID) error {
	return a.db.inTx(ctx, func(tx *tx) error {
		row, err := lookup[APIKey](tx, id, noKey)
		if err != nil {
			return err
		}
		change := tx.Model(&APIKey{}).Where("id = ? AND revoked_at IS NULL", id).Update("revoked_at", tx.now)
		if err := mustChange(change, models.Errorf(models.Conflict, "This key was revoked already.")); err != nil {
			return err
		}
		return tx.record(actor, "revoked an API key", nil, row.Name)
	})
}
