package frontend

import (
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// HeatLine is a row of the heatmap as it is drawn.
type HeatLine struct {
	Department string
	Leaders    int
	All        bool // the last row
	Cells      []HeatCell
}

// HeatCell is one cell of the heatmap as it is drawn.
type HeatCell struct {
	Score models.Score
	Shown bool
	Class string // the shade: v1..v5, or held
}

// newHeatCell shades a score: under 3.0, then in steps of half a point.
func newHeatCell(s models.Score) HeatCell {
	switch {
	case s == 0:
		return HeatCell{Class: "held"}
	case s < 30:
		return HeatCell{s, true, "v1"}
	case s < 35:
		return HeatCell{s, true, "v2"}
	case s < 40:
		return HeatCell{s, true, "v3"}
	case s < 45:
		return HeatCell{s, true, "v4"}
	}
	return HeatCell{s, true, "v5"}
}

// Table is the heatmap of this page row by row, the row of all last.
func (p OrganisationPage) Table() []HeatLine {
	lines := make([]HeatLine, 0, len(p.Heatmap.Rows)+1)
	for _, row := range part(p, p.Heatmap.Rows) {
		lines = append(lines, p.heatLine(row))
	}
	all := p.heatLine(p.Heatmap.All)
	all.All = true
	return append(lines, all)
}

func (p OrganisationPage) heatLine(row models.HeatRow) HeatLine {
	line := HeatLine{Department: row.Department, Leaders: row.Leaders}
	for _, id := range p.Heatmap.Competencies {
		line.Cells = append(line.Cells, newHeatCell(row.Scores[id]))
	}
	return line
}

// Columns is the names of the competencies, in model order.
func (p OrganisationPage) Columns() []string {
	names := make([]string, len(p.Heatmap.Competencies))
	for i, id := range p.Heatmap.Competencies {
		names[i] = p.Competency(id)
	}
	return names
}

// extremes returns the one lowest and the one highest competency of the last
// row; ok is false where several share a place or fewer than two are shown.
func (p OrganisationPage) extremes() (low, high string, ok bool) {
	scores, lows, highs := p.Heatmap.All.Scores, 0, 0
	least, most := models.Score(50), models.Score(0)
	for _, s := range scores {
		least, most = min(least, s), max(most, s)
	}
	for id, s := range scores {
		if s == least {
			low, lows = id, lows+1
		}
		if s == most {
			high, highs = id, highs+1
		}
	}
	return low, high, lows == 1 && highs == 1 && low != high
}

// Heading says what stands out, if one competency does.
func (p OrganisationPage) Heading() string {
	if low, _, ok := p.extremes(); ok {
		return p.Competency(low) + " is the hardest shift here"
	}
	if len(p.Heatmap.Rows) == 0 {
		return "Too few leaders for an overview"
	}
	return "How the departments are seen"
}

// Lead is the sentence below the heading.
func (p OrganisationPage) Lead() string {
	low, high, ok := p.extremes()
	if ok {
		all := p.Heatmap.All.Scores
		return fmt.Sprintf("It has the lowest average of the shifts shown (%s). %s has the highest (%s).", all[low], p.Competency(high), all[high])
	}
	if len(p.Heatmap.Rows) == 0 {
		return "No department has five leaders with a released report, and all together they are fewer than five too."
	}
	return ""
}

// Folded says which departments have no row of their own.
func (p OrganisationPage) Folded() string {
	switch {
	case len(p.Heatmap.Others) > 0:
		return fmt.Sprintf("%s %s fewer, so %s part of “%s”.", listed(p.Heatmap.Others),
			plural(len(p.Heatmap.Others), "has", "have"), plural(len(p.Heatmap.Others), "it is", "they are"), models.OtherDepartments)
	case len(p.Heatmap.Left) > 0:
		return fmt.Sprintf("%s %s fewer, even together, so %s left out.", listed(p.Heatmap.Left),
			plural(len(p.Heatmap.Left), "has", "have"), plural(len(p.Heatmap.Left), "it is", "they are"))
	}
	return ""
}

// namesListed is how many names one sentence lists.
const namesListed = 20

// listed joins names: "Data, Finance and Legal". Too many are only counted.
func listed(names []string) string {
	if len(names) > namesListed {
		return fmt.Sprintf("%d departments", len(names))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Trends is the rows of the trend as they are told.
func (p OrganisationPage) Trends() []HeatTrendLine {
	var lines []HeatTrendLine
	for _, row := range part(p, p.Trend) {
		line := HeatTrendLine{Department: row.Department}
		for _, c := range row.Cells {
			cell := fmt.Sprintf("%s %s → %s", p.Competency(c.Competency), c.Before, c.Now)
			switch c.Change {
			case models.Higher:
				line.Higher = append(line.Higher, cell)
			case models.Lower:
				line.Lower = append(line.Lower, cell)
			default:
				line.Similar = append(line.Similar, cell)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// HeatTrendLine is a department beside the earlier cycle: each cell that both show,
// with both values, by what became of it.
type HeatTrendLine struct {
	Department             string
	Higher, Lower, Similar []string
}

// Least says from which difference on a change is told.
func (p OrganisationPage) Least() string {
	least, most := p.Trend[0].Least, p.Trend[0].Least
	for _, row := range p.Trend {
		least, most = min(least, row.Least), max(most, row.Least)
	}
	if least == most {
		return fmt.Sprintf("from %s points on", least)
	}
	return fmt.Sprintf("from %s to %s points on, the fewer leaders the more", least, most)
}
