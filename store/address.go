package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// FixAddress corrects the address of the person whom a letter did not reach and
// queues the letter again. A new address makes a new generation of the link, so
// whoever got the old mail by mistake cannot answer.
func (c Cycles) FixAddress(ctx context.Context, actor string, letter uuid.UUID, email string) error {
	address, err := models.ParseEmail(email)
	if err != nil {
		return &models.Error{Kind: models.Invalid, Text: err.Error(), Faults: []models.Fault{{Column: "email", Found: email, Problem: err.Error()}}}
	}
	return c.db.inTx(ctx, func(tx *tx) error {
		row, err := lookup[letterRow](tx, letter, "There is no such letter.")
		if err != nil {
			return err
		}
		if row.CycleID == nil || row.Kind != models.InvitationLetter {
			return models.Errorf(models.WrongState, "Only invitations can be sent again here.")
		}
		if _, err := tx.cycleFor(*row.CycleID, models.FixAddress); err != nil {
			return err
		}
		person, err := lookup[personRow](tx, row.PersonID, noPerson)
		if err != nil {
			return err
		}
		if person.Email != address {
			if err := c.readdress(tx, person, *row.CycleID, address); err != nil {
				return err
			}
		}
		change := tx.Model(&letterRow{}).Where("id = ? AND state IN ?", letter, []models.LetterState{models.Buried, models.Unknown}).
			Updates(anew(tx.now))
		if err := mustChange(change, models.Errorf(models.WrongState, "This letter is not waiting for a correction.")); err != nil {
			return err
		}
		return tx.record(actor, "corrected an address and sent the letter again", row.CycleID, "")
	})
}

func (c Cycles) readdress(tx *tx, person personRow, cycle uuid.UUID, address string) error {
	err := tx.Model(&personRow{}).Where("id = ?", person.ID).Update("email", address).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Errorf(models.Conflict, "Somebody else in the directory has the address %s.", address)
	}
	if err != nil {
		return err
	}
	var link linkRow
	if err := tx.Take(&link, "cycle_id = ? AND person_id = ?", cycle, person.ID).Error; err != nil {
		return err
	}
	next := link.Generation + 1
	return tx.Model(&linkRow{}).Where("id = ?", link.ID).
		Updates(map[string]any{"generation": next, "token_hash": c.db.secret.RaterToken(link.ID, next).Hash()}).Error
}
