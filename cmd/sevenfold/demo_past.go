package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// monthsBack is how long ago the demo's first cycle closed: long enough for the
// reports of today to look back on it.
const monthsBack = models.TrendMonths + 1

// past is the demo before it begins: the same verbs on the same database, by a
// clock of its own.
type past struct {
	db  *store.DB
	now time.Time
}

// playPast plays a cycle that was released some months ago, before the service
// starts. Its mails are not in the mailbox, which opens today.
func playPast(ctx context.Context, c Config) (err error) {
	p := &past{now: friday(time.Now().UTC().AddDate(0, -monthsBack, -21)).Add(9 * time.Hour)}
	c.Clock = func() time.Time { return p.now }
	if p.db, err = openStore(ctx, c); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.db.Close()) }()
	if _, err := p.db.Migrate(ctx); err != nil {
		return err
	}
	id, err := p.prepare(ctx)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		days int
		do   func(context.Context, uuid.UUID) error
	}{{0, p.launch}, {1, p.answer}, {13, p.close}, {5, p.release}, {models.DefaultLinkDays, p.forget}} {
		p.now = p.now.AddDate(0, 0, step.days)
		if err := step.do(ctx, id); err != nil {
			return fmt.Errorf("the cycle of some months ago: %w", err)
		}
	}
	return nil
}

// prepare imports the people and makes the draft.
func (p *past) prepare(ctx context.Context) (uuid.UUID, error) {
	if _, err := p.db.People().ImportChart(ctx, demoHRName, demoList("orgchart.csv"), store.ImportOptions{}); err != nil {
		return uuid.Nil, err
	}
	closes := p.now.AddDate(0, 0, 14).Add(9 * time.Hour)
	cycle, err := p.db.Cycles().Create(ctx, demoHRName, store.CycleDraft{Name: season(closes), Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: demoHRName, Email: demoHREmail}})
	if err != nil {
		return uuid.Nil, err
	}
	_, err = p.db.Cycles().ImportRoster(ctx, demoHRName, cycle.ID, demoList("roster.csv"), store.ImportOptions{})
	return cycle.ID, err
}

// demoList is one of the demo's files.
func demoList(name string) store.List {
	text, err := demoFiles.ReadFile("demo/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return store.Written(bytes.NewReader(text))
}

func (p *past) launch(ctx context.Context, id uuid.UUID) error {
	_, err := p.db.Cycles().Launch(ctx, demoHRName, id)
	return err
}

// answer hands the invitations over and lets everybody answer.
func (p *past) answer(ctx context.Context, id uuid.UUID) error {
	cycle, err := p.db.Cycles().Get(ctx, id)
	if err != nil {
		return err
	}
	envelopes, err := p.deliver(ctx)
	if err != nil {
		return err
	}
	for _, e := range envelopes {
		for _, asked := range e.Asked {
			m := makeUp(e.To.Email+" before", asked.Name)
			m.before = true
			if err := p.db.Surveys().Submit(ctx, e.Token, asked.LeaderID, m.answers(cycle.Questionnaire, asked.Relationship)); err != nil {
				return err
			}
		}
	}
	return nil
}

// deliver moves every letter that is due as the mailer does, from claimed to sent.
func (p *past) deliver(ctx context.Context) ([]models.Envelope, error) {
	outbox := p.db.Outbox()
	letters, err := outbox.Claim(ctx, 1000, time.Hour)
	if err != nil {
		return nil, err
	}
	envelopes, err := outbox.Envelopes(ctx, letters)
	if err != nil {
		return nil, err
	}
	next, done := make([]store.Begun, len(letters)), make([]store.Settled, len(letters))
	for i, l := range letters {
		next[i] = store.Begun{Letter: l.ID, Lease: *l.Lease}
		done[i] = store.Settled{Letter: l.ID, Lease: *l.Lease, Outcome: models.Outcome{Fate: models.Delivered}}
	}
	if _, err := outbox.Move(ctx, nil, next, 0); err != nil {
		return nil, err
	}
	_, err = outbox.Move(ctx, done, nil, 0)
	return envelopes, err
}

func (p *past) close(ctx context.Context, id uuid.UUID) error {
	if err := p.db.Cycles().BeginClose(ctx, demoHRName, id); err != nil {
		return err
	}
	return p.db.Cycles().WorkOut(ctx, id)
}

func (p *past) release(ctx context.Context, id uuid.UUID) error {
	if err := p.db.Cycles().Release(ctx, demoHRName, id); err != nil {
		return err
	}
	_, err := p.deliver(ctx)
	return err
}

// forget lets the clock delete the links and addresses, whose time is over.
func (p *past) forget(ctx context.Context, _ uuid.UUID) error { return p.db.Cycles().Due(ctx) }
