package frontend

import (
	"bytes"
	"time"
)

// Paper is a size of paper, in points.
type Paper struct{ Width, Height float64 }

// The sizes of paper. Sources: ISO 216 and ANSI/ASME Y14.1.
var (
	A4     = Paper{595.28, 841.89}
	Letter = Paper{612, 792}
)

// PaperOf is the paper by its name: Letter for "letter", else A4.
func PaperOf(name string) Paper {
	if name == "letter" {
		return Letter
	}
	return A4
}

// ReportPDF draws the report on paper: the words of the page, and its drawings
// from the same places. The same report gives the same bytes: the file's only
// date is the day on which the cycle closed.
func ReportPDF(p ReportPage, paper Paper) ([]byte, error) {
	pen := newPen(paper, "Confidential. "+p.Title())
	pen.SetTitle(p.Title(), true)
	pen.SetSubject("Feedback report, "+p.Report.Cycle, true)
	pen.SetAuthor("Sevenfold", true)
	closed := p.Report.ClosedAt.UTC().Truncate(24 * time.Hour)
	pen.SetCreationDate(closed)
	pen.SetModificationDate(closed)

	v := p.View()
	pen.cover(p, v)
	if len(v.Key) > 0 {
		pen.shifts(p, v)
	}
	if len(v.Views) > 0 {
		pen.views(p, v)
	}
	if v.Radar != nil {
		pen.shape(p, v)
	}
	if len(v.Key) > 0 {
		pen.detail(p, v)
	}
	pen.words(p, v)
	if v.Trend != nil {
		pen.trend(*v.Trend)
	}
	pen.next(v)
	if !p.ForHR {
		pen.plan(p)
	}
	pen.howToRead(p)
	if len(v.Key) > 0 {
		pen.numbers(p, v)
	}
	pen.finish()
	var out bytes.Buffer
	err := pen.Output(&out)
	return out.Bytes(), err
}
