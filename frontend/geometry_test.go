package frontend

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
)

func TestPlaceOnTrack(t *testing.T) {
	for score, want := range map[models.Score]string{10: "0%", 15: "12.5%", 27: "42.5%", 30: "50%", 38: "70%", 50: "100%"} {
		if got := at(score); got != want {
			t.Errorf("at(%s) = %s, want %s", score, got, want)
		}
	}
}

func TestSoftBand(t *testing.T) {
	cases := []struct {
		score            models.Score
		n                int
		x, width         string
		y, height, round int
	}{
		{41, 9, "67.9%", "19.2%", 33, 18, 9},
		{36, 9, "55.4%", "19.2%", 33, 18, 9},
		{40, 5, "62.1%", "25.7%", 33, 18, 9},
		{26, 4, "25.6%", "28.7%", 33, 18, 9},
		{28, 6, "33.3%", "23.5%", 33, 18, 9},
		{49, 3, "80.9%", "19.1%", 33, 18, 9}, // clipped at 5
		{15, 3, "0.0%", "29.1%", 33, 18, 9},  // clipped at 1
	}
	for _, c := range cases {
		want := &Span{"peers", c.x, c.width, c.y, c.height, c.round}
		if diff := cmp.Diff(want, softBand("peers", c.score, c.n, 42, c.height)); diff != "" {
			t.Errorf("band of %s with %d answers:\n%s", c.score, c.n, diff)
		}
	}
	if softBand("peers", 0, 5, 42, 18) != nil || softBand("peers", 30, 0, 42, 18) != nil {
		t.Error("a band is drawn around nothing")
	}
}

// The rows of a report with known answers, as "shape x y" and labels.
func TestSevenShiftsOfKnownAnswers(t *testing.T) {
	rows := mayaPage(t).View().Shifts
	cases := []struct {
		row    int
		marks  string
		labels string
		gap    string
	}{
		{0, "others 77.5% 42, self 70% 42, manager 75% 60, peers 75% 73, reports 82.5% 60", "3.8 end, 4.1 start", "level 70% 77.5% −0.3 In step"},
		{1, "others 65% 42, self 70% 42, reports 62.5% 60, peers 67.5% 73, manager 70% 60", "3.6 end, 3.8 start", "level 65% 70% +0.2 In step"},
		{2, "others 50% 42, self 82.5% 42, reports 40% 60, manager 57.5% 60, peers 57.5% 73", "3.0 end, 4.3 start", "over 50% 82.5% +1.3 You see more"},
		{3, "others 47.5% 42, self 45% 42, peers 42.5% 60, manager 45% 73, reports 55% 60", "2.8 end, 2.9 start", "level 45% 47.5% −0.1 In step"},
		{4, "others 75% 42, self 50% 42, reports 72.5% 60, peers 75% 73, manager 82.5% 60", "3.0 end, 4.0 start", "under 50% 75% −1.0 They see more"},
		{5, "others 55% 42, self 62.5% 42, reports 35% 60, manager 57.5% 60, peers 72.5% 60", "3.2 end, 3.5 start", "level 55% 62.5% +0.3 In step"},
		{6, "others 85% 42, self 82.5% 42, peers 82.5% 60, manager 87.5% 73, reports 87.5% 60", "4.3 end, 4.4 start", "level 82.5% 85% −0.1 In step"},
	}
	for _, c := range cases {
		row := rows[c.row]
		var marks, labels []string
		for _, m := range row.Track.Marks {
			marks = append(marks, fmt.Sprintf("%s %s %d", m.Shape, m.X, m.Y))
		}
		for _, l := range row.Track.Labels {
			labels = append(labels, l.Text+" "+l.Anchor)
		}
		g := row.Track.Gap
		got := []string{strings.Join(marks, ", "), strings.Join(labels, ", "), fmt.Sprintf("%s %s %s %s %s", g.Kind, g.X1, g.X2, row.Gap, row.Note)}
		if diff := cmp.Diff([]string{c.marks, c.labels, c.gap}, got); diff != "" {
			t.Errorf("%s:\n%s", row.Name, diff)
		}
	}
}

