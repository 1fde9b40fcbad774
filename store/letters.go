package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// newest keeps the last round of letters of a kind to a person: a corrected
// address makes the failure before it history.
const newest = `letters.round = (SELECT max(n.round) FROM letters n
	WHERE n.kind = letters.kind AND n.cycle_id = letters.cycle_id AND n.person_id = letters.person_id)`

// Counts says how many people's invitation letters are in each state.
// Reminders are left out: their number would tell how many have not answered.
func (o Outbox) Counts(ctx context.Context, cycle uuid.UUID) (map[models.LetterState]int, error) {
	return o.counts(ctx, cycle, models.InvitationLetter)
}

// ReportCounts says how many letters about released reports are in each state.
func (o Outbox) ReportCounts(ctx context.Context, cycle uuid.UUID) (map[models.LetterState]int, error) {
	return o.counts(ctx, cycle, models.ReportLetter)
}

func (o Outbox) counts(ctx context.Context, cycle uuid.UUID, kind models.LetterKind) (map[models.LetterState]int, error) {
	var rows []struct {
		State models.LetterState
		N     int
	}
	err := o.db.reading(ctx).Table("letters").Select("state, count(*) AS n").
		Where("cycle_id = ? AND kind = ?", cycle, kind).Where(newest).
		Group("state").Find(&rows).Error
	counts := map[models.LetterState]int{}
	for _, row := range rows {
		counts[row.State] = row.N
	}
	return counts, err
}

// Trouble is a letter that did not reach its person.
type Trouble struct {
	LetterID uuid.UUID
	State    models.LetterState // Buried or Unknown
	Person   models.Person
	Attempts int
	Why      string    // the mail server's words
	DueAt    time.Time // of the last attempt
}

// Troubles lists up to limit invitation or report letters that could not be
// sent, by name. Failed reminders are never listed: they would tell who has not
// answered.
func (o Outbox) Troubles(ctx context.Context, cycle uuid.UUID, kind models.LetterKind, limit int) ([]Trouble, error) {
	var rows []struct {
		Of        personRow `gorm:"embedded"`
		LetterID  uuid.UUID
		State     models.LetterState
		Attempts  int
		LastError string
		DueAt     time.Time
	}
	err := o.db.reading(ctx).Table("letters").Where("letters.cycle_id = ? AND letters.kind = ? AND letters.state IN ?", cycle, kind,
		[]models.LetterState{models.Buried, models.Unknown}).Where(newest).
		Joins("JOIN people ON people.id = letters.person_id").
		Select("people.*, letters.id AS letter_id, letters.state, letters.attempts, letters.last_error, letters.due_at").
		Order("people.name, letters.id").Limit(limit).Find(&rows).Error
	troubles := make([]Trouble, len(rows))
	for i, row := range rows {
		troubles[i] = Trouble{row.LetterID, row.State, row.Of.person(), row.Attempts, row.LastError, row.DueAt.UTC()}
	}
	return troubles, err
}

// Oldest is when the longest-waiting unsent letter was due for the first time, or
// nil when nothing waits.
func (o Outbox) Oldest(ctx context.Context) (*time.Time, error) {
	var rows []letterRow
	err := o.db.reading(ctx).Select("id", "since").
		Where("state IN ? AND since <= ?", []models.LetterState{models.Queued, models.Claimed, models.Sending}, o.db.now()).
		Order("since").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return utc(&rows[0].Since), nil
}
