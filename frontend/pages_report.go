package frontend

import (
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// ReportsPage lists the reports a leader may read, newest first.
type ReportsPage struct {
	Base
	Reports []ReportLine // of this page
	Pager   Pager
}

func (ReportsPage) template() string { return "reports.html" }

// ReportLine is one report of a list.
type ReportLine struct {
	LeaderID   uuid.UUID
	Cycle      string
	ReleasedAt time.Time
}

// ReportPage is a leader's report. Everything on it is what may be shown; the
// page decides nothing about that.
type ReportPage struct {
	Base
	LeaderID   uuid.UUID
	Report     models.Report
	ReleasedAt time.Time             // zero: not released yet
	Questions  []models.OpenQuestion // the cycle's open questions, in their order
	Remarks    []models.Remark       // in the order in which they are shown
	Withheld   int                   // comments that HR holds back
	KeptUntil  time.Time             // when it is deleted
	ForHR      bool                  // HR reads it, as the policy allows; else the leader does
	Trend      *models.Trend         // since an earlier report; nil: there is none to compare with
	Plan       models.Plan           // the leader's own, as saved or as typed; never set ForHR
}

func (ReportPage) template() string { return "report.html" }
