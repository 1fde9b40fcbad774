package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// answered gives every invitation of a cycle a ballot, without the shuffling of
// Submit, which would take hours. It returns up to enough of them, and holds no others.
func answered(b *testing.B, w storetest.World, cycle models.Cycle, enough int) []store.BallotRow {
	b.Helper()
	var asked []store.InvitationRow
	check(b, w.Gorm().Order("leader_id, id").Find(&asked).Error)
	ballots := make([]store.BallotRow, len(asked))
	inParallel(len(asked), func(i int) {
		box := must(models.Seal(cycle.PublicKey, asked[i].LeaderID, opinion(cycle.Questionnaire, asked[i].Relationship)))(b)
		ballots[i] = store.BallotRow{ID: uuid.New(), LeaderID: asked[i].LeaderID, Box: box}
	})
	check(b, w.Gorm().Transaction(func(tx *gorm.DB) error {
		check(b, tx.CreateInBatches(ballots, 100).Error)
		check(b, tx.Exec("UPDATE letters SET state = 'sent'").Error)
		return tx.Exec("UPDATE invitations SET state = 'answered'").Error
	}))
	check(b, w.Gorm().Exec("ANALYZE").Error)
	return slices.Clone(ballots[:min(enough, len(ballots))])
}

// opinion is a ballot with a rating of every item and a comment on every second question.
func opinion(q models.Questionnaire, as models.Relationship) models.Ballot {
	ballot := models.Ballot{Relationship: as, Ratings: map[string]int{}, Comments: map[string]string{}}
	if as.Named() {
		ballot.Name = "Somebody"
	}
	for _, c := range q.Competencies {
		for _, item := range c.Items {
			ballot.Ratings[item.ID] = 1 + rand.IntN(5)
		}
	}
	for i, question := range q.Questions {
		if i%2 == 0 {
			ballot.Comments[question.ID] = fmt.Sprintf("Keeps the meeting short and asks everybody, the quiet ones first. That helped %d times.", rand.IntN(100))
		}
	}
	return ballot
}

// inParallel does n things on all cores.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}

func BenchmarkClose(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		leaders := storetest.Scaled(2000, 20)
		cycle := launched(b, w, roster(b, leaders, 7, 6))
		boxes := answered(b, w, cycle, 15*200)
		opener := must(models.NewOpener(must(os.ReadFile(filepath.Join(w.KeyDir, cycle.ID.String()+".key")))(b)))(b)
		open := func() float64 {
			began := time.Now()
			inParallel(15*leaders, func(i int) {
				box := boxes[i%len(boxes)]
				must(opener.Open(box.LeaderID, box.Box))(b)
			})
			return time.Since(began).Seconds()
		}
		check(b, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		settled(b, w)
		before := open()
		took, memory := timed(func() { check(b, w.Cycles().WorkOut(ctx, cycle.ID)) })
		after := open()
		storetest.Row{Work: "close", Size: fmt.Sprintf("%d leaders × 15 ballots", leaders), Database: w.Name(), Unit: "ballots/s",
			Figure: float64(15*leaders) / took, Limit: float64(15*leaders) * 2 / (before + after),
			Against: "opening as many boxes from memory on all cores, before and after", Aim: 0.4, Memory: memory}.Report(b)
	})
}
