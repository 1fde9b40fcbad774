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

// follows checks that every number on a report's page, in text and in drawings,
// is at a place where the frozen report has it, and returns how many it found
// and which are not. Numbers of a competency have to come from that competency.
// Those since last time have to come from an earlier report.
func (a answer) follows(r models.Report, comments []wireComment, earlier ...models.Report) (numbers int, faults []string) {
	a.t.Helper()
	f := &follower{report: r, earlier: earlier, known: map[string][]string{}}
	for _, comment := range comments {
		f.said = append(f.said, comment.Text)
	}
	main := a.find("main")
	if len(main) != 1 {
		a.t.Fatalf("%d main elements", len(main))
	}
	f.walk(main[0], nil)
	f.labels(a.find("table.who-answered tbody tr"))
	return f.numbers, f.faults
}

// follower walks over a page.
type follower struct {
	report  models.Report
	earlier []models.Report
	said    []string // comments
	numbers int
	faults  []string
	known   map[string][]string // what was worked out before, by kind and competency
}

func (f *follower) fault(format string, values ...any) {
	f.faults = append(f.faults, fmt.Sprintf(format, values...))
}

// once works a list out when it is first asked for.
func (f *follower) once(kind string, c *models.CompetencyReport, list func() []string) []string {
	if c != nil {
		kind += c.ID
	}
	if _, known := f.known[kind]; !known {
		f.known[kind] = list()
	}
	return f.known[kind]
}

var (
	numeral   = regexp.MustCompile(`\d+(?:\.\d+)?`)
	ownAnchor = regexp.MustCompile(`^#?c([1-7])$`)
)

// walk checks a node in the place where it stands; c is the competency there.
func (f *follower) walk(n *html.Node, c *models.CompetencyReport) {
	if n.Type == html.TextNode {
		f.text(n.Data, c)
		return
	}
	if n.Type == html.ElementNode {
		id, _ := attribute(n, "id")
		class, _ := attribute(n, "class")
		switch {
		case id == "read", n.Data == "time", class == "no", class == "scale-head", class == "toc": // the same in every report, and days
			return
		case id == "trend":
			f.trend(n)
			return
		case id == "words":
			f.words(n)
			return
		case class == "radar":
			f.radar(n)
			return
		case class == "foldline":
			f.foldLine(n)
			return
		}
		if own := f.competency(n, id); own != nil {
			c = own
		}
		f.drawing(n, c)
	}
	for child := range n.ChildNodes() {
		f.walk(child, c)
	}
}

// competency is the one that an element is about: it carries its anchor, or is
// an entry of a list that leads to it, or a row of the table.
func (f *follower) competency(n *html.Node, id string) *models.CompetencyReport {
	if m := ownAnchor.FindStringSubmatch(id); m != nil {
		return &f.report.Competencies[m[1][0]-'1']
	}
	if n.Data == "tr" {
		for child := range n.Descendants() {
			for i := range f.report.Competencies {
				if child.Type == html.TextNode && child.Data == fmt.Sprintf("%d %s", i+1, f.report.Competencies[i].Name) {
					return &f.report.Competencies[i]
				}
			}
		}
	}
	var found []*models.CompetencyReport
	for child := range n.Descendants() {
		href, _ := attribute(child, "href")
		if m := ownAnchor.FindStringSubmatch(href); n.Data == "li" && m != nil {
			found = append(found, &f.report.Competencies[m[1][0]-'1'])
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

// text checks the numbers of a text.
func (f *follower) text(text string, c *models.CompetencyReport) {
	if !numeral.MatchString(text) {
		return
	}
	for _, fixed := range f.once("sentences", c, func() []string { return f.sentences(c) }) {
		text = strings.ReplaceAll(text, fixed, "")
	}
	allowed := f.once("figures", c, func() []string { return f.figures(c) })
	for _, number := range numeral.FindAllString(text, -1) {
		f.numbers++
		if !slices.Contains(allowed, number) {
			f.fault("%q holds %s, which is none of %v", strings.TrimSpace(text), number, allowed)
		}
	}
}

// sentences are words of the questionnaire and of the policy that hold numbers.
func (f *follower) sentences(c *models.CompetencyReport) []string {
	fixed := []string{fmt.Sprintf("k = %d", f.report.Policy.K), "30 days"}
	for i, comp := range f.report.Competencies {
		fixed = append(fixed, fmt.Sprintf("%d %s", i+1, comp.Name))
		if c == nil || comp.ID == c.ID {
			fixed = append(fixed, comp.Actions...)
			for _, item := range comp.Items {
				fixed = append(fixed, item.Text)
			}
		}
	}
	return fixed
}

// figures are the numbers that may stand in text about a competency, or
// anywhere on the page if c is nil.
func (f *follower) figures(c *models.CompetencyReport) []string {
	var all []string
	for _, s := range f.report.Sources {
		all = append(all, strconv.Itoa(s.N))
	}
	all = append(all, strconv.Itoa(f.report.Colleagues))
	for _, comp := range f.report.Competencies {
		if c != nil && comp.ID != c.ID {
			continue
		}
		for _, score := range scores(comp) {
			all = append(all, score.String())
		}
		for _, item := range comp.Items {
			for _, rating := range item.Named {
				all = append(all, strconv.Itoa(int(rating)/10))
			}
		}
		if comp.Gap != nil {
			all = append(all, fmt.Sprintf("%.1f", math.Abs(float64(*comp.Gap))/10))
		}
		if comp.Bands != nil {
			all = append(all, strconv.Itoa(comp.Bands.Rarely), strconv.Itoa(comp.Bands.Half), strconv.Itoa(comp.Bands.Often))
		}
	}
	return all
}

// scores are all that a competency shows.
func scores(c models.CompetencyReport) []models.Score {
	all := []models.Score{}
	add := func(s models.Score) {
		if s > 0 {
			all = append(all, s)
		}
	}
	add(c.Colleagues)
	for _, s := range c.Scores {
		add(s)
	}
	for _, item := range c.Items {
		add(item.Colleagues)
		for _, rating := range item.Named {
			add(rating)
		}
	}
	return all
}

// words checks that every comment on the page is one of the report's.
func (f *follower) words(n *html.Node) {
	for node := range n.Descendants() {
		if node.Type == html.TextNode && strings.Contains(node.Data, "Words of") && !slices.Contains(f.said, strings.TrimSpace(node.Data)) {
			f.fault("the page quotes %q, which is none of the comments", node.Data)
		}
	}
}

// labels checks that only sources of the report are named with a number, and no
// anonymous one with fewer than k answers.
func (f *follower) labels(rows []*html.Node) {
	for _, s := range f.report.Sources {
		if s.Anonymous() && s.N < f.report.Policy.K {
			f.fault("%s are shown with %d answers", s.Label, s.N)
		}
	}
	for _, row := range rows {
		var label, n string
		for child := range row.ChildNodes() {
			switch child.Data {
			case "th":
				label = strings.TrimSpace(words(child))
			case "td":
				n = strings.TrimSpace(words(child))
			}
		}
		known := label == "Colleagues" && n == strconv.Itoa(f.report.Colleagues) || label == "Nobody answered" && len(f.report.Sources) == 0
		for _, s := range f.report.Sources {
			known = known || s.Label == label && strconv.Itoa(s.N) == n
		}
		if !known {
			f.fault("%q with %s answers is no source of the report", label, n)
		}
	}
}

// words is the text in an element.
func words(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}
