package models

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func diffOf(want, got any) string { return cmp.Diff(want, got) }

func TestHeatmap(t *testing.T) {
	t.Parallel()
	leaders := map[string]int{"Engineering": 11, "Sales": 6, "Data": 4, "Finance": 3, "": 1}
	h := MakeHeatmap([]string{"c1", "c2"}, leaders, []HeatScore{
		{"Engineering", "c1", 11, 11 * 38}, {"Engineering", "c2", 4, 4 * 30}, // c2: too few scores
		{"Sales", "c1", 6, 6*42 + 3}, {"Sales", "c2", 6, 6 * 35},
		{"Data", "c1", 4, 4 * 39}, {"Finance", "c1", 1, 36}, {"Data", "c2", 4, 4 * 20},
	})
	want := Heatmap{
		Competencies: []string{"c1", "c2"},
		Rows: []HeatRow{
			{"Engineering", 11, map[string]Score{"c1": 38}},
			{"Sales", 6, map[string]Score{"c1": 43, "c2": 35}}, // 42.5 rounds up
			{OtherDepartments, 8, map[string]Score{"c1": 38}},  // 192/5 = 38.4; c2 has four scores
		},
		All:    HeatRow{"All shown here", 25, map[string]Score{"c1": 39, "c2": 35}}, // (11·38 + 6·43 + 8·38)/25 = 39.2
		Others: []string{"Data", "Finance"},
	}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
}

func TestHeatmapLeavesFewOut(t *testing.T) {
	t.Parallel()
	h := MakeHeatmap([]string{"c1"}, map[string]int{"Engineering": 5, "Data": 4}, []HeatScore{{"Engineering", "c1", 5, 200}, {"Data", "c1", 4, 40}})
	want := Heatmap{Competencies: []string{"c1"}, Rows: []HeatRow{{"Engineering", 5, map[string]Score{"c1": 40}}},
		All: HeatRow{"All shown here", 5, map[string]Score{"c1": 40}}, Left: []string{"Data"}}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	if h := MakeHeatmap([]string{"c1"}, nil, nil); len(h.Rows) != 0 || h.All.Leaders != 0 || len(h.All.Scores) != 0 {
		t.Errorf("%+v", h)
	}
}

// Whatever is not shown in a row changes no number of the heatmap, so nothing
// hidden can be found by subtracting what is shown.
func TestHiddenScoresChangeNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 5))
	ids := []string{"c1", "c2", "c3"}
	for range 500 {
		leaders := map[string]int{}
		var scores []HeatScore
		for d := range 1 + r.IntN(7) {
			name := fmt.Sprintf("D%d", d)
			leaders[name] = 1 + r.IntN(9)
			for _, id := range ids {
				if n := r.IntN(leaders[name] + 1); n > 0 {
					scores = append(scores, HeatScore{name, id, n, n*15 + r.IntN(35*n+1)})
				}
			}
		}
		h := MakeHeatmap(ids, leaders, scores)
		rowOf := map[string]HeatRow{}
		for _, row := range h.Rows {
			if row.Leaders < SHeat {
				t.Fatalf("a row of %d leaders is shown", row.Leaders)
			}
			rowOf[row.Department] = row
		}
		changed := slices.Clone(scores)
		for i, s := range changed {
			row, ok := rowOf[s.Department]
			if !ok && slices.Contains(h.Others, s.Department) {
				row = rowOf[OtherDepartments]
			}
			if _, shown := row.Scores[s.Competency]; !shown {
				changed[i].Tenths = s.Leaders * (15 + r.IntN(36))
			}
		}
		if diff := cmp.Diff(h, MakeHeatmap(ids, maps.Clone(leaders), changed)); diff != "" {
			t.Fatal(diff)
		}
	}
}
