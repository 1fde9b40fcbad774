package store

import (
	"context"
	"errors"
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
	err := c.db.inTx(ctx, func(tx *tx) error {
		if _, err := tx.cycleFor(id, models.Edit); err != nil {
			return err
		}
		if err := tx.importRoster(id, roster, o.Replace, &sum); err != nil {
			return err
		}
		if o.Preview {
			return errPreview
		}
		return tx.record(actor, "imported a list", &id, sum.words())
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return sum, err
}

func (tx *tx) importRoster(cycle uuid.UUID, roster models.Roster, replace bool, sum *ImportSummary) error {
	var directory ImportSummary // people are counted apart from rows
	ids, err := tx.upsertPeople(roster.People(), &directory)
	if err != nil {
		return err
	}
	sum.People = len(ids)
	leaders, err := tx.upsertLeaders(cycle, roster.Leaders(), ids)
	if err != nil {
		return err
	}
	asked, err := tx.upsertInvitations(cycle, roster.Rows, ids, leaders, sum)
	if err != nil {
		return err
	}
	if replace {
		if err := tx.removeOthers(cycle, leaders, asked, sum); err != nil {
			return err
		}
	}
	var n int64
	err = tx.Model(&leaderRow{}).Where("cycle_id = ?", cycle).Count(&n).Error
	sum.Leaders = int(n)
	return err
}

// upsertLeaders returns the leader of each leader's address.
func (tx *tx) upsertLeaders(cycle uuid.UUID, named []models.RosterLeader, ids map[string]uuid.UUID) (map[string]uuid.UUID, error) {
	var have []leaderRow
	if err := tx.Where("cycle_id = ?", cycle).Find(&have).Error; err != nil {
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
		} else if l.RoleSince != "" && l.RoleSince != leader.RoleSince {
			if err := tx.Model(&leaderRow{}).Where("id = ?", leader.ID).Update("role_since", l.RoleSince).Error; err != nil {
				return nil, err
			}
		}
		leaders[l.Person.Email] = leader.ID
	}
	if len(fresh) == 0 {
		return leaders, nil
	}
	return leaders, tx.CreateInBatches(fresh, batch).Error
}

// pair names an invitation: one leader × one person.
type pair struct{ leader, person uuid.UUID }

func (tx *tx) upsertInvitations(cycle uuid.UUID, rows []models.RosterRow, ids, leaders map[string]uuid.UUID, sum *ImportSummary) (map[pair]bool, error) {
	have, err := tx.invitationsOf(cycle)
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
			if err := tx.Model(&invitationRow{}).Where("id = ?", old.ID).Update("relationship", row.Relationship).Error; err != nil {
				return nil, err
			}
		}
	}
	if len(fresh) == 0 {
		return asked, nil
	}
	return asked, tx.CreateInBatches(fresh, batch).Error
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
func (tx *tx) removeOthers(cycle uuid.UUID, leaders map[string]uuid.UUID, asked map[pair]bool, sum *ImportSummary) error {
	have, err := tx.invitationsOf(cycle)
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
	if err := tx.deleteByID(&invitationRow{}, gone); err != nil {
		return err
	}
	kept := make(map[uuid.UUID]bool, len(leaders))
	for _, id := range leaders {
		kept[id] = true
	}
	var all, idle []uuid.UUID
	if err := tx.Model(&leaderRow{}).Where("cycle_id = ?", cycle).Pluck("id", &all).Error; err != nil {
		return err
	}
	for _, id := range all {
		if !kept[id] {
			idle = append(idle, id)
		}
	}
	return tx.deleteByID(&leaderRow{}, idle)
}

func (tx *tx) deleteByID(table any, ids []uuid.UUID) error {
	for start := 0; start < len(ids); start += batch {
		if err := tx.Delete(table, "id IN ?", ids[start:min(start+batch, len(ids))]).Error; err != nil {
			return err
		}
	}
	return nil
}
