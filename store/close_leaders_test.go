package store_test

import (
	"database/sql"
	"sync"
	"testing"
	"time"

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
// arrives in between is not lost, and one that is gone is not counted; the others
// of the same transaction are kept.
func TestBallotsThatChangeAfterTheyWereOpenedAreOpenedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := full(t, w, 4)
		var leaders []uuid.UUID
		for _, e := range must(w.Cycles().Exhibits(ctx, cycle))(t) {
			leaders = append(leaders, e.Leader)
		}
		late := leaders[1]
		box := must(models.Seal(cycle.PublicKey, late, models.Ballot{Relationship: models.Peer, Ratings: map[string]int{"1a": 5}}))(t)
		before := w.Rows(t)
		check(t, w.Cycles().OpenThenKeep(ctx, cycle.ID, leaders[:3], func() {
			check(t, w.Gorm().Create(&store.BallotRow{ID: uuid.New(), LeaderID: late, Box: box}).Error)
		}))
		for i, kept := range []bool{true, false, true, false} {
			has := rowsAbout(t, w, leaders[i])
			if (has["reports"] == 1) != kept || (has["tallies"] > 0) != kept || (has["remarks"] > 0) != kept || (has["ballots"] == 0) != kept {
				t.Fatalf("leader %d has %v", i, has)
			}
		}
		if before, now := len(before["ballots"]), len(w.Rows(t)["ballots"]); now != before/2+1 {
			t.Fatalf("%d ballots were left of %d", now, before)
		}
		check(t, w.Cycles().OpenThenKeep(ctx, cycle.ID, leaders, func() {
			check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		}))
		for i, remarks := range []int64{1, 5, 1, 1} { // the manager’s, and from five ballots on those of the peers
			if has := rowsAbout(t, w, leaders[i]); has["ballots"] != 0 || has["reports"] != 1 || has["tallies"] != rowsAbout(t, w, leaders[0])["tallies"] || has["remarks"] != remarks {
				t.Errorf("leader %d has %v", i, has)
			}
		}
	})
}

// rowsAbout counts what is stored about a leader.
func rowsAbout(t *testing.T, w storetest.World, leader uuid.UUID) map[string]int64 {
	t.Helper()
	has := map[string]int64{}
	for _, table := range []string{"ballots", "tallies", "scores", "remarks", "reports"} {
		var n int64
		check(t, w.Gorm().Table(table).Where("leader_id = ?", leader).Count(&n).Error)
		has[table] = n
	}
	return has
}

// Several processes may work one cycle out at once: every leader gets one report.
func TestSeveralWorkOutAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := full(t, w, 20)
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
		if len(rows["reports"]) != 20 || len(rows["ballots"]) != 0 || len(rows["remarks"]) == 0 || len(rows["remarks"])%20 != 0 {
			t.Errorf("%d reports, %d ballots, %d comments", len(rows["reports"]), len(rows["ballots"]), len(rows["remarks"]))
		}
		if got := must(w.Cycles().Get(ctx, cycle.ID))(t).State; got != models.Closed {
			t.Errorf("the cycle is %s", got)
		}
		if len(rows["tallies"]) == 0 || len(rows["tallies"])%20 != 0 {
			t.Errorf("%d tallies of 20 leaders alike", len(rows["tallies"]))
		}
	})
}

// An answer that is being taken while its cycle is closed is waited for, and
// counted. Those about whom others answered are kept without it.
func TestAnAnswerUnderWayIsWaitedForAndCounted(t *testing.T) {
	t.Parallel()
	w := storetest.Postgres(t)
	cycle := launched(t, w, roster(t, 3, 5, 0))
	var late models.Token
	for _, token := range links(t, w) {
		asked := must(w.Surveys().Link(ctx, token))(t).Asked
		if late == "" && asked[0].Relationship == models.Peer {
			late = token
			continue
		}
		for _, a := range asked {
			check(t, w.Surveys().Submit(ctx, token, a.LeaderID, answers(cycle.Questionnaire, 4, "")))
		}
	}
	leader, look := only(t, w, late), w.SQL(t)
	stuck := must(look.BeginTx(ctx, nil))(t)
	defer stuck.Rollback()
	must(stuck.Exec("SELECT 1 FROM invitations WHERE leader_id = $1 AND state = 'pending' FOR UPDATE", leader.String()))(t)
	var both sync.WaitGroup
	both.Go(func() {
		if err := w.Surveys().Submit(ctx, late, leader, answers(cycle.Questionnaire, 5, "")); err != nil {
			t.Error(err)
		}
	})
	awaitLocked(t, look, 1)
	check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	both.Go(func() {
		if err := w.Cycles().WorkOut(ctx, cycle.ID); err != nil {
			t.Error(err)
		}
	})
	awaitLocked(t, look, 2)
	check(t, stuck.Rollback())
	both.Wait()
	var five int64
	check(t, w.Gorm().Table("tallies").Where("leader_id = ? AND cell = 'peer' AND n = 5 AND sum = 21", leader).Count(&five).Error)
	if has := rowsAbout(t, w, leader); five == 0 || has["reports"] != 1 || len(w.Rows(t)["ballots"]) != 0 || len(w.Rows(t)["reports"]) != 3 {
		t.Errorf("%d items with the late answer, %v", five, has)
	}
}

// awaitLocked waits until so many statements wait for a lock.
func awaitLocked(t *testing.T, look *sql.DB, n int) {
	t.Helper()
	next, late := time.NewTicker(5*time.Millisecond), time.After(time.Minute)
	defer next.Stop()
	for {
		var waiting int
		check(t, look.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting))
		if waiting == n {
			return
		}
		select {
		case <-next.C:
		case <-late:
			t.Fatalf("%d statements wait for a lock, not %d", waiting, n)
		}
	}
}
