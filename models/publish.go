package models

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"
)

// ReportVersion is the version of the frozen report's form.
const ReportVersion = 1

// halfBand is half the width of the soft band around a mean of one answer, on
// the scale of 1 to 5; a mean of n has halfBand/√n. It is 1.645 × 0.7: nine of
// ten bands hold the true mean if raters differ by 0.7. Own value, to be
// recalibrated after 30 leaders (docs/anonymity.md, section 4.2).
const halfBand = 1.15

// ReportHead is what a report says besides its numbers.
type ReportHead struct {
	Leader        string
	Title         string
	Department    string
	RoleSince     string
	Cycle         string
	ClosedAt      time.Time
	Policy        Policy
	Questionnaire Questionnaire
}

// Report makes the report of a leader from what was counted. sums are the
// competency sums of the count's tallies, in any order.
func (c Count) Report(head ReportHead, sums []CompetencySum) Report {
	r := Report{Version: ReportVersion, Leader: head.Leader, Title: head.Title, Department: head.Department,
		RoleSince: head.RoleSince, Cycle: head.Cycle, ClosedAt: head.ClosedAt.UTC().Truncate(time.Microsecond),
		Policy: head.Policy, Scale: append([]ScalePoint{}, head.Questionnaire.Scale...), Sources: c.sources(),
		Colleagues: total(c.Cells), Grouping: c.Grouping, Comments: c.Comments,
		Competencies: []CompetencyReport{}, Most: []string{}, Least: []string{}, Gaps: []string{}}
	for _, comp := range head.Questionnaire.Competencies {
		r.Competencies = append(r.Competencies, c.competencyReport(comp, sums))
	}
	r.rank()
	r.widestGaps()
	return r
}

// sources lists the lines of the report: the leader, managers, cells.
func (c Count) sources() []Source {
	sources := []Source{}
	managers := 0
	for _, s := range c.Named {
		if s.Relationship == Manager {
			managers++
		}
	}
	for _, s := range c.Named {
		source := Source{Key: s.Key, Label: "You", Groups: []Relationship{s.Relationship}, N: 1}
		if s.Relationship == Manager {
			source.Label, source.Name = Manager.Group(), s.Name
			if managers > 1 {
				source.Label = fmt.Sprintf("%s, %s", Manager.Group(), s.Name)
			}
		}
		sources = append(sources, source)
	}
	for _, cell := range c.Cells {
		sources = append(sources, Source{Key: cell.Key(), Label: cell.Label(), Groups: cell.Groups, N: cell.N})
	}
	return sources
}

// competencyReport works out one competency.
func (c Count) competencyReport(comp Competency, sums []CompetencySum) CompetencyReport {
	cr := CompetencyReport{ID: comp.ID, Name: comp.Name, Shift: comp.Shift, ExpertStrength: comp.ExpertStrength,
		LeaderStrength: comp.LeaderStrength, Actions: append([]string{}, comp.Actions...),
		Scores: map[string]Score{}, Agreement: map[string]string{}}
	bySource := map[string][]CompetencySum{}
	for _, row := range sums {
		if row.Competency == comp.ID {
			bySource[row.Cell] = append(bySource[row.Cell], row)
		}
	}
	for _, s := range c.Named {
		cr.Scores[s.Key] = sourceScore(bySource[s.Key], len(comp.Items), false)
	}
	for _, cell := range c.Cells {
		cr.Scores[cell.Key()] = sourceScore(bySource[cell.Key()], len(comp.Items), true)
		if word, ok := c.Agreement[comp.ID][cell.Key()]; ok {
			cr.Agreement[cell.Key()] = word
		}
	}
	cr.Colleagues = colleaguesScore(c.Cells, cr.Scores)
	cr.Gap, cr.View = gap(cr.Scores[string(Self)], cr.Colleagues, total(c.Cells))
	cr.GroupsDiffer = groupsDiffer(c.Cells, cr.Scores)
	cr.Items, cr.ItemsShown = c.itemReports(comp)
	if bands, ok := c.Bands[comp.ID]; ok {
		cr.Bands = &bands
	}
	return cr
}

// itemReports lists the items of a competency with what named people said, and
// with the colleagues' means where all of them may be shown.
func (c Count) itemReports(comp Competency) ([]ItemReport, bool) {
	byName := map[string]map[string]Score{}
	isNamed := map[string]bool{}
	for _, s := range c.Named {
		isNamed[s.Key] = true
	}
	var anonymous []Tally
	for _, t := range c.Tallies {
		switch {
		case t.Competency != comp.ID:
		case !isNamed[t.Cell]:
			anonymous = append(anonymous, t)
		case byName[t.Item] == nil:
			byName[t.Item] = map[string]Score{t.Cell: Score(10 * t.Sum)}
		default:
			byName[t.Item][t.Cell] = Score(10 * t.Sum)
		}
	}
	means, shown := itemMeans(anonymous, comp.Items)
	items := []ItemReport{}
	for _, item := range comp.Items {
		ratings := byName[item.ID]
		if ratings == nil {
			ratings = map[string]Score{}
		}
		items = append(items, ItemReport{ID: item.ID, Text: item.Others, Named: ratings, Colleagues: means[item.ID], RarelySeen: c.Rare[item.ID]})
	}
	return items, shown
}

