package models

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Score is a mean as it is shown, in tenths: 38 is "3.8". 0 is not shown.
type Score int

// MarshalJSON writes 3.8, or null for a score that is not shown.
func (s Score) MarshalJSON() ([]byte, error) {
	if s == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(append(strconv.AppendInt(nil, int64(s/10), 10), '.'), int64(s%10), 10), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Score) UnmarshalJSON(text []byte) error {
	*s = 0
	if string(text) == "null" {
		return nil
	}
	v, err := strconv.ParseFloat(string(text), 64) // a second parser for each would take a quarter of the time of reading a report
	if err == nil {
		*s = Score(math.Round(v * 10))
	}
	return err
}

// String writes "3.8", or "–" for a score that is not shown.
func (s Score) String() string {
	if s == 0 {
		return "–"
	}
	return fmt.Sprintf("%d.%d", s/10, s%10)
}

// Float is the score as a number: 3.8.
func (s Score) Float() float64 { return float64(s) / 10 }

// Report is what may be shown about one leader. It is made once, when the cycle
// closes, and frozen: every number in it is a function of published cells.
// Comments stand beside it (Remark), because HR may withhold whole ones.
type Report struct {
	Version      int                `json:"version"`
	Leader       string             `json:"leader"`
	Title        string             `json:"title"`
	Department   string             `json:"department"`
	RoleSince    string             `json:"role_since,omitempty"`
	Cycle        string             `json:"cycle"`
	ClosedAt     time.Time          `json:"closed_at"`
	Policy       Policy             `json:"policy"`
	Scale        []ScalePoint       `json:"scale"`
	Sources      []Source           `json:"sources"`    // self, managers, then cells
	Colleagues   int                `json:"colleagues"` // ballots in all cells; 0: nothing about colleagues is shown
	Grouping     Grouping           `json:"grouping"`
	Competencies []CompetencyReport `json:"competencies"` // in model order
	Even         bool               `json:"even_profile"` // no competency stands out
	Most         []string           `json:"seen_most"`    // competency ids, in model order, at most 3
	Least        []string           `json:"seen_least"`
	Gaps         []string           `json:"seen_differently"` // competency ids, widest gap first, at most 2
	Comments     CommentRule        `json:"comments"`
}

// Grouping says in one word how the anonymous groups are shown.
type Grouping string

// The groupings.
const (
	Separate Grouping = "separate" // every group that answered is shown on its own
	Merged   Grouping = "merged"   // groups were joined because one was small
	Partly   Grouping = "partly"   // policy drop_small: one group is shown, another is left out
	Nothing  Grouping = "nothing"  // too few answered to show anything about colleagues
)

// CommentRule says whether colleagues' comments may be shown.
type CommentRule string

// The comment rules.
const (
	CommentsShown  CommentRule = "shown"
	CommentsTooFew CommentRule = "too_few" // fewer than KText ballots in all cells
)

// Source is a line of the report: the leader, a manager, or a cell.
type Source struct {
	Key    string         `json:"key"`            // as Tally.Cell
	Label  string         `json:"label"`          // "You", "Manager", "Peers", "Peers and direct reports"
	Name   string         `json:"name,omitempty"` // a manager's name
	Groups []Relationship `json:"groups"`
	N      int            `json:"n"`
}

// Anonymous reports whether the source is a cell.
func (s Source) Anonymous() bool { return len(s.Groups) > 0 && !s.Groups[0].Named() }

// CompetencyReport is one competency in a report.
type CompetencyReport struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	Shift          string            `json:"shift"`
	ExpertStrength string            `json:"expert_strength"`
	LeaderStrength string            `json:"leader_strength"`
	Actions        []string          `json:"actions"`
	Scores         map[string]Score  `json:"scores"`     // source key → score; missing or null: not shown
	Colleagues     Score             `json:"colleagues"` // all cells together, from their shown scores
	Gap            *int              `json:"gap_tenths"` // self minus colleagues as shown, in tenths; nil: one is missing
	View           View              `json:"view"`
	GroupsDiffer   bool              `json:"groups_differ"` // two cells differ enough to be read apart
	Agreement      map[string]string `json:"agreement"`     // cell key → Alike, SomewhatApart, FarApart; from KAgree ballots on
	Items          []ItemReport      `json:"items"`
	ItemsShown     bool              `json:"items_shown"` // colleagues' item means are shown: all or none of a competency
	Bands          *Bands            `json:"bands"`       // nil below KBands
}

// View says how the leader's own view stands to the colleagues'.
type View string

// The views.
const (
	InStep     View = "in_step"
	SelfHigher View = "self_higher"
	SelfLower  View = "self_lower"
	ViewOpen   View = "" // self or colleagues missing
)

// The words of agreement within a cell.
const (
	Alike         = "alike"
	SomewhatApart = "somewhat_apart"
	FarApart      = "far_apart"
)

// ItemReport is one item in a report.
type ItemReport struct {
	ID         string           `json:"id"`
	Text       string           `json:"text"`       // the item's wording for others
	Named      map[string]Score `json:"named"`      // "self", "manager": the rating as it was given
	Colleagues Score            `json:"colleagues"` // 0 unless ItemsShown
	RarelySeen bool             `json:"rarely_seen"`
}

// Bands is how many answers of a competency fall into three bands, pooled over
// its items and cells.
type Bands struct {
	Rarely int `json:"rarely"` // 1 and 2
	Half   int `json:"half"`   // 3
	Often  int `json:"often"`  // 4 and 5
}
