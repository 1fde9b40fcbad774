package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
)

// reportPDF is a report on paper, A4 unless ?paper=letter, with the leader's plan.
func (s *site) reportPDF(c *gin.Context) (reply, error) {
	view, err := s.reportOf(c)
	if err != nil {
		return reply{}, err
	}
	page := s.reportPage(c, view)
	body, err := frontend.ReportPDF(page, frontend.PaperOf(c.Query("paper")))
	if err != nil {
		return reply{}, err
	}
	return file(page.FileName("pdf"), "application/pdf", body)
}

// reportCSV is a report as tables in one text file.
func (s *site) reportCSV(c *gin.Context) (reply, error) {
	return s.reportTables(c, "csv", "text/csv; charset=utf-8", frontend.ReportCSV)
}

// reportXLSX is a report as a workbook.
func (s *site) reportXLSX(c *gin.Context) (reply, error) {
	return s.reportTables(c, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", frontend.ReportXLSX)
}

// reportTables writes a report as tables, which hold no plan.
func (s *site) reportTables(c *gin.Context, extension, contentType string, write func(frontend.ReportPage) ([]byte, error)) (reply, error) {
	view, err := s.reportOf(c)
	if err != nil {
		return reply{}, err
	}
	page := s.reportPage(c, view)
	body, err := write(page)
	if err != nil {
		return reply{}, err
	}
	return file(page.FileName(extension), contentType, body)
}