// gap is self minus colleagues as shown, and whether it is worth mentioning:
// from half a point and from 1.15/√n on. In tenths that is g ≥ 5 and
// g ≥ 11.5/√n, so 4·g²·n ≥ 23², which is exact at the border.
func gap(self, colleagues Score, n int) (*int, View) {
	if self == 0 || colleagues == 0 {
		return nil, ViewOpen
	}
	g := int(self - colleagues)
	switch {
	case g < 5 && g > -5 || 4*g*g*n < 23*23:
		return &g, InStep
	case g > 0:
		return &g, SelfHigher
	}
	return &g, SelfLower
}

// groupsDiffer reports whether two cells lie so far apart that they should be
// read apart.
func groupsDiffer(cells []Cell, scores map[string]Score) bool {
	for i, a := range cells {
		for _, b := range cells[i+1:] {
			if x, y := scores[a.Key()], scores[b.Key()]; x > 0 && y > 0 && apart(x, y, a.N, b.N) {
				return true
			}
		}
	}
	return false
}

// rank finds the competencies that colleagues see most and least, if they
// differ by 1.5/√n at least: seven equal ones would spread that far by chance
// in one report of twenty. Scores within 0.2 of the highest (lowest) count as
// equal to it. Own values (docs/anonymity.md, section 4.6).
func (r *Report) rank() {
	var shown []CompetencyReport
	for _, c := range r.Competencies {
		if c.Colleagues > 0 {
			shown = append(shown, c)
		}
	}
	if len(shown) < 2 {
		return
	}
	by := func(a, b CompetencyReport) int { return int(a.Colleagues - b.Colleagues) }
	top, bottom := slices.MaxFunc(shown, by).Colleagues, slices.MinFunc(shown, by).Colleagues
	if spread := int(top - bottom); spread*spread*r.Colleagues < 15*15 {
		r.Even = true
		return
	}
	up := func(c CompetencyReport) int { return int(top - c.Colleagues) }
	down := func(c CompetencyReport) int { return int(c.Colleagues - bottom) }
	r.Most = r.extremes(shown, up, down)
	r.Least = r.extremes(shown, down, up)
}

// extremes returns the ids of at most three competencies within 0.2 of one
// end, the nearest first chosen, in model order. Where the ends lie close
// together, one that is not nearer to this end than to the other is left out.
func (r *Report) extremes(shown []CompetencyReport, near, far func(CompetencyReport) int) []string {
	found := slices.DeleteFunc(slices.Clone(shown), func(c CompetencyReport) bool { return near(c) > 2 || near(c) >= far(c) })
	slices.SortStableFunc(found, func(a, b CompetencyReport) int { return near(a) - near(b) })
	found = found[:min(3, len(found))]
	ids := []string{}
	for _, c := range r.Competencies {
		if slices.ContainsFunc(found, func(f CompetencyReport) bool { return f.ID == c.ID }) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// widestGaps finds the two competencies that are seen most differently.
func (r *Report) widestGaps() {
	var apart []CompetencyReport
	for _, c := range r.Competencies {
		if c.View == SelfHigher || c.View == SelfLower {
			apart = append(apart, c)
		}
	}
	slices.SortStableFunc(apart, func(a, b CompetencyReport) int { return (*b.Gap)*(*b.Gap) - (*a.Gap)*(*a.Gap) })
	for _, c := range apart[:min(2, len(apart))] {
		r.Gaps = append(r.Gaps, c.ID)
	}
}

// AllColleagues is the cell name of the score of all colleagues together.
const AllColleagues = "all"

// Published lists the scores about colleagues that the report shows: each
// cell's, and all colleagues'. The heatmap and trends are made from them alone.
func (r Report) Published() []PublishedScore {
	var scores []PublishedScore
	for _, c := range r.Competencies {
		for _, s := range r.Sources {
			if tenths := c.Scores[s.Key]; s.Anonymous() && tenths > 0 {
				scores = append(scores, PublishedScore{Cell: s.Key, Competency: c.ID, N: s.N, Tenths: tenths})
			}
		}
		if c.Colleagues > 0 {
			scores = append(scores, PublishedScore{Cell: AllColleagues, Competency: c.ID, N: r.Colleagues, Tenths: c.Colleagues})
		}
	}
	return scores
}

// JSON returns the report as it is frozen. Equal reports have equal bytes.
func (r Report) JSON() ([]byte, error) { return json.Marshal(r) }

// Band is the soft band around a shown score of n answers, clipped to 1..5: if
// similar colleagues had answered, the average would probably lie in it. It
// depends on n alone, so it tells nothing about how the answers are spread.
func Band(s Score, n int) (low, high float64) {
	h := halfBand / math.Sqrt(float64(n))
	mean := float64(s) / 10
	return max(1, mean-h), min(5, mean+h)
}
