package frontend

import "fmt"

// Folds is the survey's progress: one panel per part, one slat per line to
// answer. Panels rise and fall in turn, as in the mark.
type Folds struct {
	Width int // of the drawing; it is 14 high
	Slats []Slat
}

// Slat is one line to answer.
type Slat struct {
	Class  string // on: answered; odd: on a falling panel
	Points string
}

// panelWidth is the width of one panel.
const panelWidth = 40

// folds draws one panel per part; answered[p][k] says whether line k of part p
// has an answer.
func folds(answered [][]bool) Folds {
	f := Folds{Width: panelWidth * len(answered)}
	for p, lines := range answered {
		for k, on := range lines {
			f.Slats = append(f.Slats, slat(p, k, len(lines), on))
		}
	}
	return f
}

func slat(panel, k, lines int, on bool) Slat {
	pitch := float64(panelWidth) / float64(lines)
	left := float64(panelWidth*panel) + pitch*float64(k)
	right := left + .9*pitch
	rise := func(f float64) float64 { return 4 - 4*f }
	if panel%2 == 1 {
		rise = func(f float64) float64 { return 4 * f }
	}
	top0, top1 := rise(float64(k)/float64(lines)), rise((float64(k)+.9)/float64(lines))
	s := Slat{Points: fmt.Sprintf("%g,%.1f %g,%.1f %g,%.1f %g,%.1f",
		left, top0, right, top1, right, top1+10, left, top0+10)}
	switch {
	case on && panel%2 == 1:
		s.Class = "on odd"
	case on:
		s.Class = "on"
	case panel%2 == 1:
		s.Class = "odd"
	}
	return s
}
