package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

var roadmap = models.Plan{Behaviour: "Leave the roadmap with Elif.", When: "somebody asks me,", Then: "ask first.", Who: "Elif", Review: "2026-04-02"}

// ownReader is a leader of a cycle, and the leader's reader.
func ownReader(t *testing.T, w storetest.World, cycle uuid.UUID) (uuid.UUID, store.Reader) {
	t.Helper()
	l := leadersOf(t, w, cycle)[0]
	return l.ID, store.Reader{PersonID: l.Person.ID}
}

func TestPlanIsTheLeadersAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		leader, own := again(t, w, time.Hour, models.Policy{K: 3, HRMayRead: true}, roster(t, 2, 5, 4))
		cycle := must(w.Reports().Read(ctx, leader, own))(t).CycleID
		other := store.Reader{PersonID: leadersOf(t, w, cycle)[1].Person.ID, HR: true}
		plan := func(r store.Reader) models.Plan { return must(w.Reports().Read(ctx, leader, r))(t).Plan }
		if got := plan(own); got != (models.Plan{}) {
			t.Errorf("before anything was written: %+v", got)
		}
		acts := len(w.Rows(t)["audit"])
		check(t, w.Reports().SavePlan(ctx, leader, own, models.Plan{Behaviour: "  First thoughts "}))
		if got := plan(own); got != (models.Plan{Behaviour: "First thoughts"}) {
			t.Errorf("%+v", got)
		}
		check(t, w.Reports().SavePlan(ctx, leader, own, roadmap))
		if got := plan(own); got != roadmap {
			t.Errorf("%+v", got)
		}
		for who, r := range map[string]store.Reader{"another leader of HR": other, "a program": {HR: true}} {
			if got := plan(r); got != (models.Plan{}) {
				t.Errorf("%s reads %+v", who, got)
			}
			wantKind(t, w.Reports().SavePlan(ctx, leader, r, models.Plan{Behaviour: "Somebody else's"}), models.NotFound)
		}
		wantKind(t, w.Reports().SavePlan(ctx, leader, own, models.Plan{Review: "soon"}), models.Invalid)
		wantKind(t, w.Reports().SavePlan(ctx, uuid.New(), own, roadmap), models.NotFound)
		if got := plan(own); got != roadmap {
			t.Errorf("after what was refused: %+v", got)
		}
		if rows := w.Rows(t); len(rows["audit"]) != acts || len(rows["plans"]) != 1 {
			t.Errorf("%d acts recorded, %d plans", len(rows["audit"])-acts, len(rows["plans"]))
		}
	})
}

// TestPlanGoesWithTheReport deletes the report in each of the ways there are.
func TestPlanGoesWithTheReport(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, storetest.World, uuid.UUID, uuid.UUID, store.Reader){
		"deleted": func(t *testing.T, w storetest.World, _, leader uuid.UUID, own store.Reader) {
			check(t, w.Reports().Delete(ctx, leader, own))
		},
		"purged": func(t *testing.T, w storetest.World, cycle, leader uuid.UUID, own store.Reader) {
			check(t, w.Cycles().Purge(ctx, "Ingrid", cycle))
			got, err := w.Reports().Read(ctx, leader, own)
			if wantKind(t, err, models.NotFound); got.Plan != (models.Plan{}) {
				t.Errorf("the plan can be read once the cycle is purged: %+v", got.Plan)
			}
			check(t, w.Cycles().Due(ctx))
		},
		"kept long enough": func(t *testing.T, w storetest.World, _, _ uuid.UUID, _ store.Reader) {
			w.Clock.Advance(731 * day)
			check(t, w.Cycles().Due(ctx)) // addresses
			check(t, w.Cycles().Due(ctx)) // reports
		},
		"erased": func(t *testing.T, w storetest.World, _, _ uuid.UUID, own store.Reader) {
			check(t, w.People().Erase(ctx, "Ingrid", own.PersonID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, w storetest.World) {
				cycle := released(t, w, roster(t, 1, 5, 4))
				leader, own := ownReader(t, w, cycle.ID)
				check(t, w.Reports().SavePlan(ctx, leader, own, roadmap))
				end(t, w, cycle.ID, leader, own)
				for table, rows := range w.Rows(t) {
					if table == "plans" && len(rows) > 0 || slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, "Leave the roadmap") }) {
						t.Errorf("%s still holds the plan", table)
					}
				}
				if name != "erased" {
					wantKind(t, w.Reports().SavePlan(ctx, leader, own, roadmap), models.NotFound)
				}
			})
		})
	}
}