func TestMergedGroupsAreDrawnOnce(t *testing.T) {
	view := aikoPage(t).View()
	for _, row := range view.Shifts {
		for _, m := range row.Track.Marks {
			if m.Shape == "peers" || m.Shape == "reports" {
				t.Fatalf("%s: a merged group is drawn as %s", row.Name, m.Shape)
			}
		}
	}
	if got := view.Shifts[1].Track.Band; got.X != "33.3%" || got.Width != "23.5%" {
		t.Errorf("band %s %s, want 33.3%% 23.5%%", got.X, got.Width)
	}
	if got := view.Shifts[1].Gap; got != "+1.5" {
		t.Errorf("gap %s, want +1.5", got)
	}
	want := FoldLine{
		Height:     140,
		Areas:      []string{"250,10 330,30 280,50 230,70 280,90 250,110 250,130 300,130 300,110 280,90 240,70 280,50 180,30 260,10"},
		Colleagues: []string{"260,10 180,30 280,50 240,70 280,90 300,110 300,130"},
		Self:       []string{"250,10 330,30 280,50 230,70 280,90 250,110 250,130"},
	}
	if diff := cmp.Diff(want, view.Line); diff != "" {
		t.Errorf("fold line:\n%s", diff)
	}
}

func TestFoldLineBreaksWhereAScoreIsMissing(t *testing.T) {
	line := foldLine([]models.Score{30, 30, 30, 30, 30}, []models.Score{20, 0, 40, 40, 0})
	want := FoldLine{
		Height:     100,
		Areas:      []string{"200,50 200,70 300,70 300,50"},
		Colleagues: []string{"300,50 300,70"},
		Self:       []string{"200,10 200,30 200,50 200,70 200,90"},
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Error(diff)
	}
}

func TestLabelsOfMissingAndLowScores(t *testing.T) {
	cases := []struct {
		self, colleagues models.Score
		want             string
	}{
		{0, 0, ""}, {0, 34, "3.4 start"}, {34, 0, "3.4 start"},
		{20, 15, "≤ 1.5 end, 2.0 start"}, {10, 15, "1.0 end, ≤ 1.5 start"}, {38, 38, "3.8 end, 3.8 start"},
	}
	for _, c := range cases {
		var got []string
		for _, l := range shiftLabels(c.self, c.colleagues) {
			got = append(got, l.Text+" "+l.Anchor)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("labels of %s and %s: %q, want %q", c.self, c.colleagues, got, c.want)
		}
	}
}

func TestRadarOfKnownAnswers(t *testing.T) {
	r := mayaPage(t).View().Radar
	if r == nil {
		t.Fatal("no radar")
	}
	got := []string{r.Rings[0], r.Rings[3], r.Colleagues, r.Self, r.Labels[0].X, r.Labels[2].X + " " + r.Labels[2].Y + " " + r.Labels[2].Anchor, r.Labels[5].Anchor, r.Labels[6].Text}
	for _, n := range r.Numbers {
		got = append(got, n.Text+" "+n.X+" "+n.Y)
	}
	want := []string{
		"192.0,142.5 215.1,153.6 220.8,178.6 204.8,198.6 179.2,198.6 163.2,178.6 168.9,153.6",
		"192.0,54.0 284.3,98.4 307.0,198.3 243.2,278.3 140.8,278.3 77.0,198.3 99.7,98.4",
		"192.0,80.5 252.0,124.2 249.5,185.1 216.3,222.5 153.6,251.7 128.7,186.4 113.6,109.5",
		"192.0,89.4 256.6,120.5 286.9,193.7 215.0,219.8 166.4,225.2 120.1,188.4 115.9,111.3",
		"192.0", "322.6 205.8 start", "end", "7 Team", "1 197 176.0", "5 197 58.0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if nothingPage(t).View().Radar != nil {
		t.Error("a radar is drawn without colleagues")
	}
}

func TestFolds(t *testing.T) {
	f := folds([][]bool{{true, true, true, true}, {true, false, false, false}, {}, {}, {}, {}, {false, false, false, false}})
	if f.Width != 280 || len(f.Slats) != 12 {
		t.Fatalf("width %d with %d slats", f.Width, len(f.Slats))
	}
	want := []Slat{
		{"on", "0,4.0 9,3.1 9,13.1 0,14.0"}, {"on", "10,3.0 19,2.1 19,12.1 10,13.0"},
		{"on odd", "40,0.0 49,0.9 49,10.9 40,10.0"}, {"odd", "50,1.0 59,1.9 59,11.9 50,11.0"},
		{"", "270,1.0 279,0.1 279,10.1 270,11.0"},
	}
	got := slices.Concat(f.Slats[:2], f.Slats[4:6], f.Slats[11:])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBandsBar(t *testing.T) {
	bar := bandsBar(models.Bands{Rarely: 10, Half: 15, Often: 8}, 4)
	want := []Bar{{"b1", "0.0%", "30.3%"}, {"b2", "30.3%", "45.5%"}, {"b3", "75.8%", "24.2%"}}
	if diff := cmp.Diff(want, bar.Bars); diff != "" {
		t.Error(diff)
	}
	if got := bandsBar(models.Bands{Half: 4, Often: 31}, 4).Bars; len(got) != 2 || got[0].Width != "11.4%" {
		t.Errorf("an empty band is drawn: %v", got)
	}
}
