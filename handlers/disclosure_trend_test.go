package handlers

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestTrendsDiscloseNothing: many leaders are asked about twice, by other numbers
// of people. Whatever the later page and file say of the earlier cycle stands in
// the two reports that the leader has anyway, in the place it is said to be from,
// and there is a trend wherever the two can be compared, and nowhere else.
func TestTrendsDiscloseNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		then, now := around(3), around(3)
		slices.Reverse(now[:len(now)/2]) // some leaders have as many as before, some have others
		policy := models.Policy{K: 3, HRMayRead: true}
		first, second := newSeason(models.DefaultPolicy(), then, 5), newSeason(policy, now, 6)
		before := w.play(first, 1)
		w.Clock.Advance(200 * 24 * time.Hour)
		after := w.play(second, 2)
		trends, numbers := 0, 0
		for i, l := range second.leaders {
			b, about := w.signIn(l.address), fmt.Sprintf("%v, then %v", then[i], now[i])
			page := b.get(frontend.ReportURL(after.leaders[l.address])).is(http.StatusOK)
			file := b.get(frontend.ReportDataURL(after.leaders[l.address])).is(http.StatusOK)
			earlier := b.get(frontend.ReportDataURL(before.leaders[l.address])).is(http.StatusOK).frozen()
			report := file.frozen()
			n, faults := page.follows(report, file.report().Comments, earlier)
			for _, fault := range faults {
				t.Errorf("%s: %s", about, fault)
			}
			want := compared(earlier, report)
			if got := page.trendLines(); !slices.Equal(got, want) {
				t.Errorf("%s: since last time:\n%s\nwant\n%s", about, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if got := file.report().trendLines(report); !slices.Equal(got, want) {
				t.Errorf("%s: the file says:\n%s\nwant\n%s", about, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if len(want) > 0 {
				trends++
			}
			numbers += n
			program := w.program("Proof").get("/leaders/" + after.leaders[l.address].String() + "/report")
			if program.status != http.StatusOK || strings.Contains(string(program.body), `"trend"`) {
				t.Errorf("%s: a program reads of a report that it may not read", about)
			}
		}
		t.Logf("%d of %d reports look back; %d numbers on their pages follow from the two reports", trends, len(second.leaders), numbers)
		if trends < 8 || trends == len(second.leaders) {
			t.Errorf("%d trends: too few to tell, or one everywhere", trends)
		}
	})
}

// TestPlantedTrendsAreFound: a number since last time that is in neither report,
// or in the wrong place, is found.
func TestPlantedTrendsAreFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	s := newSeason(models.DefaultPolicy(), [][2]int{{5, 4}}, 1)
	address := s.leaders[0].address
	before := w.play(s, 1)
	w.Clock.Advance(200 * 24 * time.Hour)
	after := w.play(newSeason(models.DefaultPolicy(), [][2]int{{6, 5}}, 2), 2)
	b := w.signIn(address)
	page, file := b.get(frontend.ReportURL(after.leaders[address])), b.get(frontend.ReportDataURL(after.leaders[address]))
	earlier := b.get(frontend.ReportDataURL(before.leaders[address])).frozen()
	if _, faults := page.follows(file.frozen(), file.report().Comments, earlier); len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, faults := page.follows(file.frozen(), file.report().Comments); len(faults) == 0 {
		t.Error("a trend that follows from no report is not found")
	}
	row := "<tr><th scope=\"row\">1 People and emotions</th><td>" + earlier.Competencies[0].Colleagues.String() + "</td>"
	for what, planted := range map[string]string{
		"another value":   strings.Replace(row, earlier.Competencies[0].Colleagues.String(), "2.04", 1),
		"another place":   strings.Replace(row, "1 People and emotions", "2 Deciding without certainty", 1),
		"a number beside": strings.Replace(row, "emotions<", "emotions, 2 of 9<", 1),
		"a difference":    row + "<td>+0.25</td>",
	} {
		spoilt := page
		if spoilt.body = strings.Replace(page.body, row, planted, 1); spoilt.body == page.body {
			t.Fatal("nothing was planted")
		}
		if _, faults := spoilt.follows(file.frozen(), file.report().Comments, earlier); len(faults) == 0 {
			t.Errorf("%s is not found", what)
		}
	}
}

