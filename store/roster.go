package store

import (
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// words is the summary as the audit keeps it.
func (s ImportSummary) words() string {
	return fmt.Sprintf("%d rows read: %d added, %d updated, %d unchanged, %d removed", s.Read, s.Added, s.Updated, s.Unchanged, s.Removed)
}

// ImportRoster puts the good rows of a roster into a draft: people into the
// directory, leaders and raters into the cycle. A list that has faults is refused
// as models.CheckImport says, and none of it is kept; its faults come along. It
// holds one batch of rows at a time.
func (c Cycles) ImportRoster(ctx context.Context, actor string, id uuid.UUID, list List, o ImportOptions) (done Imported, err error) {
	err = c.db.saving(ctx, o, func(s saving) error {
		if _, err := s.cycleFor(id, models.Edit); err != nil {
			return err
		}
		done = Imported{}
		if err := s.lockDirectory(); err != nil {
			return err
		}
		part := rosterPart{saving: s, cycle: id, sum: &done.ImportSummary}
		err := withScratch(func(said models.Memory) error { return part.importAll(list(s.tx), said, o.Replace, &done) })
		if err != nil || s.preview {
			return err
		}
		if err := models.CheckImport(o.Partial, done.Good, len(done.Faults)); err != nil {
			return err
		}
		if err := s.record(actor, "imported a list", &id, done.words()); err != nil {
			return err
		}
		return o.carrying.finish(s.tx, WorkResult{ImportSummary: done.ImportSummary})
	})
	if err == nil && !o.Preview {
		c.db.grown(ctx, done.Added, "people", "leaders", "invitations")
	}
	return done, err
}

// importAll brings a roster in, part by part.
func (p *rosterPart) importAll(text io.Reader, said models.Memory, replace bool, done *Imported) error {
	var leaders int64
	if err := p.Model(&leaderRow{}).Where("cycle_id = ?", p.cycle).Count(&leaders).Error; err != nil {
		return err
	}
	p.empty = leaders == 0
	roster, err := models.ReadRoster(text, said, p.keep)
	if err == nil {
		err = p.save()
	}
	if err != nil {
		return err
	}
	done.Read, done.Good, done.People, done.Faults = roster.Read, roster.Good, roster.People, roster.Faults
	done.Leaders += int(leaders)
	if !replace {
		return nil
	}
	if done.Leaders = roster.Leaders; p.empty {
		return nil
	}
	return p.removeOthers(p.cycle, roster, p.sum)
}
