package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// Questionnaires is what HR wrote itself, every version of it. Cycles hold
// copies: nothing here ever reaches one.
type Questionnaires struct{ db *DB }

// Questionnaires opens them.
func (db *DB) Questionnaires() Questionnaires { return Questionnaires{db} }

// Version is one saved version of a questionnaire.
type Version struct {
	QuestionnaireID uuid.UUID
	Version         int
	Title           string
	Body            models.Questionnaire `gorm:"serializer:json"`
	SavedAt         time.Time
	SavedBy         string // a member's name, or an API key's
}

// TableName names the table of versions.
func (Version) TableName() string { return "versions" }

type questionnaireRow struct {
	ID      uuid.UUID
	Key     string
	Version int
}

func (questionnaireRow) TableName() string { return "questionnaires" }

// Known is a questionnaire in a list.
type Known struct {
	ID      uuid.UUID
	Key     string // its own id
	Title   string // of the latest version
	Version int    // the latest
	SavedAt time.Time
	SavedBy string
}

const noQuestionnaire = "There is no such questionnaire."

// Create keeps a new questionnaire as its version 1. Its id must not be taken.
func (s Questionnaires) Create(ctx context.Context, actor string, q models.Questionnaire) (Version, error) {
	var made Version
	err := s.db.inTx(ctx, func(tx *tx) error {
		keys, err := tx.questionnaireKeys()
		if err != nil {
			return err
		}
		if q, err = q.AsNew(keys); err != nil {
			return err
		}
		made, err = tx.firstVersion(actor, "created a questionnaire", q)
		return err
	})
	return made, err
}

// Copy keeps a copy of a questionnaire under an id of its own.
func (s Questionnaires) Copy(ctx context.Context, actor string, of models.Questionnaire) (Version, error) {
	var made Version
	err := s.db.inTx(ctx, func(tx *tx) error {
		keys, err := tx.questionnaireKeys()
		if err != nil {
			return err
		}
		made, err = tx.firstVersion(actor, "copied a questionnaire", of.Copied(keys))
		return err
	})
	return made, err
}

// Save keeps a new version. base is the version that was changed: when somebody
// else saved since, that is a Conflict. When nothing is different, no version is
// made and the latest is returned.
func (s Questionnaires) Save(ctx context.Context, actor string, id uuid.UUID, base int, q models.Questionnaire) (Version, error) {
	var saved Version
	err := s.db.inTx(ctx, func(tx *tx) error {
		latest, err := tx.latestVersion(id)
		if err != nil {
			return err
		}
		next, err := q.After(latest.Body, base)
		if err != nil {
			return err
		}
		saved, err = tx.addVersion(actor, "saved the questionnaire", latest, next)
		return err
	})
	return saved, err
}

// Restore makes an earlier version the latest, as a new version.
func (s Questionnaires) Restore(ctx context.Context, actor string, id uuid.UUID, version int) (Version, error) {
	var saved Version
	err := s.db.inTx(ctx, func(tx *tx) error {
		latest, err := tx.latestVersion(id)
		if err != nil {
			return err
		}
		var old Version
		err = tx.Take(&old, "questionnaire_id = ? AND version = ?", id, version).Error
		if err != nil {
			return orNotFound(err, noQuestionnaire)
		}
		next, err := old.Body.After(latest.Body, latest.Version)
		if err != nil {
			return err
		}
		saved, err = tx.addVersion(actor, fmt.Sprintf("restored version %d of the questionnaire", version), latest, next)
		return err
	})
	return saved, err
}

// Delete throws a questionnaire away with all its versions. Cycles keep their copies.
func (s Questionnaires) Delete(ctx context.Context, actor string, id uuid.UUID) error {
	return s.db.inTx(ctx, func(tx *tx) error {
		latest, err := tx.latestVersion(id)
		if err != nil {
			return err
		}
		if err := tx.Delete(&questionnaireRow{}, "id = ?", id).Error; err != nil {
			return err
		}
		return tx.record(actor, "deleted the questionnaire", nil, latest.Title)
	})
}

// ChooseQuestionnaire puts a copy of a questionnaire into a draft.
func (c Cycles) ChooseQuestionnaire(ctx context.Context, actor string, id uuid.UUID, q models.Questionnaire) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Edit); err != nil {
			return err
		}
		row := cycleRow{Questionnaire: q}
		change := tx.Select("questionnaire").Where("id = ? AND state = ?", id, models.Draft).Updates(&row)
		if err := mustChange(change, models.Errorf(models.WrongState, "Only a draft can be changed.")); err != nil {
			return err
		}
		return tx.record(actor, "chose the questionnaire", &id, fmt.Sprintf("%s, version %d", q.Title, q.Version))
	})
}

