package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// fewStored is how many invitations and letters the smaller past holds.
const fewStored = 1000

// working is a day's acts, each of which can be done so many times.
type working struct {
	storetest.World
	cycle     models.Cycle
	questions []question
	asked     int       // questions answered already
	reader    uuid.UUID // of a released report
	report    uuid.UUID // by its leader
}

// question is one leader about whom the holder of a link is asked.
type question struct {
	token  models.Token
	leader uuid.UUID
}

// act is one thing that is done all day.
type act struct {
	name  string
	times int // in one round, at full size
	do    func(b *testing.B, w *working)
}

var daily = []act{
	{"submit", 120, func(b *testing.B, w *working) {
		q := w.questions[w.asked]
		w.asked++
		check(b, w.Surveys().Submit(ctx, q.token, q.leader, answers(w.cycle.Questionnaire, 4, "Listens.")))
	}},
	{"survey page", 500, func(b *testing.B, w *working) {
		must(w.Surveys().Link(ctx, w.questions[0].token))(b)
	}},
	{"report page", 300, func(b *testing.B, w *working) {
		must(w.Reports().Read(ctx, w.report, store.Reader{PersonID: w.reader}))(b)
	}},
	{"HR pages", 60, hrPages},
	{"outbox claim and move", 120, func(b *testing.B, w *working) {
		letters := must(w.Outbox().Claim(ctx, 1, time.Hour))(b)
		if len(letters) != 1 {
			b.Fatalf("%d letters were claimed", len(letters))
		}
		must(w.Outbox().Envelopes(ctx, letters))(b)
		check(b, w.Outbox().Begin(ctx, letters[0].ID, *letters[0].Lease, time.Minute))
	}},
}

// hrPages reads what the list of cycles and the page of an open one show.
func hrPages(b *testing.B, w *working) {
	b.Helper()
	page := store.Page{Limit: 50}
	must(w.Cycles().List(ctx, nil, 25))(b)
	must(w.Cycles().Turnout(ctx, w.cycle))(b)
	_, _, err := w.Cycles().LeaderProgress(ctx, w.cycle.ID, page)
	check(b, err)
	must(w.Outbox().Counts(ctx, w.cycle.ID))(b)
	must(w.Outbox().Troubles(ctx, w.cycle.ID, models.InvitationLetter, 100))(b)
	must(w.Outbox().Waiting(ctx, w.cycle.ID))(b)
	must(w.Audit().List(ctx, &w.cycle.ID, nil, 50))(b)
}

// BenchmarkGrowth does a day's work beside a small past and beside a large one,
// in turns, so that whatever else the machine does falls on both.
func BenchmarkGrowth(b *testing.B) {
	const rounds = 6
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		many := storetest.Scaled(1_000_000, 10*fewStored)
		released(b, w, roster(b, 2, 4, 3))
		must(w.Outbox().Claim(ctx, 10, time.Hour))(b) // the letters about its reports
		cycle := must(w.Cycles().Launch(ctx, "Ingrid", draft(b, w, roster(b, rounds*30, 5, 4)).ID))(b)
		small := working{World: w, cycle: cycle, questions: questions(b, w, rounds*120+1)}
		lead := must(w.People().ByEmail(ctx, "leader0@example.org"))(b)
		small.reader, small.report = lead.ID, theReport(b, w, lead.ID)
		large := small
		large.World = w.Backup(b)(b)
		small.Fill(b, cycle.ID, fewStored)
		large.Fill(b, cycle.ID, many)
		settled(b, small.World)
		settled(b, large.World)
		for _, a := range daily {
			var times [2]float64
			for range rounds {
				for i, at := range []*working{&small, &large} {
					began := time.Now()
					for range storetest.Scaled(a.times, 1) {
						a.do(b, at)
					}
					times[i] += time.Since(began).Seconds()
				}
			}
			n := float64(rounds * storetest.Scaled(a.times, 1))
			storetest.Row{Work: "growth: " + a.name, Size: fmt.Sprintf("%d invitations and letters stored", many), Database: w.Name(), Unit: "times/s",
				Figure: n / times[1], Limit: n / times[0], Against: fmt.Sprintf("the same with %d stored, in turns", fewStored), Aim: 0.9}.Report(b)
		}
	})
}

// theReport is the newest one that a leader can read.
func theReport(t testing.TB, w storetest.World, person uuid.UUID) uuid.UUID {
	t.Helper()
	mine, _, err := w.Reports().Mine(ctx, person, store.Page{Limit: 1})
	check(t, err)
	return mine[0].LeaderID
}

// questions claims n letters and returns the questions of those who are asked
// about one leader.
func questions(b *testing.B, w storetest.World, n int) (all []question) {
	b.Helper()
	letters := must(w.Outbox().Claim(ctx, n, time.Hour))(b)
	for _, e := range must(w.Outbox().Envelopes(ctx, letters))(b) {
		if len(e.Asked) == 1 {
			all = append(all, question{e.Token, e.Asked[0].LeaderID})
		}
	}
	return all
}
