package models

// Cell is a set of anonymous relationships shown together. Cells of one leader
// are disjoint, and each holds at least k ballots.
type Cell struct {
	Groups []Relationship `json:"groups"`
	N      int            `json:"n"` // ballots in the cell; the sizes of its groups are never kept
}

// Tally is how many people of a source rated an item, and the sum of their
// ratings. Cell is "self", "manager" ("manager:2" for a second one), or the
// Key of a Cell: "peer", "report", "peer+report".
type Tally struct {
	Cell       string
	Competency string
	Item       string
	N          int
	Sum        int
}

// CompetencySum is one row of the GROUP BY over tallies from which competency
// scores are made: within a cell and competency, Items items were rated by
// exactly N people each, Sum is the sum of all those ratings. Grouping by N
// keeps the mean of item means exact in integers.
type CompetencySum struct {
	Cell       string
	Competency string
	N          int
	Items      int
	Sum        int
}

// Remark is a comment that may be shown. Source is "colleagues" or a manager's
// cell ("manager", "manager:2").
type Remark struct {
	Question string
	Source   string
	Body     string
}

// PublishedScore is one competency score as a report shows it. Cell "all" is
// the score of all colleagues.
type PublishedScore struct {
	Cell       string
	Competency string
	N          int
	Tenths     Score
}
