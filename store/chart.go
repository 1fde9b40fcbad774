package store

import (
	"context"
	"io"
	"iter"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// ImportChart adds the people of an org chart to the directory, or brings them up
// to date, with their managers. A chart that has faults is refused as
// models.CheckImport says, and none of it is kept; its faults come along. It
// holds one batch of people at a time.
func (p People) ImportChart(ctx context.Context, actor string, list List, o ImportOptions) (done Imported, err error) {
	err = p.db.saving(ctx, o, func(s saving) error {
		done = Imported{}
		if err := s.lockDirectory(); err != nil {
			return err
		}
		err := withScratch(func(said models.Memory) error { return s.importChart(list(s.tx), said, o.Partial, &done) })
		if err != nil || s.preview {
			return err
		}
		if err := s.record(actor, "imported an org chart", nil, done.words()); err != nil {
			return err
		}
		return o.carrying.finish(s.tx, WorkResult{ImportSummary: done.ImportSummary})
	})
	if err == nil && !o.Preview {
		p.db.grown(ctx, done.Added, "people")
	}
	return done, err
}

func (s saving) importChart(text io.Reader, said models.Memory, partial bool, done *Imported) error {
	chart, err := models.ReadOrgChart(text, said, s.known)
	if err != nil {
		return err
	}
	done.Read, done.Good, done.People, done.Faults = chart.Read, chart.Good, chart.Good, chart.Faults
	if !s.preview {
		if err := models.CheckImport(partial, chart.Good, len(chart.Faults)); err != nil {
			return err
		}
	}
	s.seen.at(models.StepPeople, chart.Good)
	err = inParts(chart.People(), func(part []models.OrgPerson) error {
		people := make([]models.Person, len(part))
		for i, person := range part {
			people[i] = person.Person
		}
		_, err := s.upsertPeople(people, &done.ImportSummary)
		s.seen.add(len(part))
		return err
	})
	if err != nil || s.preview {
		return err
	}
	s.seen.at(models.StepRaters, chart.Good)
	return inParts(chart.People(), s.setManagers)
}

// inParts does something with each batch of people.
func inParts(people iter.Seq2[models.OrgPerson, error], do func([]models.OrgPerson) error) error {
	part := make([]models.OrgPerson, 0, batch)
	for person, err := range people {
		if err != nil {
			return err
		}
		if part = append(part, person); len(part) == batch {
			if err := do(part); err != nil {
				return err
			}
			part = part[:0]
		}
	}
	return do(part)
}

// managed is a person with a manager, or nobody above.
type managed struct {
	ID        uuid.UUID
	ManagerID *uuid.UUID
}

// setManagers points people to their managers, who may be in the file or known
// already. It notes that they came with an org chart, so that they stay in the
// directory when a cycle's addresses are deleted.
func (s saving) setManagers(people []models.OrgPerson) error {
	if len(people) == 0 {
		return nil
	}
	var emails []string
	for _, person := range people {
		emails = append(emails, person.Email, person.ManagerEmail)
	}
	known, err := peopleByEmail(s.tx, emails)
	if err != nil {
		return err
	}
	all := make([]managed, len(people))
	for i, person := range people {
		all[i].ID = known[person.Email].ID
		if manager, ok := known[person.ManagerEmail]; ok {
			all[i].ManagerID = &manager.ID
		}
	}
	_, values, args, err := valuesOf(s.tx, all)
	if err != nil {
		return err
	}
	s.seen.add(len(people))
	_, err = s.Statement.ConnPool.ExecContext(s.Statement.Context, `WITH given (id, manager_id) AS (`+values+`)
		UPDATE people SET manager_id = given.manager_id, charted = true FROM given
		WHERE people.id = given.id AND (NOT people.charted OR people.manager_id IS DISTINCT FROM given.manager_id)`, args...)
	return translated(s.DB, err)
}
