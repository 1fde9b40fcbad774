package frontend

import (
	"fmt"

	"github.com/sevenfold/sevenfold/models"
)

// Count is how many were invited and how many of them answered.
type Count struct {
	Answered int
	Invited  int
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

// Told adds up what may be told about a leader: groups that are held count for nothing.
func (l LeaderProgress) Told() Count {
	var sum models.Turnout
	sum.Add(l.Groups, 1)
	return Count{sum.Answered, sum.Invited}
}

// ProgressSum is how far a whole cycle is, not only the leaders of one page.
type ProgressSum struct{ models.Turnout }

// Percent is the response rate, rounded down.
func (s ProgressSum) Percent() int { return Count{s.Answered, s.Invited}.Percent() }

// Missing is how many have not answered.
func (s ProgressSum) Missing() int { return Count{s.Answered, s.Invited}.Missing() }

// ProgressCell is one cell of the table of responses.
type ProgressCell struct {
	Label string // the column's heading, or both where the cell spans two
	Words string
	Needs int
	Wide  bool // stands for both anonymous groups
	Pips  Pips // of anonymous groups
}

// Cells is the row of a leader: self, manager, then peers and direct reports,
// in one wide cell where the two are counted together.
func (l LeaderProgress) Cells(k int) []ProgressCell {
	var cells []ProgressCell
	for _, r := range []models.Relationship{models.Self, models.Manager, models.Peer, models.DirectReport} {
		cell, first := l.cell(r, k)
		if first {
			cells = append(cells, cell)
		}
	}
	return cells
}

// cell is the cell of a relationship; first is false where it is the second of
// a group counted together, which has its cell already.
func (l LeaderProgress) cell(r models.Relationship, k int) (cell ProgressCell, first bool) {
	for _, g := range l.Groups {
		for i, own := range g.Relationships {
			if own == r {
				return newProgressCell(g, k), i == 0
			}
		}
	}
	return ProgressCell{Label: r.Group(), Words: "None asked"}, true
}

func newProgressCell(g models.GroupCount, k int) ProgressCell {
	cell := ProgressCell{Label: models.Cell{Groups: g.Relationships}.Label(), Wide: len(g.Relationships) > 1}
	if g.Held {
		cell.Words = "Too few to count"
		if g.Invited >= k {
			cell.Words = "Not counted, because one group is small"
		}
		return cell
	}
	cell.Words = fmt.Sprintf("%d of %d", g.Answered, g.Invited)
	if cell.Wide {
		cell.Words += ", peers and direct reports together"
	}
	if !g.Relationships[0].Named() {
		cell.Needs = g.Needs
		cell.Pips = NewPips(Count{g.Answered, g.Invited}, k)
	}
	return cell
}
