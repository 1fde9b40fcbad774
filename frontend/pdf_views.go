package frontend

import "codeberg.org/go-pdf/fpdf"

// views is "Your view and theirs": up to three columns of shifts.
func (p *pen) views(r ReportPage, v ReportView) {
	p.section("Your view and theirs", r.MirrorLead(), true, 0)
	const between = 20
	width := (p.width - 2*between) / 3
	var columns []column
	var rows []block
	for i, c := range v.Views {
		blocks := []block{p.text(h3, width, c.Heading), space(3), p.text(smallText, width, c.Text), space(8)}
		for _, row := range c.Rows {
			blocks = append(blocks, p.viewRow(row, width))
		}
		columns = append(columns, column{float64(i) * (width + between), stack(blocks...)})
		rows = append(rows, blocks...)
	}
	if all := beside(columns...); p.fits(all.height) {
		p.put(all)
		return
	}
	p.putWhole(rows...)
}

func (p *pen) viewRow(row ViewRow, width float64) block {
	const px = 0.62
	blocks := []block{p.rule(width), space(6), p.text(body, width, row.Name), space(3),
		beside(column{6, p.viewTrack(row.Track, width-12, px)}), space(2),
		p.text(tiny, width, "You "+row.Self+", colleagues "+row.Theirs)}
	if row.Ask != "" {
		blocks = append(blocks, space(3), p.text(smallText.in(ink), width, row.Ask))
	}
	return stack(append(blocks, space(9))...)
}

// shape is the radar beside what it says.
func (p *pen) shape(r ReportPage, v ReportView) {
	const unit = 0.68 // of the radar's box of 400 × 336
	drawing := block{336 * unit, func(x, y float64) { p.radar(*v.Radar, frame{x, y, unit, unit}) }}
	p.section("Overall shape", "", false, drawing.height)
	wide := p.width - 400*unit - 16
	p.put(beside(column{0, stack(p.text(leadText, wide, r.ShapeLead()), space(10), p.text(smallText, wide, r.ShapeNote()))}, column{wide + 16, drawing}))
}

func (p *pen) radar(r Radar, f frame) {
	p.stroke(hair)
	p.SetLineWidth(0.75)
	for _, ring := range r.Rings {
		p.Polygon(corners(ring, f), "D")
	}
	centre := fpdf.PointType{X: f.x + radarX*f.unitX, Y: f.y + radarY*f.unitY}
	for _, end := range r.Spokes {
		p.strokeLine(hair, 0.75, centre, f.at(end))
	}
	for _, n := range r.Numbers {
		p.anchored(tiny, n, f)
	}
	p.fill(ink)
	p.faint(0.06, func() { p.Polygon(corners(r.Colleagues, f), "F") })
	p.stroke(ink)
	p.SetLineWidth(1.3)
	p.Polygon(corners(r.Colleagues, f), "D")
	p.dotted(1, func() { p.Polygon(corners(r.Self, f), "D") })
	for _, dot := range r.Dots {
		at := f.at(dot)
		p.mark("self", at.X, at.Y, f.unitX)
	}
	for _, l := range r.Labels {
		p.anchored(smallText.in(ink), l, f)
	}
}

func (f frame) at(point Point) fpdf.PointType { return f.point(point.X + "," + point.Y) }

// anchored writes a label of the radar.
func (p *pen) anchored(s style, l RadarLabel, f frame) {
	at, text := f.at(l.Point), written(l.Text)
	width := p.widthOf(s, text)
	switch l.Anchor {
	case "middle":
		at.X -= width / 2
	case "end":
		at.X -= width
	}
	p.use(s)
	p.Text(at.X, at.Y, text)
}
