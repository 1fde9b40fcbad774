package frontend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// Check says in words whether a group of a leader can be shown, judged by how
// many are invited.
type Check struct {
	Level CheckLevel
	Words string
}

// CheckLevel sorts checks by what there is to do.
type CheckLevel string

// The levels of a check.
const (
	CheckNone CheckLevel = ""     // nobody is invited, nothing to say
	CheckGood CheckLevel = "good" // can be shown on its own
	CheckPart CheckLevel = "part" // can be shown together with the other group
	CheckBad  CheckLevel = "bad"  // cannot be shown
)

// GroupChecks is the checks of both anonymous groups about a leader.
type GroupChecks struct {
	Peers   Check
	Reports Check
}

// NothingShown reports whether nothing colleagues say could be shown.
func (c GroupChecks) NothingShown() bool {
	shown := func(c Check) bool { return c.Level == CheckGood || c.Level == CheckPart }
	return !shown(c.Peers) && !shown(c.Reports)
}

// NewGroupChecks judges the groups of a leader by the people invited, with the
// rule that makes the cells of a report.
func NewGroupChecks(p models.Policy, peers, reports int) GroupChecks {
	n := map[models.Relationship]int{models.Peer: peers, models.DirectReport: reports}
	cells := models.DecideCells(n, models.Anonymous, p)
	return GroupChecks{
		Peers:   newCheck(p, n, cells, models.Peer),
		Reports: newCheck(p, n, cells, models.DirectReport),
	}
}

func newCheck(p models.Policy, n map[models.Relationship]int, cells []models.Cell, own models.Relationship) Check {
	if n[own] == 0 {
		return Check{CheckNone, "None invited"}
	}
	invited := fmt.Sprintf("%d invited, ", n[own])
	for _, cell := range cells {
		switch {
		case !slices.Contains(cell.Groups, own):
		case len(cell.Groups) == 1:
			return Check{CheckGood, invited + fmt.Sprintf("shown on their own from %d answers", p.K) + allNeeded(cell.N, p.K)}
		default:
			return Check{CheckPart, invited + "will be shown together with " + others(cell, own) + allNeeded(cell.N, p.K)}
		}
	}
	if len(cells) > 0 {
		return Check{CheckBad, invited + "too few, will be left out"}
	}
	if n[models.Peer] > 0 && n[models.DirectReport] > 0 {
		return Check{CheckBad, invited + "too few even together"}
	}
	return Check{CheckBad, invited + "too few to be shown"}
}

// others names the groups of a cell but one: "direct reports".
func others(cell models.Cell, own models.Relationship) string {
	rest := models.Cell{Groups: slices.DeleteFunc(slices.Clone(cell.Groups), func(r models.Relationship) bool { return r == own })}
	return strings.ToLower(rest.Label())
}

func allNeeded(invited, k int) string {
	if invited > k {
		return ""
	}
	return fmt.Sprintf("; all %d would have to answer", k)
}

// Icon is the name of the drawing that goes with a check.
func (c Check) Icon() string {
	return map[CheckLevel]string{CheckGood: "done", CheckPart: "part", CheckBad: "alert", CheckNone: "open"}[c.Level]
}
