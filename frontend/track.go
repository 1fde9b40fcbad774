package frontend

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/sevenfold/sevenfold/models"
)

// A track is an SVG as wide as its column. x is a percentage of the scale from 1
// to 5, y is in px, so that it stretches and its marks and text do not.

// Mark is the shape of a source at its score.
type Mark struct {
	Shape string // self, others, manager, peers, reports
	X     string // a percentage
	Y     int    // px
}

// Span is a horizontal stretch of a track: the soft band behind a score.
type Span struct {
	Shape    string
	X, Width string // percentages
	Y        int    // px, its upper edge
	Height   int    // px
	Radius   int    // px
}

// Label is a number beside a mark.
type Label struct {
	Class  string
	X      string // a percentage
	Dx     int    // px
	Anchor string // start or end
	Text   string
}

// Gap is the line between the leader's own score and the colleagues'.
type Gap struct {
	Kind   string // over, under, level
	X1, X2 string // percentages, X1 to the left
}

// at is the place of a score on a track: (v − 1) · 25 %.
func at(score models.Score) string {
	return strconv.FormatFloat(float64(score-10)*2.5, 'f', -1, 64) + "%"
}

// softBand is where the average of similar colleagues would probably lie, drawn
// around y at the given height.
func softBand(shape string, score models.Score, n, y, height int) *Span {
	if score == 0 || n == 0 {
		return nil
	}
	low, high := models.Band(score, n)
	return &Span{
		Shape: shape, X: fmt.Sprintf("%.1f%%", (low-1)*25), Width: fmt.Sprintf("%.1f%%", (high-low)*25),
		Y: y - height/2, Height: height, Radius: height / 2,
	}
}

// ShiftTrack is a row of Seven shifts, 84 px high.
type ShiftTrack struct {
	Band   *Span
	Gap    *Gap
	Labels []Label
	Marks  []Mark
}

// The heights at which a row of Seven shifts draws, in px.
const (
	shiftAxis = 42
	groupLane = 60
	groupDrop = 73
)

// placed is a score with the shape that stands for its source.
type placed struct {
	shape string
	score models.Score
}

// shiftTrack places a competency's scores: the leader and the colleagues on the
// axis, managers and groups below it.
func shiftTrack(self, colleagues models.Score, n int, view models.View, groups []placed) ShiftTrack {
	t := ShiftTrack{Band: softBand("others", colleagues, n, shiftAxis, 18), Gap: gapBetween(self, colleagues, view)}
	t.Labels = shiftLabels(self, colleagues)
	if colleagues != 0 {
		t.Marks = append(t.Marks, Mark{"others", at(colleagues), shiftAxis})
	}
	if self != 0 {
		t.Marks = append(t.Marks, Mark{"self", at(self), shiftAxis})
	}
	t.Marks = append(t.Marks, stagger(groups)...)
	return t
}

// stagger puts groups into one lane by score; one that would touch the one
// before it drops half a lane, unless that one already did.
func stagger(groups []placed) []Mark {
	sorted := slices.Clone(groups)
	sorted = slices.DeleteFunc(sorted, func(p placed) bool { return p.score == 0 })
	slices.SortStableFunc(sorted, func(a, b placed) int { return cmp.Compare(a.score, b.score) })
	var marks []Mark
	low := false
	for i, p := range sorted {
		low = i > 0 && 4*(p.score-sorted[i-1].score) < 10 && !low // closer than 0.25
		y := groupLane
		if low {
			y = groupDrop
		}
		marks = append(marks, Mark{p.shape, at(p.score), y})
	}
	return marks
}

// shiftLabels puts the two values beside their marks, the lower one to the left
// and the higher one to the right, so that they cannot collide.
func shiftLabels(self, colleagues models.Score) []Label {
	own := Label{Class: "val", X: at(self), Text: self.String()}
	theirs := Label{Class: "val soft", X: at(colleagues), Text: colleagues.String()}
	if colleagues != 0 && colleagues <= models.Lowest {
		theirs.Text = "≤ " + colleagues.String()
	}
	leftward := func(l Label) Label { l.Dx, l.Anchor = -3, "end"; return l }
	rightward := func(l Label) Label { l.Dx, l.Anchor = 3, "start"; return l }
	switch {
	case self == 0 && colleagues == 0:
		return nil
	case self == 0:
		return []Label{rightward(theirs)}
	case colleagues == 0:
		return []Label{rightward(own)}
	case self <= colleagues:
		return []Label{leftward(own), rightward(theirs)}
	default:
		return []Label{leftward(theirs), rightward(own)}
	}
}

func gapBetween(self, colleagues models.Score, view models.View) *Gap {
	if self == 0 || colleagues == 0 {
		return nil
	}
	return &Gap{Kind: gapKind(view), X1: at(min(self, colleagues)), X2: at(max(self, colleagues))}
}

// gapKind is the class of a gap's line.
func gapKind(view models.View) string {
	switch view {
	case models.SelfHigher:
		return "over"
	case models.SelfLower:
		return "under"
	}
	return "level"
}
