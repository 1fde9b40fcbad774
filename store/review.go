package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Check returns an Invalid error with all faults of the draft at once.
func (d CycleDraft) Check() error { return d.check() }

// Blockers lists what keeps a draft from being launched now: what Launch would refuse.
func (c Cycles) Blockers(ctx context.Context, id uuid.UUID) ([]models.Fault, error) {
	q := &tx{DB: c.db.reading(ctx), now: c.db.now(), dialect: c.db.dialect}
	row, err := lookup[cycleRow](q, id, noCycle)
	if err != nil {
		return nil, err
	}
	err = q.checkLaunch(row.cycle())
	if refused, ok := errors.AsType[*models.Error](err); ok {
		return refused.Faults, nil
	}
	return nil, err
}

// SampleEnvelope puts an example of a draft's invitations together: that of the
// first peer, or else of the first direct report, manager or leader. It is nil
// when nobody is asked yet.
func (c Cycles) SampleEnvelope(ctx context.Context, id uuid.UUID) (*models.Envelope, error) {
	var people []uuid.UUID
	err := c.db.reading(ctx).Table("invitations i").
		Joins("JOIN leaders l ON l.id = i.leader_id").Joins("JOIN people p ON p.id = i.person_id").
		Where("l.cycle_id = ? AND i.state <> ?", id, models.Withdrawn).
		Order("CASE i.relationship WHEN 'peer' THEN 0 WHEN 'report' THEN 1 WHEN 'manager' THEN 2 ELSE 3 END, p.name, p.id").
		Limit(1).Pluck("i.person_id", &people).Error
	if err != nil || len(people) == 0 {
		return nil, err
	}
	letter := models.Letter{ID: uuid.New(), Kind: models.InvitationLetter, CycleID: &id, PersonID: people[0], Round: 1}
	envelopes, err := c.db.Outbox().Envelopes(ctx, []models.Letter{letter})
	if err != nil {
		return nil, err
	}
	return &envelopes[0], nil
}
