package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// files are the three forms in which a report is taken along, as text.
type files struct {
	csv, xlsx, pdf string
	bytes          [3]string
}

// takeAlong downloads the files of a report.
func (b *browser) takeAlong(leader uuid.UUID) (f files) {
	b.t.Helper()
	for i, extension := range []string{"csv", "xlsx", "pdf"} {
		f.bytes[i] = b.get(frontend.ReportFileURL(leader, extension)).is(http.StatusOK).body
	}
	f.csv, f.xlsx, f.pdf = f.bytes[0], cells(b.t, f.bytes[1]), onPaper(b.t, f.bytes[2])
	return f
}

// outside lists the numbers and the quoted comments of the files that the page
// does not show.
func (f files) outside(t *testing.T, page answer) (found []string) {
	t.Helper()
	shown := page.shown()
	for name, text := range map[string]string{"CSV": f.csv, "XLSX": f.xlsx, "PDF": f.pdf} {
		for _, part := range slices.Concat(numeral.FindAllString(text, -1), quoted.FindAllString(text, -1)) {
			if !shown[part] {
				found = append(found, name+" holds "+part)
			}
		}
	}
	return found
}

var quoted = regexp.MustCompile(`Words of \w+ to \w+\.`)

// shown are the numbers and comments of a page, tables that are folded away too.
func (a answer) shown() map[string]bool {
	a.t.Helper()
	var text strings.Builder
	for n := range a.find("main")[0].Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
		}
	}
	shown := map[string]bool{}
	for _, part := range slices.Concat(numeral.FindAllString(text.String(), -1), quoted.FindAllString(text.String(), -1)) {
		shown[part], shown[strings.TrimSuffix(part, ".0")] = true, true // a workbook holds 3.0 as 3
	}
	return shown
}

// cells are the texts of a workbook's sheets and strings, without addresses and
// looks.
func cells(t testing.TB, body string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, part := range archive.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/") && part.Name != "xl/sharedStrings.xml" {
			continue
		}
		file, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		xml, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range regexp.MustCompile(`<(?:v|t)[^>]*>([^<]*)<`).FindAllStringSubmatch(string(xml), -1) {
			text.WriteString(value[1] + "\n")
		}
	}
	return text.String()
}

var sheetNumbers = regexp.MustCompile(`(?m)^\d+ / \d+$`)

// onPaper reads a PDF with an independent program, without its sheets' numbers.
func onPaper(t testing.TB, body string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return sheetNumbers.ReplaceAllString(strings.ReplaceAll(string(text), "\f", "\n"), "")
}

// TestFilesDiscloseNothing: for sizes around k, no file holds a number or a
// comment that the page does not show, and answers in no cell change none.
func TestFilesDiscloseNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	s := newSeason(models.DefaultPolicy(), around(3), 7)
	other, changed := s.changed(7)
	if changed < 5 {
		t.Fatalf("only %d answers in no cell", changed)
	}
	first, second := w.play(s, 1), w.play(other, 2)
	numbers := 0
	for i, l := range s.leaders {
		b := w.signIn(l.address)
		page := b.get(frontend.ReportURL(first.leaders[l.address])).is(http.StatusOK)
		taken := b.takeAlong(first.leaders[l.address])
		for _, fault := range taken.outside(t, page) {
			t.Errorf("leader %d of %v: %s", i, l.invited, fault)
		}
		again := b.takeAlong(second.leaders[l.address])
		for j, text := range []string{again.csv, again.xlsx, again.pdf} {
			if sortedLines(text) != sortedLines([]string{taken.csv, taken.xlsx, taken.pdf}[j]) {
				t.Errorf("leader %d of %v: answers in no cell, or their order, change file %d", i, l.invited, j)
			}
		}
		numbers += len(numeral.FindAllString(taken.csv+taken.xlsx+taken.pdf, -1))
	}
	t.Logf("%d numbers in %d files stand on their pages", numbers, 3*len(s.leaders))
	if numbers < 100*len(s.leaders) {
		t.Errorf("only %d numbers", numbers)
	}
}

