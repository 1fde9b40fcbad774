package models

import (
	"slices"
)

// OtherDepartments is the row of the departments with too few leaders.
const OtherDepartments = "Other departments"

// HeatScore is one row of the GROUP BY over the published scores of all
// colleagues: the leaders of a department who have one in a competency, and the
// sum of these scores in tenths.
type HeatScore struct {
	Department string
	Competency string
	Leaders    int
	Tenths     int
}

// HeatRow is one row of the heatmap.
type HeatRow struct {
	Department string
	Leaders    int
	Scores     map[string]Score // competency → mean of the leaders' published scores; missing: not shown
}

// Heatmap is how whole departments are seen. It holds nothing of one leader.
type Heatmap struct {
	Competencies []string  // ids, in model order
	Rows         []HeatRow // departments by name, then OtherDepartments
	All          HeatRow   // made of the cells shown, so nothing follows by subtraction
	Others       []string  // departments that are part of OtherDepartments, by name
	Left         []string  // departments that are left out: too few leaders even together
}

// MakeHeatmap makes the heatmap from published scores alone, so that it says
// nothing about raters that the reports do not say. leaders is how many leaders
// with a released report each department has. What it protects are the leaders:
// each knows their own scores, so a row needs SHeat leaders and a cell SHeat
// scores. Leaders without a department are part of the others.
func MakeHeatmap(competencies []string, leaders map[string]int, scores []HeatScore) Heatmap {
	h := Heatmap{Competencies: competencies}
	row := map[string]string{}
	members := map[string]int{}
	for department, n := range leaders {
		row[department] = department
		if n < SHeat || department == "" || department == OtherDepartments {
			row[department] = OtherDepartments
			h.Others = append(h.Others, department)
		}
		members[row[department]] += n
	}
	h.Others = slices.DeleteFunc(h.Others, func(d string) bool { return d == "" || d == OtherDepartments })
	slices.Sort(h.Others)
	if members[OtherDepartments] < SHeat {
		h.Others, h.Left = nil, h.Others
		delete(members, OtherDepartments)
	}
	sums := map[string]map[string]HeatScore{}
	for _, s := range scores {
		r := row[s.Department]
		if sums[r] == nil {
			sums[r] = map[string]HeatScore{}
		}
		sum := sums[r][s.Competency]
		sums[r][s.Competency] = HeatScore{Leaders: sum.Leaders + s.Leaders, Tenths: sum.Tenths + s.Tenths}
	}
	for department, n := range members {
		h.Rows = append(h.Rows, HeatRow{Department: department, Leaders: n, Scores: heatCells(competencies, sums[department])})
	}
	slices.SortFunc(h.Rows, byDepartment)
	h.All = allShown(competencies, h.Rows)
	return h
}

// byDepartment sorts rows by name, OtherDepartments last.
func byDepartment(a, b HeatRow) int {
	switch {
	case a.Department == OtherDepartments:
		return 1
	case b.Department == OtherDepartments, a.Department < b.Department:
		return -1
	}
	return 1
}

// heatCells is the shown cells of a row: means of at least SHeat scores.
func heatCells(competencies []string, sums map[string]HeatScore) map[string]Score {
	cells := map[string]Score{}
	for _, id := range competencies {
		if s := sums[id]; s.Leaders >= SHeat {
			cells[id] = tenths(s.Tenths, 10*s.Leaders)
		}
	}
	return cells
}

// allShown is the last row: for each competency the shown cells, weighted by
// the leaders of their rows as shown. It can be worked out from the page.
func allShown(competencies []string, rows []HeatRow) HeatRow {
	all := HeatRow{Department: "All shown here", Scores: map[string]Score{}}
	for _, r := range rows {
		all.Leaders += r.Leaders
	}
	for _, id := range competencies {
		leaders, weighted := 0, 0
		for _, r := range rows {
			if s, ok := r.Scores[id]; ok {
				leaders += r.Leaders
				weighted += r.Leaders * int(s)
			}
		}
		if leaders > 0 {
			all.Scores[id] = tenths(weighted, 10*leaders)
		}
	}
	return all
}
