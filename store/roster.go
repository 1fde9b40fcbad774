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
	ids, err := s.upsertPeople(roster.People, &directory)
	if err != nil {
		return err
	}
	sum.People = len(ids)
	leaders, err := s.upsertLeaders(cycle, roster.Rows, ids, sum)
	if err != nil {
		return err
	}
	of := func(row models.RosterRow) pair { return pair{leaders[row.Leader], ids[row.Rater]} }
	if err := s.upsertInvitations(cycle, roster.Rows, of, sum); err != nil || !replace {
		return err
	}
	sum.Leaders = len(leaders)
	asked := make(map[pair]bool, len(roster.Rows))
	for _, row := range roster.Rows {
		asked[of(row)] = true
	}
	return s.removeOthers(cycle, leaders, asked, sum)
}

// upsertLeaders returns the leader of each place in the list that leads.
func (s saving) upsertLeaders(cycle uuid.UUID, rows []models.RosterRow, ids []uuid.UUID, sum *ImportSummary) (map[int]uuid.UUID, error) {
	var have []leaderRow
	if err := s.Where("cycle_id = ?", cycle).Find(&have).Error; err != nil {
		return nil, err
	}
	byPerson := make(map[uuid.UUID]leaderRow, len(have))
	for _, leader := range have {
		byPerson[leader.PersonID] = leader
	}
	since := map[int]string{}
	for _, row := range rows {
		if since[row.Leader] == "" {
			since[row.Leader] = row.RoleSince
		}
	}
	leaders := make(map[int]uuid.UUID, len(since))
	var fresh []leaderRow
	for at, since := range since {
		leader, ok := byPerson[ids[at]]
		if !ok {
			leader = leaderRow{ID: uuid.New(), CycleID: cycle, PersonID: ids[at], RoleSince: since}
			fresh = append(fresh, leader)
		} else if since != "" && since != leader.RoleSince && !s.preview {
			if err := s.Model(&leaderRow{}).Where("id = ?", leader.ID).Update("role_since", since).Error; err != nil {
				return nil, err
			}
		}
		leaders[at] = leader.ID
	}
	sum.Leaders = len(have) + len(fresh)
	if s.preview {
		return leaders, nil
	}
	return leaders, insert(s.tx, nil, fresh)
}

// pair names an invitation: one leader × one person.
type pair struct{ leader, person uuid.UUID }

// upsertInvitations brings the invitations up to date; of tells of a row who is
// asked about whom.
func (s saving) upsertInvitations(cycle uuid.UUID, rows []models.RosterRow, of func(models.RosterRow) pair, sum *ImportSummary) error {
	have, err := s.invitationsOf(cycle)
	if err != nil {
		return err
	}
	var fresh []int // places in rows
	for i, row := range rows {
		old, exists := have[of(row)]
		switch {
		case !exists:
			sum.Added++
			fresh = append(fresh, i)
		case old.Relationship == row.Relationship:
			sum.Unchanged++
		default:
			sum.Updated++
			if s.preview {
				continue
			}
			if err := s.Model(&invitationRow{}).Where("id = ?", old.ID).Update("relationship", row.Relationship).Error; err != nil {
				return err
			}
		}
	}
	if s.preview {
		return nil
	}
	s.seen.at(models.StepRaters, len(fresh))
	return insertMade(s.tx, s.seen, len(fresh), func(i int) (invitationRow, error) {
		row := rows[fresh[i]]
		return invitationRow{ID: uuid.New(), LeaderID: of(row).leader, PersonID: of(row).person, Relationship: row.Relationship, State: models.Pending}, nil
	})
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
func (s saving) removeOthers(cycle uuid.UUID, leaders map[int]uuid.UUID, asked map[pair]bool, sum *ImportSummary) error {
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
