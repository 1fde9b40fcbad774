package store

import (
	"sync"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// mostFrozen is how many cycles are remembered at once, of about 20 KB each.
const mostFrozen = 64

// freezer remembers what launching froze of a cycle. It is the same for everybody
// and does not change while the cycle is open, so it is read and parsed once.
type freezer struct {
	mu   sync.RWMutex
	kept map[uuid.UUID]models.Cycle
}

func (f *freezer) get(cycle uuid.UUID) (models.Cycle, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	of, ok := f.kept[cycle]
	return of, ok
}

// keep remembers one more. A full freezer begins again: the cycles that are
// asked for come back at once.
func (f *freezer) keep(of models.Cycle) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || len(f.kept) >= mostFrozen {
		f.kept = map[uuid.UUID]models.Cycle{}
	}
	f.kept[of.ID] = of
}

// frozenAt is what launching froze of an open cycle, and nothing else of it: its
// name, its contact, what it asks, and what it promised.
func (db *DB) frozenAt(q *gorm.DB, cycle uuid.UUID) (models.Cycle, error) {
	if of, ok := db.freezer.get(cycle); ok {
		return of, nil
	}
	var row cycleRow
	err := q.Select("id, name, state, questionnaire, policy, contact_name, contact_email, opens_at, public_key, link_days, report_months, overview_months").
		Where("id = ? AND state = ?", cycle, models.Open).Take(&row).Error
	if err != nil {
		return models.Cycle{}, orNotFound(err, deadLink().Error())
	}
	of := row.cycle()
	db.freezer.keep(of)
	return of, nil
}
