package store

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Begun is a letter that is handed over next, and the lease that holds it.
type Begun struct{ Letter, Lease uuid.UUID }

// Settled is a letter that was begun, and what became of it.
type Settled struct {
	Letter, Lease uuid.UUID
	Outcome       models.Outcome
}

// Move settles some letters and begins others in one transaction, so that
// several connections share its cost. Begin and Settle are moves of one letter.
// A letter whose lease is lost, or ends in less than left before it is begun, is
// left alone and named in lost.
func (o Outbox) Move(ctx context.Context, done []Settled, next []Begun, left time.Duration) (lost map[uuid.UUID]bool, err error) {
	err = o.db.inTx(ctx, func(tx *tx) error {
		lost = map[uuid.UUID]bool{}
		sent := map[uuid.UUID][]uuid.UUID{}
		for _, s := range done {
			if s.Outcome.Fate == models.Delivered {
				sent[s.Lease] = append(sent[s.Lease], s.Letter)
			} else if err := tx.settleLetter(s, o.Park, lost); err != nil {
				return err
			}
		}
		if err := tx.moveAll(sent, `UPDATE letters SET state = 'sent', last_error = '', lease = NULL, lease_ends = NULL
			WHERE state = 'sending' AND lease = ? AND id IN ? RETURNING id`, lost); err != nil {
			return err
		}
		begun := map[uuid.UUID][]uuid.UUID{}
		for _, b := range next {
			begun[b.Lease] = append(begun[b.Lease], b.Letter)
		}
		return tx.moveAll(begun, `UPDATE letters SET state = 'sending', attempts = attempts + 1
			WHERE state = 'claimed' AND lease = ? AND id IN ? AND lease_ends >= ? RETURNING id`, lost, tx.now.Add(left))
	})
	return lost, err
}

// moveAll changes letters lease by lease and notes which were not there to change.
func (tx *tx) moveAll(byLease map[uuid.UUID][]uuid.UUID, update string, lost map[uuid.UUID]bool, more ...any) error {
	for lease, letters := range byLease {
		slices.SortFunc(letters, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		var changed []uuid.UUID
		if err := tx.Raw(update, append([]any{lease, letters}, more...)...).Scan(&changed).Error; err != nil {
			return err
		}
		for _, letter := range letters {
			if !slices.Contains(changed, letter) {
				lost[letter] = true
			}
		}
	}
	return nil
}

// settleLetter follows the law of letters for an outcome other than delivered.
func (tx *tx) settleLetter(s Settled, park bool, lost map[uuid.UUID]bool) error {
	var rows []letterRow
	err := tx.Where("id = ? AND lease = ? AND state = ?", s.Letter, s.Lease, models.Sending).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		lost[s.Letter] = true
		return err
	}
	next := rows[0].letter().After(s.Outcome, park, tx.now)
	result := tx.Model(&letterRow{}).Where("id = ? AND lease = ? AND state = ?", s.Letter, s.Lease, models.Sending).
		Updates(map[string]any{"state": next.State, "attempts": next.Attempts, "due_at": next.DueAt,
			"last_error": next.LastError, "lease": nil, "lease_ends": nil})
	if result.RowsAffected == 0 {
		lost[s.Letter] = true
	}
	return result.Error
}

// Begin marks a letter as being handed over, just before it is. It returns a
// Conflict when the lease is lost or ends in less than left.
func (o Outbox) Begin(ctx context.Context, id, lease uuid.UUID, left time.Duration) error {
	return orLost(o.Move(ctx, nil, []Begun{{id, lease}}, left))
}

// Settle records what became of a letter that was begun. It returns a Conflict
// when the lease is lost.
func (o Outbox) Settle(ctx context.Context, id, lease uuid.UUID, outcome models.Outcome) error {
	return orLost(o.Move(ctx, []Settled{{id, lease, outcome}}, nil, 0))
}

func orLost(which map[uuid.UUID]bool, err error) error {
	if err == nil && len(which) > 0 {
		return lost
	}
	return err
}
