package frontend

import (
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// colour is what the stylesheet calls it, in its light scheme: paper is white.
type colour struct{ r, g, b int }

var (
	ink    = colour{0x16, 0x19, 0x1f}
	ink2   = colour{0x47, 0x4d, 0x59}
	ink3   = colour{0x62, 0x69, 0x77}
	hair   = colour{0xdc, 0xdf, 0xe4}
	edge   = colour{0x7d, 0x84, 0x90}
	tinted = colour{0xf4, 0xf6, 0xf7}
	white  = colour{0xff, 0xff, 0xff}
)

// groupColour is the colour of a source's marks.
var groupColour = map[string]colour{
	"self": ink, "others": ink, "manager": {0x75, 0x2a, 0x6e}, "peers": {0x16, 0x76, 0xc8}, "reports": {0xbf, 0x55, 0x09},
}

// shapes are the marks of sources around 0 0, in px: corners, or the radius of a
// circle. The page draws the same from its <defs>.
var shapes = map[string]struct {
	corners string
	radius  float64
}{
	"self":    {corners: "0,-8 8,0 0,8 -8,0"},
	"others":  {corners: "-2,-13 2,-13 2,13 -2,13"},
	"manager": {corners: "-5.75,-5.75 5.75,-5.75 5.75,5.75 -5.75,5.75"},
	"peers":   {radius: 6.25},
	"reports": {corners: "0,-7.25 7.25,5.25 -7.25,5.25"},
}

func (p *pen) fill(c colour)   { p.SetFillColor(c.r, c.g, c.b) }
func (p *pen) stroke(c colour) { p.SetDrawColor(c.r, c.g, c.b) }

// strokeLine draws a line of a width and colour.
func (p *pen) strokeLine(c colour, width float64, from, to fpdf.PointType) {
	p.stroke(c)
	p.SetLineWidth(width)
	p.Line(from.X, from.Y, to.X, to.Y)
}

// faint draws something through which one sees what is below.
func (p *pen) faint(alpha float64, draw func()) {
	p.SetAlpha(alpha, "Normal")
	draw()
	p.SetAlpha(1, "Normal")
}

// mark draws the shape of a source with a halo; px is the length of a px.
func (p *pen) mark(shape string, x, y, px float64) {
	p.fill(groupColour[shape])
	p.stroke(white)
	p.SetLineWidth(1.5 * px)
	s := shapes[shape]
	for _, look := range []string{"D", "F"} { // the halo lies under the shape
		if s.radius > 0 {
			p.Circle(x, y, s.radius*px, look)
		} else {
			p.Polygon(corners(s.corners, frame{x, y, px, px}), look)
		}
	}
}

// marker is the shape of a source beside its name. The upright bar is cut to the
// height of a line.
func (p *pen) marker(shape string) block {
	const px, height = 0.62, 11
	return block{height, func(x, y float64) {
		if shape == "others" {
			p.fill(groupColour[shape])
			p.Rect(x+6*px, y, 4*px, height, "F")
			return
		}
		p.mark(shape, x+8*px, y+height/2, px)
	}}
}

// frame is where a drawing lies and how long its units are.
type frame struct{ x, y, unitX, unitY float64 }

// point is a corner as the geometry writes it: "192.0,54.0".
func (f frame) point(text string) fpdf.PointType {
	x, y, _ := strings.Cut(text, ",")
	return fpdf.PointType{X: f.x + number64(x)*f.unitX, Y: f.y + number64(y)*f.unitY}
}

// corners reads the points of a polygon or a polyline.
func corners(points string, f frame) []fpdf.PointType {
	var all []fpdf.PointType
	for _, corner := range strings.Fields(points) {
		all = append(all, f.point(corner))
	}
	return all
}

// percent is a place on a track as a share of its width.
func percent(text string) float64 { return number64(strings.TrimSuffix(text, "%")) / 100 }

// number64 reads a number that the geometry wrote.
func number64(text string) float64 {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("the geometry wrote " + text)
	}
	return number
}

// polyline draws a line through points.
func (p *pen) polyline(points []fpdf.PointType) {
	for i := 1; i < len(points); i++ {
		p.Line(points[i-1].X, points[i-1].Y, points[i].X, points[i].Y)
	}
}

// dotted draws something with the leader's dotted line.
func (p *pen) dotted(width float64, draw func()) {
	p.stroke(ink)
	p.SetLineWidth(width)
	p.SetLineCapStyle("round")
	p.SetDashPattern([]float64{0.8, 2.6}, 0)
	draw()
	p.SetDashPattern(nil, 0)
	p.SetLineCapStyle("butt")
}
