package frontend

import "codeberg.org/go-pdf/fpdf"

// track is a place for marks on the scale from 1 to 5: as wide as its column,
// with heights in px as the geometry has them.
type track struct {
	*pen
	x, y, width, px float64
}

func (t track) at(x string, y float64) fpdf.PointType {
	return fpdf.PointType{X: t.x + percent(x)*t.width, Y: t.y + y*t.px}
}

// quarters are the places of 1 to 5.
var quarters = []string{"0%", "25%", "50%", "75%", "100%"}

// ticks draws the scale: an upright line at each of its steps.
func (t track) ticks(from, to float64) {
	for _, x := range quarters {
		t.strokeLine(hair, 0.75, t.at(x, from), t.at(x, to))
	}
}

func (t track) axis(c colour, y float64) {
	t.strokeLine(c, 0.6, t.at("0%", y), t.at("100%", y))
}

func (t track) band(s *Span) {
	if s == nil {
		return
	}
	corner := t.at(s.X, float64(s.Y))
	t.fill(groupColour[s.Shape])
	t.faint(0.13, func() {
		width, height := percent(s.Width)*t.width, float64(s.Height)*t.px
		t.RoundedRect(corner.X, corner.Y, width, height, min(float64(s.Radius)*t.px, width/2), "1234", "F")
	})
}

func (t track) gap(g *Gap, y float64) {
	if g == nil {
		return
	}
	alpha := 0.8
	if g.Kind == "level" {
		alpha = 0.35
	}
	t.faint(alpha, func() { t.strokeLine(ink3, 6*t.px, t.at(g.X1, y), t.at(g.X2, y)) })
}

func (t track) marks(marks []Mark) {
	for _, m := range marks {
		at := t.at(m.X, float64(m.Y))
		t.mark(m.Shape, at.X, at.Y, t.px)
	}
}

// labels writes numbers beside marks, above the axis.
func (t track) labels(labels []Label) {
	for _, l := range labels {
		s := smallText
		if l.Class == "val" {
			s = s.strong().in(ink)
		}
		at := t.at(l.X, 18)
		at.X += float64(l.Dx) * t.px
		if l.Anchor == "end" {
			at.X -= t.widthOf(s, written(l.Text))
		}
		t.use(s)
		t.Text(at.X, at.Y, written(l.Text))
	}
}

// scaleWords are the names of the steps above tracks.
func (p *pen) scaleWords(width float64, words []string) block {
	const height = 12
	return block{height, func(x, y float64) {
		for i, word := range words {
			share := float64(i) / float64(len(words)-1)
			p.use(tiny)
			p.Text(x+share*(width-p.GetStringWidth(word)), y+9, word)
		}
	}}
}

// shiftRow is the track of a row of Seven shifts.
func (p *pen) shiftRow(t ShiftTrack, width, px float64) block {
	return block{84 * px, func(x, y float64) {
		row := track{p, x, y, width, px}
		row.band(t.Band)
		row.ticks(38, 46)
		row.axis(edge, shiftAxis)
		row.gap(t.Gap, shiftAxis)
		row.labels(t.Labels)
		row.marks(t.Marks)
	}}
}

// viewTrack is the track of a row of "Your view and theirs".
func (p *pen) viewTrack(t ShiftTrack, width, px float64) block {
	return block{26 * px, func(x, y float64) {
		row := track{p, x, y, width, px}
		row.band(t.Band)
		row.axis(edge, viewAxis)
		row.ticks(10, 16)
		row.gap(t.Gap, viewAxis)
		row.marks(t.Marks)
	}}
}

// groupTrack is the track of one source.
func (p *pen) groupTrack(g GroupRow, width, px float64) block {
	return block{30 * px, func(x, y float64) {
		row := track{p, x, y, width, px}
		row.band(g.Band)
		row.axis(hair, groupAxis)
		row.ticks(11, 19)
		row.marks(g.Marks)
	}}
}

// itemTrack is the track of a question.
func (p *pen) itemTrack(i ItemRow, width, px float64) block {
	return block{34 * px, func(x, y float64) {
		row := track{p, x, y, width, px}
		row.ticks(0, 34)
		if i.Mean != "" {
			row.strokeLine(ink, 2*px, row.at(i.Mean, 0), row.at(i.Mean, 34))
		}
		row.marks(i.Marks)
	}}
}
