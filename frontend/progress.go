package frontend

import "strings"

// Count is how many were invited and how many of them answered.
type Count struct {
	Answered int
	Invited  int
}

func (c Count) plus(d Count) Count {
	return Count{c.Answered + d.Answered, c.Invited + d.Invited}
}

// GroupCount is the answers of one anonymous group, or of both together where
// one of them is too small to be counted on its own.
type GroupCount struct {
	Count
	Label  string // "Peers", "Direct reports", "Peers and direct reports"
	Merged bool   // stands for both groups
	Hidden bool   // too few were invited to tell how many answered
	Needs  int    // answers that are missing until it can be shown; 0: enough
	Pips   Pips
}

// Groups counts the anonymous groups about a leader as they may be told: a
// group with fewer than k invited people is counted together with the other,
// and fewer than k in all are not counted, because a count of one or two says who.
func (l LeaderProgress) Groups(k int) []GroupCount {
	peers, reports := l.Peers, l.Reports
	small := func(c Count) bool { return c.Invited > 0 && c.Invited < k }
	if (small(peers) && reports.Invited > 0) || (small(reports) && peers.Invited > 0) {
		both := newGroupCount("Peers and direct reports", peers.plus(reports), k)
		both.Merged = true
		return []GroupCount{both}
	}
	return []GroupCount{newGroupCount("Peers", peers, k), newGroupCount("Direct reports", reports, k)}
}

func newGroupCount(label string, c Count, k int) GroupCount {
	g := GroupCount{Label: label, Count: c}
	switch {
	case c.Invited == 0:
	case c.Invited < k:
		g.Hidden, g.Count = true, Count{}
	default:
		g.Needs, g.Pips = max(0, k-c.Answered), NewPips(c, k)
	}
	return g
}

// Words is the small print of a merged group: ", peers and direct reports together".
func (g GroupCount) Words() string {
	if !g.Merged {
		return ""
	}
	return ", " + strings.ToLower(g.Label) + " together"
}

// Told is everything about a leader that may be counted: self, manager and the
// groups that are not hidden.
func (l LeaderProgress) Told(k int) Count {
	sum := l.Self.plus(l.Manager)
	for _, g := range l.Groups(k) {
		sum = sum.plus(g.Count)
	}
	return sum
}

// ProgressSum adds up the answers of a cycle.
type ProgressSum struct {
	Count
	Leaders int
	Short   int // groups that need more answers to be shown
}

// SumProgress adds up all leaders of a cycle (not only those of one page). It
// leaves out what Groups hides, so that no subtraction brings it back.
func SumProgress(k int, all []LeaderProgress) ProgressSum {
	sum := ProgressSum{Leaders: len(all)}
	for _, l := range all {
		sum.Count = sum.plus(l.Told(k))
		for _, g := range l.Groups(k) {
			if g.Needs > 0 {
				sum.Short++
			}
		}
	}
	return sum
}

// Percent is the response rate, rounded down.
func (c Count) Percent() int {
	if c.Invited == 0 {
		return 0
	}
	return 100 * c.Answered / c.Invited
}

// Missing is how many have not answered.
func (c Count) Missing() int { return c.Invited - c.Answered }