// List returns a page of the questionnaires by title, and how many there are in all.
func (s Questionnaires) List(ctx context.Context, page Page) ([]Known, int, error) {
	var total int64
	if err := s.db.reading(ctx).Model(&questionnaireRow{}).Count(&total).Error; err != nil {
		return nil, 0, err
	}
	var list []Known
	err := s.db.reading(ctx).Table("questionnaires q").
		Joins("JOIN versions v ON v.questionnaire_id = q.id AND v.version = q.version").
		Select("q.id, q.key, q.version, v.title, v.saved_at, v.saved_by").
		Order("v.title, q.key").Offset(page.Offset).Limit(page.Limit).Find(&list).Error
	for i := range list {
		list[i].SavedAt = list[i].SavedAt.UTC()
	}
	return list, int(total), err
}

// Get returns a version of a questionnaire; 0 is the latest.
func (s Questionnaires) Get(ctx context.Context, id uuid.UUID, version int) (Version, error) {
	q := s.db.reading(ctx).Where("questionnaire_id = ?", id).Order("version DESC")
	if version != 0 {
		q = q.Where("version = ?", version)
	}
	var v Version
	err := q.Take(&v).Error
	v.SavedAt = v.SavedAt.UTC()
	return v, orNotFound(err, noQuestionnaire)
}

// Find returns the questionnaire with an id of its own.
func (s Questionnaires) Find(ctx context.Context, key string) (uuid.UUID, error) {
	var row questionnaireRow
	err := s.db.reading(ctx).Take(&row, "key = ?", key).Error
	return row.ID, orNotFound(err, noQuestionnaire)
}

// Versions returns a page of the versions, the latest first.
func (s Questionnaires) Versions(ctx context.Context, id uuid.UUID, page Page) ([]Version, error) {
	var list []Version
	err := s.db.reading(ctx).Where("questionnaire_id = ?", id).Order("version DESC").Offset(page.Offset).Limit(page.Limit).Find(&list).Error
	for i := range list {
		list[i].SavedAt = list[i].SavedAt.UTC()
	}
	return list, err
}

func (tx *tx) questionnaireKeys() (keys []string, err error) {
	err = tx.Model(&questionnaireRow{}).Pluck("key", &keys).Error
	return keys, err
}

// latestVersion takes the latest version; saves of one questionnaire queue here.
func (tx *tx) latestVersion(id uuid.UUID) (Version, error) {
	if err := tx.lock(id); err != nil {
		return Version{}, err
	}
	var v Version
	err := tx.Where("questionnaire_id = ?", id).Order("version DESC").Take(&v).Error
	return v, orNotFound(err, noQuestionnaire)
}

func (tx *tx) firstVersion(actor, act string, q models.Questionnaire) (Version, error) {
	row := questionnaireRow{ID: uuid.New(), Key: q.ID, Version: q.Version}
	if err := tx.Create(&row).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return Version{}, models.Errorf(models.Conflict, "Somebody else made a questionnaire with the same id at the same moment. Please try once more.")
		}
		return Version{}, err
	}
	return tx.writeVersion(actor, act, row.ID, q)
}

// addVersion keeps next, unless it is the latest version itself.
func (tx *tx) addVersion(actor, act string, latest Version, next models.Questionnaire) (Version, error) {
	if next.Version == latest.Version {
		return latest, nil
	}
	change := tx.Model(&questionnaireRow{}).Where("id = ? AND version = ?", latest.QuestionnaireID, latest.Version).Update("version", next.Version)
	if err := mustChange(change, models.Errorf(models.Conflict, "Somebody else saved it at the same moment.")); err != nil {
		return Version{}, err
	}
	return tx.writeVersion(actor, act, latest.QuestionnaireID, next)
}

func (tx *tx) writeVersion(actor, act string, id uuid.UUID, q models.Questionnaire) (Version, error) {
	v := Version{QuestionnaireID: id, Version: q.Version, Title: q.Title, Body: q, SavedAt: tx.now, SavedBy: actor}
	if err := tx.Create(&v).Error; err != nil {
		return v, err
	}
	return v, tx.record(actor, act, nil, fmt.Sprintf("%s, version %d", q.Title, q.Version))
}
