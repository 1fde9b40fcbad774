package models

import (
	"fmt"
	"strings"
)

// Outlook is what can be shown of a group, judged by who is invited.
type Outlook string

// The outlooks of a group.
const (
	Alone     Outlook = "alone"     // on its own, even if some do not answer
	AllK      Outlook = "all_k"     // enough only if every one of exactly k answers
	Together  Outlook = "together"  // together with another group
	TooFew    Outlook = "too_few"   // not at all
	Uninvited Outlook = "uninvited" // nobody of the group is invited
)

// GroupOutlook is the outlook of one anonymous group of a leader.
type GroupOutlook struct {
	Relationship Relationship
	Invited      int
	Outlook      Outlook
	Words        string // "4 invited, shown on their own from 3 answers"
	Hint         string // "all 3 would have to answer", or ""
	Likely       string // how often that comes true: "in about 8 of 10 cycles", or ""
}

// Reportability is what a leader's report will be able to show, judged by who
// is invited before launch. Who answers decides in the end.
type Reportability struct {
	Groups []GroupOutlook // in the order of Anonymous
	Cells  []Cell         // how the groups would be shown if everybody answered
	Advice string         // one sentence on whom to invite, or "" when there are enough
}

// Shows reports whether anything about colleagues can be shown.
func (r Reportability) Shows() bool { return len(r.Cells) > 0 }

// CheckReportability judges by the number of invited people of each group what
// a report under the policy can show.
func CheckReportability(invited map[Relationship]int, p Policy) Reportability {
	r := Reportability{Cells: DecideCells(invited, Anonymous, p)}
	odds := LikelyOdds(invited, p)
	for _, g := range Anonymous {
		o := groupOutlook(g, invited, r.Cells, p)
		o.Likely = odds[g].words(o.Outlook)
		r.Groups = append(r.Groups, o)
	}
	r.Advice = advice(r, p)
	return r
}

func groupOutlook(g Relationship, invited map[Relationship]int, cells []Cell, p Policy) GroupOutlook {
	o := GroupOutlook{Relationship: g, Invited: invited[g]}
	in := cellOf(cells)
	i, shown := in[g]
	switch {
	case o.Invited == 0:
		o.Outlook, o.Words = Uninvited, "nobody invited"
	case !shown && len(cells) == 0 && answering(invited) > 1:
		o.Outlook, o.Words = TooFew, fmt.Sprintf("%d invited, too few even together", o.Invited)
	case !shown:
		o.Outlook, o.Words = TooFew, fmt.Sprintf("%d invited, too few to be shown", o.Invited)
	case len(cells[i].Groups) > 1:
		o.Outlook = Together
		o.Words = fmt.Sprintf("%d invited, will be shown together with %s", o.Invited, lowerFirst(groupNames(others(cells[i].Groups, g))))
	default:
		o.Outlook = Alone
		o.Words = fmt.Sprintf("%d invited, shown on their own from %d answers", o.Invited, p.K)
	}
	if shown && cells[i].N == p.K {
		o.Hint = fmt.Sprintf("all %d would have to answer", p.K)
		if o.Outlook == Alone {
			o.Outlook = AllK
		}
	}
	return o
}

// answering counts the groups of which anybody is invited.
func answering(invited map[Relationship]int) int {
	n := 0
	for _, g := range Anonymous {
		if invited[g] > 0 {
			n++
		}
	}
	return n
}

// others is the groups of a cell without one of them.
func others(groups []Relationship, but Relationship) []Relationship {
	var rest []Relationship
	for _, g := range groups {
		if g != but {
			rest = append(rest, g)
		}
	}
	return rest
}

// Comfort is how many people of a group to invite so that it nearly always
// reaches k answers when four of five answer: six peers and five direct reports
// for k = 3 (docs/anonymity.md, section 1.1).
func (p Policy) Comfort(g Relationship) int {
	if g == Peer {
		return 2 * p.K
	}
	return 2*p.K - 1
}

// ComfortNote is that advice as a sentence.
func (p Policy) ComfortNote() string {
	var groups []string
	for _, g := range Anonymous {
		groups = append(groups, inWords(p.Comfort(g))+" "+lowerFirst(g.Group()))
	}
	return fmt.Sprintf("With %s both groups nearly always reach %s answers.", list(groups), inWords(p.K))
}

// more counts further people of a group: "one more direct report".
func more(n int, g Relationship) string {
	name := lowerFirst(g.Group())
	if n == 1 {
		name = strings.TrimSuffix(name, "s")
	}
	return inWords(n) + " more " + name
}

// advice says whom to invite, the most pressing thing first.
func advice(r Reportability, p Policy) string {
	var missing, tight []string
	all := 0
	for _, o := range r.Groups {
		all += o.Invited
		switch {
		case o.Invited > 0 && o.Invited < p.K:
			missing = append(missing, more(p.K-o.Invited, o.Relationship))
		case o.Invited == p.K:
			tight = append(tight, lowerFirst(o.Relationship.Group()))
		}
	}
	switch {
	case !r.Shows():
		colleagues := "colleagues"
		if p.K-all == 1 {
			colleagues = "colleague"
		}
		return fmt.Sprintf("Invite at least %s more %s, or nothing about colleagues can be shown. %s", inWords(p.K-all), colleagues, p.ComfortNote())
	case len(missing) > 0:
		return fmt.Sprintf("Invite %s, and both groups can be shown on their own.", list(missing))
	case len(tight) > 0:
		return fmt.Sprintf("Invite one or two more %s if you can: all %d would have to answer.", list(tight), p.K)
	}
	return ""
}
