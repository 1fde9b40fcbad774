package main

import (
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestTable(t *testing.T) {
	got := table([]storetest.Row{
		{Work: "launch", Size: "10 leaders", Database: "SQLite", Unit: "rows/s", Figure: 12345.6, Limit: 20000, Against: "inserts", Aim: 0.3, Memory: 3 << 20},
		{Work: "launch", Database: "PostgreSQL", Unit: "rows/s", Figure: 1, Limit: 1, Against: "COPY"},
		{Work: "survey page", Database: "PostgreSQL", Unit: "pages/s", Figure: 50, Limit: 100, Against: "Gin", Aim: 0.25, AimP99: 20 * time.Millisecond,
			Times: []storetest.Percentiles{{P50: time.Millisecond, P95: 2 * time.Millisecond, P99: 21 * time.Millisecond}}},
		{Work: "memory of import", Unit: "MB", Figure: 40, Limit: 20, Against: "a quarter of the rows", Less: true, Aim: 0.9},
	})
	for _, want := range []string{
		"| launch | 10 leaders | SQLite | 12,346 rows/s | 20,000 | 0.62 | ≥ 0.3 | 3 MB |  |\n",
		"| survey page |  | PostgreSQL | 50 pages/s | 100 | **0.50** | ≥ 0.25, p99 ≤ 20ms |  | 1 / 2 / 21 ms |\n",
		"| memory of import |  |  | 40 MB | 20 | **0.50** | ≥ 0.9 |  |  |\n",
		"- launch, SQLite: inserts\n- launch, PostgreSQL: COPY\n- survey page: Gin\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
}

func TestPercentiles(t *testing.T) {
	times := make([]time.Duration, 200)
	for i := range times {
		times[i] = time.Duration(200 - i)
	}
	if got := storetest.PercentilesOf(times)[0]; got != (storetest.Percentiles{P50: 100, P95: 190, P99: 198}) {
		t.Errorf("got %v", got)
	}
}
