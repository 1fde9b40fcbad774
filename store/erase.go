package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// ErasurePlan is what erasing a person would delete. It does not tell whether
// the person answered.
type ErasurePlan struct {
	Person  models.Person
	Asked   int // cycles, not drafts, whose records name the person as a rater
	Drafts  int // drafts whose list names the person
	Leads   int // launched cycles about the person that have no report to read yet
	Reports int // reports that the person can read
	Manages int // people whose manager the person is
}

// ErasurePlan says what Erase would delete, or why it cannot be done now.
func (p People) ErasurePlan(ctx context.Context, id uuid.UUID) (ErasurePlan, error) {
	q := &tx{DB: p.db.reading(ctx)}
	person, err := q.erasable(id, p.by)
	if err != nil {
		return ErasurePlan{}, err
	}
	plan := ErasurePlan{Person: person.person()}
	err = q.Raw(`SELECT
		(SELECT COUNT(DISTINCT l.cycle_id) FROM invitations i JOIN leaders l ON l.id = i.leader_id JOIN cycles c ON c.id = l.cycle_id
			WHERE i.person_id = @id AND c.state <> 'draft') AS asked,
		(SELECT COUNT(*) FROM cycles c WHERE c.state = 'draft' AND (EXISTS (SELECT 1 FROM leaders l WHERE l.cycle_id = c.id AND l.person_id = @id)
			OR EXISTS (SELECT 1 FROM leaders l JOIN invitations i ON i.leader_id = l.id WHERE l.cycle_id = c.id AND i.person_id = @id))) AS drafts,
		(SELECT COUNT(*) FROM leaders l JOIN cycles c ON c.id = l.cycle_id WHERE l.person_id = @id AND c.state IN ('open', 'closing', 'closed')) AS leads,
		(SELECT COUNT(*) FROM leaders l JOIN cycles c ON c.id = l.cycle_id JOIN reports r ON r.leader_id = l.id
			WHERE l.person_id = @id AND c.state = 'released') AS reports,
		(SELECT COUNT(*) FROM people WHERE manager_id = @id) AS manages`, map[string]any{"id": id}).
		Row().Scan(&plan.Asked, &plan.Drafts, &plan.Leads, &plan.Reports, &plan.Manages)
	return plan, err
}

// erasable takes a person whom nothing keeps from being erased.
func (tx *tx) erasable(id, by uuid.UUID) (personRow, error) {
	person, err := lookup[personRow](tx, id, noPerson)
	if err != nil {
		return person, err
	}
	var n int64
	if err := tx.Model(&memberRow{}).Where("person_id = ?", id).Count(&n).Error; err != nil {
		return person, err
	}
	if n > 0 {
		return person, models.Errorf(models.Conflict, "%s is a member of HR. Remove the person from HR first.", person.Name)
	}
	if err := tx.mayErase(id, by); err != nil {
		return person, err
	}
	err = tx.Model(&cycleRow{}).Where("contact_email = ? AND state IN ?", person.Email,
		[]models.CycleState{models.Draft, models.Open, models.Closing, models.Closed}).Count(&n).Error
	if err == nil && n > 0 {
		err = models.Errorf(models.Conflict, "%s is the contact of a cycle that is not released yet. Name somebody else in its draft, or wait until it is released.", person.Name)
	}
	return person, err
}

// mayErase asks the law whether the person who acts may erase another.
func (tx *tx) mayErase(person, by uuid.UUID) error {
	var n int64
	err := tx.Model(&invitationRow{}).Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
		Where("invitations.person_id = ? AND leaders.person_id = ? AND cycles.state IN ?", person, by,
			[]models.CycleState{models.Draft, models.Open}).Count(&n).Error
	if err != nil {
		return err
	}
	return models.MayErase(n > 0)
}

