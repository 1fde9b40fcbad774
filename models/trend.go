package models

import (
	"slices"
	"time"
)

// TrendMonths is the fewest months between the closings of two cycles that are
// compared. If one colleague leaves between two cycles that are closer, and the
// others hardly changed their minds, the difference of the means comes near to
// what that one person said. Own value, to be recalibrated (docs/anonymity.md).
const TrendMonths = 6

// TrendWord is what became of a score since an earlier cycle.
type TrendWord string

// The words. There is no other grain: no difference is worked out for anybody
// to read, and none is drawn.
const (
	Lower   TrendWord = "lower"
	Similar TrendWord = "similar"
	Higher  TrendWord = "higher"
)

// Trend is how colleagues saw a leader in an earlier cycle and in this one. It is
// a function of the two published reports and of nothing else, so that whoever
// may read both learns nothing new from it. It is worked out when a report is
// read and never frozen: a report that is deleted leaves nothing in a later one.
type Trend struct {
	Cycle    string     // the earlier cycle's name
	ClosedAt time.Time  // when the earlier cycle closed
	Before   int        // colleagues who answered then
	Now      int        // colleagues who answered this time
	Least    Score      // the least difference that is called a change, in tenths, rounded up
	Rows     []TrendRow // those that both reports show and ask the same questions about
}

// TrendRow is one competency of a trend.
type TrendRow struct {
	Competency string
	Before     Score // the colleagues' score that the earlier report shows, in tenths
	Now        Score // the one that this report shows, in tenths
	Change     TrendWord
}

// Trend compares the report with the last of the earlier reports about the same
// leader that can be compared, or returns nil: colleagues only, from the same
// groups in both, in cycles that closed at least TrendMonths apart.
func (r Report) Trend(earlier []Report) *Trend {
	earlier = slices.Clone(earlier)
	slices.SortStableFunc(earlier, func(a, b Report) int { return b.ClosedAt.Compare(a.ClosedAt) })
	for _, e := range earlier {
		if t := r.since(e); t != nil {
			return t
		}
	}
	return nil
}

// since compares the report with one earlier report, or returns nil.
func (r Report) since(e Report) *Trend {
	days := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) } // not undone by an hour of summer time
	if days(r.ClosedAt).Before(days(e.ClosedAt).AddDate(0, TrendMonths, 0)) || !r.sameColleagues(e) || !slices.Equal(r.Scale, e.Scale) {
		return nil
	}
	t := &Trend{Cycle: e.Cycle, ClosedAt: e.ClosedAt, Before: e.Colleagues, Now: r.Colleagues, Least: leastChange(e.Colleagues, r.Colleagues)}
	for _, c := range r.Competencies {
		before, found := e.Competency(c.ID)
		if !found || c.Colleagues == 0 || before.Colleagues == 0 || !c.asksAs(before) {
			continue
		}
		row := TrendRow{Competency: c.ID, Before: before.Colleagues, Now: c.Colleagues, Change: Similar}
		if apart(row.Before, row.Now, t.Before, t.Now) {
			if row.Change = Higher; row.Now < row.Before {
				row.Change = Lower
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// sameColleagues reports whether both reports show the same groups as colleagues,
// joined or not: a mean of peers and one of peers and direct reports would differ
// by who was asked.
func (r Report) sameColleagues(e Report) bool {
	return r.Colleagues > 0 && slices.Equal(r.colleagueGroups(), e.colleagueGroups())
}

// colleagueGroups are the anonymous groups that the report shows, in their order.
func (r Report) colleagueGroups() (groups []Relationship) {
	for _, s := range r.Sources {
		if s.Anonymous() {
			groups = append(groups, s.Groups...)
		}
	}
	slices.SortFunc(groups, func(a, b Relationship) int { return slices.Index(Anonymous, a) - slices.Index(Anonymous, b) })
	return groups
}

// asksAs reports whether two competencies ask the same questions.
func (c CompetencyReport) asksAs(o CompetencyReport) bool {
	return slices.EqualFunc(c.Items, o.Items, func(a, b ItemReport) bool { return a.ID == b.ID && a.Text == b.Text })
}

// apart reports whether two shown means of n and m answers lie so far apart that
// the difference is worth mentioning: from half a point and from
// 1.15·√(1/n + 1/m) on. In tenths that is d ≥ 5 and d ≥ 11.5·√((n+m)/nm), so
// 4·d²·n·m ≥ 23²·(n+m), which is exact at the border. The constant is that of
// the soft band, halfBand (docs/anonymity.md, section 4.5).
func apart(a, b Score, n, m int) bool {
	d := int(max(a-b, b-a))
	return d >= 5 && 4*d*d*n*m >= 23*23*(n+m)
}

// leastChange is the least difference that apart finds, in tenths. Shown scores
// have one decimal, so it is the threshold rounded up.
func leastChange(n, m int) Score {
	least := Score(5)
	for !apart(0, least, n, m) {
		least++
	}
	return least
}
