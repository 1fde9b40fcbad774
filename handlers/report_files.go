package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
)

// reportCSV is a report as tables in one text file.
func (s *site) reportCSV(c *gin.Context) (reply, error) {
	return s.reportFile(c, "csv", "text/csv; charset=utf-8", frontend.ReportCSV)
}

// reportXLSX is a report as a workbook.
func (s *site) reportXLSX(c *gin.Context) (reply, error) {
	return s.reportFile(c, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", frontend.ReportXLSX)
}

// reportPDF is a report on paper, A4 unless ?paper=letter.
func (s *site) reportPDF(c *gin.Context) (reply, error) {
	return s.reportFile(c, "pdf", "application/pdf", func(p frontend.ReportPage) ([]byte, error) {
		return frontend.ReportPDF(p, frontend.PaperOf(c.Query("paper")))
	})
}

// reportFile draws a report that the reader may read as a file.
func (s *site) reportFile(c *gin.Context, extension, contentType string, draw func(frontend.ReportPage) ([]byte, error)) (reply, error) {
	view, err := s.reportOf(c)
	if err != nil {
		return reply{}, err
	}
	page := s.reportPage(c, view)
	body, err := draw(page)
	if err != nil {
		return reply{}, err
	}
	return file(page.FileName(extension), contentType, body)
}
