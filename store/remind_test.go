package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// reminder is a letter of a reminder as it rests in the database.
type reminder struct {
	kind  models.LetterKind
	email string
	round int
	due   time.Time
}

func reminders(t testing.TB, w storetest.World, cycle uuid.UUID) (list []reminder) {
	t.Helper()
	rows, err := w.SQL(t).Query(`SELECT l.kind, p.email, l.round, l.due_at FROM letters l JOIN people p ON p.id = l.person_id
		WHERE l.kind IN ('reminder', 'last_reminder') AND CAST(l.cycle_id AS text) = $1 ORDER BY l.round, p.email`, cycle.String())
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var r reminder
		check(t, rows.Scan(&r.kind, &r.email, &r.round, &r.due))
		list = append(list, r)
	}
	check(t, rows.Err())
	return list
}

// acts are what the audit says was done to a cycle, oldest first.
func acts(t testing.TB, w storetest.World, cycle uuid.UUID) (list []string) {
	t.Helper()
	entries := must(w.Audit().List(ctx, &cycle, nil, 100))(t)
	for i := len(entries) - 1; i >= 0; i-- {
		list = append(list, entries[i].Actor+" "+entries[i].Act)
	}
	return list
}

// tickAtOnce lets several services that share a database look at the clock
// several times, all at the same time.
func tickAtOnce(t testing.TB, w storetest.World, services int) {
	t.Helper()
	start := make(chan struct{})
	failures := make(chan error, services)
	var all sync.WaitGroup
	for range services {
		keys := must(store.OpenKeyring(w.KeyDir, ""))(t)
		db := must(store.Open(ctx, w.URL, store.Options{Secret: w.Secret, Keys: keys, Now: w.Clock.Now}))(t)
		t.Cleanup(func() { db.Close() })
		all.Go(func() {
			<-start
			for range 3 {
				if err := db.Cycles().Due(ctx); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	close(start)
	all.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
}

// The clock reminds those who have not answered, each exactly once, however
// many services look at it.
func TestPlannedRemindersGoOnceToWhoIsPending(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 20, 3)) // 25 people
		tokens := links(t, w)
		for _, email := range []string{"peer0-0", "report0-1"} {
			token := tokens[email+"@example.org"]
			check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 4, "")))
		}
		declined := tokens["peer0-1@example.org"]
		check(t, w.Surveys().Decline(ctx, declined, only(t, w, declined)))

		w.Clock.Advance(7*day - time.Second)
		tickAtOnce(t, w, 2)
		if got := reminders(t, w, cycle.ID); len(got) > 0 {
			t.Fatalf("reminded too early: %v", got)
		}
		w.Clock.Advance(time.Second)
		now := w.Clock.Now()
		tickAtOnce(t, w, 4)
		got := reminders(t, w, cycle.ID)
		if len(got) != 22 {
			t.Fatalf("%d letters, want one to each of the 22 who have not answered", len(got))
		}
		early, late := 0, 0
		for i, r := range got {
			if r.kind != models.ReminderLetter || r.round != 1 || r.email == "peer0-0@example.org" || r.email == "peer0-1@example.org" || r.email == "report0-1@example.org" {
				t.Errorf("a letter %+v", r)
			}
			if i > 0 && got[i-1].email == r.email {
				t.Errorf("two letters to %s", r.email)
			}
			switch after := r.due.Sub(now); {
			case after < 0 || after >= 2*time.Hour:
				t.Errorf("%s is reminded %s after the planned time", r.email, after)
			case after < time.Hour:
				early++
			default:
				late++
			}
		}
		if early == 0 || late == 0 { // each once in 2^22 runs
			t.Errorf("the letters leave at one time: %d early, %d late", early, late)
		}

		w.Clock.Advance(6 * day)
		tickAtOnce(t, w, 4)
		if got = reminders(t, w, cycle.ID); len(got) != 44 || got[43].kind != models.LastReminderLetter {
			t.Errorf("%d letters after the last reminder, want 44", len(got))
		}
		want := []string{"Ingrid created the cycle", "Ingrid imported the list", "Ingrid launched the cycle", "Sevenfold sent a reminder", "Sevenfold sent a reminder"}
		if said := acts(t, w, cycle.ID); len(said) != len(want) || said[3] != want[3] || said[4] != want[4] {
			t.Errorf("the audit says %q", said)
		}
	})
}

