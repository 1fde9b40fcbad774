package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

const day = 24 * time.Hour

// released launches a cycle, lets everybody answer, and lets the leaders read.
func released(t testing.TB, w storetest.World, roster string) models.Cycle {
	t.Helper()
	cycle := launched(t, w, roster)
	for email, token := range links(t, w) {
		for _, asked := range must(w.Surveys().Link(ctx, token))(t).Asked {
			check(t, w.Surveys().Submit(ctx, token, asked.LeaderID, answers(cycle.Questionnaire, 4, "marked-"+email)))
		}
	}
	check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	check(t, w.Cycles().WorkOut(ctx, cycle.ID))
	check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
	return must(w.Cycles().Get(ctx, cycle.ID))(t)
}

// leadersOf are the leaders of a cycle by name.
func leadersOf(t *testing.T, w storetest.World, cycle uuid.UUID) []store.LeaderProgress {
	t.Helper()
	list, _, err := w.Cycles().LeaderProgress(ctx, cycle, store.Page{Limit: 100})
	check(t, err)
	return list
}

// told are the counts of every leader as HR may know them.
func told(t *testing.T, w storetest.World, cycle models.Cycle) (all []string) {
	t.Helper()
	for _, l := range leadersOf(t, w, cycle.ID) {
		all = append(all, fmt.Sprintf("%s %+v", l.Person.Name, l.Groups(cycle.Policy)))
	}
	return all
}

func tableSizes(rows storetest.Rows, tables ...string) map[string]int {
	n := map[string]int{}
	for _, table := range tables {
		n[table] = len(rows[table])
	}
	return n
}

// TestACycleIsForgottenStepByStep lets the time pass: addresses after 35 days,
// reports after 24 months, the overview after 36. Two processes do it at once.
func TestACycleIsForgottenStepByStep(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		must(w.People().ImportChart(ctx, "Ingrid", written("email,name\npeer0-0@example.org,Charted\n"), store.ImportOptions{}))(t)
		must(w.Members().Add(ctx, "Ingrid", "peer0-1@example.org", "A member"))(t)
		cycle := released(t, w, roster(t, 2, 5, 1))
		another := draft(t, w, roster(t, 1, 3, 3)) // it asks report0-0 again, and nobody of leader 1
		counts, overview := told(t, w, cycle), must(w.Reports().Heatmap(ctx, cycle.ID))(t)
		due := func() {
			t.Helper()
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					if err := w.Cycles().Due(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}

		w.Clock.Advance(35*day - time.Minute)
		before := w.Rows(t)
		due()
		if changed := w.Rows(t).Since(before); len(changed) > 0 {
			t.Fatalf("too early: %v", changed)
		}

		w.Clock.Advance(time.Minute)
		due()
		rows := w.Rows(t)
		if got := tableSizes(rows, "links", "invitations", "letters"); !cmp.Equal(got, map[string]int{"links": 0, "invitations": 8, "letters": 2}) {
			t.Errorf("after 35 days: %v (the draft has 8 invitations, and 2 letters about reports stay)", got)
		}
		people := strings.Join(rows["people"], "\n")
		for who, stays := range map[string]bool{"peer0-0@": true, "peer0-1@": true, "report0-0@": true, "leader1@": true, "boss@": true, "peer1-0@": false, "report1-0@": false, "peer0-4@": false} {
			if strings.Contains(people, "email="+who) != stays {
				t.Errorf("%s in the directory: %v, want %v", who, !stays, stays)
			}
		}
		if diff := cmp.Diff(counts, told(t, w, cycle)); diff != "" {
			t.Errorf("the counts changed (-before +after):\n%s", diff)
		}
		if kept := strings.Join(rows["turnouts"], "\n"); strings.Contains(kept, "cell=report |") || !strings.Contains(kept, "cell=peer+report |") {
			t.Errorf("one direct report is counted on its own:\n%s", kept)
		}
		leader := leadersOf(t, w, cycle.ID)[0]
		must(w.Reports().Read(ctx, leader.ID, store.Reader{PersonID: leader.Person.ID}))(t)

		w.Clock.Advance(2*365*day - 35*day + 2*day)
		due()
		rows = w.Rows(t)
		if got := tableSizes(rows, "reports", "remarks", "tallies", "scores", "turnouts", "letters"); !cmp.Equal(got, map[string]int{"reports": 0, "remarks": 0, "tallies": 0, "scores": 0, "turnouts": 0, "letters": 0}) {
			t.Errorf("after 24 months: %v", got)
		}
		if got := must(w.Cycles().Get(ctx, cycle.ID))(t); got.State != models.Purged || got.Forgotten != models.ForgetReports {
			t.Fatalf("the cycle is %s, forgotten %q", got.State, got.Forgotten)
		}
		if diff := cmp.Diff(overview, must(w.Reports().Heatmap(ctx, cycle.ID))(t)); diff != "" {
			t.Errorf("the overview changed (-before +after):\n%s", diff)
		}
		list := must(w.Cycles().List(ctx, nil, 10))(t)
		at := slices.IndexFunc(list, func(c store.CycleSummary) bool { return c.ID == cycle.ID })
		if got := list[at]; got.Leaders != 2 || got.Invited != 16 || got.Answered != 16 {
			t.Errorf("the counts are %d, %d, %d", got.Leaders, got.Invited, got.Answered)
		}

		w.Clock.Advance(366 * day)
		due()
		_, err := w.Reports().Heatmap(ctx, cycle.ID)
		wantKind(t, err, models.NotFound)
		if released := must(w.Reports().Released(ctx, 10))(t); len(released) != 0 {
			t.Errorf("%d overviews are offered", len(released))
		}
		if left := must(w.Audit().List(ctx, &cycle.ID, nil, 10))(t); len(left) != 1 || left[0].Actor != store.ByClock {
			t.Errorf("the record is %+v", left)
		}
		before = w.Rows(t)
		due()
		if changed := w.Rows(t).Since(before); len(changed) > 0 {
			t.Errorf("nothing was left to do, and yet: %v", changed)
		}
		must(w.Cycles().Get(ctx, another.ID))(t)
	})
}

