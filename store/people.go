package store

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// People is the directory.
type People struct {
	db *DB
	by uuid.UUID
}

// People opens the directory.
func (db *DB) People() People { return People{db: db} }

// By says which person acts, where that makes a difference: whoever is rated
// erases no rater of that cycle.
func (p People) By(person uuid.UUID) People { return People{p.db, person} }

// DirectoryEntry is a person as the directory lists one.
type DirectoryEntry struct {
	models.Person
	ManagerName string
	Reports     int
}

// Page is a slice of a list, in the list's order.
type Page struct {
	Query  string // matches name, address, department or title; "" is all
	Offset int
	Limit  int

	Department string     // of the directory: only this one; "" is all
	Manager    *uuid.UUID // of the directory: who reports to this person; nil is all
}

// List returns people by name and how many match in all.
func (p People) List(ctx context.Context, page Page) ([]DirectoryEntry, int, error) {
	q := page.matching(p.db.reading(ctx).Table("people"))
	var total int64
	if err := q.Count(&total).Error; err != nil {
		return nil, 0, err
	}
	if page.Offset >= int(total) { // looking for nobody would take as long again
		return nil, int(total), nil
	}
	var rows []struct {
		Of          personRow `gorm:"embedded"`
		ManagerName string
		Reports     int
	}
	err := page.matching(p.db.reading(ctx).Table("people")).
		Select(`people.*, COALESCE((SELECT m.name FROM people m WHERE m.id = people.manager_id), '') AS manager_name,
			(SELECT count(*) FROM people r WHERE r.manager_id = people.id) AS reports`).
		Order("people.name, people.id").Offset(page.Offset).Limit(page.Limit).Find(&rows).Error
	entries := make([]DirectoryEntry, len(rows))
	for i, r := range rows {
		entries[i] = DirectoryEntry{r.Of.person(), r.ManagerName, r.Reports}
	}
	return entries, int(total), err
}

// Count is how many people the directory holds.
func (p People) Count(ctx context.Context) (int, error) {
	var n int64
	err := p.db.reading(ctx).Table("people").Count(&n).Error
	return int(n), err
}

// matching keeps the people that a search means; % and _ are plain characters.
func (p Page) matching(q *gorm.DB) *gorm.DB {
	if p.Department != "" {
		q = q.Where("people.department = ?", p.Department)
	}
	if p.Manager != nil {
		q = q.Where("people.manager_id = ?", *p.Manager)
	}
	query := strings.TrimSpace(strings.ToLower(p.Query))
	if query == "" {
		return q
	}
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(query) + "%"
	return q.Where(`lower(people.name) LIKE ? ESCAPE '\' OR people.email LIKE ? ESCAPE '\'
		OR lower(people.department) LIKE ? ESCAPE '\' OR lower(people.title) LIKE ? ESCAPE '\'`, like, like, like, like)
}

// Get returns a person.
func (p People) Get(ctx context.Context, id uuid.UUID) (models.Person, error) {
	var row personRow
	err := p.db.reading(ctx).Take(&row, "id = ?", id).Error
	return row.person(), orNotFound(err, noPerson)
}

// ByEmail returns the person with an address, which must be in its stored form.
func (p People) ByEmail(ctx context.Context, email string) (models.Person, error) {
	var row personRow
	err := p.db.reading(ctx).Take(&row, "email = ?", email).Error
	return row.person(), orNotFound(err, noPerson)
}

// Known reports which of the addresses are in the directory.
func (p People) Known(ctx context.Context, emails []string) (map[string]bool, error) {
	ids, err := idsByEmail(&tx{DB: p.db.reading(ctx)}, emails)
	known := make(map[string]bool, len(ids))
	for email := range ids {
		known[email] = true
	}
	return known, err
}

// ImportChart adds the people of an org chart to the directory, or brings them
// up to date, with their managers. The chart must have no faults left in its People.
func (p People) ImportChart(ctx context.Context, actor string, chart models.OrgChart, o ImportOptions) (ImportSummary, error) {
	sum := ImportSummary{Read: chart.Read, People: len(chart.People)}
	err := p.db.saving(ctx, o, func(s saving) error {
		people := make([]models.Person, len(chart.People))
		managers := make(map[string]string, len(chart.People))
		for i, person := range chart.People {
			people[i] = person.Person
			managers[person.Email] = person.ManagerEmail
		}
		ids, err := s.upsertPeople(people, &sum)
		if err != nil || s.preview {
			return err
		}
		of := make(map[string]uuid.UUID, len(people))
		for i, person := range people {
			of[person.Email] = ids[i]
		}
		s.seen.at(models.StepRaters, len(managers))
		if err := s.setManagers(of, managers); err != nil {
			return err
		}
		if err := s.chart(ids); err != nil {
			return err
		}
		if err := s.record(actor, "imported an org chart", nil, sum.words()); err != nil {
			return err
		}
		return o.carrying.finish(s.tx, WorkResult{ImportSummary: sum})
	})
	if err == nil && !o.Preview {
		p.db.grown(ctx, sum.Added, "people")
	}
	return sum, err
}

