package frontend

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

// readCSV reads the tables of a CSV file back: one below the other, an empty
// line between them.
func readCSV(t *testing.T, page ReportPage) map[string][][]string {
	t.Helper()
	body, err := ReportCSV(page)
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(string(body), "\ufeff")
	if !marked {
		t.Fatal("no byte order mark")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	tables, name := map[string][][]string{}, ""
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		if len(record) == 1 {
			name = record[0]
			continue
		}
		tables[name] = append(tables[name], record)
	}
	return tables
}

// readXLSX reads the sheets of a workbook back: what they hold, not how it looks.
func readXLSX(t *testing.T, page ReportPage) map[string][][]string {
	t.Helper()
	body, err := ReportXLSX(page)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tables := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		tables[name] = rows
		for i, row := range rows {
			for j := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, _ := f.GetCellFormula(name, at); formula != "" {
					t.Errorf("%s!%s is the formula %s", name, at, formula)
				}
			}
		}
	}
	return tables
}

// TestTablesHoldWhatThePageShows compares the averages and the questions with
// the page, number by number, and all three files with each other.
func TestTablesHoldWhatThePageShows(t *testing.T) {
	t.Parallel()
	for name, page := range reportCases(t) {
		d, tables := draw(t, page), readCSV(t, page)
		rows := doc{d.byID("all")}.tags("tr", "")
		for i, row := range rows {
			got := slices.Clone(tables["Averages"][i])
			want := fieldsOf(row)
			if i > 0 {
				want = append([]string{got[0] + " " + got[1]}, machine(want[1:])...)
				got = append([]string{got[0] + " " + got[1]}, got[4:4+len(want)-1]...)
			} else {
				got = append([]string{got[1]}, got[4:4+len(want)-1]...)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, row %d (-page +file):\n%s", name, i, diff)
			}
		}
		for _, row := range tables["Questions"][1:] {
			if row[1] == "" {
				continue
			}
			var want []string
			for _, value := range (doc{d.byID("q" + row[1])}).tags("b", "") {
				want = append(want, words(value))
			}
			if got := row[3:]; !slices.Equal(machine(want), got) {
				t.Errorf("%s: question %s has %v, on the page %v", name, row[1], got, want)
			}
		}
		if d.byID("trend") != nil {
			for i, row := range (doc{d.byID("trend")}).tags("tr", "")[1:] {
				got := tables["Since last time"][2+i]
				if want := fieldsOf(row); !slices.Equal(want, append([]string{got[0] + " " + got[1]}, got[2:5]...)) {
					t.Errorf("%s: %v since last time, on the page %v", name, got, want)
				}
			}
		}
		var comments []string
		for _, row := range tables["In their words"][1:] {
			if row[0] != "" {
				comments = append(comments, strings.Join(strings.Fields(row[2]), " "))
			}
		}
		var shown []string
		for _, said := range (doc{d.byID("words")}).tags("blockquote", "") {
			shown = append(shown, apart(said))
		}
		if diff := cmp.Diff(shown, comments); diff != "" {
			t.Errorf("%s, comments (-page +file):\n%s", name, diff)
		}
		compareFiles(t, name, tables, readXLSX(t, page))
		if file, err := ReportCSV(page); err != nil || strings.Contains(string(file), "Elif") {
			t.Errorf("%s: the tables hold the plan: %v", name, err)
		}
	}
}

// compareFiles checks that the workbook holds what the CSV file holds.
func compareFiles(t *testing.T, about string, text, workbook map[string][][]string) {
	t.Helper()
	if len(text) != len(workbook) {
		t.Errorf("%s: %d tables and %d sheets", about, len(text), len(workbook))
	}
	for name, rows := range text {
		for i, row := range rows {
			for j, want := range row {
				got := ""
				if i < len(workbook[name]) && j < len(workbook[name][i]) {
					got = workbook[name][i][j]
				}
				a, errA := strconv.ParseFloat(want, 64)
				b, errB := strconv.ParseFloat(got, 64)
				if got != want && (errA != nil || errB != nil || a != b) {
					t.Errorf("%s: %s row %d column %d holds %q and %q", about, name, i, j, want, got)
				}
			}
		}
	}
}

