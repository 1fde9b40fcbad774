package store_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// The overview with its rates stays as it was at release, whatever is deleted
// since, and a later cycle is compared with it.
func TestOverviewsOutliveTheirReports(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		spring := released(t, w, roster(t, 5, 3, 1))
		before := must(w.Reports().Overview(ctx, spring.ID))(t)
		// Each leader: self, manager, and peers with the one report counted together.
		if r := before.Rates; r == nil || len(r.Rows) != 1 || r.All.Invited != 30 || r.All.Answered != 30 || r.All.Leaders != 5 {
			t.Fatalf("rates: %+v", before.Rates)
		}
		if before.Earlier != "" || before.Trend != nil {
			t.Errorf("compared with %q: %+v", before.Earlier, before.Trend)
		}
		check(t, w.Cycles().Purge(ctx, "Ingrid", spring.ID))
		check(t, w.Cycles().Due(ctx))
		if diff := cmp.Diff(before, must(w.Reports().Overview(ctx, spring.ID))(t)); diff != "" {
			t.Errorf("after purge (-before +after):\n%s", diff)
		}

		soon := released(t, w, roster(t, 5, 3, 1))
		if o := must(w.Reports().Overview(ctx, soon.ID))(t); o.Earlier != "" {
			t.Errorf("compared with %q, which closed the same day", o.Earlier)
		}
		w.Clock.Advance(200 * day)
		autumn := released(t, w, roster(t, 5, 3, 1))
		o := must(w.Reports().Overview(ctx, autumn.ID))(t)
		if o.Earlier != soon.Name || len(o.Trend) != 1 || len(o.Trend[0].Cells) != 7 || o.Trend[0].Cells[0].Change != models.Similar {
			t.Errorf("compared with %q: %+v", o.Earlier, o.Trend)
		}
		w.Clock.Advance(900 * day)
		check(t, w.Cycles().Due(ctx))
		w.Clock.Advance(300 * day)
		check(t, w.Cycles().Due(ctx))
		_, err := w.Reports().Overview(ctx, spring.ID)
		wantKind(t, err, models.NotFound)
		for _, row := range w.Rows(t)["overviews"] {
			if strings.Contains(row, "Rows") {
				t.Errorf("rates or scores are kept: %s", row)
			}
		}
	})
}
