package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// SampleRoles lists as what people are asked in a cycle: peers first, then
// direct reports, managers and the leaders themselves.
func (c Cycles) SampleRoles(ctx context.Context, id uuid.UUID) ([]models.Relationship, error) {
	var found []models.Relationship
	err := c.db.reading(ctx).Table("invitations i").Joins("JOIN leaders l ON l.id = i.leader_id").
		Where("l.cycle_id = ? AND i.state <> ?", id, models.Withdrawn).
		Select("i.relationship").Group("i.relationship").
		Order("CASE i.relationship WHEN 'peer' THEN 0 WHEN 'report' THEN 1 WHEN 'manager' THEN 2 ELSE 3 END").Find(&found).Error
	return found, err
}

// SampleEnvelope puts an example of a cycle's letters together: to the first by
// name who would get it. It is nil when nobody would.
func (c Cycles) SampleEnvelope(ctx context.Context, id uuid.UUID, sample models.LetterSample) (*models.Envelope, error) {
	return c.db.Outbox().sample(ctx, id, sample)
}

func (o Outbox) sample(ctx context.Context, id uuid.UUID, sample models.LetterSample) (*models.Envelope, error) {
	person, err := example(o.db.reading(ctx), id, sample)
	if err != nil || person == uuid.Nil {
		return nil, err
	}
	letter := models.Letter{ID: uuid.New(), Kind: sample.Kind, CycleID: &id, PersonID: person, Round: 1}
	envelopes, err := o.Envelopes(ctx, []models.Letter{letter})
	if err != nil {
		return nil, err
	}
	if sample.Kind == models.ReportLetter { // before release there is none, and the example has no link
		envelopes[0].ReportOf = &uuid.Nil
	}
	return &envelopes[0], nil
}

// example is the first person by name who would get a sample, or the zero id.
func example(g *gorm.DB, cycle uuid.UUID, sample models.LetterSample) (uuid.UUID, error) {
	q := g.Table("leaders l").Joins("JOIN people p ON p.id = l.person_id")
	if sample.Kind != models.ReportLetter {
		q = g.Table("leaders l").Joins("JOIN invitations i ON i.leader_id = l.id").Joins("JOIN people p ON p.id = i.person_id").
			Where("i.relationship = ? AND i.state <> ?", sample.As, models.Withdrawn)
	}
	var people []uuid.UUID
	err := q.Where("l.cycle_id = ?", cycle).Order("p.name, p.id").Limit(1).Pluck("p.id", &people).Error
	if err != nil || len(people) == 0 {
		return uuid.Nil, err
	}
	return people[0], nil
}

// showSample fills a test letter's envelope with the letter that it shows. Tests
// are rare, so each takes statements of its own.
func (o Outbox) showSample(ctx context.Context, e *models.Envelope) error {
	sample, err := models.ParseLetterSample(e.Letter.Sample)
	if err != nil || e.Letter.CycleID == nil {
		return err
	}
	shown, err := o.sample(ctx, *e.Letter.CycleID, sample)
	if err != nil || shown == nil {
		return err
	}
	e.Cycle, e.Asked, e.ReportOf, e.Example = shown.Cycle, shown.Asked, shown.ReportOf, &shown.To
	return nil
}
