package store

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// Submit takes a rater's answers about one leader. The invitation becomes
// answered, and the sealed ballot goes among the leader's other ballots: all of
// them are taken out, shuffled, given new ids and written again, so that
// neither order nor transaction tells which one is new. A second submission
// changes nothing and gets a Conflict.
func (s Surveys) Submit(ctx context.Context, token models.Token, leader uuid.UUID, answers models.Answers) error {
	link, asked, err := s.pending(s.db.hot.WithContext(ctx), token, leader)
	if err != nil {
		return err
	}
	ratings, comments, err := link.Cycle.Questionnaire.CheckAnswers(answers)
	if err != nil {
		return err
	}
	ballot := models.Ballot{Relationship: asked.Relationship, Ratings: ratings, Comments: comments}
	if asked.Relationship.Named() {
		ballot.Name = link.Rater.Name
	}
	box, err := seal(link.Cycle, leader, ballot) // before the lock: others about the same leader need not wait for it
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, func(tx *tx) error {
		if err := s.settle(tx, token, link, leader, models.Answered); err != nil {
			return err
		}
		return tx.dropIn(leader, box)
	})
}

// Decline says that a rater cannot judge a leader. It is final, like an answer.
func (s Surveys) Decline(ctx context.Context, token models.Token, leader uuid.UUID) error {
	link, _, err := s.pending(s.db.hot.WithContext(ctx), token, leader)
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, func(tx *tx) error { return s.settle(tx, token, link, leader, models.Declined) })
}

// pending opens a link for an act about a leader that can be done once.
func (s Surveys) pending(q *gorm.DB, token models.Token, leader uuid.UUID) (LinkView, models.Asked, error) {
	link, err := s.view(q, token)
	if err != nil {
		return link, models.Asked{}, err
	}
	asked, err := link.About(leader)
	if err == nil && asked.State != models.Pending {
		err = sentAlready(asked.State)
	}
	return link, asked, err
}

func sentAlready(state models.InvitationState) error {
	if state == models.Declined {
		return models.Errorf(models.Conflict, "You told us before that you cannot judge this person. Nothing was changed.")
	}
	return models.Errorf(models.Conflict, "You sent your answers about this person before. Nothing was changed: only the first ones count.")
}

// settle moves the invitation from pending, if the link still opens and its
// cycle is still open in this very statement. The condition, not the read before
// it, decides. The lock comes first: without it two submissions at once would
// each rewrite the other's ballots away.
func (s Surveys) settle(tx *tx, token models.Token, link LinkView, leader uuid.UUID, to models.InvitationState) error {
	if err := tx.lock(leader); err != nil {
		return err
	}
	change := tx.Model(&invitationRow{}).
		Where("leader_id = ? AND person_id = ? AND state = ?", leader, link.Rater.ID, models.Pending).
		Where("EXISTS (SELECT 1 FROM links JOIN cycles ON cycles.id = links.cycle_id WHERE links.id = ? AND links.token_hash = ? AND cycles.state = ?)",
			link.LinkID, token.Hash(), models.Open).
		Update("state", to)
	if change.Error != nil || change.RowsAffected == 1 {
		return change.Error
	}
	// What came between says why. Nobody may be told that answers are there which
	// are not, so whatever else it was has no better word than a closed link.
	if _, _, err := s.pending(tx.DB, token, leader); err != nil {
		return err
	}
	return deadLink()
}

// seal closes a ballot into a box of its cycle.
func seal(cycle models.Cycle, leader uuid.UUID, ballot models.Ballot) ([]byte, error) {
	box, err := models.Seal(cycle.PublicKey, leader, ballot)
	if errors.Is(err, models.ErrBallotTooLarge) {
		err = models.Errorf(models.Invalid, "Your comments are too long to send. Please shorten them a little.")
	}
	return box, err
}

// dropIn puts a box among the others of its leader and shuffles them all.
func (tx *tx) dropIn(leader uuid.UUID, box []byte) error {
	var all []ballotRow
	err := tx.Clauses(clause.Returning{Columns: []clause.Column{{Name: "box"}}}).
		Where("leader_id = ?", leader).Delete(&all).Error
	if err != nil {
		return err
	}
	all = append(all, ballotRow{Box: box})
	if err := shuffle(all); err != nil {
		return err
	}
	for i := range all {
		all[i].ID, all[i].LeaderID = uuid.New(), leader
	}
	return insert(tx, nil, all)
}

// shuffle is a Fisher–Yates shuffle with a cryptographic source, because the
// order must tell nothing even to somebody who knows a weaker one's state.
func shuffle[T any](all []T) error {
	for i := len(all) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return err
		}
		all[i], all[j.Int64()] = all[j.Int64()], all[i]
	}
	return nil
}
