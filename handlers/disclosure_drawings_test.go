package handlers

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
)

// constant is what drawings hold whatever the report says: the marks of the scale.
var constant = strings.Fields("0% 25% 50% 75% 100% 0 100")

var vertices = regexp.MustCompile(`(-?[\d.]+),(-?[\d.]+)`)

// drawing checks where an SVG element lies along the scale.
func (f *follower) drawing(n *html.Node, c *models.CompetencyReport) {
	for _, name := range []string{"x", "x1", "x2", "width", "points"} {
		value, there := attribute(n, name)
		if !there || n.Data == "svg" || slices.Contains(constant, value) {
			continue
		}
		class, _ := attribute(n, "class")
		if strings.HasSuffix(class, "band g-others") && value == "-15" || value == "30" && name == "width" { // in the key
			continue
		}
		f.numbers++
		if c == nil || !slices.Contains(f.once("places", c, func() []string { return f.places(*c) }), strings.TrimSuffix(value, "%")) {
			f.fault("<%s %s=%q> lies where nothing of the report does", n.Data, name, value)
		}
	}
}

// places are the percentages of the shown scores, of the soft bands around them,
// and of the three counts of answers.
func (f *follower) places(c models.CompetencyReport) []string {
	var all []string
	for _, s := range scores(c) {
		all = append(all, strconv.FormatFloat(2.5*float64(s-10), 'f', -1, 64))
		for _, n := range f.sizes() {
			half := 1.15 / math.Sqrt(float64(n))
			low, high := max(1, float64(s)/10-half), min(5, float64(s)/10+half)
			all = append(all, fmt.Sprintf("%.1f", 25*(low-1)), fmt.Sprintf("%.1f", 25*(high-low)))
		}
	}
	if b := c.Bands; b != nil {
		sum := float64(b.Rarely + b.Half + b.Often)
		for _, n := range []int{b.Rarely, b.Half, b.Often, b.Rarely + b.Half, 0} {
			all = append(all, fmt.Sprintf("%.1f", 100*float64(n)/sum))
		}
	}
	return all
}

// sizes are how many answered in each cell and in all.
func (f *follower) sizes() []int {
	sizes := []int{max(1, f.report.Colleagues)}
	for _, s := range f.report.Sources {
		sizes = append(sizes, s.N)
	}
	return sizes
}

// foldLine checks that the line behind the rows goes through the shown scores.
func (f *follower) foldLine(n *html.Node) {
	f.points(n, func(x, y float64) bool {
		i := int(y-10) / 20
		c := f.report.Competencies[i]
		return x == float64(c.Scores["self"]-10)*10 && c.Scores["self"] > 0 || x == float64(c.Colleagues-10)*10 && c.Colleagues > 0
	})
}

// radar checks that every corner is a shown score or a mark of the scale.
func (f *follower) radar(n *html.Node) {
	f.points(n, func(x, y float64) bool {
		if x == 192 && y == 172 { // the middle is 1.0, of whichever shift
			return slices.ContainsFunc(f.report.Competencies, func(c models.CompetencyReport) bool { return c.Scores["self"] == 10 })
		}
		angle := math.Atan2(x-192, 172-y) // from the top, clockwise
		i := (int(math.Round(angle*7/(2*math.Pi))) + 7) % 7
		score := 10 + 40*math.Hypot(x-192, y-172)/118
		c := f.report.Competencies[i]
		for _, s := range []models.Score{20, 30, 40, 50, c.Scores["self"], c.Colleagues} {
			if math.Abs(score-float64(s)) < 0.05 {
				return true
			}
		}
		return false
	})
}

// points checks the corners of all shapes in a drawing, and where marks lie.
func (f *follower) points(n *html.Node, ok func(x, y float64) bool) {
	for shape := range n.Descendants() {
		list, _ := attribute(shape, "points")
		if shape.Data == "use" {
			x, _ := attribute(shape, "x")
			y, _ := attribute(shape, "y")
			list = x + "," + y
		}
		for _, v := range vertices.FindAllStringSubmatch(list, -1) {
			x, errX := strconv.ParseFloat(v[1], 64)
			y, errY := strconv.ParseFloat(v[2], 64)
			f.numbers++
			if errX != nil || errY != nil || !ok(x, y) {
				f.fault("the corner %s of a drawing is no shown score", v[0])
			}
		}
	}
}
