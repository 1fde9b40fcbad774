package frontend

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

// poppler runs one of poppler's programs on a PDF: an independent reader.
func poppler(t *testing.T, program string, pdf []byte, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, append(append([]string{"-enc", "UTF-8"}, args...), file)...)
	if program == "pdftotext" {
		command.Args = append(command.Args, "-")
	}
	var faults bytes.Buffer
	command.Stderr = &faults
	out, err := command.Output()
	if err != nil || faults.Len() > 0 {
		t.Fatalf("%s: %v %s", program, err, faults.String())
	}
	return string(out)
}

func reportPDF(t *testing.T, page ReportPage, paper Paper) []byte {
	t.Helper()
	pdf, err := ReportPDF(page, paper)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// reportCases are reports with two groups, with joined ones and with nothing
// about colleagues, for the leader and for HR.
func reportCases(t *testing.T) map[string]ReportPage {
	hr, silent := mayaPage(t), mayaPage(t)
	hr.ForHR, hr.Report.Policy.HRMayRead, hr.ReleasedAt = true, true, time.Time{}
	silent.Remarks, silent.Withheld = nil, 0
	full := mayaPage(t)
	full.Trend = &models.Trend{Cycle: "Autumn 2024", ClosedAt: full.Report.ClosedAt.AddDate(-1, 0, 0), Before: 8, Now: 9, Least: 6}
	for i, c := range full.Report.Competencies[:6] {
		word := []models.TrendWord{models.Lower, models.Similar, models.Higher}[i%3]
		full.Trend.Rows = append(full.Trend.Rows, models.TrendRow{Competency: c.ID, Before: c.Colleagues - models.Score(i), Now: c.Colleagues, Change: word})
	}
	full.Plan = models.Plan{Behaviour: "Leave the roadmap with Elif.\n=Ask first.", When: "somebody asks me", Then: "ask back", Who: "Elif", Review: "2025-12-20"}
	return map[string]ReportPage{"with trend and plan": full, "separate": mayaPage(t), "merged": aikoPage(t), "nothing": nothingPage(t), "for HR": hr, "no comments": silent}
}

// notOnPaper are parts of the page that only a screen has, and the scale in
// figures above Seven shifts, which is shorter on paper.
var notOnPaper = []string{"no-print", "toc", "as-table", "vh", "lbl", "scale-head"}

// said writes down the text of a page that belongs on paper.
func said(n *html.Node, into *strings.Builder) {
	if n.Type == html.TextNode {
		into.WriteString(n.Data)
	}
	if attr(n, "class") == "key" && attr(n.Parent, "id") == "detail" { // on paper it stands above Seven shifts alone
		return
	}
	if slices.ContainsFunc(strings.Fields(attr(n, "class")), func(class string) bool { return slices.Contains(notOnPaper, class) }) {
		return
	}
	for child := range n.ChildNodes() {
		said(child, into)
	}
	if !slices.Contains([]string{"", "a", "time"}, n.Data) && n.Type == html.ElementNode {
		into.WriteString(" ")
	}
}

// sheetFoot is what stands below every sheet.
var sheetFoot = regexp.MustCompile(`(?m)^Confidential\..*$|^\d+ / \d+$`)

// spoken counts words without punctuation that a line may break off.
func spoken(all []string) map[string]int {
	count := map[string]int{}
	for _, word := range all {
		if word != "·" && word != "→" {
			count[word]++
		}
	}
	return count
}

// TestPDFSaysWhatThePageSays reads the PDF back: word by word and number by
// number it says what the page says, no more and no less.
func TestPDFSaysWhatThePageSays(t *testing.T) {
	t.Parallel()
	for name, page := range reportCases(t) {
		for _, paper := range []Paper{A4, Letter} {
			var want strings.Builder
			said(draw(t, page).byID("main"), &want)
			want.WriteString(" 1 almost never 3 about half the time 5 almost always " + page.Readers()) // on the page these stand in the foot
			if len(page.View().Key) == 0 {
				t.Fatalf("%s holds nothing", name)
			}
			text := sheetFoot.ReplaceAllString(poppler(t, "pdftotext", reportPDF(t, page, paper), "-raw"), "")
			if diff := cmp.Diff(spoken(strings.Fields(want.String())), spoken(strings.Fields(text))); diff != "" {
				t.Errorf("%s on %v (-page +PDF):\n%s", name, paper, diff)
			}
		}
	}
}

// TestPDFWritesNames reads names in three scripts back, and says what it could
// not write.
func TestPDFWritesNames(t *testing.T) {
	t.Parallel()
	page := mayaPage(t)
	for _, name := range []string{"Nguyễn Thị Ánh", "Ελένη Παπαδοπούλου", "Дмитрий Щербаков", "Łukasz Żółć Ğışöü Šťěpán", "A\u030asa Åsa"} {
		page.Report.Leader = name
		text := poppler(t, "pdftotext", reportPDF(t, page, A4), "-raw")
		if want := strings.Replace(name, "A\u030a", "Å", 1); !strings.Contains(text, want) || strings.Contains(text, missing) {
			t.Errorf("%s is not written", name)
		}
	}
	page.Report.Leader = "Wei 魏 😀"
	if text := poppler(t, "pdftotext", reportPDF(t, page, A4), "-raw"); !strings.Contains(text, "Wei □ □") || !strings.Contains(text, "□ stands for a sign") {
		t.Error("the PDF does not say what it could not write")
	}
}

func TestPDFTellsNothingElse(t *testing.T) {
	t.Parallel()
	page := mayaPage(t)
	first := reportPDF(t, page, A4)
	page.SignedInAs, page.Notice, page.LeaderID, page.KeptUntil = "Somebody Else", "Saved.", id(9), time.Now()
	if !bytes.Equal(first, reportPDF(t, page, A4)) {
		t.Error("the same report gives other bytes")
	}
	info := poppler(t, "pdfinfo", first)
	for _, want := range []string{"Title:           Maya Lindqvist, Autumn 2025", "Author:          Sevenfold", "Nov 14 00:00:00 2025", "Page size:       595.28 x 841.89 pts (A4)", "JavaScript:      no"} {
		if !strings.Contains(info, want) {
			t.Errorf("no %q in:\n%s", want, info)
		}
	}
	if info := poppler(t, "pdfinfo", reportPDF(t, page, PaperOf("letter"))); !strings.Contains(info, "612 x 792 pts (letter)") {
		t.Errorf("letter is %s", info)
	}
}

// TestPDFKeepsBlocksWhole: no line leaves the sheet, no shift is divided, and a
// comment longer than a sheet goes on.
func TestPDFKeepsBlocksWhole(t *testing.T) {
	t.Parallel()
	page := mayaPage(t)
	page.Report.Leader = strings.Repeat("Wolfeschlegelsteinhausen", 8)
	page.Remarks[0].Body = strings.Repeat("A long line that goes on and on. ", 400)
	page.Remarks[1].Body = strings.Repeat("W", 700)
	page.Remarks[2].Body = strings.Repeat("line\n", 300)
	for i := range page.Report.Sources {
		if page.Report.Sources[i].Groups[0] == models.Manager {
			page.Report.Sources[i].Label = "Manager Sven Håkansson-Berg with a long name"
		}
	}
	for _, paper := range []Paper{A4, Letter} {
		pdf := reportPDF(t, page, paper)
		boxes := wordBoxes(t, pdf)
		for _, b := range boxes {
			if b.left < marginSide-1 || b.right > paper.Width-marginSide+1 || b.top < marginTop-6 || b.bottom > paper.Height-20 {
				t.Errorf("%q lies outside the margins: %+v", b.text, b)
			}
		}
		sheets := strings.Split(poppler(t, "pdftotext", pdf, "-raw"), "\f")
		for _, c := range page.Report.Competencies {
			first, last := sheetOf(sheets, c.ExpertStrength+" → "+c.LeaderStrength), sheetOf(sheets, c.Items[3].ID+" "+c.Items[3].Text[:10])
			if c.ItemsShown && (first < 0 || first != last) {
				t.Errorf("%s begins on sheet %d and ends on %d", c.Name, first, last)
			}
		}
		if text := strings.Join(strings.Fields(sheetFoot.ReplaceAllString(strings.Join(sheets, "\n"), "")), " "); strings.Count(text, "W") < 700 || strings.Count(text, "that goes on") != 400 {
			t.Errorf("a long comment is cut off: %d of 700 letters, %d of 400 sentences", strings.Count(text, "W"), strings.Count(text, "that goes on"))
		}
	}
}

func sheetOf(sheets []string, text string) int {
	return slices.IndexFunc(sheets, func(sheet string) bool { return strings.Contains(sheet, text) })
}
