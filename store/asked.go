package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// AskedRater is somebody who is asked in a cycle, and about whom.
type AskedRater struct {
	models.Person
	Asked int          // leaders, himself or herself included
	About []AskedAbout // by name
}

// AskedAbout is one leader that a rater is asked about.
type AskedAbout struct {
	LeaderID     uuid.UUID
	Name         string
	Relationship models.Relationship
}

// AskedSums is how many raters a cycle has, and how many of them are asked about
// many leaders: models.AskedOften.
type AskedSums struct{ Raters, Often int }

// askedEach counts the leaders that each rater of a cycle is asked about.
func askedEach(q *gorm.DB) string {
	return "SELECT i.person_id, COUNT(*) AS asked FROM " + perLeader(q, "invitations", notWithdrawn) +
		" WHERE l.cycle_id = @cycle AND i.person_id IS NOT NULL GROUP BY i.person_id"
}

// AskedSums counts the raters of a cycle.
func (c Cycles) AskedSums(ctx context.Context, cycle uuid.UUID) (sums AskedSums, err error) {
	q := c.db.reading(ctx)
	err = q.Raw(`SELECT COUNT(*) AS raters, COUNT(CASE WHEN asked > @many THEN 1 END) AS often FROM (`+askedEach(q)+`) AS c`,
		map[string]any{"cycle": cycle, "many": models.ManyAsks}).Scan(&sums).Error
	return sums, err
}

// Asked returns a page of a cycle's raters, those who are asked most first. It
// says who is asked, never who answered.
func (c Cycles) Asked(ctx context.Context, cycle uuid.UUID, page Page) (raters []AskedRater, sums AskedSums, err error) {
	if sums, err = c.AskedSums(ctx, cycle); err != nil {
		return nil, sums, err
	}
	args := map[string]any{"cycle": cycle, "limit": page.Limit, "offset": page.Offset}
	var rows []struct {
		Of    personRow `gorm:"embedded"`
		Asked int
	}
	q := c.db.reading(ctx)
	err = q.Raw(`SELECT p.*, c.asked FROM (`+askedEach(q)+`) AS c JOIN people p ON p.id = c.person_id
		ORDER BY c.asked DESC, p.name, p.id LIMIT @limit OFFSET @offset`, args).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, sums, err
	}
	at, ids := map[uuid.UUID]*AskedRater{}, make([]uuid.UUID, len(rows))
	raters = make([]AskedRater, len(rows))
	for i, r := range rows {
		raters[i] = AskedRater{Person: r.Of.person(), Asked: r.Asked}
		ids[i], at[r.Of.ID] = r.Of.ID, &raters[i]
	}
	var about []struct {
		PersonID uuid.UUID
		AskedAbout
	}
	err = c.db.reading(ctx).Table("invitations i").Joins("JOIN leaders l ON l.id = i.leader_id").Joins("JOIN people p ON p.id = l.person_id").
		Select("i.person_id, l.id AS leader_id, p.name, i.relationship").
		Where("l.cycle_id = ? AND i.state <> ? AND i.person_id IN ?", cycle, models.Withdrawn, ids).Order("p.name, p.id").Scan(&about).Error
	for _, a := range about {
		at[a.PersonID].About = append(at[a.PersonID].About, a.AskedAbout)
	}
	return raters, sums, err
}

// AskedCounts is about how many leaders of a cycle each of some people is asked.
func (c Cycles) AskedCounts(ctx context.Context, cycle uuid.UUID, people []uuid.UUID) (map[uuid.UUID]int, error) {
	counts := make(map[uuid.UUID]int, len(people))
	for start := 0; start < len(people); start += batch {
		var rows []struct {
			PersonID uuid.UUID
			Asked    int
		}
		err := c.db.reading(ctx).Table("invitations i").Joins("JOIN leaders l ON l.id = i.leader_id").Select("i.person_id, COUNT(*) AS asked").
			Where("l.cycle_id = ? AND i.state <> ? AND i.person_id IN ?", cycle, models.Withdrawn, people[start:min(start+batch, len(people))]).
			Group("i.person_id").Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			counts[r.PersonID] = r.Asked
		}
	}
	return counts, nil
}

// LeadersAmong reports which of some people are leaders of a cycle.
func (c Cycles) LeadersAmong(ctx context.Context, cycle uuid.UUID, people []uuid.UUID) (map[uuid.UUID]bool, error) {
	var found []uuid.UUID
	err := c.db.reading(ctx).Model(&leaderRow{}).Where("cycle_id = ? AND person_id IN ?", cycle, people).Pluck("person_id", &found).Error
	leaders := make(map[uuid.UUID]bool, len(found))
	for _, id := range found {
		leaders[id] = true
	}
	return leaders, err
}

// Proposals are the raters whom the org chart proposes for a leader of a draft
// and who are not asked yet.
func (c Cycles) Proposals(ctx context.Context, leader LeaderRaters) ([]models.Rater, error) {
	tx := &tx{DB: c.db.reading(ctx)}
	person, err := lookup[personRow](tx, leader.Person.ID, noPerson)
	if err != nil {
		return nil, err
	}
	near, err := tx.near(person)
	if err != nil {
		return nil, err
	}
	asked := make(map[uuid.UUID]bool, len(leader.Raters))
	for _, r := range leader.Raters {
		asked[r.Person.ID] = true
	}
	var open []models.Rater
	for _, r := range models.ProposeRaters(person.person(), near) {
		if !asked[r.Person.ID] {
			open = append(open, r)
		}
	}
	return open, nil
}

// Shape is how many leaders of a cycle have the same numbers of raters.
type Shape struct {
	Invited map[models.Relationship]int
	Leaders int
}

// Shapes counts a cycle's leaders by the numbers of their peers and direct
// reports: a few dozen rows, however large the cycle is.
func (c Cycles) Shapes(ctx context.Context, cycle uuid.UUID) ([]Shape, error) {
	var rows []struct{ Peers, Reports, Leaders int }
	q := c.db.reading(ctx)
	err := q.Raw(`SELECT peers, reports, COUNT(*) AS leaders FROM (
			SELECT l.id, COUNT(CASE WHEN i.relationship = 'peer' THEN 1 END) AS peers, COUNT(CASE WHEN i.relationship = 'report' THEN 1 END) AS reports
			FROM `+perLeader(q, "invitations", notWithdrawn)+`
			WHERE l.cycle_id = ? GROUP BY l.id) AS each_leader
		GROUP BY peers, reports`, cycle).Scan(&rows).Error
	shapes := make([]Shape, len(rows))
	for i, r := range rows {
		shapes[i] = Shape{map[models.Relationship]int{models.Peer: r.Peers, models.DirectReport: r.Reports}, r.Leaders}
	}
	return shapes, err
}

// Departments lists the departments of the directory, up to 500.
func (p People) Departments(ctx context.Context) ([]string, error) {
	const most = 500
	var names []string
	err := p.db.reading(ctx).Table("people").Where("department <> ''").Distinct("department").Order("department").Limit(most).Pluck("department", &names).Error
	return names, err
}
