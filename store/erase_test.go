package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func personID(t *testing.T, w storetest.World, email string) uuid.UUID {
	t.Helper()
	return must(w.People().ByEmail(ctx, email))(t).ID
}

// named returns the rows in which one of the texts is still written.
func named(rows storetest.Rows, texts ...string) (found []string) {
	for table, list := range rows {
		for _, row := range list {
			if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(row, text) }) {
				found = append(found, table+": "+row)
			}
		}
	}
	return found
}

// TestARaterIsErased erases one who answered and one who did not: HR's counts do
// not move, so they do not tell which was which, and the answer still counts.
func TestARaterIsErased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 4, 4))
		must(w.Works().Read(ctx, "test", store.Upload{Name: "list.csv", Body: strings.NewReader("peer0-0@example.org")}))(t)
		tokens := links(t, w)
		for email, token := range tokens {
			if email != "peer0-1@example.org" {
				check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 4, "")))
			}
		}
		counts := told(t, w, cycle)
		for _, email := range []string{"peer0-0@example.org", "peer0-1@example.org"} {
			id := personID(t, w, email)
			plan := must(w.People().ErasurePlan(ctx, id))(t)
			if want := (store.ErasurePlan{Person: plan.Person, Asked: 1}); plan != want {
				t.Errorf("plan %+v, want %+v", plan, want)
			}
			check(t, w.People().Erase(ctx, "Ingrid", id))
			name, _, _ := strings.Cut(email, "@")
			if found := named(w.Rows(t), id.String(), email, name); len(found) > 0 {
				t.Errorf("%s is still in %v", email, found)
			}
			if diff := cmp.Diff(counts, told(t, w, cycle)); diff != "" {
				t.Errorf("the counts moved:\n%s", diff)
			}
			_, err := w.Surveys().Link(ctx, tokens[email])
			wantKind(t, err, models.NotFound)
			wantKind(t, w.People().Erase(ctx, "Ingrid", id), models.NotFound)
		}
		check(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
		leader := leadersOf(t, w, cycle.ID)[0]
		view := must(w.Reports().Read(ctx, leader.ID, store.Reader{PersonID: leader.Person.ID}))(t)
		if view.Report.Colleagues != 7 {
			t.Errorf("%d colleagues, want the 7 who answered", view.Report.Colleagues)
		}
		w.Clock.Advance(36 * day)
		check(t, w.Cycles().Due(ctx))
		if diff := cmp.Diff(counts, told(t, w, cycle)); diff != "" {
			t.Errorf("the counts moved when the addresses went:\n%s", diff)
		}
	})
}

// TestALeaderIsErased takes everything about the person along, in every state of
// a cycle, and changes no overview.
func TestALeaderIsErased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		past := released(t, w, roster(t, 6, 3, 3))
		overview := must(w.Reports().Heatmap(ctx, past.ID))(t)
		if len(overview.Rows) == 0 {
			t.Fatal("there is no overview to compare")
		}
		now, next := launched(t, w, roster(t, 2, 3, 3)), draft(t, w, roster(t, 2, 3, 3))
		id := personID(t, w, "leader0@example.org")
		plan := must(w.People().ErasurePlan(ctx, id))(t)
		if want := (store.ErasurePlan{Person: plan.Person, Asked: 2, Drafts: 1, Leads: 1, Reports: 1}); plan != want {
			t.Errorf("plan %+v, want %+v", plan, want)
		}
		check(t, w.People().Erase(ctx, "Ingrid", id))
		if found := named(w.Rows(t), id.String(), "leader0@", "Leader 0"); len(found) > 0 {
			t.Errorf("the leader is still in %v", found)
		}
		if diff := cmp.Diff(overview, must(w.Reports().Heatmap(ctx, past.ID))(t)); diff != "" {
			t.Errorf("the overview changed:\n%s", diff)
		}
		for cycle, want := range map[uuid.UUID]int{past.ID: 5, now.ID: 1, next.ID: 1} {
			if got := len(leadersOf(t, w, cycle)); got != want {
				t.Errorf("%d leaders, want %d", got, want)
			}
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", now.ID))
		check(t, w.Cycles().WorkOut(ctx, now.ID))
	})
}

func TestWhoCannotBeErased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		member := must(w.Members().Add(ctx, "Ingrid", "hr@example.org", "A member"))(t)
		contact := must(w.Members().Add(ctx, "Ingrid", "ingrid@example.org", "Ingrid Solberg"))(t)
		check(t, w.Members().Remove(ctx, "Ingrid", contact.ID))
		draft(t, w, roster(t, 1, 3, 3))
		for _, id := range []uuid.UUID{member.ID, contact.ID} {
			before := w.Rows(t)
			wantKind(t, w.People().Erase(ctx, "x", id), models.Conflict)
			_, err := w.People().ErasurePlan(ctx, id)
			wantKind(t, err, models.Conflict)
			if changed := w.Rows(t).Since(before); len(changed) > 0 {
				t.Errorf("a refused erasure changed %v", changed)
			}
		}
	})
}

// TestALeaderDeletesTheReport and nobody can tell by the overview what was in it.
func TestALeaderDeletesTheReport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := released(t, w, roster(t, 6, 3, 3))
		overview := must(w.Reports().Heatmap(ctx, cycle.ID))(t)
		leaders := leadersOf(t, w, cycle.ID)
		leader, other := leaders[0], leaders[1]
		own := store.Reader{PersonID: leader.Person.ID}
		before := w.Rows(t)
		for _, reader := range []store.Reader{{}, {HR: true}, {PersonID: other.Person.ID, HR: true}} {
			wantKind(t, w.Reports().Delete(ctx, leader.ID, reader), models.NotFound)
		}
		if changed := w.Rows(t).Since(before); len(changed) > 0 {
			t.Fatalf("a refused deletion changed %v", changed)
		}
		w.Clock.Advance(day)
		check(t, w.Reports().Delete(ctx, leader.ID, own))
		rows := w.Rows(t)
		for _, table := range []string{"reports", "remarks", "tallies", "scores"} {
			for _, row := range rows[table] {
				if strings.Contains(row, leader.ID.String()) {
					t.Errorf("%s keeps %s", table, row)
				}
			}
		}
		if diff := cmp.Diff(overview, must(w.Reports().Heatmap(ctx, cycle.ID))(t)); diff != "" {
			t.Errorf("the overview changed:\n%s", diff)
		}
		if list := leadersOf(t, w, cycle.ID); !list[0].Deleted || list[1].Deleted {
			t.Errorf("deleted: %v, %v", list[0].Deleted, list[1].Deleted)
		}
		_, err := w.Reports().Read(ctx, leader.ID, own)
		wantKind(t, err, models.NotFound)
		wantKind(t, w.Reports().Delete(ctx, leader.ID, own), models.NotFound)
		if _, mine, err := w.Reports().Mine(ctx, leader.Person.ID, store.Page{Limit: 9}); err != nil || mine != 0 {
			t.Errorf("the leader still finds %d reports", mine)
		}
		entries := must(w.Audit().List(ctx, &cycle.ID, nil, 1))(t)
		if entries[0].Actor != store.ByLeader || strings.Contains(entries[0].Detail, leader.Person.Name) {
			t.Errorf("recorded as %+v", entries[0])
		}
		must(w.Reports().Read(ctx, other.ID, store.Reader{PersonID: other.Person.ID}))(t)
	})
}
