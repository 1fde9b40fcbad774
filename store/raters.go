package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// LeaderRaters is a leader of a cycle with everybody who is asked.
type LeaderRaters struct {
	models.Leader
	Raters  []models.Rater
	deleted bool // the leader deleted the own report
}

// Count is how many raters each relationship has.
func (l LeaderRaters) Count() map[models.Relationship]int {
	n := make(map[models.Relationship]int)
	for _, r := range l.Raters {
		n[r.Relationship]++
	}
	return n
}

// Raters returns a page of a cycle's leaders by name with their raters, and how
// many leaders there are in all. Withdrawn invitations are left out.
func (c Cycles) Raters(ctx context.Context, id uuid.UUID, page Page) ([]LeaderRaters, int, error) {
	leaders, total, err := c.leaders(ctx, id, page)
	if err != nil {
		return nil, 0, err
	}
	return leaders, total, withRaters(c.db.reading(ctx), leaders)
}

// leaders returns a page of a cycle's leaders by name without their raters, and
// how many the page is a part of.
func (c Cycles) leaders(ctx context.Context, id uuid.UUID, page Page) ([]LeaderRaters, int, error) {
	found := c.db.reading(ctx).Model(&leaderRow{}).Where("leaders.cycle_id = ?", id)
	if page.Query != "" {
		found = page.matching(found.Joins("JOIN people ON people.id = leaders.person_id"))
	}
	var total int64
	if err := found.Count(&total).Error; err != nil || int(total) <= page.Offset {
		return nil, int(total), err
	}
	leaders, err := leadersBy(page.matching(c.db.reading(ctx).Where("leaders.cycle_id = ?", id)).Offset(page.Offset).Limit(page.Limit))
	return leaders, int(total), err
}

// Leader returns one leader with the raters.
func (c Cycles) Leader(ctx context.Context, id uuid.UUID) (LeaderRaters, error) {
	leaders, err := leadersBy(c.db.reading(ctx).Where("leaders.id = ?", id))
	if err != nil {
		return LeaderRaters{}, err
	}
	if len(leaders) == 0 {
		return LeaderRaters{}, models.Errorf(models.NotFound, noLeader)
	}
	return leaders[0], withRaters(c.db.reading(ctx), leaders)
}

func leadersBy(q *gorm.DB) ([]LeaderRaters, error) {
	var rows []struct {
		LeaderID  uuid.UUID
		CycleID   uuid.UUID
		RoleSince string
		Frozen    string
		Deleted   bool
		Of        personRow `gorm:"embedded"`
	}
	err := q.Table("leaders").Joins("JOIN people ON people.id = leaders.person_id").
		Select("leaders.id AS leader_id, leaders.cycle_id, leaders.role_since, leaders.department AS frozen, leaders.deleted, people.*").
		Order("people.name, people.id").Find(&rows).Error
	leaders := make([]LeaderRaters, len(rows))
	for i, r := range rows {
		leaders[i].Leader = models.Leader{ID: r.LeaderID, CycleID: r.CycleID, Person: r.Of.person(), RoleSince: r.RoleSince}
		leaders[i].deleted = r.Deleted
		if r.Frozen != "" {
			leaders[i].Person.Department = r.Frozen
		}
	}
	return leaders, err
}

func withRaters(q *gorm.DB, leaders []LeaderRaters) error {
	at := make(map[uuid.UUID]*LeaderRaters, len(leaders))
	ids := make([]uuid.UUID, len(leaders))
	for i := range leaders {
		ids[i], at[leaders[i].ID] = leaders[i].ID, &leaders[i]
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		LeaderID     uuid.UUID
		Relationship models.Relationship
		Of           personRow `gorm:"embedded"`
	}
	err := q.Table(perLeader(q, "invitations", notWithdrawn)).Joins("JOIN people ON people.id = i.person_id").
		Select("i.leader_id, i.relationship, people.*").Where("l.id IN ?", ids).
		Order("people.name, people.id").Find(&rows).Error
	for _, r := range rows {
		l := at[r.LeaderID]
		l.Raters = append(l.Raters, models.Rater{Person: r.Of.person(), Relationship: r.Relationship})
	}
	return err
}

// AddLeaders makes people of the directory leaders of a draft and proposes
// their raters from the org chart: self, manager, direct reports, and peers
// under the same manager. Who is a leader already stays as he or she is.
func (c Cycles) AddLeaders(ctx context.Context, actor string, id uuid.UUID, people []uuid.UUID) (added int, err error) {
	err = c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Edit); err != nil {
			return err
		}
		for _, person := range people {
			fresh, err := tx.addLeader(id, person)
			if err != nil {
				return err
			}
			if fresh {
				added++
			}
		}
		return tx.record(actor, "chose leaders from the org chart", &id, plural(added, "leader", "leaders"))
	})
	return added, err
}