// TestPurgeByHandAndAfterACrash loses a leader between two transactions, as a crash would.
func TestPurgeByHandAndAfterACrash(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := released(t, w, roster(t, 2, 3, 3))
		leader := leadersOf(t, w, cycle.ID)[0]
		check(t, w.Cycles().Purge(ctx, "Ingrid", cycle.ID))
		_, err := w.Reports().Read(ctx, leader.ID, store.Reader{PersonID: leader.Person.ID})
		wantKind(t, err, models.NotFound)
		wantKind(t, w.Cycles().Purge(ctx, "Ingrid", cycle.ID), models.WrongState)

		// A crash after the first leader: what is left goes at the next look.
		crash := "DELETE FROM leaders WHERE id = '" + leader.ID.String() + "'"
		if strings.HasPrefix(w.URL, "sqlite:") {
			crash = "PRAGMA foreign_keys = ON; " + crash
		}
		if _, err := w.SQL(t).Exec(crash); err != nil {
			t.Fatal(err)
		}
		check(t, w.Cycles().Due(ctx))
		rows := w.Rows(t)
		for table, n := range tableSizes(rows, "leaders", "reports", "remarks", "links", "invitations", "letters", "people") {
			if n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
		if n := must(w.Cycles().Frozen(ctx, cycle.ID))(t); n.Leaders != 2 || n.Invited != 16 || n.Answered != 16 {
			t.Errorf("%+v", n)
		}
		for _, act := range []string{"deleted the reports of the cycle", "deleted the leaders, reports and comments"} {
			if kept := strings.Join(rows["audit"], "\n"); strings.Count(kept, "act="+act) != 1 {
				t.Errorf("%q is not recorded once:\n%s", act, kept)
			}
		}
	})
}

// TestClosedBallotsAreInNoFile copies the files of the database after close and
// looks for every box that was ever in it.
func TestClosedBallotsAreInNoFile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 4, 4))
		var boxes [][]byte
		collect := func() {
			rows := must(w.SQL(t).Query("SELECT box FROM ballots"))(t)
			defer rows.Close()
			for rows.Next() {
				var box []byte
				check(t, rows.Scan(&box))
				boxes = append(boxes, bytes.Clone(box[2048:2048+64]))
			}
			check(t, rows.Err())
		}
		for _, token := range links(t, w) {
			for _, asked := range must(w.Surveys().Link(ctx, token))(t).Asked {
				check(t, w.Surveys().Submit(ctx, token, asked.LeaderID, answers(cycle.Questionnaire, 4, "")))
			}
		}
		collect()
		found := func() (n int) {
			tables, ahead := w.Files(t)
			if !strings.HasPrefix(w.URL, "sqlite:") {
				ahead = nil // PostgreSQL's log is the server's to recycle; docs/anonymity.md tells its operator
			}
			for _, box := range boxes {
				if bytes.Contains(tables, box) || bytes.Contains(ahead, box) {
					n++
				}
			}
			return n
		}
		if n := found(); len(boxes) != 20 || n != len(boxes) {
			t.Fatalf("while open %d of %d boxes are found: the search does not work", n, len(boxes))
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		if n := found(); n != 0 {
			t.Errorf("after close %d of %d boxes are still in the files", n, len(boxes))
		}
		if strings.HasPrefix(w.URL, "sqlite:") {
			return
		}
		var size int
		check(t, w.SQL(t).QueryRow(`SELECT pg_relation_size(oid) + pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'ballots'`).Scan(&size))
		if size != 0 {
			t.Errorf("the empty table of ballots has %d bytes", size)
		}
	})
}

// TestCleaningWaitsForAReader reads while a cycle closes: what could not be
// cleaned is cleaned later, and nobody waits long behind it.
func TestCleaningWaitsForAReader(t *testing.T) {
	t.Parallel()
	w := storetest.Postgres(t)
	cycle := launched(t, w, roster(t, 1, 3, 3))
	for _, token := range links(t, w) {
		check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 4, "")))
	}
	backup := must(w.SQL(t).Begin())(t)
	if _, err := backup.Exec("LOCK TABLE ballots IN ACCESS SHARE MODE"); err != nil {
		t.Fatal(err)
	}
	check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	check(t, w.Cycles().WorkOut(ctx, cycle.ID))
	gone(t, keyIn(w.KeyDir, cycle.ID))
	if got := must(w.Cycles().Get(ctx, cycle.ID))(t).State; got != models.Closed {
		t.Fatalf("the cycle is %s", got)
	}
	size := func() (n int) {
		check(t, w.SQL(t).QueryRow(`SELECT pg_relation_size('ballots')`).Scan(&n))
		return n
	}
	if size() == 0 {
		t.Fatal("the table was cleaned while it was read")
	}
	check(t, w.Cycles().Due(ctx)) // too soon to try again
	w.Clock.Advance(time.Minute)
	if err := w.Cycles().Due(ctx); err == nil || models.KindOf(err) != "" {
		t.Fatalf("nobody is told that the cleaning still waits: %v", err)
	}
	check(t, backup.Rollback())
	w.Clock.Advance(time.Minute)
	check(t, w.Cycles().Due(ctx))
	if size() != 0 {
		t.Error("the table was not cleaned later")
	}
}
