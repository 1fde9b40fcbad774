package store

import (
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// othersAtOnce is how many leaders are compared with a list at once, with all
// who are asked about them.
const othersAtOnce = 50

// removeOthers deletes the leaders and raters that a replacing list does not name.
func (s saving) removeOthers(cycle uuid.UUID, roster models.Roster, sum *ImportSummary) error {
	after := uuid.Nil
	for {
		var leaders []namedLeader
		err := s.Raw(`SELECT l.id, l.person_id, p.email FROM leaders l JOIN people p ON p.id = l.person_id
			WHERE l.cycle_id = ? AND l.person_id > ? ORDER BY l.person_id LIMIT ?`, cycle, after, othersAtOnce).Scan(&leaders).Error
		if err != nil || len(leaders) == 0 {
			return err
		}
		after = leaders[len(leaders)-1].PersonID
		if err := s.removeFrom(leaders, roster, sum); err != nil {
			return err
		}
	}
}

// namedLeader is a leader with the address that lists know.
type namedLeader struct {
	ID, PersonID uuid.UUID
	Email        string
}

// removeFrom deletes whom a list does not name among some leaders and who is
// asked about them.
func (s saving) removeFrom(leaders []namedLeader, roster models.Roster, sum *ImportSummary) error {
	emails := make(map[uuid.UUID]string, len(leaders))
	var all, idle, gone []uuid.UUID
	for _, leader := range leaders {
		emails[leader.ID] = leader.Email
		all = append(all, leader.ID)
		named, err := roster.Names(leader.Email)
		if err != nil {
			return err
		}
		if !named {
			idle = append(idle, leader.ID)
		}
	}
	var asked []struct {
		ID, LeaderID uuid.UUID
		Email        string
	}
	err := s.Raw(`SELECT i.id, i.leader_id, p.email FROM invitations i JOIN people p ON p.id = i.person_id WHERE i.leader_id IN ?`, all).Scan(&asked).Error
	if err != nil {
		return err
	}
	for _, a := range asked {
		named, err := roster.Asks(emails[a.LeaderID], a.Email)
		if err != nil {
			return err
		}
		if !named {
			gone = append(gone, a.ID)
		}
	}
	sum.Removed += len(gone)
	if s.preview {
		return nil
	}
	if err := s.deleteByID(&invitationRow{}, gone); err != nil {
		return err
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