// fieldsOf are the cells of a table's row.
func fieldsOf(row *html.Node) (fields []string) {
	for cell := range row.ChildNodes() {
		if cell.Data == "th" || cell.Data == "td" {
			fields = append(fields, words(cell))
		}
	}
	return fields
}

// machine writes numbers as programs read them.
func machine(printed []string) (fields []string) {
	for _, text := range printed {
		if regexp.MustCompile(`^[+−]?\d`).MatchString(text) && !strings.Contains(text, " ") {
			text = strings.TrimPrefix(strings.Replace(text, "−", "-", 1), "+")
		}
		fields = append(fields, text)
	}
	return fields
}

// TestTablesHoldNoFormulas: whatever people write or are called, no cell begins
// like a formula, in no file.
func TestTablesHoldNoFormulas(t *testing.T) {
	t.Parallel()
	page := mayaPage(t)
	signs := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}
	page.Report.Leader, page.Report.Title, page.Report.Department = "=HYPERLINK(\"https://evil.example\")", "@x", ""
	page.Report.Competencies[0].Name, page.Report.Competencies[1].LeaderStrength = "+cmd|' /C calc'!A0", "-2"
	for i := range page.Report.Sources {
		page.Report.Sources[i].Label = "=" + page.Report.Sources[i].Label
	}
	for i, sign := range signs {
		page.Remarks[i].Body = sign
	}
	number := regexp.MustCompile(`^-?\d+(\.\d)?$`)
	for _, tables := range []map[string][][]string{readCSV(t, page), readXLSX(t, page)} {
		guarded := 0
		for name, rows := range tables {
			for _, row := range rows {
				for _, cell := range row {
					if strings.HasPrefix(cell, "'") {
						guarded++
					}
					if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) && !number.MatchString(cell) {
						t.Errorf("%s holds %q", name, cell)
					}
				}
			}
		}
		if guarded < len(signs)+8 {
			t.Errorf("only %d cells are guarded", guarded)
		}
	}
}

func TestWorkbookTellsNothingElse(t *testing.T) {
	t.Parallel()
	page := mayaPage(t)
	first, err := ReportXLSX(page)
	if err != nil {
		t.Fatal(err)
	}
	page.SignedInAs, page.LeaderID = "Somebody Else", id(9)
	if again, err := ReportXLSX(page); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same report gives other bytes: %v", err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	props, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	want := excelize.DocProperties{Title: "Maya Lindqvist, Autumn 2025", Creator: "Sevenfold", LastModifiedBy: "Sevenfold",
		Created: "2025-11-14T00:00:00Z", Modified: "2025-11-14T00:00:00Z", Language: "en"}
	if diff := cmp.Diff(want, *props); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(f.GetSheetList(), ", "); got != "Read this first, Averages, Questions, In their words, What next, How to read" {
		t.Errorf("the sheets are %s", got)
	}
	if kind, err := f.GetCellType("Averages", "E2"); err != nil || kind != excelize.CellTypeUnset { // a number
		t.Errorf("an average is of type %v, %v", kind, err)
	}
	if shown, _ := f.GetCellValue("Averages", "G2"); shown != "−0.3" {
		t.Errorf("a gap is shown as %s", shown)
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for leader, want := range map[string]string{
		"Maya Lindqvist": "Maya Lindqvist, Autumn 2025.pdf", "../../etc/passwd": "etc passwd, Autumn 2025.pdf",
		"A\r\nB: \"C\"": "A B C , Autumn 2025.pdf", "Ελένη": "Ελένη, Autumn 2025.pdf", "x\u202efdp": "xfdp, Autumn 2025.pdf",
		strings.Repeat("é", 300): strings.Repeat("é", maxFileName) + ".pdf",
	} {
		page := ReportPage{Report: models.Report{Leader: leader, Cycle: "Autumn 2025"}}
		if got := page.FileName("pdf"); got != want {
			t.Errorf("%q is kept as %q, want %q", leader, got, want)
		}
	}
	if got := (ReportPage{Report: models.Report{Leader: "..", Cycle: "/"}}).FileName("csv"); got != ",.csv" {
		t.Errorf("a report without a name is kept as %q", got)
	}
}
