package frontend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// FoldLine is the one drawing behind all rows of Seven shifts: two profiles and
// the area between them, in a box 400 wide and 20 high per row.
type FoldLine struct {
	Height     int
	Areas      []string // polygons
	Colleagues []string // polylines
	Self       []string
}

// foldLine draws the profiles of scores in model order. Where a score is not
// shown, the line is interrupted.
func foldLine(self, colleagues []models.Score) FoldLine {
	line := FoldLine{Height: 20 * len(self)}
	both := make([]models.Score, len(self))
	for i := range self {
		both[i] = min(self[i], colleagues[i])
	}
	for _, run := range runs(self) {
		line.Self = append(line.Self, profile(self, run, false))
	}
	for _, run := range runs(colleagues) {
		line.Colleagues = append(line.Colleagues, profile(colleagues, run, false))
	}
	for _, run := range runs(both) {
		line.Areas = append(line.Areas, profile(self, run, false)+" "+profile(colleagues, run, true))
	}
	return line
}

// runs returns the stretches [first, end) of at least two shown scores.
func runs(scores []models.Score) [][2]int {
	var out [][2]int
	first := 0
	for i := 0; i <= len(scores); i++ {
		if i < len(scores) && scores[i] != 0 {
			continue
		}
		if i-first >= 2 {
			out = append(out, [2]int{first, i})
		}
		first = i + 1
	}
	return out
}

// profile lists the vertices ((v − 1) · 100, 20c − 10) of a run.
func profile(scores []models.Score, run [2]int, backwards bool) string {
	var points []string
	for i := run[0]; i < run[1]; i++ {
		points = append(points, fmt.Sprintf("%d,%d", int(scores[i]-10)*10, 20*i+10))
	}
	if backwards {
		slices.Reverse(points)
	}
	return strings.Join(points, " ")
}