func (tx *tx) addLeader(cycle, person uuid.UUID) (bool, error) {
	row, err := lookup[personRow](tx, person, noPerson)
	if err != nil {
		return false, err
	}
	err = tx.Take(&leaderRow{}, "cycle_id = ? AND person_id = ?", cycle, person).Error
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return false, err
	}
	leader := leaderRow{ID: uuid.New(), CycleID: cycle, PersonID: person}
	if err := tx.Create(&leader).Error; err != nil {
		return false, err
	}
	near, err := tx.near(row)
	if err != nil {
		return false, err
	}
	var fresh []invitationRow
	for _, rater := range models.ProposeRaters(row.person(), near) {
		fresh = append(fresh, invitationRow{ID: uuid.New(), LeaderID: leader.ID, PersonID: rater.Person.ID,
			Relationship: rater.Relationship, State: models.Pending})
	}
	return true, tx.CreateInBatches(fresh, batch).Error
}

// near is everybody who may be proposed for a leader.
func (tx *tx) near(leader personRow) ([]models.Person, error) {
	q := tx.Where("id = ? OR manager_id = ?", leader.ID, leader.ID)
	if leader.ManagerID != nil {
		q = q.Or("id = ? OR manager_id = ?", *leader.ManagerID, *leader.ManagerID)
	}
	var rows []personRow
	err := q.Find(&rows).Error
	people := make([]models.Person, len(rows))
	for i, row := range rows {
		people[i] = row.person()
	}
	return people, err
}

// RemoveLeader takes a leader and the raters off a draft.
func (c Cycles) RemoveLeader(ctx context.Context, actor string, leader uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		row, name, err := tx.leaderFor(leader, models.Edit)
		if err != nil {
			return err
		}
		if err := tx.Delete(&leaderRow{}, "id = ?", leader).Error; err != nil {
			return err
		}
		return tx.record(actor, "removed a leader", &row.CycleID, name)
	})
}

// leaderFor takes a leader whose cycle allows verb, with the person's name.
func (tx *tx) leaderFor(id uuid.UUID, verb models.Verb) (leaderRow, string, error) {
	row, err := lookup[leaderRow](tx, id, noLeader)
	if err != nil {
		return row, "", err
	}
	if _, err := tx.cycleFor(row.CycleID, verb); err != nil {
		return row, "", err
	}
	person, err := lookup[personRow](tx, row.PersonID, noPerson)
	return row, person.Name, err
}

// SetRater asks a person about a leader of a draft, or changes how.
func (c Cycles) SetRater(ctx context.Context, actor string, leader uuid.UUID, email string, as models.Relationship) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		row, name, err := tx.leaderFor(leader, models.Edit)
		if err != nil {
			return err
		}
		if err := models.MayTouch(models.Edit, c.own(row)); err != nil {
			return err
		}
		person, err := tx.raterFor(row, email, as)
		if err != nil {
			return err
		}
		change := tx.Model(&invitationRow{}).Where("leader_id = ? AND person_id = ?", leader, person.ID).Update("relationship", as)
		if change.Error != nil {
			return change.Error
		}
		if change.RowsAffected == 0 {
			if err := tx.invite(row.ID, person.ID, as); err != nil {
				return err
			}
		}
		return tx.record(actor, "changed the raters", &row.CycleID, name)
	})
}

// raterFor checks that a person of the directory may be asked about a leader in
// this relationship.
func (tx *tx) raterFor(leader leaderRow, email string, as models.Relationship) (personRow, error) {
	address, err := models.ParseEmail(email)
	if err != nil {
		return personRow{}, &models.Error{Kind: models.Invalid, Text: err.Error(), Faults: []models.Fault{{Column: "email", Found: email, Problem: err.Error()}}}
	}
	var person personRow
	if err := orNotFound(tx.Take(&person, "email = ?", address).Error, "Nobody in the directory has the address "+address+". Import the person first."); err != nil {
		return person, err
	}
	return person, models.CheckRater(leader.PersonID == person.ID, as)
}

func (tx *tx) invite(leader, person uuid.UUID, as models.Relationship) error {
	return tx.Create(&invitationRow{ID: uuid.New(), LeaderID: leader, PersonID: person, Relationship: as, State: models.Pending}).Error
}

// RemoveRater stops asking a person about a leader of a draft.
func (c Cycles) RemoveRater(ctx context.Context, actor string, leader, person uuid.UUID) error {
	return c.db.inTx(ctx, func(tx *tx) error {
		row, name, err := tx.leaderFor(leader, models.Edit)
		if err != nil {
			return err
		}
		if err := models.MayTouch(models.Edit, c.own(row)); err != nil {
			return err
		}
		gone := tx.Delete(&invitationRow{}, "leader_id = ? AND person_id = ?", leader, person)
		if err := mustChange(gone, models.Errorf(models.NotFound, "This person is not asked about this leader.")); err != nil {
			return err
		}
		return tx.record(actor, "changed the raters", &row.CycleID, name)
	})
}
