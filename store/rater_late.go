package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// AddRaterLate asks one more person of the directory about a leader of an open
// cycle: a link if the person has none in this cycle, and a letter.
func (c Cycles) AddRaterLate(ctx context.Context, actor string, leader uuid.UUID, email string, as models.Relationship) error {
	return c.AddPersonLate(ctx, actor, leader, models.Person{Email: email}, as)
}

// AddPersonLate is AddRaterLate for somebody who may be new to the directory:
// with a name the person is added to it first. Whoever is known keeps the name.
func (c Cycles) AddPersonLate(ctx context.Context, actor string, leader uuid.UUID, who models.Person, as models.Relationship) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		row, name, err := tx.leaderFor(leader, models.AddRater)
		if err != nil {
			return err
		}
		if err := models.MayTouch(models.AddRater, c.own(row)); err != nil {
			return err
		}
		if err := tx.welcome(who); err != nil {
			return err
		}
		person, err := tx.raterFor(row, who.Email, as)
		if err != nil {
			return err
		}
		if err := tx.invite(row.ID, person.ID, as); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return models.Errorf(models.Conflict, "%s is asked about %s already. A relationship cannot be changed after launch.", person.Name, name)
			}
			return err
		}
		if err := c.linkAndWrite(tx, row.CycleID, person.ID); err != nil {
			return err
		}
		return tx.record(actor, "added a rater", &row.CycleID, name)
	})
}

// welcome adds a person with a name to the directory, unless the address is known.
func (tx *tx) welcome(who models.Person) error {
	if who.Name == "" {
		return nil
	}
	address, err := models.ParseEmail(who.Email)
	if err != nil {
		return nil // raterFor says what is wrong with it
	}
	into := saving{tx: tx}
	if err := into.lockDirectory(); err != nil {
		return err
	}
	known, err := peopleByEmail(tx, []string{address})
	if err != nil || len(known) > 0 {
		return err
	}
	name, err := models.CleanName(who.Name)
	if err != nil {
		return &models.Error{Kind: models.Invalid, Text: err.Error(), Faults: []models.Fault{{Column: "name", Found: who.Name, Problem: err.Error()}}}
	}
	_, err = into.upsertPeople([]models.Person{{Email: address, Name: name}}, &ImportSummary{})
	return err
}

// linkAndWrite gives a person of an open cycle a link, if there is none yet,
// and the next invitation letter.
func (c Cycles) linkAndWrite(tx *tx, cycle, person uuid.UUID) error {
	err := tx.Take(&linkRow{}, "cycle_id = ? AND person_id = ?", cycle, person).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		link := c.db.newLink(cycle, person)
		err = tx.Create(&link).Error
	}
	if err != nil {
		return err
	}
	return tx.writeAgain(models.InvitationLetter, cycle, person)
}

// writeAgain queues the next round of a kind of letter to a person.
func (tx *tx) writeAgain(kind models.LetterKind, cycle, person uuid.UUID) error {
	var last int
	err := tx.Model(&letterRow{}).Where("kind = ? AND cycle_id = ? AND person_id = ?", kind, cycle, person).
		Select("COALESCE(MAX(round), 0)").Scan(&last).Error
	if err != nil {
		return err
	}
	letter := queued(kind, &cycle, person, tx.now)
	letter.Round = last + 1
	return tx.Create(&letter).Error
}
