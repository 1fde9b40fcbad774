package frontend

import (
	"bytes"
	"time"

	"github.com/xuri/excelize/v2"
)

// ReportXLSX is the report as a workbook, a sheet per table. The same report
// gives the same bytes: its only date is the day on which the cycle closed.
func ReportXLSX(p ReportPage) ([]byte, error) {
	f := excelize.NewFile().SetZipWriter(newSortedZip)
	defer f.Close()
	styles, err := newXLSXStyles(f)
	if err != nil {
		return nil, err
	}
	for i, sheet := range p.Sheets() {
		if i == 0 {
			err = f.SetSheetName("Sheet1", sheet.Name)
		} else {
			_, err = f.NewSheet(sheet.Name)
		}
		if err == nil {
			err = writeSheet(f, sheet, styles)
		}
		if err != nil {
			return nil, err
		}
	}
	closed := p.Report.ClosedAt.UTC().Truncate(24 * time.Hour).Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: p.Title(), Creator: "Sevenfold", LastModifiedBy: "Sevenfold", Created: closed, Modified: closed, Language: "en"}); err != nil {
		return nil, err
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "Sevenfold"}); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// xlsxStyles are the looks of cells, as excelize numbers them.
type xlsxStyles struct{ head, text, whole, tenths, signed int }

func newXLSXStyles(f *excelize.File) (s xlsxStyles, err error) {
	tenths, signed := "0.0", "+0.0;−0.0;0.0"
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, style := range []struct {
		id   *int
		look excelize.Style
	}{
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: top}},
		{&s.text, excelize.Style{Alignment: top}},
		{&s.whole, excelize.Style{NumFmt: 1, Alignment: top}},
		{&s.tenths, excelize.Style{CustomNumFmt: &tenths, Alignment: top}},
		{&s.signed, excelize.Style{CustomNumFmt: &signed, Alignment: top}},
	} {
		if *style.id, err = f.NewStyle(&style.look); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s xlsxStyles) of(c Cell) int {
	switch {
	case !c.IsNumber:
		return s.text
	case c.Signed:
		return s.signed
	case c.Decimals > 0:
		return s.tenths
	}
	return s.whole
}

// writeSheet streams one table. The first row stays in sight when scrolling.
func writeSheet(f *excelize.File, sheet Sheet, styles xlsxStyles) error {
	w, err := f.NewStreamWriter(sheet.Name)
	if err != nil {
		return err
	}
	for i, width := range sheet.Widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	heads := make([]any, len(sheet.Heads))
	for i, head := range guarded(sheet.Heads) {
		heads[i] = excelize.Cell{StyleID: styles.head, Value: head}
	}
	if err := w.SetRow("A1", heads); err != nil {
		return err
	}
	for i, row := range sheet.Rows {
		cells := make([]any, len(row))
		for j, c := range row {
			cells[j] = excelize.Cell{StyleID: styles.of(c), Value: xlsxValue(c)}
		}
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return err
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

func xlsxValue(c Cell) any {
	if c.IsNumber {
		return c.Number
	}
	return c.Text
}
