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

// known reports which of the addresses are in the directory.
func (tx *tx) known(emails []string) (map[string]bool, error) {
	people, err := peopleByEmail(tx, emails)
	known := make(map[string]bool, len(people))
	for email := range people {
		known[email] = true
	}
	return known, err
}

// upsertPeople brings people of the directory up to date and returns their ids
// by address. An empty field of the file leaves what is known.
func (s saving) upsertPeople(people []models.Person, sum *ImportSummary) (map[string]uuid.UUID, error) {
	emails := make([]string, len(people))
	for i, p := range people {
		emails[i] = p.Email
	}
	known, err := peopleByEmail(s.tx, emails)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]uuid.UUID, len(people))
	var changed []personRow
	for _, p := range people {
		old, exists := known[p.Email]
		row := merged(old, p)
		switch {
		case !exists:
			sum.Added++
			row.ID = uuid.New()
		case row == old:
			sum.Unchanged++
		default:
			sum.Updated++
		}
		ids[p.Email] = row.ID
		if row != old {
			changed = append(changed, row)
		}
	}
	if s.preview {
		return ids, nil
	}
	for part := range slices.Chunk(changed, batch) {
		if err := insertAll(s.tx, part, orUpdatePerson); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

const orUpdatePerson = `ON CONFLICT (email) DO UPDATE SET name = excluded.name, title = excluded.title,
	department = excluded.department, language = excluded.language`

// directoryLock makes lists that bring the same new people queue: each would give
// them ids of its own otherwise. It comes after a cycle's lock, never before.
var directoryLock = uuid.MustParse("64697265-6374-4000-8000-000000000000")

// lockDirectory comes before the first look into the directory. A preview waits
// for nobody.
func (s saving) lockDirectory() error {
	if s.preview {
		return nil
	}
	return s.lock(directoryLock)
}

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
