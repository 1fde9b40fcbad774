package models

// GroupCount is how many people of a group were invited and have answered, as
// HR may see it.
type GroupCount struct {
	Relationships []Relationship // more than one: counted together
	Invited       int
	Answered      int  // 0 when Held
	Needs         int  // answers still missing until the group can be shown; 0 for the named
	Held          bool // not told: Answered would tell who answered, alone or beside the report
}

// Progress counts the answers about one leader for HR: self and manager, then
// the anonymous groups. A group of which fewer than k are invited is counted
// together with the others, as in the report, because a count of one or two
// people says who they are. Where the policy leaves small groups out, the report
// will count the larger group alone or with the small one, and either number
// beside one told here would tell of the small group; so none is told.
func Progress(invited, answered map[Relationship]int, p Policy) []GroupCount {
	var counts []GroupCount
	for _, g := range []Relationship{Self, Manager} {
		if invited[g] > 0 {
			counts = append(counts, GroupCount{Relationships: []Relationship{g}, Invited: invited[g], Answered: answered[g]})
		}
	}
	joined := p
	joined.K, joined.DropSmall = max(p.K, MinK), false
	cells := DecideCells(invited, Anonymous, joined)
	for _, cell := range cells {
		count := GroupCount{Relationships: cell.Groups, Invited: cell.N}
		if p.DropSmall && mixed(cell, invited, joined.K) {
			count.Held = true
			counts = append(counts, count)
			continue
		}
		for _, g := range cell.Groups {
			count.Answered += answered[g]
		}
		count.Needs = max(0, p.K-count.Answered)
		counts = append(counts, count)
	}
	if rest := tooFewInvited(invited, cells); rest.Invited > 0 {
		counts = append(counts, rest)
	}
	return counts
}

// mixed reports whether a cell joins a small group with one that is not small.
func mixed(cell Cell, invited map[Relationship]int, k int) bool {
	for _, g := range cell.Groups {
		if len(cell.Groups) > 1 && invited[g] >= k {
			return true
		}
	}
	return false
}

// tooFewInvited is the groups that are in no cell, whose answers are not told.
func tooFewInvited(invited map[Relationship]int, cells []Cell) GroupCount {
	rest := GroupCount{Held: true}
	in := cellOf(cells)
	for _, g := range Anonymous {
		if _, ok := in[g]; !ok && invited[g] > 0 {
			rest.Relationships = append(rest.Relationships, g)
			rest.Invited += invited[g]
		}
	}
	return rest
}

// Turnout is how many were asked about some leaders and how many of them answered,
// as HR may know it.
type Turnout struct {
	Leaders  int
	Invited  int
	Answered int
	Short    int // groups that need more answers to be shown
}

// Add counts n more leaders whose groups are told alike (Progress). Groups that
// are held count for nothing, so that no subtraction brings them back.
func (t *Turnout) Add(groups []GroupCount, n int) {
	t.Leaders += n
	for _, g := range groups {
		if g.Held {
			continue
		}
		t.Invited += n * g.Invited
		t.Answered += n * g.Answered
		if g.Needs > 0 {
			t.Short += n
		}
	}
}
