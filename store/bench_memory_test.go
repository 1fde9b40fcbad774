package store_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// BenchmarkMemory brings in, launches, reminds and closes a cycle, and another one four
// times as large. The garbage collector runs often, so that little of what is
// seen at the peak is garbage.
func BenchmarkMemory(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, w storetest.World) {
		defer debug.SetGCPercent(debug.SetGCPercent(10))
		leaders := storetest.Scaled(1000, 100)
		beside := w.Backup(b)(b)
		small, large := peaks(b, w, leaders), peaks(b, beside, 4*leaders)
		for i, work := range []string{"import", "org chart", "launch", "remind", "close"} {
			storetest.Row{Work: "memory: " + work, Size: fmt.Sprintf("%d leaders × 10 raters", 4*leaders), Database: w.Name(), Unit: "MB", Less: true,
				Figure: large[i], Limit: small[i], Against: fmt.Sprintf("the peak with %d leaders, a quarter", leaders)}.Report(b)
		}
	})
}

// peaks are by how many MB the heap grows at its peak at the import of a list
// and of an org chart, launch, a reminder and close.
func peaks(b *testing.B, w storetest.World, leaders int) (all []float64) {
	b.Helper()
	note := func(work func()) { all = append(all, float64(storetest.Peak(work))/(1<<20)) }
	cycle, roster, people := draft(b, w, ""), list(leaders, 10), chart(10*leaders)
	note(func() {
		must(w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, written(roster), store.ImportOptions{}))(b)
	})
	note(func() {
		must(w.People().ImportChart(ctx, "Ingrid", written(people), store.ImportOptions{}))(b)
	})
	note(func() { cycle = must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(b) })
	w.Clock.Advance(3 * 24 * time.Hour)
	note(func() { check(b, w.Cycles().Remind(ctx, "Ingrid", cycle.ID)) })
	answered(b, w, cycle, 1)
	check(b, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
	note(func() { check(b, w.Cycles().WorkOut(ctx, cycle.ID)) })
	return all
}

// chart is an org chart of so many people, eight of them below each.
func chart(people int) string {
	var b strings.Builder
	b.WriteString("email,name,manager_email\n")
	for i := range people {
		manager := ""
		if i > 0 {
			manager = fmt.Sprintf("p%d@example.org", (i-1)/8)
		}
		fmt.Fprintf(&b, "p%d@example.org,Person %d,%s\n", i, i, manager)
	}
	return b.String()
}
