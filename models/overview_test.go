package models

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"
)

// heat makes a heatmap of departments with so many leaders, each with the same
// score in one competency.
func heat(scores map[string]int, leaders map[string]int) Heatmap {
	var rows []HeatScore
	for department, tenths := range scores {
		rows = append(rows, HeatScore{department, "c1", leaders[department], leaders[department] * tenths})
	}
	return MakeHeatmap([]string{"c1"}, leaders, rows)
}

func TestRatesFollowTheRowsOfTheHeatmap(t *testing.T) {
	t.Parallel()
	leaders := map[string]int{"Engineering": 6, "Sales": 3, "Data": 2, "": 1}
	h := heat(map[string]int{"Engineering": 30}, leaders)
	counts := []RateRow{{"", 1, 9, 7}, {"Data", 2, 10, 4}, {"Engineering", 6, 40, 33}, {"Sales", 3, 20, 11}}
	r := MakeRates(h, counts)
	if len(r.Rows) != 2 || r.Rows[0] != (RateRow{"Engineering", 6, 40, 33}) || r.Rows[1] != (RateRow{OtherDepartments, 6, 39, 22}) {
		t.Errorf("rows: %+v", r.Rows)
	}
	if r.All.Invited != 79 || r.All.Answered != 55 || r.All.Percent() != 70 || (RateRow{}).Percent() != 0 {
		t.Errorf("all: %+v", r.All)
	}
	// Too few even together: they are in no row and in no sum, so nothing follows by subtraction.
	few := MakeRates(heat(map[string]int{"Engineering": 30}, map[string]int{"Engineering": 6, "Sales": 3}), counts)
	if len(few.Rows) != 1 || few.All.Invited != 40 || few.All.Leaders != 6 {
		t.Errorf("with departments left out: %+v", few)
	}
	if none := MakeRates(heat(nil, map[string]int{"Sales": 3}), counts); len(none.Rows) != 0 || none.All.Invited != 0 {
		t.Errorf("no row: %+v", none)
	}
}

func TestOnlyWhatBothShowIsCompared(t *testing.T) {
	t.Parallel()
	leaders := map[string]int{"Engineering": 6, "Operations": 5, "Sales": 3, "Data": 2}
	scores := map[string]int{"Engineering": 30, "Operations": 30, "Sales": 30, "Data": 30}
	later := heat(map[string]int{"Engineering": 37, "Operations": 33, "Sales": 20, "Data": 20}, leaders)
	got := CompareHeatmaps(heat(scores, leaders), later, []string{"c1"})
	var told []string
	for _, row := range got {
		told = append(told, row.Department+" "+string(row.Cells[0].Change)+" from "+row.Least.String())
	}
	if text := strings.Join(told, ", "); text != "Engineering higher from 0.7, Operations similar from 0.8, Other departments lower from 0.8, All shown here similar from 0.5" {
		t.Errorf("told: %s", text)
	}
	// With another department among the others, neither they nor the last row can be compared.
	leaders["Legal"] = 1
	got = CompareHeatmaps(heat(scores, leaders), later, []string{"c1"})
	if len(got) != 2 || got[1].Department != "Operations" {
		t.Errorf("with other others: %+v", got)
	}
	if got := CompareHeatmaps(heat(nil, leaders), later, []string{"c1"}); len(got) != 0 {
		t.Errorf("nothing was shown before: %+v", got)
	}
	if got := CompareHeatmaps(later, later, nil); len(got) != 0 {
		t.Errorf("other questions: %+v", got)
	}
}

func TestWhichCyclesAreFarEnoughApart(t *testing.T) {
	t.Parallel()
	at := func(day string) Cycle {
		closed, err := time.Parse(time.DateTime, day)
		if err != nil {
			t.Fatal(err)
		}
		return Cycle{ClosedAt: &closed}
	}
	earlier := at("2026-03-02 18:00:00")
	for day, want := range map[string]bool{"2026-09-02 08:00:00": true, "2026-09-01 23:00:00": false, "2026-03-02 18:00:00": false, "2025-03-02 18:00:00": false} {
		if FarEnough(earlier, at(day)) != want {
			t.Errorf("%s: %v", day, !want)
		}
	}
	if FarEnough(Cycle{}, earlier) || FarEnough(earlier, Cycle{}) {
		t.Error("what is not closed is compared")
	}
}

func TestQuestionsHaveToBeAlike(t *testing.T) {
	t.Parallel()
	q := DefaultQuestionnaire()
	other := DefaultQuestionnaire()
	if got := AlikeIn(q, other); len(got) != len(q.Competencies) {
		t.Errorf("the same: %v", got)
	}
	other.Competencies[2].Items[0].Others += " often"
	if got := AlikeIn(q, other); len(got) != len(q.Competencies)-1 {
		t.Errorf("one question changed: %v", got)
	}
	other.Scale = other.Scale[:4]
	if got := AlikeIn(q, other); got != nil {
		t.Errorf("another scale: %v", got)
	}
}

func TestTheFileIsWhatThePageShows(t *testing.T) {
	t.Parallel()
	leaders := map[string]int{"=cmd|' /C calc'!A0": 6, "Operations": 5}
	scores := map[string]int{"=cmd|' /C calc'!A0": 37, "Operations": 33}
	h := heat(scores, leaders)
	rates := MakeRates(h, []RateRow{{"Operations", 5, 30, 20}, {"=cmd|' /C calc'!A0", 6, 40, 40}})
	o := Overview{Cycle: "Autumn", Heatmap: h, Rates: &rates, Earlier: "Spring", Trend: CompareHeatmaps(h, h, []string{"c1"}),
		Questionnaire: Questionnaire{Competencies: []Competency{{ID: "c1", Name: "+Delegating"}}}}
	text := strings.TrimPrefix(string(o.CSV()), "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) != 4 {
		t.Fatalf("%v %q", err, text)
	}
	want := "'+Delegating,'=cmd|' /C calc'!A0,6,3.7,40,40,100,3.7,similar,Operations,5,3.3,30,20,67,3.3,similar,All shown here,11,3.5,70,60,86,3.5,similar"
	got := lines[0][2] + "," + strings.Join(append(append(lines[1], lines[2]...), lines[3]...), ",")
	if got != want {
		t.Errorf("file:\n got %s\nwant %s", got, want)
	}
}
