package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// words is the summary as the audit keeps it.
func (s ImportSummary) words() string {
	return fmt.Sprintf("%d rows read: %d added, %d updated, %d unchanged, %d removed", s.Read, s.Added, s.Updated, s.Unchanged, s.Removed)
}

// ImportRoster puts the rows of a roster into a draft: people into the
// directory, leaders and raters into the cycle. Rows with faults are not among
// the roster's Rows, so what is imported is what is good.
func (c Cycles) ImportRoster(ctx context.Context, actor string, id uuid.UUID, roster models.Roster, o ImportOptions) (ImportSummary, error) {
	sum := ImportSummary{Read: roster.Read}
	err := c.db.saving(ctx, o, func(s saving) error {
		if _, err := s.cycleFor(id, models.Edit); err != nil {
			return err
		}
		if err := s.importRoster(id, roster, o.Replace, &sum); err != nil || s.preview {
			return err
		}
		if err := s.record(actor, "imported a list", &id, sum.words()); err != nil {
			return err
		}
		return o.carrying.finish(s.tx, WorkResult{ImportSummary: sum})
	})
	if err == nil && !o.Preview {
		c.db.grown(ctx, sum.Added, "people", "leaders", "invitations")
	}
	return sum, err
}

func (s saving) importRoster(cycle uuid.UUID, roster models.Roster, replace bool, sum *ImportSummary) error {
	var directory ImportSummary // people are counted apart from rows
	ids, err := s.upsertPeople(roster.People(), &directory)
	if err != nil {
		return err
	}
	sum.People = len(ids)
	leaders, err := s.upsertLeaders(cycle, roster.Leaders(), ids, sum)
	if err != nil {
		return err
	}
	asked, err := s.upsertInvitations(cycle, roster.Rows, ids, leaders, sum)
	if err != nil || !replace {
		return err
	}
	sum.Leaders = len(leaders)
	return s.removeOthers(cycle, leaders, asked, sum)
}

// upsertLeaders returns the leader of each leader's address.
func (s saving) upsertLeaders(cycle uuid.UUID, named []models.RosterLeader, ids map[string]uuid.UUID, sum *ImportSummary) (map[string]uuid.UUID, error) {
	var have []leaderRow
	if err := s.Where("cycle_id = ?", cycle).Find(&have).Error; err != nil {
		return nil, err
	}
	byPerson := make(map[uuid.UUID]leaderRow, len(have))
	for _, leader := range have {
		byPerson[leader.PersonID] = leader
	}
	leaders := make(map[string]uuid.UUID, len(named))
	var fresh []leaderRow
	for _, l := range named {
		leader, ok := byPerson[ids[l.Person.Email]]
		if !ok {
			leader = leaderRow{ID: uuid.New(), CycleID: cycle, PersonID: ids[l.Person.Email], RoleSince: l.RoleSince}
			fresh = append(fresh, leader)
		} else if l.RoleSince != "" && l.RoleSince != leader.RoleSince && !s.preview {
			if err := s.Model(&leaderRow{}).Where("id = ?", leader.ID).Update("role_since", l.RoleSince).Error; err != nil {
				return nil, err
			}
		}
		leaders[l.Person.Email] = leader.ID
	}
	sum.Leaders = len(have) + len(fresh)
	if s.preview {
		return leaders, nil
	}
	return leaders, insert(s.tx, nil, fresh)
}

// pair names an invitation: one leader × one person.
type pair struct{ leader, person uuid.UUID }

func (s saving) upsertInvitations(cycle uuid.UUID, rows []models.RosterRow, ids, leaders map[string]uuid.UUID, sum *ImportSummary) (map[pair]bool, error) {
	have, err := s.invitationsOf(cycle)
	if err != nil {
		return nil, err
	}
	asked := make(map[pair]bool, len(rows))
	var fresh []invitationRow
	for _, row := range rows {
		key := pair{leaders[row.Leader.Email], ids[row.Rater.Email]}
		asked[key] = true
		old, exists := have[key]
		switch {
		case !exists:
			sum.Added++
			fresh = append(fresh, invitationRow{ID: uuid.New(), LeaderID: key.leader, PersonID: key.person,
				Relationship: row.Relationship, State: models.Pending})
		case old.Relationship == row.Relationship:
			sum.Unchanged++
		default:
			sum.Updated++
			if s.preview {
				continue
			}
			if err := s.Model(&invitationRow{}).Where("id = ?", old.ID).Update("relationship", row.Relationship).Error; err != nil {
				return nil, err
			}
		}
	}
	if s.preview {
		return asked, nil
	}
	s.seen.at(models.StepRaters, len(fresh))
	return asked, insert(s.tx, s.seen, fresh)
}

func (tx *tx) invitationsOf(cycle uuid.UUID) (map[pair]invitationRow, error) {
	var rows []invitationRow
	err := tx.Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Where("leaders.cycle_id = ?", cycle).Find(&rows).Error
	have := make(map[pair]invitationRow, len(rows))
	for _, row := range rows {
		have[pair{row.LeaderID, row.PersonID}] = row
	}
	return have, err
}

// removeOthers deletes the leaders and raters that a replacing list does not name.
func (s saving) removeOthers(cycle uuid.UUID, leaders map[string]uuid.UUID, asked map[pair]bool, sum *ImportSummary) error {
	have, err := s.invitationsOf(cycle)
	if err != nil {
		return err
	}
	var gone []uuid.UUID
	for key, row := range have {
		if !asked[key] {
			gone = append(gone, row.ID)
		}
	}
	sum.Removed = len(gone)
	if s.preview {
		return nil
	}
	if err := s.deleteByID(&invitationRow{}, gone); err != nil {
		return err
	}
	kept := make(map[uuid.UUID]bool, len(leaders))
	for _, id := range leaders {
		kept[id] = true
	}
	var all, idle []uuid.UUID
	if err := s.Model(&leaderRow{}).Where("cycle_id = ?", cycle).Pluck("id", &all).Error; err != nil {
		return err
	}
	for _, id := range all {
		if !kept[id] {
			idle = append(idle, id)
		}
	}
	return s.deleteByID(&leaderRow{}, idle)
}

func (tx *tx) deleteByID(table any, ids []uuid.UUID) error {
	for start := 0; start < len(ids); start += batch {
		if err := tx.Delete(table, "id IN ?", ids[start:min(start+batch, len(ids))]).Error; err != nil {
			return err
		}
	}
	return nil
}