// What a planned reminder finds: one by hand shortly before, three in all, a
// moved deadline, a time that is past, a clock that stood still.
func TestPlannedRemindersKeepTheLaw(t *testing.T) {
	t.Parallel()
	remind := func(t *testing.T, w storetest.World, id uuid.UUID) { check(t, w.Cycles().Remind(ctx, "Ingrid", id)) }
	wait := func(d time.Duration) func(*testing.T, storetest.World, uuid.UUID) {
		return func(t *testing.T, w storetest.World, _ uuid.UUID) {
			w.Clock.Advance(d)
			check(t, w.Cycles().Due(ctx))
		}
	}
	extend := func(to time.Duration) func(*testing.T, storetest.World, uuid.UUID) {
		return func(t *testing.T, w storetest.World, id uuid.UUID) {
			check(t, w.Cycles().Extend(ctx, "Ingrid", id, storetest.Start.Add(to)))
		}
	}
	plan := func(days ...int) func(*testing.T, storetest.World, uuid.UUID) {
		return func(t *testing.T, w storetest.World, id uuid.UUID) {
			check(t, w.Cycles().PlanReminders(ctx, "Ingrid", id, days))
		}
	}
	for name, test := range map[string]struct {
		steps []func(*testing.T, storetest.World, uuid.UUID) // the cycle is open for 14 days
		sent  int
		last  models.LetterKind
	}{
		"as planned":              {[]func(*testing.T, storetest.World, uuid.UUID){wait(7 * day), wait(6 * day)}, 2, models.LastReminderLetter},
		"shortly after by hand":   {[]func(*testing.T, storetest.World, uuid.UUID){wait(6*day + 12*time.Hour), remind, wait(12 * time.Hour), wait(day)}, 1, models.ReminderLetter},
		"three in all":            {[]func(*testing.T, storetest.World, uuid.UUID){wait(day), remind, wait(2 * day), remind, wait(4 * day), wait(6 * day)}, 3, models.ReminderLetter},
		"missed ones are one":     {[]func(*testing.T, storetest.World, uuid.UUID){wait(13*day + time.Hour), wait(time.Hour)}, 1, models.LastReminderLetter},
		"moved with the deadline": {[]func(*testing.T, storetest.World, uuid.UUID){wait(5 * day), extend(20 * day), wait(7*day + 23*time.Hour), wait(time.Hour)}, 1, models.ReminderLetter},
		"past by the move":        {[]func(*testing.T, storetest.World, uuid.UUID){plan(2), wait(11*day + 23*time.Hour), extend(15 * day), wait(time.Hour)}, 0, ""},
		"past by the plan":        {[]func(*testing.T, storetest.World, uuid.UUID){plan(), wait(10 * day), plan(5, 4, 3), wait(23 * time.Hour), wait(time.Hour)}, 1, models.ReminderLetter},
		"taken out of the plan":   {[]func(*testing.T, storetest.World, uuid.UUID){plan(), wait(7 * day), wait(6 * day)}, 0, ""},
		"past at the launch":      {[]func(*testing.T, storetest.World, uuid.UUID){plan(30, 14), wait(time.Second)}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, w storetest.World) {
				cycle := launched(t, w, roster(t, 1, 3, 0))
				for _, step := range test.steps {
					step(t, w, cycle.ID)
				}
				got := reminders(t, w, cycle.ID)
				if len(got) != 5*test.sent {
					t.Fatalf("%d letters, want %d to each of five", len(got), test.sent)
				}
				if test.sent > 0 && got[len(got)-1].kind != test.last {
					t.Errorf("the last one is a %s, want a %s", got[len(got)-1].kind, test.last)
				}
				if test.sent > 0 && got[len(got)-1].round != test.sent {
					t.Errorf("the last round is %d, want %d", got[len(got)-1].round, test.sent)
				}
			})
		})
	}
}

// A deadline that moves takes back the reminders that still wait: everybody
// hears of the new deadline instead.
func TestMovedDeadlineTakesRemindersBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 0))
		w.Clock.Advance(7 * day)
		check(t, w.Cycles().Due(ctx))
		if n := len(reminders(t, w, cycle.ID)); n != 5 {
			t.Fatalf("%d reminders wait", n)
		}
		check(t, w.Cycles().Extend(ctx, "Ingrid", cycle.ID, storetest.Start.Add(30*day)))
		if n := len(reminders(t, w, cycle.ID)); n != 0 {
			t.Errorf("%d reminders of the old deadline wait still", n)
		}
		coming := must(w.Cycles().ComingReminders(ctx, must(w.Cycles().Get(ctx, cycle.ID))(t)))(t)
		if len(coming) != 2 || !coming[0].Equal(storetest.Start.Add(23*day)) || !coming[1].Equal(storetest.Start.Add(29*day)) {
			t.Errorf("reminders will go out at %v", coming)
		}
	})
}

func TestReminderPlanIsKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, roster(t, 1, 3, 0))
		want := func(plan ...int) {
			t.Helper()
			got := must(w.Cycles().Get(ctx, cycle.ID))(t).Reminders
			if len(got) != len(plan) {
				t.Fatalf("the plan is %v, want %v", got, plan)
			}
			for i := range got {
				if got[i] != plan[i] {
					t.Fatalf("the plan is %v, want %v", got, plan)
				}
			}
		}
		want(7, 1)
		said := store.CycleDraft{Name: cycle.Name, Policy: cycle.Policy, ClosesAt: cycle.ClosesAt, Contact: cycle.Contact}
		said.Reminders = models.Reminders{2, 10}
		check(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, said))
		want(10, 2)
		said.Reminders = nil
		check(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, said))
		want(10, 2)
		said.Reminders = models.Reminders{0}
		wantKind(t, w.Cycles().Update(ctx, "Ingrid", cycle.ID, said), models.Invalid)
		wantKind(t, w.Cycles().PlanReminders(ctx, "Ingrid", cycle.ID, models.Reminders{61}), models.Invalid)
		check(t, w.Cycles().PlanReminders(ctx, "Ingrid", cycle.ID, models.Reminders{}))
		want()
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		check(t, w.Cycles().PlanReminders(ctx, "Ingrid", cycle.ID, models.Reminders{3}))
		want(3)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		wantKind(t, w.Cycles().PlanReminders(ctx, "Ingrid", cycle.ID, models.Reminders{2}), models.WrongState)
	})
}
