package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// FixAddress corrects the address of the person whom a letter did not reach and
// queues the letter again. A new address makes a new generation of the person's
// links in every open cycle, so whoever got the old mails by mistake cannot answer.
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
		own, err := c.askedAbout(tx, person.ID)
		if err != nil {
			return err
		}
		if err := models.MayTouch(models.FixAddress, own); err != nil {
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
		return tx.record(actor, "corrected an address and sent the letter again", row.CycleID, person.Name)
	})
}

// askedAbout reports whether a rater is asked about the person who acts, in any
// cycle that may still send a link: an address belongs to all of them.
func (c Cycles) askedAbout(tx *tx, rater uuid.UUID) (bool, error) {
	var n int64
	err := tx.Model(&invitationRow{}).Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
		Where("invitations.person_id = ? AND leaders.person_id = ? AND leaders.person_id <> invitations.person_id", rater, c.by).
		Where("cycles.state IN ?", []models.CycleState{models.Draft, models.Open}).Count(&n).Error
	return n > 0, err
}

func (c Cycles) readdress(tx *tx, person personRow, cycle uuid.UUID, address string) error {
	var reports int64
	err := tx.Model(&reportRow{}).Joins("JOIN leaders ON leaders.id = reports.leader_id").
		Where("leaders.person_id = ?", person.ID).Count(&reports).Error
	if err != nil {
		return err
	}
	if err := models.MayReaddress(person.Name, int(reports)); err != nil {
		return err
	}
	// Asked before, because PostgreSQL writes the address into its log when its
	// constraint has to refuse it.
	known, err := peopleByEmail(tx, []string{address})
	if err == nil && len(known) == 0 {
		err = tx.Model(&personRow{}).Where("id = ?", person.ID).Update("email", address).Error
	}
	if len(known) > 0 || errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Errorf(models.Conflict, "Somebody else in the directory has the address %s.", address)
	}
	if err != nil {
		return err
	}
	var links []linkRow
	err = tx.Joins("JOIN cycles ON cycles.id = links.cycle_id").
		Where("links.person_id = ? AND cycles.state = ?", person.ID, models.Open).Find(&links).Error
	if err != nil {
		return err
	}
	for _, link := range links {
		if err := c.renew(tx, link, link.CycleID == cycle); err != nil {
			return err
		}
	}
	return nil
}

// renew ends a link by its next generation. The person learns of the new one by
// an invitation, which another cycle than the one in hand has yet to write,
// whatever was answered there: leaving it out would tell.
func (c Cycles) renew(tx *tx, link linkRow, inHand bool) error {
	next := link.Generation + 1
	err := tx.Model(&linkRow{}).Where("id = ? AND EXISTS (SELECT 1 FROM cycles WHERE cycles.id = links.cycle_id AND cycles.state = ?)", link.ID, models.Open).
		Updates(map[string]any{"generation": next, "token_hash": c.db.secret.RaterToken(link.ID, next).Hash()}).Error
	if err != nil || inHand {
		return err
	}
	return tx.writeAgain(models.InvitationLetter, link.CycleID, link.PersonID)
}
