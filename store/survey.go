package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// Surveys is what a rater's link opens. It can seal answers and never open them.
type Surveys struct{ db *DB }

// Surveys opens them.
func (db *DB) Surveys() Surveys { return Surveys{db} }

// LinkView is what a rater sees behind the link.
type LinkView struct {
	LinkID uuid.UUID
	Cycle  models.Cycle
	Rater  models.Person
	Asked  []models.Asked // by the leader's name
}

// About returns what the rater is asked about one leader.
func (v LinkView) About(leader uuid.UUID) (models.Asked, error) {
	for _, asked := range v.Asked {
		if asked.LeaderID == leader {
			return asked, nil
		}
	}
	return models.Asked{}, deadLink()
}

// deadLink is the one answer to unknown, expired and revoked links.
func deadLink() error { return models.Errorf(models.NotFound, "This link does not open anything now.") }

// Link returns what a token opens while its cycle is open. Every token that
// opens nothing gets the same answer.
func (s Surveys) Link(ctx context.Context, token models.Token) (LinkView, error) {
	return linkView(s.db.reading(ctx), token)
}

func linkView(q *gorm.DB, token models.Token) (LinkView, error) {
	var link linkRow
	err := q.Joins("JOIN cycles ON cycles.id = links.cycle_id").
		Where("links.token_hash = ? AND cycles.state = ?", token.Hash(), models.Open).Take(&link).Error
	if err != nil {
		return LinkView{}, orNotFound(err, deadLink().Error())
	}
	var cycle cycleRow
	if err := q.Take(&cycle, "id = ?", link.CycleID).Error; err != nil {
		return LinkView{}, err
	}
	var rater personRow
	if err := q.Take(&rater, "id = ?", link.PersonID).Error; err != nil {
		return LinkView{}, err
	}
	asked, err := askedOf(q, link.CycleID, []uuid.UUID{link.PersonID})
	return LinkView{link.ID, cycle.cycle(), rater.person(), asked[link.PersonID]}, err
}

// askedOf lists, for some raters of a cycle, the leaders they are asked about.
func askedOf(q *gorm.DB, cycle uuid.UUID, raters []uuid.UUID) (map[uuid.UUID][]models.Asked, error) {
	var rows []struct {
		models.Asked
		RaterID uuid.UUID
	}
	err := q.Table("invitations").
		Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Joins("JOIN people ON people.id = leaders.person_id").
		Select(`invitations.person_id AS rater_id, leaders.id AS leader_id, people.name, people.title, leaders.department,
			invitations.relationship, invitations.state,
			(SELECT COUNT(*) FROM invitations o WHERE o.leader_id = leaders.id AND o.relationship = 'manager'
				AND o.state <> 'withdrawn' AND o.person_id <> invitations.person_id) AS other_managers`).
		Where("leaders.cycle_id = ? AND invitations.person_id IN ? AND invitations.state <> ?", cycle, raters, models.Withdrawn).
		Order("people.name, leaders.id").Find(&rows).Error
	asked := make(map[uuid.UUID][]models.Asked, len(raters))
	for _, row := range rows {
		asked[row.RaterID] = append(asked[row.RaterID], row.Asked)
	}
	return asked, err
}
