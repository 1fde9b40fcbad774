package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestServedReportsDiscloseNothing: for all numbers of peers and direct reports
// from nobody to eight, what is stored at close and served afterwards is what
// models works out, every number on the page follows from the frozen report, and
// nobody who is in no cell, nor the order of the answers, changes a byte.
func TestServedReportsDiscloseNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Proof")
		var sum served
		for i, c := range proofs() {
			s := newSeason(models.Policy{K: c.k, DropSmall: c.drop, HRMayRead: true}, c.sizes, uint64(i))
			other, outside := s.changed(uint64(i))
			first := w.look(p, s, w.play(s, 1))
			w.lookAgain(s, w.play(other, 2), first)
			sum.numbers += first.numbers
			sum.outside += outside
			sum.reports = append(sum.reports, first.reports...)
		}
		t.Logf("%d reports served as page, file and by the API, twice; %d numbers on pages follow from their reports; %d answers in no cell were replaced; 0 violations",
			len(sum.reports), sum.numbers, sum.outside)
		if sum.outside < len(sum.reports)/3 || sum.numbers < 100*len(sum.reports) {
			t.Errorf("%d answers in no cell and %d numbers in %d reports were looked at: too few", sum.outside, sum.numbers, len(sum.reports))
		}
	})
}

// served is what the leaders of a season read.
type served struct {
	reports []string // frozen
	pages   []string // without ids, comments sorted
	remarks [][]models.Remark
	numbers int
	outside int

	explained string // how to read a report
}

// look reads every report of a season and checks it.
func (w *world) look(p *program, s season, r round) (all served) {
	w.t.Helper()
	for i, l := range s.leaders {
		id, about := r.leaders[l.address], fmt.Sprintf("%+v, leader %d of %v", s.policy, i, l.invited)
		b := w.signIn(l.address)
		page := b.get(frontend.ReportURL(id)).is(http.StatusOK)
		file := b.get(frontend.ReportDataURL(id)).is(http.StatusOK)
		if program := p.get("/leaders/" + id.String() + "/report"); strings.TrimSpace(string(program.body)) != strings.TrimSpace(file.body) {
			w.t.Errorf("%s: the API and the file differ", about)
		}
		data := file.report()
		want, remarks := w.expected(s, l, string(data.Report))
		if string(data.Report) != want {
			w.t.Errorf("%s: the stored report is not what models works out:\n%s\n%s", about, data.Report, want)
		}
		if got := data.remarks(); !slices.Equal(got, remarks) {
			w.t.Errorf("%s: the comments are %v, want %v", about, got, remarks)
		}
		var report models.Report
		w.must(json.Unmarshal(data.Report, &report))
		numbers, faults := page.follows(report, data.Comments)
		for _, fault := range faults {
			w.t.Errorf("%s: %s", about, fault)
		}
		if explained := page.text("#read"); i > 0 && explained != all.explained {
			w.t.Errorf("%s: how to read a report depends on the report: %s", about, explained)
		}
		all.explained = page.text("#read")
		all.numbers += numbers
		all.reports = append(all.reports, want)
		all.pages = append(all.pages, page.withoutChance())
		all.remarks = append(all.remarks, remarks)
	}
	return all
}

