package frontend

import "github.com/google/uuid"

// ClosingPage shows how far the working out of reports has come. It loads
// itself again every few seconds.
type ClosingPage struct {
	Base
	Cycle CycleHead
	Done  int // leaders worked out
	Total int
	Lost  string // what is wrong with the cycle's key, "" for nothing
	Audit AuditTrail
}

func (ClosingPage) template() string { return "hr_closing.html" }

// ClosedCyclePage shows the comments before release, each leader's as the
// leader will read them, in the same random order and without names.
type ClosedCyclePage struct {
	Base
	Cycle    CycleHead
	Leaders  int
	Answered int
	Asked    int
	Comments int // in all
	Withheld int
	Unopened int // answers that could not be opened
	HRReads  bool
	Rows     []LeaderRemarks
	Pager    Pager
	Place    string // the query of this page of the list, so that its forms lead back to it
	Keep     Keeping
	Audit    AuditTrail
}

func (ClosedCyclePage) template() string { return "hr_closed.html" }

// LeaderRemarks is the comments about one leader.
type LeaderRemarks struct {
	ID        uuid.UUID
	Name      string
	Title     string
	Questions []QuestionRemarks
	TooFew    bool // so few answered that comments are not shown
	Own       bool // about the reader, so another member of HR reads them
	Unopened  int  // answers that could not be opened
}

// QuestionRemarks is the comments to one open question.
type QuestionRemarks struct {
	Heading string // the question
	Remarks []RemarkLine
}

// RemarkLine is one comment.
type RemarkLine struct {
	ID       uuid.UUID
	Source   string // "" for colleagues, else the manager's label
	Body     string
	Withheld bool
}

// ReleasedPage is a cycle whose reports can be read, or could be.
type ReleasedPage struct {
	Base
	Cycle    CycleHead
	Leaders  int
	Answered int
	Asked    int
	Withheld int // comments held back
	HRReads  bool
	Rows     []ReleasedReport
	Pager    Pager
	Mail     MailCounts // letters to the leaders
	Keep     Keeping
	Troubles []MailTrouble
	Audit    AuditTrail
}

func (ReleasedPage) template() string { return "hr_released.html" }

// ReleasedReport is a leader with a report.
type ReleasedReport struct {
	ID       uuid.UUID
	Name     string
	Title    string
	Answered int
	Asked    int
	URL      string // of the report, "" where HR may not read it
	Deleted  bool   // by the leader
}

// ConfirmPage asks once more before something that cannot be undone.
type ConfirmPage struct {
	Base
	Cycle   CycleHead // zero outside a cycle
	Heading string
	Text    []string // paragraphs
	Button  string
	PostURL string
	BackURL string
}

func (ConfirmPage) template() string { return "hr_confirm.html" }

// Percent is the response rate, rounded down.
func (p ReleasedPage) Percent() int { return Count{p.Answered, p.Asked}.Percent() }
