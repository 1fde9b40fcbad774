// Package results publishes what benchmarks and tests reported of themselves:
// rows in a file, a line of JSON each, become a text that is printed, and that
// stands in a page between two marks. What is written around it stays.
package results

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
)

const ends = "<!-- to here -->\n"

// begins is the mark behind which a target of make writes.
func begins(target string) string { return "<!-- " + target + " writes from here -->\n" }

// Main is a whole command, which make carries out for a target: its argument is
// the file of rows, and -write names the page. text makes Markdown of the rows.
func Main[Row any](target string, text func([]Row) string) {
	page := flag.String("write", "", "the page that gets the table; none: it is only printed")
	flag.Parse()
	rows, err := read[Row](flag.Arg(0))
	if err == nil {
		made := text(rows)
		fmt.Print(made)
		if *page != "" {
			err = write(*page, target, made)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read[Row any](path string) ([]Row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("nothing was reported: %w", err)
	}
	defer file.Close()
	var rows []Row
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var row Row
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// write replaces what stands between the marks of a page.
func write(page, target, text string) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	mark := begins(target)
	before, rest, begun := strings.Cut(string(old), mark)
	_, after, ended := strings.Cut(rest, ends)
	if !begun || !ended {
		return fmt.Errorf("%s: there is no place for the table: it needs the lines %q and %q", page, mark, ends)
	}
	return os.WriteFile(page, []byte(before+mark+"\n"+text+"\n"+ends+after), 0o644)
}
