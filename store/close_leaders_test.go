package store_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// full is a closing cycle in which everybody answered.
func full(t *testing.T, w storetest.World, leaders int) models.Cycle {
	t.Helper()
	cycle := launched(t, w, roster(t, leaders, 4, 0))
	for _, token := range links(t, w) {
		for _, asked := range must(w.Surveys().Link(ctx, token))(t).Asked {
			check(t, w.Surveys().Submit(ctx, token, asked.LeaderID, answers(models.DefaultQuestionnaire(), 4, "Asks the quiet ones first")))
		}
	}
	check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	return cycle
}

// Ballots are opened before the transaction that keeps what they say. One that
// arrives in between is not lost, and one that is gone is not counted.
func TestBallotsThatChangeAfterTheyWereOpenedAreOpenedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := full(t, w, 1)
		leader := must(w.Cycles().Exhibits(ctx, cycle))(t)[0].Leader
		box := must(models.Seal(cycle.PublicKey, leader, models.Ballot{Relationship: models.Peer, Ratings: map[string]int{"1a": 5}}))(t)
		before := w.Rows(t)
		refused := must(w.Cycles().OpenThenKeep(ctx, cycle.ID, leader, func() {
			check(t, w.Gorm().Create(&store.BallotRow{ID: uuid.New(), LeaderID: leader, Box: box}).Error)
		}))(t)
		if rows := w.Rows(t); !refused || len(rows["ballots"]) != len(before["ballots"])+1 || len(rows["tallies"])+len(rows["reports"]) > 0 {
			t.Fatalf("refused: %v; %d ballots, %d tallies", refused, len(rows["ballots"]), len(rows["tallies"]))
		}
		refused = must(w.Cycles().OpenThenKeep(ctx, cycle.ID, leader, func() {
			check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		}))(t)
		rows := w.Rows(t)
		if !refused || len(rows["ballots"]) != 0 || len(rows["reports"]) != 1 {
			t.Errorf("refused: %v; %d ballots, %d reports", refused, len(rows["ballots"]), len(rows["reports"]))
		}
	})
}

// Several processes may work one cycle out at once: every leader gets one report.
func TestSeveralWorkOutAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := full(t, w, 12)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if err := w.Cycles().WorkOut(ctx, cycle.ID); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		rows := w.Rows(t)
		if len(rows["reports"]) != 12 || len(rows["ballots"]) != 0 || len(rows["remarks"]) == 0 || len(rows["remarks"])%12 != 0 {
			t.Errorf("%d reports, %d ballots, %d comments", len(rows["reports"]), len(rows["ballots"]), len(rows["remarks"]))
		}
		if got := must(w.Cycles().Get(ctx, cycle.ID))(t).State; got != models.Closed {
			t.Errorf("the cycle is %s", got)
		}
		if len(rows["tallies"]) == 0 || len(rows["tallies"])%12 != 0 {
			t.Errorf("%d tallies of 12 leaders alike", len(rows["tallies"]))
		}
	})
}
