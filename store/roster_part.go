package store

import (
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// rosterPart is the part of a roster that is brought in next.
type rosterPart struct {
	saving
	cycle uuid.UUID
	empty bool // the cycle asked nobody before this list
	rows  []models.RosterRow
	sum   *ImportSummary
}

// keep takes a row, and saves the part when it is large enough.
func (p *rosterPart) keep(row models.RosterRow) error {
	p.rows = append(p.rows, row)
	if len(p.rows) < batch {
		return nil
	}
	return p.save()
}

// save brings the part in, or counts what that would do.
func (p *rosterPart) save() error {
	if len(p.rows) == 0 {
		return nil
	}
	people, err := p.upsertPeople(p.people(), &ImportSummary{}) // counted apart from rows
	if err != nil {
		return err
	}
	leaders, err := p.upsertLeaders(people)
	if err != nil {
		return err
	}
	if err := p.upsertInvitations(leaders, people); err != nil {
		return err
	}
	p.seen.add(len(p.rows))
	p.rows = p.rows[:0]
	return nil
}

// people are those of the part, each once, as its last row with them tells.
func (p *rosterPart) people() (people []models.Person) {
	places := make(map[string]int, len(p.rows))
	for _, row := range p.rows {
		for _, person := range []models.Person{row.Leader, row.Rater} {
			at, known := places[person.Email]
			if !known {
				at = len(people)
				places[person.Email] = at
				people = append(people, person)
			}
			people[at] = person
		}
	}
	return people
}

// upsertLeaders returns the leaders of the part by address.
func (p *rosterPart) upsertLeaders(people map[string]uuid.UUID) (map[string]leaderRow, error) {
	since := map[string]string{}
	var ids []uuid.UUID
	for _, row := range p.rows {
		if _, known := since[row.Leader.Email]; !known {
			ids = append(ids, people[row.Leader.Email])
		}
		since[row.Leader.Email] = max(since[row.Leader.Email], row.RoleSince) // a list gives a leader one date, or none
	}
	var have []leaderRow
	if err := p.Where("cycle_id = ? AND person_id IN ?", p.cycle, ids).Find(&have).Error; err != nil {
		return nil, err
	}
	byPerson := make(map[uuid.UUID]leaderRow, len(have))
	for _, leader := range have {
		byPerson[leader.PersonID] = leader
	}
	leaders := make(map[string]leaderRow, len(since))
	var fresh []leaderRow
	for email, since := range since {
		leader, known := byPerson[people[email]]
		if !known {
			leader = leaderRow{ID: uuid.New(), CycleID: p.cycle, PersonID: people[email], RoleSince: since}
			fresh = append(fresh, leader)
		} else if since != "" && since != leader.RoleSince && !p.preview {
			if err := p.Model(&leaderRow{}).Where("id = ?", leader.ID).Update("role_since", since).Error; err != nil {
				return nil, err
			}
		}
		leaders[email] = leader
	}
	if p.preview {
		p.countNewLeaders(byPerson, people)
		return leaders, nil
	}
	p.sum.Leaders += len(fresh)
	return leaders, insertAll(p.tx, fresh, "")
}

// countNewLeaders counts those whom the cycle does not have, each in the row that
// names them first: nothing is saved that would tell them from then on.
func (p *rosterPart) countNewLeaders(have map[uuid.UUID]leaderRow, people map[string]uuid.UUID) {
	for _, row := range p.rows {
		if _, known := have[people[row.Leader.Email]]; row.NewLeader && !known {
			p.sum.Leaders++
		}
	}
}

// upsertInvitations brings the invitations up to date.
func (p *rosterPart) upsertInvitations(leaders map[string]leaderRow, people map[string]uuid.UUID) error {
	asked := make([]pair, len(p.rows))
	for i, row := range p.rows {
		asked[i] = pair{leaders[row.Leader.Email].ID, people[row.Rater.Email]}
	}
	have := map[pair]invitationRow{}
	if !p.empty { // else none of them: a list asks nobody about a leader twice
		var err error
		if have, err = p.invitationsOf(asked); err != nil {
			return err
		}
	}
	var fresh []invitationRow
	for i, row := range p.rows {
		old, exists := have[asked[i]]
		switch {
		case !exists:
			p.sum.Added++
			fresh = append(fresh, invitationRow{ID: uuid.New(), LeaderID: asked[i].LeaderID, PersonID: asked[i].PersonID,
				Relationship: row.Relationship, State: models.Pending})
		case old.Relationship == row.Relationship:
			p.sum.Unchanged++
		default:
			p.sum.Updated++
			if p.preview {
				continue
			}
			if err := p.Model(&invitationRow{}).Where("id = ?", old.ID).Update("relationship", row.Relationship).Error; err != nil {
				return err
			}
		}
	}
	if p.preview {
		return nil
	}
	return insertAll(p.tx, fresh, "")
}

// pair names an invitation: one leader × one person.
type pair struct{ LeaderID, PersonID uuid.UUID }

// invitationsOf returns those of some pairs, at most a batch, that there are.
func (tx *tx) invitationsOf(pairs []pair) (map[pair]invitationRow, error) {
	_, values, args, err := valuesOf(tx, pairs)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Statement.ConnPool.QueryContext(tx.Statement.Context,
		"SELECT id, leader_id, person_id, relationship FROM invitations WHERE (leader_id, person_id) IN ("+values+")", args...)
	if err != nil {
		return nil, translated(tx.DB, err)
	}
	defer rows.Close()
	have := map[pair]invitationRow{}
	for rows.Next() {
		var row invitationRow
		if err := rows.Scan(&row.ID, &row.LeaderID, &row.PersonID, &row.Relationship); err != nil {
			return nil, err
		}
		have[pair{row.LeaderID, row.PersonID}] = row
	}
	return have, translated(tx.DB, rows.Err())
}
