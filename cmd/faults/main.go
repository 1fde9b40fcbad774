// Command faults makes one table of what the tests that break things reported:
// see cmd/results.
package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/cmd/results"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func main() { results.Main("make faults", page) }

func page(rows []storetest.Fault) string {
	return fmt.Sprintf("Tried on %s by `make faults`: %s, %d cores, %s, %s.\n\n%s", time.Now().UTC().Format(time.DateOnly),
		results.Processor(), runtime.NumCPU(), runtime.GOOS, results.GoVersion(), table(rows))
}

// table writes the rows in Markdown, by scenario, and in bold what must be 0.
func table(rows []storetest.Fault) string {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b storetest.Fault) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), -cmp.Compare(a.Database, b.Database))
	})
	var out strings.Builder
	out.WriteString("| what was broken | database | counted | sent in | there | lost | doubled | refused | |\n")
	out.WriteString("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&out, "| %s | %s | %s | %d | %d | %s | %s | %d | %s |\n", r.Scenario, r.Database, r.Of, r.Sent, r.There,
			upTo(r.Lost, 0), upTo(r.Doubled, r.Allowed), r.Refused, r.Note)
	}
	return out.String()
}

// upTo marks a number that is larger than it may be.
func upTo(n, most int) string {
	if n > most {
		return fmt.Sprintf("**%d**", n)
	}
	return fmt.Sprint(n)
}