// chart notes that people came with an org chart, so that they stay in the
// directory when a cycle's addresses are deleted.
func (tx *tx) chart(ids []uuid.UUID) error {
	for part := range slices.Chunk(ids, batch) {
		if err := tx.Model(&personRow{}).Where("id IN ? AND NOT charted", part).Update("charted", true).Error; err != nil {
			return err
		}
	}
	return nil
}

// upsertPeople brings people of the directory up to date and returns their ids,
// each in its place. An empty field of the file leaves what is known.
func (s saving) upsertPeople(people []models.Person, sum *ImportSummary) ([]uuid.UUID, error) {
	if !s.preview {
		if err := s.lock(directoryLock); err != nil {
			return nil, err
		}
	}
	emails := make([]string, len(people))
	for i, p := range people {
		emails[i] = p.Email
	}
	known, err := peopleByEmail(s.tx, emails)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(people))
	var changed []int // places in people
	for i, p := range people {
		old, exists := known[p.Email]
		ids[i] = old.ID
		switch {
		case !exists:
			sum.Added++
			ids[i] = uuid.New()
		case merged(old, p) == old:
			sum.Unchanged++
			continue
		default:
			sum.Updated++
		}
		changed = append(changed, i)
	}
	if s.preview {
		return ids, nil
	}
	s.seen.at(models.StepPeople, len(changed))
	for places := range slices.Chunk(changed, batch) {
		part := make([]personRow, len(places))
		for i, at := range places {
			part[i] = merged(known[people[at].Email], people[at])
			part[i].ID = ids[at]
		}
		if err := insertAll(s.tx, part, orUpdatePerson); err != nil {
			return nil, err
		}
		s.seen.add(len(part))
	}
	return ids, nil
}

const orUpdatePerson = `ON CONFLICT (email) DO UPDATE SET name = excluded.name, title = excluded.title,
	department = excluded.department, language = excluded.language`

// directoryLock makes lists that bring the same new people queue: each would give
// them ids of its own otherwise. It comes after a cycle's lock, never before.
var directoryLock = uuid.MustParse("64697265-6374-4000-8000-000000000000")

// merged is what is known of a person after a file said p.
func merged(old personRow, p models.Person) personRow {
	row := old
	row.Email = p.Email
	for _, field := range []struct {
		to   *string
		from string
	}{{&row.Name, p.Name}, {&row.Title, p.Title}, {&row.Department, p.Department}, {&row.Language, p.Language}} {
		if field.from != "" {
			*field.to = field.from
		}
	}
	if row.Language == "" {
		row.Language = "en"
	}
	return row
}

func peopleByEmail(tx *tx, emails []string) (map[string]personRow, error) {
	found := map[string]personRow{}
	for start := 0; start < len(emails); start += batch {
		var rows []personRow
		if err := tx.Where("email IN ?", emails[start:min(start+batch, len(emails))]).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, row := range rows {
			found[row.Email] = row
		}
	}
	return found, nil
}

func idsByEmail(tx *tx, emails []string) (map[string]uuid.UUID, error) {
	rows, err := peopleByEmail(tx, emails)
	ids := make(map[string]uuid.UUID, len(rows))
	for email, row := range rows {
		ids[email] = row.ID
	}
	return ids, err
}

// setManagers points people to their managers, who may be in the file or known already.
func (s saving) setManagers(ids map[string]uuid.UUID, managers map[string]string) error {
	var missing []string
	for _, email := range managers {
		if _, ok := ids[email]; !ok && email != "" {
			missing = append(missing, email)
		}
	}
	others, err := idsByEmail(s.tx, missing)
	if err != nil {
		return err
	}
	under := make(map[uuid.UUID][]uuid.UUID) // manager → people; the zero id: nobody
	for email, manager := range managers {
		id, ok := ids[manager]
		if !ok {
			id = others[manager]
		}
		under[id] = append(under[id], ids[email])
	}
	for manager, people := range under {
		to := &manager
		if manager == uuid.Nil {
			to = nil
		}
		for start := 0; start < len(people); start += batch {
			part := people[start:min(start+batch, len(people))]
			if err := s.Model(&personRow{}).Where("id IN ?", part).Update("manager_id", to).Error; err != nil {
				return err
			}
			s.seen.add(len(part))
		}
	}
	return nil
}
