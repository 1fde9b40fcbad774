package models

import "fmt"

// The floors of disclosure control. Sources: docs/anonymity.md.
const (
	MinK     = 3  // the least number of answers that may be shown together
	MaxK     = 10 // more makes reports empty without making them safer
	DefaultK = 3
	StrictK  = 4
	KItem    = 5 // colleagues who must have rated every item of a competency to show its items
	KAgree   = 5 // ballots in a cell to say how much it agrees, or that it rarely sees something
	KBands   = 8 // ratings on every item to show counts in three bands
	KText    = 5 // ballots in all cells together to show comments
	SHeat    = 5 // leaders in a department, or scores in a heatmap cell
)

// Policy is the anonymity rules of a cycle. It is frozen at launch, printed in
// every invitation and part of every report.
type Policy struct {
	K         int  `json:"k"`           // fewest answers of a group that is shown, MinK..MaxK
	DropSmall bool `json:"drop_small"`  // leave small groups out, where false merges them with the next
	HRMayRead bool `json:"hr_may_read"` // HR may open released reports too
}

// DefaultPolicy merges small groups from three answers on; only the leader reads.
func DefaultPolicy() Policy { return Policy{K: DefaultK} }

// Check returns an Invalid error unless the policy keeps the floors.
func (p Policy) Check() error {
	if p.K < MinK || p.K > MaxK {
		return &Error{Kind: Invalid, Text: fmt.Sprintf("The smallest group must be from %d to %d answers.", MinK, MaxK),
			Faults: []Fault{{Column: "k", Found: fmt.Sprint(p.K), Problem: fmt.Sprintf("Choose a number from %d to %d.", MinK, MaxK)}}}
	}
	return nil
}
