package models

import (
	"slices"
	"strings"
)

// Key names the cell: its groups in their fixed order, joined with "+".
func (c Cell) Key() string {
	names := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		names[i] = string(g)
	}
	return strings.Join(names, "+")
}

// Label is the cell's name as a heading: "Peers", "Peers and direct reports".
func (c Cell) Label() string {
	names := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		names[i] = g.Group()
		if i > 0 {
			names[i] = strings.ToLower(names[i][:1]) + names[i][1:]
		}
	}
	return list(names)
}

// DecideCells divides the anonymous groups into cells of at least k ballots.
// n is how many ballots each group has when the cycle closes; order is the
// fixed order of the groups, which also breaks ties.
//
// A small group is joined with the next smallest small one, else with the
// smallest of the others. With DropSmall it is joined with a small one only,
// else left out. Whoever is in no cell must enter no published number: then
// nothing can be found by subtraction (docs/anonymity.md, section 1.2).
func DecideCells(n map[Relationship]int, order []Relationship, p Policy) []Cell {
	return turnout{n: n}.cells(order, p)
}

// turnout is how many of each group answered and were invited.
type turnout struct{ n, invited map[Relationship]int }

// counts reports whether a group has to be in a cell. A group of which fewer
// than k are invited counts even if nobody answered: else its absence from the
// report would tell that each of these few did not answer.
func (t turnout) counts(g Relationship, k int) bool {
	return t.n[g] > 0 || t.invited[g] > 0 && t.invited[g] < k
}

// cells is DecideCells, for groups of which it is known who was invited.
func (t turnout) cells(order []Relationship, p Policy) []Cell {
	cells, n := []Cell{}, t.n
	for _, g := range order {
		if t.counts(g, p.K) {
			cells = append(cells, Cell{Groups: []Relationship{g}, N: n[g]})
		}
	}
	for {
		s := smallest(cells, func(i int) bool { return cells[i].N < p.K })
		if s < 0 {
			return cells
		}
		t := smallest(cells, func(i int) bool { return i != s && cells[i].N < p.K })
		if t < 0 && !p.DropSmall {
			t = smallest(cells, func(i int) bool { return i != s })
		}
		if t < 0 {
			cells = slices.Delete(cells, s, s+1)
			continue
		}
		cells = join(cells, min(s, t), max(s, t), order)
	}
}

// smallest returns the index of the smallest cell that fits, the first of equals, or -1.
func smallest(cells []Cell, fits func(int) bool) int {
	found := -1
	for i := range cells {
		if fits(i) && (found < 0 || cells[i].N < cells[found].N) {
			found = i
		}
	}
	return found
}

// join puts cell b into cell a, which stands before it.
func join(cells []Cell, a, b int, order []Relationship) []Cell {
	both := Cell{N: cells[a].N + cells[b].N}
	for _, g := range order {
		if slices.Contains(cells[a].Groups, g) || slices.Contains(cells[b].Groups, g) {
			both.Groups = append(both.Groups, g)
		}
	}
	cells[a] = both
	return slices.Delete(cells, b, b+1)
}

// cellOf maps each group that is in a cell to the index of that cell.
func cellOf(cells []Cell) map[Relationship]int {
	in := map[Relationship]int{}
	for i, c := range cells {
		for _, g := range c.Groups {
			in[g] = i
		}
	}
	return in
}

// grouping says how the groups are shown.
func (t turnout) grouping(order []Relationship, cells []Cell, k int) Grouping {
	if len(cells) == 0 {
		return Nothing
	}
	in, grouping := cellOf(cells), Separate
	for _, c := range cells {
		if len(c.Groups) > 1 {
			grouping = Merged
		}
	}
	for _, g := range order {
		if _, shown := in[g]; !shown && t.counts(g, k) {
			return Partly
		}
	}
	return grouping
}

// groupingOf is the grouping for groups of which only the answers are known.
func groupingOf(n map[Relationship]int, order []Relationship, cells []Cell) Grouping {
	return turnout{n: n}.grouping(order, cells, 0)
}
