package store

import (
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

// Move settles some letters and begins others at once, so that several
// connections share the cost of one commit. Begin and Settle are moves of one
// letter. A letter whose lease is lost, or ends in less than left before it is
// begun, is left alone and named in lost.
func (o Outbox) Move(ctx context.Context, done []Settled, next []Begun, left time.Duration) (lost map[uuid.UUID]bool, err error) {
	lost = map[uuid.UUID]bool{}
	moves, others := sorted(done, next)
	if len(moves) == 1 && len(others) == 0 { // a statement is a transaction of its own: one round trip
		tx := &tx{o.db.moves.WithContext(ctx), o.db.now(), o.db.dialect}
		return lost, tx.move(moves[0], left, lost)
	}
	err = o.db.inTx(ctx, func(tx *tx) error {
		clear(lost)
		for _, other := range others {
			if err := tx.settleLetter(other, o.Park, lost); err != nil {
				return err
			}
		}
		for _, m := range moves {
			if err := tx.move(m, left, lost); err != nil {
				return err
			}
		}
		return nil
	})
	return lost, err
}

// moving is what happens to the letters of one lease.
type moving struct {
	lease       uuid.UUID
	sent, begun []uuid.UUID
}

// sorted puts letters together by lease. Those that were not delivered are
// others: the law of letters must look at each.
func sorted(done []Settled, next []Begun) (moves []*moving, others []Settled) {
	of := func(lease uuid.UUID) *moving {
		for _, m := range moves {
			if m.lease == lease {
				return m
			}
		}
		moves = append(moves, &moving{lease: lease})
		return moves[len(moves)-1]
	}
	for _, s := range done {
		if s.Outcome.Fate != models.Delivered {
			others = append(others, s)
			continue
		}
		m := of(s.Lease)
		m.sent = append(m.sent, s.Letter)
	}
	for _, b := range next {
		m := of(b.Lease)
		m.begun = append(m.begun, b.Letter)
	}
	return moves, others
}

// moveSQL takes letters of one lease one step on, each from where it must stand.
const moveSQL = `UPDATE letters SET
		state = CASE state WHEN 'claimed' THEN 'sending' ELSE 'sent' END,
		attempts = CASE state WHEN 'claimed' THEN attempts + 1 ELSE attempts END,
		last_error = CASE state WHEN 'claimed' THEN last_error ELSE '' END,
		lease = CASE state WHEN 'claimed' THEN lease END,
		lease_ends = CASE state WHEN 'claimed' THEN lease_ends END
	WHERE id ? AND lease = ? AND state = CASE WHEN id ? THEN 'sending' ELSE 'claimed' END
		AND (state = 'sending' OR lease_ends >= ?)
	RETURNING id`

// move changes the letters of one lease and notes which were not there to change.
func (tx *tx) move(m *moving, left time.Duration, lost map[uuid.UUID]bool) error {
	all := slices.Concat(m.sent, m.begun)
	for _, letter := range all {
		lost[letter] = true
	}
	rows, err := tx.Raw(moveSQL, among(all), m.lease, among(m.sent), tx.now.Add(left)).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var letter uuid.UUID
		if err := rows.Scan(&letter); err != nil {
			return err
		}
		delete(lost, letter)
	}
	return translated(tx.DB, rows.Err())
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
