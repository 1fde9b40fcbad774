package models

import (
	"slices"
	"time"
)

// HeatChange is a cell that two heatmaps show.
type HeatChange struct {
	Competency  string // its id
	Before, Now Score
	Change      TrendWord
}

// HeatTrend is a department in two heatmaps.
type HeatTrend struct {
	Department string
	Least      Score // the least difference that is called a change, in tenths, rounded up
	Cells      []HeatChange
}

// FarEnough reports whether an earlier cycle closed long enough before a later
// one to be compared with it: TrendMonths, by the day.
func FarEnough(earlier, later Cycle) bool {
	if earlier.ClosedAt == nil || later.ClosedAt == nil {
		return false
	}
	days := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
	return !days(*later.ClosedAt).Before(days(*earlier.ClosedAt).AddDate(0, TrendMonths, 0))
}

// CompareHeatmaps compares what was published in two cycles, and nothing else: a
// cell has to be shown in both. alike are the competencies whose questions are
// the same in both. The others together are compared only where the same
// departments are part of them, and the last row where all of several rows are the same.
func CompareHeatmaps(earlier, later Heatmap, alike []string) []HeatTrend {
	before := map[string]HeatRow{}
	for _, row := range earlier.Rows {
		before[row.Department] = row
	}
	sameOthers := slices.Equal(earlier.Others, later.Others)
	sameRows := sameOthers && slices.EqualFunc(earlier.Rows, later.Rows, func(a, b HeatRow) bool { return a.Department == b.Department })
	var rows []HeatTrend
	for _, now := range later.Rows {
		if old, ok := before[now.Department]; ok && (sameOthers || now.Department != OtherDepartments) {
			rows = append(rows, compareRows(old, now, alike))
		}
	}
	if sameRows && len(later.Rows) > 1 {
		rows = append(rows, compareRows(earlier.All, later.All, alike))
	}
	return slices.DeleteFunc(rows, func(r HeatTrend) bool { return len(r.Cells) == 0 })
}

// compareRows calls a difference a change as between two cycles of one leader,
// with leaders in the place of raters. Averages of leaders lie closer together
// than the ratings of raters, so the words are on the careful side.
func compareRows(before, now HeatRow, alike []string) HeatTrend {
	n, m := max(1, before.Leaders), max(1, now.Leaders)
	row := HeatTrend{Department: now.Department, Least: leastChange(n, m)}
	for _, id := range alike {
		old, fresh := before.Scores[id], now.Scores[id]
		if old == 0 || fresh == 0 {
			continue
		}
		cell := HeatChange{id, old, fresh, Similar}
		if apart(old, fresh, n, m) {
			if cell.Change = Higher; fresh < old {
				cell.Change = Lower
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// AlikeIn lists the competencies that ask the same questions on the same scale
// in both questionnaires, in the order of the later one.
func AlikeIn(earlier, later Questionnaire) []string {
	if !slices.Equal(earlier.Scale, later.Scale) {
		return nil
	}
	same := func(a, b Item) bool { return a.ID == b.ID && a.Others == b.Others }
	var ids []string
	for _, c := range later.Competencies {
		at := slices.IndexFunc(earlier.Competencies, func(o Competency) bool { return o.ID == c.ID })
		if at >= 0 && slices.EqualFunc(earlier.Competencies[at].Items, c.Items, same) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
