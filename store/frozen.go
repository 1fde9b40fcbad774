package store

import (
	"sync"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// frozen is what launching froze of a cycle. It is the same for everybody and
// does not change while the cycle is open, so it is read and parsed once.
type frozen struct {
	Questionnaire models.Questionnaire `gorm:"serializer:json"`
	Policy        models.Policy        `gorm:"serializer:json"`
	PublicKey     []byte
}

// mostFrozen is how many cycles are remembered at once, of about 20 KB each.
const mostFrozen = 64

// freezer remembers what is frozen, by cycle.
type freezer struct {
	mu   sync.RWMutex
	kept map[uuid.UUID]frozen
}

func (f *freezer) get(cycle uuid.UUID) (frozen, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	of, ok := f.kept[cycle]
	return of, ok
}

// keep remembers one more. A full freezer begins again: the cycles that are
// asked for come back at once.
func (f *freezer) keep(cycle uuid.UUID, of frozen) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || len(f.kept) >= mostFrozen {
		f.kept = map[uuid.UUID]frozen{}
	}
	f.kept[cycle] = of
}

// frozenAt is what launching froze of an open cycle.
func (db *DB) frozenAt(q *gorm.DB, cycle uuid.UUID) (frozen, error) {
	if of, ok := db.freezer.get(cycle); ok {
		return of, nil
	}
	var of frozen
	err := q.Table("cycles").Select("questionnaire, policy, public_key").Where("id = ? AND state = ?", cycle, models.Open).Take(&of).Error
	if err != nil {
		return of, orNotFound(err, deadLink().Error())
	}
	db.freezer.keep(cycle, of)
	return of, nil
}