// TestPlantedNumbersAreFound: what the page must not hold is found where it is
// planted.
func TestPlantedNumbersAreFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	s := newSeason(models.DefaultPolicy(), [][2]int{{5, 4}}, 1)
	r, l := w.play(s, 1), s.leaders[0]
	b, id := w.signIn(l.address), r.leaders[l.address]
	page, data := b.get(frontend.ReportURL(id)).is(http.StatusOK), b.get(frontend.ReportDataURL(id)).is(http.StatusOK).report()
	var report models.Report
	w.must(json.Unmarshal(data.Report, &report))
	if numbers, faults := page.follows(report, data.Comments); len(faults) > 0 || numbers < 200 {
		t.Fatalf("%d numbers, %v", numbers, faults)
	}
	for what, planted := range map[string]string{
		"a score":      `<article class="competency" id="c1"><p>2.04</p></article>`,
		"a mark":       `<article class="competency" id="c1"><svg class="track"><use href="#m-reports" x="51.3%" y="60"></use></svg></article>`,
		"a line":       `<article class="competency" id="c1"><svg class="track"><line x1="1.7%" x2="2.9%"></line></svg></article>`,
		"a count":      `<article class="competency" id="c1"><span class="faint">97</span></article>`,
		"a comment":    `<section id="words"><p>Words of somebody to keep.</p></section>`,
		"a group of 2": `<table class="who-answered"><tbody><tr><th>Direct reports</th><td>2</td></tr></tbody></table>`,
	} {
		spoilt := page
		spoilt.body = strings.Replace(page.body, `<article class="competency" id="c1"`, planted+`<article class="competency" id="c1"`, 1)
		if spoilt.body == page.body {
			t.Fatal("nothing was planted")
		}
		if _, faults := spoilt.follows(report, data.Comments); len(faults) == 0 {
			t.Errorf("%s is not found", what)
		}
	}
}

// lookAgain reads every report of a season that was played again, with other
// answers in no cell and all in another order: not a byte may differ.
func (w *world) lookAgain(s season, r round, first served) {
	w.t.Helper()
	for i, l := range s.leaders {
		b := w.signIn(l.address)
		data := b.get(frontend.ReportDataURL(r.leaders[l.address])).is(http.StatusOK).report()
		if string(data.Report) != first.reports[i] || !slices.Equal(data.remarks(), first.remarks[i]) {
			w.t.Errorf("%+v, leader %d of %v: answers in no cell, or the order of answers, change the report", s.policy, i, l.invited)
		}
		if page := b.get(frontend.ReportURL(r.leaders[l.address])).is(http.StatusOK).withoutChance(); page != first.pages[i] {
			w.t.Errorf("%+v, leader %d of %v: answers in no cell, or the order of answers, change the page", s.policy, i, l.invited)
		}
	}
}

// reportFile is a report as it is downloaded.
type reportFile struct {
	Report   json.RawMessage
	Comments []wireComment
	Trend    *wireTrend
}

func (a answer) report() (file reportFile) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), &file); err != nil {
		a.t.Fatal(err)
	}
	return file
}

// remarks are its comments in a fixed order.
func (f reportFile) remarks() (all []models.Remark) {
	for _, c := range f.Comments {
		all = append(all, models.Remark{Question: c.Question, Source: c.Source, Body: c.Text})
	}
	sortRemarks(all)
	return all
}

// expected is the leader's report and comments as models works them out.
func (w *world) expected(s season, l played, stored string) (report string, remarks []models.Remark) {
	w.t.Helper()
	q := questionnaire()
	var head struct {
		Leader, Department string
	}
	w.must(json.Unmarshal([]byte(stored), &head))
	if head.Leader != s.names()[l.address] {
		w.t.Errorf("the report of %s is about %s", l.address, head.Leader)
	}
	c := models.CountBallots(q, s.policy, l.invited, l.ballots(s.names()))
	body, err := c.Report(models.ReportHead{Leader: head.Leader, Department: head.Department, Cycle: "Spring",
		ClosedAt: w.Clock.Now().UTC().Truncate(time.Microsecond), Policy: s.policy, Questionnaire: q}, models.SumTallies(c.Tallies)).JSON()
	w.must(err)
	remarks = slices.Clone(c.Remarks)
	sortRemarks(remarks)
	return string(body), remarks
}

func sortRemarks(r []models.Remark) {
	slices.SortFunc(r, func(a, b models.Remark) int {
		return strings.Compare(a.Question+"\x00"+a.Source+"\x00"+a.Body, b.Question+"\x00"+b.Source+"\x00"+b.Body)
	})
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// withoutChance is a page without ids and with its lines sorted, so that the
// random order of comments does not matter.
func (a answer) withoutChance() string {
	lines := strings.Split(anyID.ReplaceAllString(a.body, "id"), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
