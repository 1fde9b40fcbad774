// Command faults makes one table of what the tests that break things reported,
// prints it, and with -write puts it into a page between its two marks. What is
// written around the table stays.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/store/storetest"
)

const (
	begins = "<!-- make faults writes from here -->\n"
	ends   = "<!-- to here -->\n"
)

func main() {
	page := flag.String("write", "", "the page that gets the table; none: it is only printed")
	flag.Parse()
	if err := run(flag.Arg(0), *page); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(reported, page string) error {
	rows, err := read(reported)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Tried on %s by `make faults`: %s.\n\n%s", time.Now().UTC().Format(time.DateOnly), machine(), table(rows))
	fmt.Print(text)
	if page == "" {
		return nil
	}
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, begun := strings.Cut(string(old), begins)
	_, after, ended := strings.Cut(rest, ends)
	if !begun || !ended {
		return fmt.Errorf("%s: there is no place for the table: it needs the lines %q and %q", page, begins, ends)
	}
	return os.WriteFile(page, []byte(before+begins+"\n"+text+"\n"+ends+after), 0o644)
}

func read(path string) ([]storetest.Fault, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("no test reported anything: %w", err)
	}
	defer file.Close()
	var rows []storetest.Fault
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var row storetest.Fault
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
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

// machine says on what it was tried.
func machine() string {
	processor := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo") // not there on every system
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			processor = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s", processor, runtime.NumCPU(), runtime.GOOS, strings.Replace(runtime.Version(), "go", "Go ", 1))
}
