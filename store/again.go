package store

import (
	"context"

	"github.com/sevenfold/sevenfold/models"
)

// At most againPer mails with a rater's link go to one address within againWindow.
const (
	againPer    = 3
	againWindow = longestWindow
)

// SendAgain mails a rater the same link once more, for every open cycle in which
// the address has an invitation pending, unless too many were asked for. Nobody
// learns whether it did: it returns nil in every case but an internal error, and
// the record of acts says nothing.
//
// Who has answered everything gets no mail. It could only say that there is
// nothing to do, and so tell whoever reads that inbox, a deputy or the next
// owner of the address, that an answer was given.
func (s Surveys) SendAgain(ctx context.Context, email string) error {
	address, err := models.ParseEmail(email)
	if err != nil {
		return nil
	}
	return s.db.inTx(ctx, func(tx *tx) error {
		allowed, err := tx.allow("again|"+address, againPer, againWindow)
		if err != nil || !allowed {
			return err
		}
		// A letter of the two kinds that has still to leave brings the link anyway.
		var open []linkRow
		err = tx.Joins("JOIN people ON people.id = links.person_id").
			Joins("JOIN cycles ON cycles.id = links.cycle_id").
			Where("people.email = ? AND cycles.state = ? AND cycles.closes_at > ? AND links.token_hash IS NOT NULL", address, models.Open, tx.now).
			Where(`EXISTS (SELECT 1 FROM invitations i JOIN leaders l ON l.id = i.leader_id
				WHERE l.cycle_id = links.cycle_id AND i.person_id = links.person_id AND i.state = ?)`, models.Pending).
			Where(`NOT EXISTS (SELECT 1 FROM letters u WHERE u.cycle_id = links.cycle_id AND u.person_id = links.person_id
				AND u.kind IN ? AND u.state IN ?)`,
				[]models.LetterKind{models.InvitationLetter, models.AgainLetter},
				[]models.LetterState{models.Queued, models.Claimed, models.Sending}).
			Find(&open).Error
		if err != nil {
			return err
		}
		return tx.writeEach(open)
	})
}

func (tx *tx) writeEach(open []linkRow) error {
	for _, link := range open {
		if err := tx.writeAgain(models.AgainLetter, link.CycleID, link.PersonID); err != nil {
			return err
		}
	}
	return nil
}