// again plays one more cycle about the same people, some time later.
func again(t *testing.T, w storetest.World, later time.Duration, policy models.Policy, roster string) (uuid.UUID, store.Reader) {
	t.Helper()
	w.Clock.Advance(later)
	closes := w.Clock.Now().Add(14 * day)
	cycle := must(w.Cycles().Create(ctx, "Ingrid", store.CycleDraft{Name: "Autumn 2026", Policy: policy, ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid Solberg", Email: "ingrid@example.org"}}))(t)
	must(w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, written(roster), store.ImportOptions{}))(t)
	open := must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
	letters := must(w.Outbox().Claim(ctx, 10_000, time.Hour))(t)
	letters = slices.DeleteFunc(letters, func(l models.Letter) bool { return l.CycleID == nil || *l.CycleID != cycle.ID })
	for _, e := range must(w.Outbox().Envelopes(ctx, letters))(t) {
		for _, asked := range e.Asked {
			check(t, w.Surveys().Submit(ctx, e.Token, asked.LeaderID, answers(open.Questionnaire, 3, "")))
		}
	}
	check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	check(t, w.Cycles().WorkOut(ctx, cycle.ID))
	check(t, w.Cycles().Release(ctx, "Ingrid", cycle.ID))
	return ownReader(t, w, cycle.ID)
}

// TestTrendNeedsBothReports: everybody said 4 and says 3 half a year later. The
// trend says so to whoever may read both reports, and to nobody else.
func TestTrendNeedsBothReports(t *testing.T) {
	t.Parallel()
	shared := models.Policy{K: 3, HRMayRead: true}
	for name, test := range map[string]struct {
		later time.Duration
		do    func(t *testing.T, w storetest.World, before uuid.UUID, cycle models.Cycle, own store.Reader)
		rows  int
	}{
		"both are there": {185 * day, nil, 7},
		"too near":       {170 * day, nil, 0},
		"the first deleted": {185 * day, func(t *testing.T, w storetest.World, before uuid.UUID, _ models.Cycle, own store.Reader) {
			check(t, w.Reports().Delete(ctx, before, own))
		}, 0},
		"the first purged": {185 * day, func(t *testing.T, w storetest.World, _ uuid.UUID, cycle models.Cycle, _ store.Reader) {
			check(t, w.Cycles().Purge(ctx, "Ingrid", cycle.ID))
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, w storetest.World) {
				first := released(t, w, roster(t, 1, 5, 4))
				before, own := ownReader(t, w, first.ID)
				leader, _ := again(t, w, test.later, shared, roster(t, 1, 6, 4))
				frozen := must(w.Reports().Read(ctx, leader, own))(t).SHA256
				if test.do != nil {
					test.do(t, w, before, first, own)
				}
				view := must(w.Reports().Read(ctx, leader, own))(t)
				if view.SHA256 != frozen || strings.Contains(string(view.Frozen), "Spring 2026") {
					t.Error("the frozen report knows of the earlier one")
				}
				hr := must(w.Reports().Read(ctx, leader, store.Reader{HR: true}))(t)
				if hr.Trend != nil {
					t.Errorf("HR may not read the first report, and finds it in the second: %+v", hr.Trend)
				}
				switch {
				case view.Trend == nil && test.rows > 0:
					t.Fatal("no trend")
				case view.Trend != nil && len(view.Trend.Rows) != test.rows:
					t.Fatalf("%+v", view.Trend)
				case view.Trend == nil:
					return
				}
				if got := view.Trend; got.Cycle != "Spring 2026" || got.Before != 9 || got.Now != 10 || got.Rows[0].Change != models.Lower || got.Rows[0].Before != 40 || got.Rows[0].Now != 30 {
					t.Errorf("%+v", got)
				}
				if first := must(w.Reports().Read(ctx, before, own))(t); first.Trend != nil {
					t.Errorf("the first report looks ahead: %+v", first.Trend)
				}
			})
		})
	}
}
