package handlers

import (
	"encoding/json"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// reports lists what a leader may read.
func (s *site) reports(c *gin.Context) (reply, error) {
	list := partOf(c, linesPerPage)
	mine, total, err := s.DB.Reports().Mine(c.Request.Context(), who(c).person.ID, list)
	if err != nil {
		return reply{}, err
	}
	page := frontend.ReportsPage{Base: s.base(c), Reports: make([]frontend.ReportLine, len(mine)), Pager: pager(frontend.ReportsURL, list, total)}
	for i, r := range mine {
		page.Reports[i] = frontend.ReportLine{LeaderID: r.LeaderID, Cycle: r.Cycle, ReleasedAt: r.ReleasedAt.In(s.Location)}
	}
	return show(page)
}

// report shows one report to its leader, or to HR where the policy says so.
func (s *site) report(c *gin.Context) (reply, error) {
	view, err := s.reportOf(c)
	if err != nil {
		return reply{}, err
	}
	return show(s.reportPage(c, view))
}

// reportPage is a report as it is drawn, on the page and in files.
func (s *site) reportPage(c *gin.Context, view store.ReportView) frontend.ReportPage {
	return frontend.ReportPage{Base: s.base(c), LeaderID: view.LeaderID, Report: view.Report, ReleasedAt: view.ReleasedAt.In(s.Location),
		Questions: view.Questions, Remarks: view.Remarks, Withheld: view.Withheld, ForHR: !view.Own, KeptUntil: view.KeptUntil.In(s.Location),
		Trend: view.Trend, Plan: view.Plan}
}

// savePlan keeps what a leader wrote down after the own report.
func (s *site) savePlan(c *gin.Context) (reply, error) {
	leader, err := idParam(c, "leader")
	if err != nil {
		return reply{}, err
	}
	typed := models.Plan{Behaviour: c.PostForm("behaviour"), When: c.PostForm("when"), Then: c.PostForm("then"), Who: c.PostForm("who"), Review: c.PostForm("review")}
	err = s.DB.Reports().SavePlan(c.Request.Context(), leader, who(c).reader(), typed)
	if faults, ok := formErrors(err); ok {
		return s.planAgain(c, typed, faults)
	}
	if err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.SavedPlanURL(leader), "Your plan is saved.")
}

// planAgain answers with the report and a plan that cannot be saved as it is.
func (s *site) planAgain(c *gin.Context, typed models.Plan, faults []frontend.FormError) (reply, error) {
	view, err := s.reportOf(c)
	if err != nil {
		return reply{}, err
	}
	page := s.reportPage(c, view)
	page.Errors, page.Plan = faults, typed
	return showAgain(page)
}

// reportData is the same report for programs.
func (s *site) reportData(c *gin.Context) (reply, error) {
	view, err := s.reportOf(c)
	if err != nil {
		return reply{}, err
	}
	body, err := json.Marshal(reportJSON(view))
	if err != nil {
		return reply{}, err
	}
	return file("report.json", "application/json", body)
}

func (s *site) reportOf(c *gin.Context) (store.ReportView, error) {
	leader, err := idParam(c, "leader")
	if err != nil {
		return store.ReportView{}, err
	}
	return s.DB.Reports().Read(c.Request.Context(), leader, who(c).reader())
}
