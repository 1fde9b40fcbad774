// Command benchmarks makes one table of the rows that the benchmarks reported:
// see cmd/results.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/cmd/results"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func main() { results.Main("make bench", page) }

func page(rows []storetest.Row) string {
	return fmt.Sprintf("%s\nMeasured on %s by `make bench`.\n\n%s", machine(), time.Now().UTC().Format(time.DateOnly), table(rows))
}

// table writes the rows in Markdown, and below it how each limit was measured.
func table(rows []storetest.Row) string {
	var out bytes.Buffer
	out.WriteString("| work | size | database | ours | limit | ratio | aim | memory | p50 / p95 / p99 |\n")
	out.WriteString("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, r := range rows {
		ratio := fmt.Sprintf("%.2f", r.Ratio())
		if r.Missed() {
			ratio = "**" + ratio + "**"
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s %s | %s | %s | %s | %s | %s |\n", r.Work, r.Size, r.Database,
			number(r.Figure), r.Unit, number(r.Limit), ratio, aim(r), memory(r.Memory), times(r.Times))
	}
	out.WriteString("\nA ratio in bold falls short of its aim. Memory is by how much the heap grew at its peak.\n\nThe limits:\n\n")
	out.WriteString(limits(rows))
	return out.String()
}

// limits says once for each work how its limit was measured, for each database
// where that differs.
func limits(rows []storetest.Row) string {
	var out bytes.Buffer
	told, ways := map[string]bool{}, map[string]string{}
	for _, r := range rows {
		if before, known := ways[r.Work]; known && before != r.Against {
			ways[r.Work] = ""
		} else if !known {
			ways[r.Work] = r.Against
		}
	}
	for _, r := range rows {
		line := fmt.Sprintf("- %s: %s\n", r.Work, r.Against)
		if ways[r.Work] == "" {
			line = fmt.Sprintf("- %s, %s: %s\n", r.Work, r.Database, r.Against)
		}
		if !told[line] {
			out.WriteString(line)
			told[line] = true
		}
	}
	return out.String()
}

// number writes three or four digits that mean something, with commas for thousands.
func number(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.3g", v)
	}
	digits := fmt.Sprintf("%.0f", v)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func aim(r storetest.Row) string {
	var all []string
	if r.Aim > 0 {
		all = append(all, fmt.Sprintf("≥ %.3g", r.Aim))
	}
	if r.AimP99 > 0 {
		all = append(all, fmt.Sprintf("p99 ≤ %s", r.AimP99))
	}
	return strings.Join(all, ", ")
}

func memory(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf("%s MB", number(float64(bytes)/(1<<20)))
}

func times(all []storetest.Percentiles) string {
	if len(all) == 0 {
		return ""
	}
	ms := func(d time.Duration) string { return fmt.Sprintf("%.3g", float64(d)/float64(time.Millisecond)) }
	return fmt.Sprintf("%s / %s / %s ms", ms(all[0].P50), ms(all[0].P95), ms(all[0].P99))
}