// compared is what the page must say since last time, a line for each shift,
// worked out from the two reports in a way of its own.
func compared(then, now models.Report) (lines []string) {
	groups := func(r models.Report) string {
		var all []string
		for _, s := range r.Sources {
			for _, g := range s.Groups {
				if !g.Named() {
					all = append(all, string(g))
				}
			}
		}
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	if groups(then) != groups(now) || groups(now) == "" {
		return nil
	}
	for i, c := range now.Competencies {
		a, b := then.Competencies[i].Colleagues, c.Colleagues
		if a == 0 || b == 0 {
			continue
		}
		word, d := "similar", b.Float()-a.Float()
		if least := changeFrom(then.Colleagues, now.Colleagues); d > least-1e-9 {
			word = "higher"
		} else if -d > least-1e-9 {
			word = "lower"
		}
		lines = append(lines, fmt.Sprintf("%d %s %s %s %s", i+1, c.Name, models.ScoreText(a, true), models.ScoreText(b, true), word))
	}
	return lines
}

// changeFrom is the threshold of docs/anonymity.md, section 4.5, to the next tenth.
func changeFrom(n, m int) float64 {
	return math.Ceil(10*max(0.5, 1.15*math.Sqrt(1/float64(n)+1/float64(m)))-1e-9) / 10
}

// trendLines are the rows of the page since last time.
func (a answer) trendLines() (lines []string) {
	for _, row := range a.find("#trend tbody tr") {
		lines = append(lines, rowText(row))
	}
	return lines
}

func rowText(row *html.Node) string {
	var cells []string
	for cell := range row.ChildNodes() {
		if cell.Type == html.ElementNode {
			cells = append(cells, strings.TrimSpace(words(cell)))
		}
	}
	return strings.Join(cells, " ")
}

// frozen is the report in a file.
func (a answer) frozen() (r models.Report) {
	a.t.Helper()
	if err := json.Unmarshal(a.report().Report, &r); err != nil {
		a.t.Fatal(err)
	}
	return r
}

// trendLines are the same rows as the file tells them.
func (f reportFile) trendLines(r models.Report) (lines []string) {
	if f.Trend == nil {
		return nil
	}
	for _, row := range f.Trend.Rows {
		i := slices.IndexFunc(r.Competencies, func(c models.CompetencyReport) bool { return c.ID == row.ID })
		score := func(v float64) string { return models.ScoreText(models.Score(math.Round(10*v)), true) }
		lines = append(lines, fmt.Sprintf("%d %s %s %s %s", i+1, r.Competencies[i].Name, score(row.Before), score(row.Now), row.Change))
	}
	return lines
}

// trend checks what the page says since last time: in each row the two scores
// that the two reports show for that shift, and around it how many answered,
// when, and the threshold.
func (f *follower) trend(n *html.Node) {
	if len(f.earlier) != 1 {
		f.fault("the page looks back, and there is no earlier report")
		return
	}
	then := f.earlier[0]
	known := compared(then, f.report)
	allowed := []string{fmt.Sprint(then.Colleagues), fmt.Sprint(f.report.Colleagues), fmt.Sprintf("%.1f", changeFrom(then.Colleagues, f.report.Colleagues))}
	for node := range n.Descendants() {
		text := node.Data
		switch {
		case node.Type == html.ElementNode && node.Data == "tr":
			if row := rowText(node); numeral.MatchString(row) && !slices.Contains(known, row) && !strings.HasPrefix(row, "Shift") {
				f.fault("%q follows from no two reports", row)
			}
			continue
		case node.Type != html.TextNode || slices.ContainsFunc(ancestors(node), func(tag string) bool { return tag == "tbody" }):
			continue
		}
		for _, day := range []time.Time{then.ClosedAt, f.report.ClosedAt} {
			text = strings.ReplaceAll(text, day.Format("January 2006"), "")
		}
		for _, number := range numeral.FindAllString(text, -1) {
			f.numbers++
			if !slices.Contains(allowed, number) {
				f.fault("%q holds %s, which is none of %v", text, number, allowed)
			}
		}
	}
	f.numbers += 2 * len(known)
}

// ancestors are the elements around a node.
func ancestors(n *html.Node) (tags []string) {
	for p := range n.Ancestors() {
		tags = append(tags, p.Data)
	}
	return tags
}
