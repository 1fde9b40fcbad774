package store_test

import (
	"slices"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// What was published before tallies and scores lost their ids is published afterwards.
func TestTalliesAndScoresOutliveTheirIDs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 2, 4, 0))
		for _, token := range links(t, w) {
			link := must(w.Surveys().Link(ctx, token))(t)
			for _, asked := range link.Asked {
				check(t, w.Surveys().Submit(ctx, token, asked.LeaderID, answers(models.DefaultQuestionnaire(), 4, "")))
			}
		}
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		want := w.Rows(t)
		at(t, w, 7)
		at(t, w, 8)
		got := w.Rows(t)
		for _, table := range []string{"tallies", "scores"} {
			if len(want[table]) == 0 || !slices.Equal(got[table], want[table]) {
				t.Errorf("%s: %d rows before, %d after, or not the same", table, len(want[table]), len(got[table]))
			}
		}
	})
}
