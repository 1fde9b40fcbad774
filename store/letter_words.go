package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// checkLetter cleans the words of the letters and returns their faults.
func (d *CycleDraft) checkLetter() []models.Fault {
	if d.Letter == nil {
		return nil
	}
	words := *d.Letter // the caller's stay as they were typed
	err := words.Check()
	d.Letter = &words
	if refused, ok := errors.AsType[*models.Error](err); ok {
		return refused.Faults
	}
	return nil
}

// letterOr takes the words of the letters that were said, or else the ones before.
func (r *cycleRow) letterOr(said *models.LetterWords, before models.LetterWords) {
	if said == nil {
		said = &before
	}
	r.LetterIntro, r.LetterSignature = said.Intro, said.Signature
}

// maxTests is how many test letters of a cycle go to one person.
const maxTests = 50

// SendTest queues a sample letter of a draft to a person, as a test: with the
// words of whoever would get it, and links that open nothing. It is an Invalid
// error while there is nobody who would, or no deadline.
func (c Cycles) SendTest(ctx context.Context, to, id uuid.UUID, sample models.LetterSample) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		cycle, err := tx.cycleFor(id, models.Edit)
		if err != nil {
			return err
		}
		if cycle.ClosesAt == nil {
			return models.Errorf(models.Invalid, "Set the deadline first: every letter names it.")
		}
		if person, err := example(tx.DB, id, sample); err != nil || person == uuid.Nil {
			return errors.Join(err, models.Errorf(models.Invalid, "Nobody is asked %s yet, so there is no letter to show.", sample.As.As()))
		}
		letter := queued(models.TestLetter, &id, to, tx.now)
		letter.Sample = sample.String()
		err = tx.Model(&letterRow{}).Where("kind = ? AND cycle_id = ? AND person_id = ?", models.TestLetter, id, to).
			Select("COALESCE(MAX(round), 0) + 1").Scan(&letter.Round).Error
		if err != nil {
			return err
		}
		if letter.Round > maxTests {
			return models.Errorf(models.Conflict, "You sent yourself %d tests of this cycle. That is as many as there can be.", maxTests)
		}
		return tx.Create(&letter).Error
	})
}