func sortedLines(text string) string {
	lines := strings.Fields(text)
	slices.Sort(lines)
	return strings.Join(lines, " ")
}

// TestPlantedNumbersInFilesAreFound: what no file may hold is found in each.
func TestPlantedNumbersInFilesAreFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	s := newSeason(models.DefaultPolicy(), [][2]int{{5, 4}}, 1)
	r, l := w.play(s, 1), s.leaders[0]
	b, id := w.signIn(l.address), r.leaders[l.address]
	page, taken := b.get(frontend.ReportURL(id)), b.takeAlong(id)
	if faults := taken.outside(t, page); len(faults) > 0 {
		t.Fatal(faults)
	}
	for planted, spoil := range map[string]func(*files){
		"2.04": func(f *files) { f.csv += ",2.04" }, "97": func(f *files) { f.xlsx += "97\n" }, "Words of zz to keep.": func(f *files) { f.pdf += "Words of zz to keep." },
	} {
		spoilt := taken
		if spoil(&spoilt); len(spoilt.outside(t, page)) != 1 {
			t.Errorf("%s is not found", planted)
		}
	}
}

// TestReportFilesGoOut: names, types and what browsers may keep of them.
func TestReportFilesGoOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.released(models.DefaultPolicy())
	b := w.signIn(mayaAt)
	page := b.get(frontend.ReportURL(r.leaders[mayaAt])).is(http.StatusOK)
	kinds := map[string]string{"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	for _, extension := range slices.Sorted(maps.Keys(kinds)) {
		at := frontend.ReportFileURL(r.leaders[mayaAt], extension)
		page.has(`a[href="` + at + `"]`)
		got := b.get(at).is(http.StatusOK)
		if got.header.Get("Content-Type") != kinds[extension] || got.header.Get("Cache-Control") != "no-store" ||
			got.header.Get("Content-Disposition") != `attachment; filename="Maya Lindt, Spring 2026.`+extension+`"` {
			t.Errorf("%s goes out as %v", extension, got.header)
		}
	}
	letter := b.get(frontend.ReportFileURL(r.leaders[mayaAt], "pdf") + "?paper=letter").is(http.StatusOK)
	if !strings.Contains(letter.body, "/MediaBox [0 0 612.00 792.00]") || !bytes.HasPrefix([]byte(letter.body), []byte("%PDF-")) {
		t.Error("the letter is no letter")
	}
	text, _ := strings.CutPrefix(b.get(frontend.ReportFileURL(r.leaders[mayaAt], "csv")).body, "\ufeff")
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	if records, err := reader.ReadAll(); err != nil || len(records) < 30 {
		t.Errorf("%d records, %v", len(records), err)
	}
}

// TestPlanInFiles: the plan is on the leader's own paper, in no table, and in
// nothing that HR takes along.
func TestPlanInFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	r := w.released(models.Policy{K: 3, HRMayRead: true})
	maya, hr, id := w.signIn(mayaAt), w.hr(), r.leaders[mayaAt]
	maya.post(frontend.PlanURL(id), fill("behaviour", "Leave the roadmap with Elif.")).is(http.StatusSeeOther)
	own, theirs := maya.takeAlong(id), hr.takeAlong(id)
	if !strings.Contains(own.pdf, "Leave the roadmap with Elif.") {
		t.Error("the plan is not on the leader's paper")
	}
	if strings.Contains(own.csv+own.xlsx+theirs.csv+theirs.xlsx+theirs.pdf, "roadmap") || strings.Contains(theirs.pdf, "My plan") {
		t.Error("the plan is where it does not belong")
	}
	if !strings.Contains(theirs.pdf, "You read this report for HR") {
		t.Error("the paper does not say that HR reads it")
	}
}
