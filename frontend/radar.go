package frontend

import (
	"fmt"
	"math"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// The radar's centre and radius, in a box of 400 × 336.
const (
	radarX = 192
	radarY = 172
	radarR = 118
)

// Point is a place in a drawing, as SVG writes it.
type Point struct{ X, Y string }

// RadarLabel is a word at the end of a spoke.
type RadarLabel struct {
	Point
	Anchor string
	Text   string
}

// Radar is the overall shape: the leader's own scores and the colleagues', never
// the only view of them.
type Radar struct {
	Rings      []string // polygons at 2, 3, 4 and 5
	Spokes     []Point  // their outer ends
	Numbers    []RadarLabel
	Colleagues string // polygon
	Self       string
	Dots       []Point // the leader's own scores
	Labels     []RadarLabel
}

// radar draws scores in model order; nil when one of them is not shown, because
// a shape with a hole would say something that is not known.
func radar(self, colleagues []models.Score, labels []string) *Radar {
	n := len(self)
	for i := range self {
		if self[i] == 0 || colleagues[i] == 0 {
			return nil
		}
	}
	if n < 3 {
		return nil
	}
	r := &Radar{Self: radarShape(self), Colleagues: radarShape(colleagues)}
	for value := models.Score(20); value <= 50; value += 10 {
		ring := make([]models.Score, n)
		for i := range ring {
			ring[i] = value
		}
		r.Rings = append(r.Rings, radarShape(ring))
	}
	for _, value := range []models.Score{10, 50} {
		r.Numbers = append(r.Numbers, RadarLabel{
			Point: Point{fmt.Sprint(radarX + 5), fmt.Sprintf("%.1f", radarY-radius(value)+4)}, Text: fmt.Sprint(int(value) / 10),
		})
	}
	for i := range self {
		r.Spokes = append(r.Spokes, radarPoint(i, n, radarR))
		r.Dots = append(r.Dots, radarPoint(i, n, radius(self[i])))
		r.Labels = append(r.Labels, radarLabel(i, n, labels[i]))
	}
	return r
}

// radius is (v − 1)/4 · R.
func radius(score models.Score) float64 { return float64(score-10) / 40 * radarR }

// radarAngle starts at the top and goes clockwise.
func radarAngle(i, n int) float64 { return -math.Pi/2 + float64(i)*2*math.Pi/float64(n) }

func radarPoint(i, n int, r float64) Point {
	a := radarAngle(i, n)
	return Point{fmt.Sprintf("%.1f", radarX+r*math.Cos(a)), fmt.Sprintf("%.1f", radarY+r*math.Sin(a))}
}

func radarShape(scores []models.Score) string {
	points := make([]string, len(scores))
	for i, s := range scores {
		p := radarPoint(i, len(scores), radius(s))
		points[i] = p.X + "," + p.Y
	}
	return strings.Join(points, " ")
}

func radarLabel(i, n int, text string) RadarLabel {
	a := radarAngle(i, n)
	label := RadarLabel{Text: fmt.Sprintf("%d %s", i+1, text), Anchor: "end"}
	label.X = fmt.Sprintf("%.1f", radarX+(radarR+16)*math.Cos(a))
	label.Y = fmt.Sprintf("%.1f", radarY+(radarR+16)*math.Sin(a)+4)
	switch {
	case math.Abs(math.Cos(a)) < .2:
		label.Anchor = "middle"
	case math.Cos(a) > 0:
		label.Anchor = "start"
	}
	return label
}
