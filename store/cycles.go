package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Cycles is the rounds of feedback, as HR sees and moves them.
type Cycles struct {
	db *DB
	by uuid.UUID
}

// Cycles opens them.
func (db *DB) Cycles() Cycles { return Cycles{db: db} }

// By opens them for a person of the directory, who may not touch the feedback
// about himself or herself: see models.MayTouch. Programs and the clock are nobody.
func (c Cycles) By(person uuid.UUID) Cycles { return Cycles{c.db, person} }

// own reports whether a leader is the person who acts.
func (c Cycles) own(leader leaderRow) bool { return c.by != uuid.Nil && leader.PersonID == c.by }

// CycleDraft is what HR says of a cycle before it is launched.
type CycleDraft struct {
	Name     string
	Policy   models.Policy
	OpensAt  *time.Time // launch by the clock at this time; nil: by hand
	ClosesAt *time.Time
	Contact  models.Contact

	Reminders models.Reminders    // nil: the default of a new cycle, or as it was
	Letter    *models.LetterWords // nil: none of a new cycle, or as it was
}

// Create makes a draft with the default questionnaire.
func (c Cycles) Create(ctx context.Context, actor string, d CycleDraft) (models.Cycle, error) {
	if err := d.check(); err != nil {
		return models.Cycle{}, err
	}
	row := cycleRow{ID: uuid.New(), Name: d.Name, State: models.Draft, Questionnaire: models.DefaultQuestionnaire(), Policy: d.Policy,
		ContactName: d.Contact.Name, ContactEmail: d.Contact.Email, OpensAt: d.OpensAt, ClosesAt: d.ClosesAt, Reminders: d.Reminders.Sorted()}
	if d.Reminders == nil {
		row.Reminders = models.DefaultReminders()
	}
	row.letterOr(d.Letter, models.LetterWords{})
	err := c.db.inTx(ctx, func(tx *tx) error {
		row.MadeAt = tx.now
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return tx.record(actor, "created the cycle", &row.ID, row.Name)
	})
	return row.cycle(), err
}

// check cleans the draft and returns all its faults at once.
func (d *CycleDraft) check() error {
	var faults []models.Fault
	name, err := models.CleanName(d.Name)
	if err != nil {
		faults = append(faults, models.Fault{Column: "name", Found: d.Name, Problem: "Give the cycle a name of 1 to 120 characters, such as Autumn 2026."})
	}
	d.Name = name
	if d.Contact.Email != "" {
		email, err := models.ParseEmail(d.Contact.Email)
		if err != nil {
			faults = append(faults, models.Fault{Column: "contact_email", Found: d.Contact.Email, Problem: err.Error()})
		}
		d.Contact.Email = email
		if d.Contact.Name, err = models.CleanName(d.Contact.Name); err != nil {
			faults = append(faults, models.Fault{Column: "contact_name", Found: d.Contact.Name, Problem: "Give the name of the person whom raters can ask."})
		}
	}
	if refused, ok := errors.AsType[*models.Error](d.Reminders.Check()); ok {
		faults = append(faults, refused.Faults...)
	}
	faults = append(faults, d.checkLetter()...)
	if err := d.Policy.Check(); err != nil {
		faults = append(faults, models.Fault{Column: "k", Problem: err.Error()})
	}
	if d.OpensAt != nil && d.ClosesAt != nil && !d.OpensAt.Before(*d.ClosesAt) {
		faults = append(faults, models.Fault{Column: "opens_at", Found: d.OpensAt.Format(time.RFC3339), Problem: "The cycle would open after it closes. Choose an earlier day."})
	}
	if len(faults) == 0 {
		return nil
	}
	return &models.Error{Kind: models.Invalid, Text: "Some fields need another look.", Faults: faults}
}

// Update replaces what HR said of a draft.
func (c Cycles) Update(ctx context.Context, actor string, id uuid.UUID, d CycleDraft) error {
	if err := d.check(); err != nil {
		return err
	}
	return c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.Edit)
		if err != nil {
			return err
		}
		row := cycleRow{ID: id, Name: d.Name, Policy: d.Policy, OpensAt: d.OpensAt, ClosesAt: d.ClosesAt,
			ContactName: d.Contact.Name, ContactEmail: d.Contact.Email, Reminders: d.Reminders.Sorted()}
		if d.Reminders == nil {
			row.Reminders = cycle.Reminders
		}
		row.letterOr(d.Letter, cycle.Letter)
		err = tx.Select("name", "policy", "opens_at", "closes_at", "contact_name", "contact_email", "reminders", "letter_intro", "letter_signature").
			Where("state = ?", models.Draft).Updates(&row).Error
		if err != nil {
			return err
		}
		return tx.record(actor, "changed the draft", &id, "")
	})
}

// Delete throws a draft away with its list, and the key that a launch may have
// left which never committed.
func (c Cycles) Delete(ctx context.Context, actor string, id uuid.UUID) error {
	err := c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.Delete)
		if err != nil {
			return err
		}
		if err := tx.Delete(&cycleRow{}, "id = ?", id).Error; err != nil {
			return err
		}
		return tx.record(actor, "deleted the draft", nil, cycle.Name)
	})
	if err != nil {
		return err
	}
	return c.db.keys.destroy(id)
}

// Extend moves the deadline of an open cycle later and writes to everybody who
// has an invitation pending.
func (c Cycles) Extend(ctx context.Context, actor string, id uuid.UUID, to time.Time) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.Extend)
		if err != nil {
			return err
		}
		to = to.UTC().Truncate(time.Microsecond)
		if err := cycle.CheckExtend(tx.now, to); err != nil {
			return err
		}
		if err := tx.Model(&cycleRow{}).Where("id = ?", id).Update("closes_at", to).Error; err != nil {
			return err
		}
		if err := tx.dropReminders(id); err != nil {
			return err
		}
		if err := tx.tellExtended(id); err != nil {
			return err
		}
		return tx.record(actor, "moved the deadline", &id, to.Format("2 January 2006, 15:04 UTC"))
	})
}

// Get returns a cycle.
func (c Cycles) Get(ctx context.Context, id uuid.UUID) (models.Cycle, error) {
	var row cycleRow
	err := c.db.reading(ctx).Take(&row, "id = ?", id).Error
	return row.cycle(), orNotFound(err, noCycle)
}

// CycleSummary is a cycle as a list shows it.
type CycleSummary struct {
	models.Cycle
	models.Turnout     // as HR may know it; frozen at release
	Asked          int // invitations not withdrawn; once frozen as HR may know it
	People         int // of a draft: whom it would invite
}

// List returns up to limit cycles, newest first. older is the last cycle of the
// page before, or nil for the first page.
func (c Cycles) List(ctx context.Context, older *uuid.UUID, limit int) ([]CycleSummary, error) {
	q := c.db.reading(ctx).Omit("questionnaire").Order("made_at DESC, id DESC").Limit(limit)
	if older != nil {
		var last cycleRow
		if err := c.db.reading(ctx).Take(&last, "id = ?", *older).Error; err != nil {
			return nil, orNotFound(err, noCycle)
		}
		q = q.Where("made_at < ? OR (made_at = ? AND id < ?)", last.MadeAt, last.MadeAt, last.ID)
	}
	var rows []cycleRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, err
	}
	list := make([]CycleSummary, len(rows))
	for i, row := range rows {
		list[i].Cycle = row.cycle()
	}
	return list, c.count(ctx, list)
}
