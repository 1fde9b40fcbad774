package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/migrations"
	"github.com/sevenfold/sevenfold/models"
)

// Outbox is the letters that are to be sent. Several mailers may share it: a
// letter belongs to whoever holds its lease, and every move must show the lease.
//
// Only a letter in sending is in doubt when its mailer dies, because nobody can
// know whether the server took it. It is sent again with the same Message-ID
// (at least once), or with Park it waits for a person (at most once).
type Outbox struct {
	db   *DB
	Park bool // doubtful letters become unknown instead of being sent again
}

// Outbox opens the letters; doubtful ones are sent again.
func (db *DB) Outbox() Outbox { return Outbox{db: db} }

// lost is the answer to a move whose lease has gone to somebody else.
var lost = models.Errorf(models.Conflict, "The lease of this letter has ended.")

// urgent are the letters that somebody asked for a moment ago. It is the
// predicate of the index letters_urgent: both must have the same words.
const urgent = "kind IN ('signin', 'again', 'test')"

// Claim takes back what dead mailers left, then leases up to n due letters for
// a time, first those that somebody is waiting for. All letters of one claim
// share one lease.
func (o Outbox) Claim(ctx context.Context, n int, lease time.Duration) ([]models.Letter, error) {
	var rows []letterRow
	token := uuid.New()
	err := o.db.inTx(ctx, func(tx *tx) error {
		rows = nil
		if err := tx.takeBack(o.Park); err != nil {
			return err
		}
		for _, who := range []string{urgent, "NOT (" + urgent + ")"} {
			var some []letterRow
			err := tx.Raw(`WITH due AS MATERIALIZED (
					SELECT id FROM letters WHERE state = 'queued' AND due_at <= ? AND `+who+`
					ORDER BY due_at LIMIT ? `+tx.skipLocked()+`)
				UPDATE letters SET state = 'claimed', lease = ?, lease_ends = ?
				WHERE id IN (SELECT id FROM due) RETURNING *`,
				tx.now, n-len(rows), token, tx.now.Add(lease)).Scan(&some).Error
			if err != nil {
				return err
			}
			rows = append(rows, some...)
		}
		return nil
	})
	letters := make([]models.Letter, len(rows))
	for i, row := range rows {
		letters[i] = row.letter()
	}
	return letters, err
}

// takeBack frees letters whose lease has run out. A claimed one was not begun.
func (tx *tx) takeBack(park bool) error {
	err := tx.Exec(`WITH stale AS MATERIALIZED (
			SELECT id FROM letters WHERE state = 'claimed' AND lease_ends <= ? `+tx.skipLocked()+`)
		UPDATE letters SET state = 'queued', lease = NULL, lease_ends = NULL
		WHERE id IN (SELECT id FROM stale)`, tx.now).Error
	if err != nil {
		return err
	}
	tries := models.MaxAttempts
	if park {
		tries = 0
	}
	return tx.Exec(`WITH stale AS MATERIALIZED (
			SELECT id FROM letters WHERE state = 'sending' AND lease_ends <= ? `+tx.skipLocked()+`)
		UPDATE letters SET state = CASE WHEN attempts < ? THEN 'queued' ELSE 'unknown' END,
			lease = NULL, lease_ends = NULL, last_error = ?
		WHERE id IN (SELECT id FROM stale)`,
		tx.now, tries, "Sevenfold stopped while it was handing over this letter.").Error
}

// skipLocked lets mailers claim side by side; SQLite has one writer anyway.
func (tx *tx) skipLocked() string {
	if tx.dialect == migrations.Postgres {
		return "FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// PutBack frees what a lease holds and has not begun, for wait later. It is not
// an attempt.
func (o Outbox) PutBack(ctx context.Context, lease uuid.UUID, wait time.Duration) error {
	return o.db.inTx(ctx, func(tx *tx) error {
		changes := map[string]any{"state": models.Queued, "lease": nil, "lease_ends": nil}
		if wait > 0 {
			changes["due_at"] = tx.now.Add(wait)
		}
		return tx.Model(&letterRow{}).Where("lease = ? AND state = ?", lease, models.Claimed).Updates(changes).Error
	})
}

// Drop buries a claimed letter that has become pointless before it was begun,
// and notes why. It returns a Conflict when the lease is lost.
func (o Outbox) Drop(ctx context.Context, id, lease uuid.UUID, why string) error {
	return o.db.inTx(ctx, func(tx *tx) error {
		return mustChange(tx.Model(&letterRow{}).
			Where("id = ? AND lease = ? AND state = ?", id, lease, models.Claimed).
			Updates(map[string]any{"state": models.Buried, "last_error": models.LetterReason(why), "lease": nil, "lease_ends": nil}), lost)
	})
}
