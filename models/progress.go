package models

// GroupCount is how many people of a group were invited and have answered, as
// HR may see it.
type GroupCount struct {
	Relationships []Relationship // more than one: counted together
	Invited       int
	Answered      int  // 0 when Held
	Needs         int  // answers still missing until the group can be shown; 0 for the named
	Held          bool // too few people even together: Answered would tell who answered
}

// Progress counts the answers about one leader for HR: self and manager, then
// the anonymous groups. A group of which fewer than k are invited is counted
// together with the others, as in the report, because a count of one or two
// people says who they are.
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
