package store_test

import (
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// After close nothing says who was reminded and so had not answered by then.
func TestClosingDeletesReminders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 3))
		links(t, w)
		check(t, w.Cycles().Remind(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().Extend(ctx, "Ingrid", cycle.ID, cycle.ClosesAt.AddDate(0, 0, 2)))
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		for _, letter := range must(w.Outbox().Claim(ctx, 1000, 0))(t) {
			t.Errorf("a letter of kind %s is still there", letter.Kind)
		}
	})
}

// A new address would open a leader's report, so nobody gives one.
func TestTheAddressOfALeaderWithAReportStays(t *testing.T) {
	t.Parallel()
	wantKind(t, models.MayReaddress("Maya Chen", 1), models.Forbidden)
	check(t, models.MayReaddress("Maya Chen", 0))
}
