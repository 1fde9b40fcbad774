package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Launch freezes a draft and opens it: state, key pair, links and letters in one
// transaction. Of several launches at once, one wins and the others are told.
// The private key is safe on disk before the launch commits. When the commit
// fails, nobody knows whether it did, so the key stays: if the cycle is still a
// draft, it opens nothing and the next launch replaces it.
func (c Cycles) Launch(ctx context.Context, actor string, id uuid.UUID) (models.Cycle, error) {
	return c.launch(ctx, actor, id, nil)
}

func (c Cycles) launch(ctx context.Context, actor string, id uuid.UUID, work *carrying) (models.Cycle, error) {
	var cycle models.Cycle
	var people int
	err := c.db.inTx(ctx, func(tx *tx) error {
		var err error
		if cycle, err = tx.cycleFor(id, models.Launch); err != nil {
			return err
		}
		if err := tx.checkLaunch(cycle); err != nil {
			return err
		}
		pair, err := models.NewKeyPair()
		if err != nil {
			return err
		}
		chosen, err := choices(tx.DB)
		if err != nil {
			return err
		}
		keeps := chosen.Over(c.db.defaults).Retention
		cycle.Promised = &keeps
		if err := tx.open(&cycle, pair.Public); err != nil {
			return err
		}
		people, err = c.writeLinks(tx, id, work.watched())
		if err != nil {
			return err
		}
		if err := c.db.keys.write(id, pair.Private); err != nil {
			return models.Errorf(models.Impossible, "The key of this cycle could not be kept, so nothing was launched. Ask whoever runs this service to look at the key directories.")
		}
		if err := tx.record(actor, "launched the cycle", &id, fmt.Sprintf("%s invited", plural(people, "person", "people"))); err != nil {
			return err
		}
		return work.finish(tx, WorkResult{Invited: people})
	})
	if err == nil {
		c.db.grown(ctx, people, "links", "letters")
	}
	return cycle, err
}

// checkLaunch asks the law with what the draft holds.
func (tx *tx) checkLaunch(cycle models.Cycle) error {
	var leaders, unasked int64
	if err := tx.Model(&leaderRow{}).Where("cycle_id = ?", cycle.ID).Count(&leaders).Error; err != nil {
		return err
	}
	err := tx.Model(&leaderRow{}).Where("cycle_id = ?", cycle.ID).
		Where("NOT EXISTS (SELECT 1 FROM invitations WHERE invitations.leader_id = leaders.id)").Count(&unasked).Error
	if err != nil {
		return err
	}
	return cycle.CheckLaunch(tx.now, models.LaunchCounts{Leaders: int(leaders), WithoutRaters: int(unasked)})
}

// open freezes the cycle. The condition on the state decides between two launches.
func (tx *tx) open(cycle *models.Cycle, public []byte) error {
	change := tx.Model(&cycleRow{}).Where("id = ? AND state = ?", cycle.ID, models.Draft).
		Updates(map[string]any{"state": models.Open, "opens_at": tx.now, "public_key": public,
			"link_days": cycle.Promised.LinkDays, "report_months": cycle.Promised.ReportMonths, "overview_months": cycle.Promised.OverviewMonths})
	if err := mustChange(change, models.Errorf(models.WrongState, "This cycle was launched already.")); err != nil {
		return err
	}
	cycle.State, cycle.OpensAt, cycle.PublicKey = models.Open, &tx.now, public
	return tx.Exec(`UPDATE leaders SET department = (SELECT department FROM people WHERE people.id = leaders.person_id)
		WHERE cycle_id = ?`, cycle.ID).Error
}

// writeLinks gives everybody who is asked one link and one letter. Of all of them
// it holds the ids alone, 16 bytes each; rows are made a batch at a time.
func (c Cycles) writeLinks(tx *tx, cycle uuid.UUID, seen *progress) (int, error) {
	var people []uuid.UUID
	err := tx.Model(&invitationRow{}).Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Where("leaders.cycle_id = ?", cycle).Distinct().Pluck("invitations.person_id", &people).Error
	if err != nil {
		return 0, err
	}
	seen.at(models.StepLinks, len(people))
	err = insertMade(tx, seen, len(people), func(i int) (linkRow, error) { return c.db.newLink(cycle, people[i]), nil })
	if err != nil {
		return 0, err
	}
	seen.at(models.StepLetters, len(people))
	return len(people), insertMade(tx, seen, len(people), func(i int) (letterRow, error) {
		return queued(models.InvitationLetter, &cycle, people[i], tx.now), nil
	})
}

// newLink makes the link of a person in a cycle; only the hash of its token is kept.
func (db *DB) newLink(cycle, person uuid.UUID) linkRow {
	link := linkRow{ID: uuid.New(), CycleID: cycle, PersonID: person, Generation: 1}
	link.TokenHash = db.secret.RaterToken(link.ID, link.Generation).Hash()
	return link
}

// plural writes a count with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
