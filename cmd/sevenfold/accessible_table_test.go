package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const accessibleIntro = `# Accessibility

The pages are made for WCAG 2.2 AA. This table is written by a test that opens every page of the product in Chromium as
the people who see it (` + "`go test ./cmd/sevenfold -run EveryPageIsAccessible -v`" + `; with ` + "`-update`" + ` it writes this page anew).
A route that nobody comes to fails the test. Each cell is the number of things that were found.

- **1280, 360**: axe-core, at that width in CSS pixels: every rule of WCAG 2.0, 2.1 and 2.2 A and AA and its best
  practices; in the dark the rules about colour. Of mails, not the best practices: they are no pages.
- **320 px**: what makes the page wider than the window. **200 %**: the same with text twice as large, at 1280 and at 360.
- **Focus**: what takes no focus, or on which it cannot be seen. **Order** (survey, report, cycle): where the tabulator key
  does not go down the page, leaves something out, or goes below the bar.
- **Motion**: what moves for somebody who asked for less. **Forced**: focus and width with the system's colours.
- **Console**: every message, under the policy that allows no inline style or script.
- **KB**: the page alone over the wire, in 1,000 bytes; style and scripts are kept by the browser. The first load of a
  survey, with style, scripts and headers, may weigh 40 KB; another test counts it and looks at whom the browser asks.

What no machine finds, such as whether words help, was tried by hand in Chromium only. Screen readers, Firefox and Safari
were not.

`

// document writes or checks the table.
func (w *tour) document(t *testing.T) {
	t.Helper()
	rows := w.rows()
	t.Log("\n" + strings.Join(rows, "\n"))
	golden := filepath.Join(root, "docs", "accessibility.md")
	if *update {
		text := accessibleIntro + strings.Join(rows, "\n") + "\n\n" + w.summary() + "\n"
		w.must(os.WriteFile(golden, []byte(text), 0o644))
	}
	text, err := os.ReadFile(golden)
	w.must(err)
	if written, now := pagesIn(string(text)), pagesIn(strings.Join(rows, "\n")); !slices.Equal(written, now) {
		t.Error("docs/accessibility.md does not list the pages that there are; run: go test ./cmd/sevenfold -run EveryPageIsAccessible -update")
	}
}

// rows are the table, a row for each page and who sees it.
func (w *tour) rows() []string {
	head := []string{"Page", "Who", "1280 light", "1280 dark", "360 light", "360 dark", "320 px", "200 %", "Focus", "Order", "Motion", "Forced", "Console", "KB"}
	rows := []string{"| " + strings.Join(head, " | ") + " |", strings.Repeat("|---", len(head)) + "|"}
	looks := slices.Clone(w.all)
	slices.SortStableFunc(looks, func(a, b *look) int {
		return cmp.Or(strings.Compare(a.label, b.label), strings.Compare(a.guest.name, b.guest.name))
	})
	for _, l := range looks {
		cells := []string{"`" + l.label + "`", l.guest.name}
		for _, try := range tries {
			if faults, tried := l.found[try]; tried || try == "console" {
				cells = append(cells, fmt.Sprint(len(faults)))
			} else {
				cells = append(cells, "")
			}
		}
		weight := ""
		if l.wire > 0 {
			weight = fmt.Sprintf("%.1f", float64(l.wire)/1000)
		}
		rows = append(rows, "| "+strings.Join(append(cells, weight), " | ")+" |")
	}
	return rows
}

// summary adds up what the table holds.
func (w *tour) summary() string {
	runs, found := 0, 0
	for _, l := range w.all {
		for _, try := range tries[:4] {
			runs, found = runs+1, found+len(l.found[try])
		}
	}
	return fmt.Sprintf("%d pages × 2 widths × 2 schemes: %d runs of axe-core, %d violations.", len(w.all), runs, found)
}

// pagesIn lists page and reader of each row, once.
func pagesIn(table string) []string {
	var list []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^`]*` \\| [^|]*) \\|").FindAllStringSubmatch(table, -1) {
		list = append(list, row[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}
