package frontend

import (
	"bytes"
	"encoding/csv"
)

// ReportCSV is the report as one CSV file: its tables one below the other, each
// under its name. UTF-8 with a byte order mark, without which Excel would guess.
func ReportCSV(p ReportPage) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for i, sheet := range p.Sheets() {
		if i > 0 {
			w.Write([]string{""})
		}
		w.Write([]string{sheet.Name})
		w.Write(guarded(sheet.Heads))
		for _, row := range sheet.Rows {
			fields := make([]string, len(row))
			for j, cell := range row {
				fields[j] = cell.String()
			}
			w.Write(fields)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// guarded are column heads that no spreadsheet takes for formulas: they may hold
// a manager's name.
func guarded(heads []string) []string {
	fields := make([]string, len(heads))
	for i, head := range heads {
		fields[i] = plain(head).Text
	}
	return fields
}