// Erase deletes a person everywhere. Answers that were sent cannot be found, so
// they stay and count, for nobody: the invitation loses its person. One that was
// not answered ends as if the person had declined, so that HR's counts stay as
// they are and do not tell who had answered. What was asked about the person
// goes with the answers, reports and comments about him or her.
func (p People) Erase(ctx context.Context, actor string, id uuid.UUID) error {
	err := p.db.inTx(ctx, func(tx *tx) error {
		if err := tx.lockPlaces(id); err != nil {
			return err
		}
		person, err := tx.erasable(id, p.by)
		if err != nil {
			return err
		}
		for _, part := range []func(personRow) error{tx.eraseLeader, tx.eraseRater, tx.eraseTraces} {
			if err := part(person); err != nil {
				return err
			}
		}
		if err := tx.Delete(&personRow{}, "id = ?", id).Error; err != nil {
			return err
		}
		return tx.record(actor, "erased a person on request", nil, "")
	})
	if err != nil {
		return err
	}
	p.db.forgetSoon("people", "invitations", "links", "letters", "leaders", "ballots", "reports", "remarks", "tallies", "scores", "plans", "uploads", "works", "audit")
	return nil
}

// lockPlaces queues behind everything that goes on in the cycles of a person:
// first the cycles, then the leaders, each in the order of their ids, so that
// two erasures cannot wait for each other.
func (tx *tx) lockPlaces(person uuid.UUID) error {
	var cycles, leaders []uuid.UUID
	err := tx.Raw(`SELECT l.cycle_id FROM leaders l WHERE l.person_id = @id
		UNION SELECT l.cycle_id FROM leaders l JOIN invitations i ON i.leader_id = l.id WHERE i.person_id = @id`,
		map[string]any{"id": person}).Scan(&cycles).Error
	if err != nil {
		return err
	}
	err = tx.Raw(`SELECT id FROM leaders WHERE person_id = @id UNION SELECT leader_id FROM invitations WHERE person_id = @id`,
		map[string]any{"id": person}).Scan(&leaders).Error
	if err != nil {
		return err
	}
	for _, places := range [][]uuid.UUID{cycles, leaders} {
		slices.SortFunc(places, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
		for _, place := range places {
			if err := tx.lock(place); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseLeader deletes everything that was asked and kept about the person. The
// overviews of released cycles were frozen and do not change.
func (tx *tx) eraseLeader(person personRow) error {
	var released []uuid.UUID
	err := tx.Model(&leaderRow{}).Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
		Where("leaders.person_id = ? AND cycles.state = ?", person.ID, models.Released).Pluck("leaders.cycle_id", &released).Error
	if err != nil {
		return err
	}
	for _, cycle := range released {
		if err := tx.freezeOverview(cycle); err != nil {
			return err
		}
	}
	return tx.Delete(&leaderRow{}, "person_id = ?", person.ID).Error
}

// eraseRater takes the person out of the invitations to answer about others.
func (tx *tx) eraseRater(person personRow) error {
	err := tx.Where("person_id = ?", person.ID).
		Where("leader_id IN (SELECT leaders.id FROM leaders JOIN cycles ON cycles.id = leaders.cycle_id WHERE cycles.state = ?)", models.Draft).
		Delete(&invitationRow{}).Error
	if err != nil {
		return err
	}
	mine := tx.Model(&invitationRow{}).Where("person_id = ?", person.ID)
	if err := mine.Where("state = ?", models.Pending).Update("state", models.Declined).Error; err != nil {
		return err
	}
	err = tx.Model(&invitationRow{}).Where("person_id = ?", person.ID).Update("person_id", nil).Error
	if err != nil {
		return err
	}
	return tx.Delete(&linkRow{}, "person_id = ?", person.ID).Error
}

// eraseTraces deletes the person's name and address where they were written
// along: in HR's record, as a contact, and in files waiting to be imported.
func (tx *tx) eraseTraces(person personRow) error {
	if err := tx.Model(&Entry{}).Where("detail = ?", person.Name).Update("detail", "").Error; err != nil {
		return err
	}
	err := tx.Model(&cycleRow{}).Where("contact_email = ?", person.Email).
		Where("NOT EXISTS (SELECT 1 FROM letters WHERE letters.cycle_id = cycles.id AND letters.state IN ?)", // they still name the contact
			[]models.LetterState{models.Queued, models.Claimed, models.Sending}).
		Updates(map[string]any{"contact_name": "", "contact_email": ""}).Error
	if err != nil {
		return err
	}
	if err := tx.Delete(&workRow{}, "state NOT IN ?", unended).Error; err != nil { // they quote faults of files
		return err
	}
	return tx.Delete(&Upload{}, "1 = 1").Error
}
