package models

import (
	"bytes"
	"encoding/csv"
	"strconv"
)

// Overview is how a whole organisation was seen in one cycle: what the page
// shows, and the file that can be downloaded from it.
type Overview struct {
	Cycle         string
	Questionnaire Questionnaire
	Heatmap       Heatmap
	Rates         *Rates      // nil: not known
	Earlier       string      // name of the cycle that it is compared with; "" for none
	Trend         []HeatTrend // nothing where no cell is published in both
}

// Competency is the name of a competency, or its id where it has none any more.
func (o Overview) Competency(id string) string {
	for _, c := range o.Questionnaire.Competencies {
		if c.ID == id {
			return c.Name
		}
	}
	return id
}

// CSV is exactly what the page shows, one line for each row of it: UTF-8 with a
// byte order mark, for spreadsheets. No text begins a formula.
func (o Overview) CSV() []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.Write(o.csvHead())
	for _, row := range append(append([]HeatRow{}, o.Heatmap.Rows...), o.Heatmap.All) {
		w.Write(o.csvRow(row))
	}
	w.Flush()
	return out.Bytes()
}

func (o Overview) csvHead() []string {
	head := []string{"department", "leaders"}
	for _, id := range o.Heatmap.Competencies {
		head = append(head, NoFormula(o.Competency(id)))
	}
	if o.Rates != nil {
		head = append(head, "asked", "answered", "answered in percent")
	}
	if len(o.Trend) > 0 {
		for _, id := range o.Heatmap.Competencies {
			head = append(head, NoFormula(o.Competency(id)+", in "+o.Earlier), NoFormula(o.Competency(id)+", since then"))
		}
	}
	return head
}

func (o Overview) csvRow(row HeatRow) []string {
	line := []string{NoFormula(row.Department), strconv.Itoa(row.Leaders)}
	for _, id := range o.Heatmap.Competencies {
		line = append(line, shownScore(row.Scores[id]))
	}
	if o.Rates != nil {
		r := o.rate(row.Department)
		line = append(line, strconv.Itoa(r.Invited), strconv.Itoa(r.Answered), strconv.Itoa(r.Percent()))
	}
	if len(o.Trend) > 0 {
		for _, id := range o.Heatmap.Competencies {
			before, move := o.moved(row.Department, id)
			line = append(line, shownScore(before), string(move))
		}
	}
	return line
}

// shownScore is a score as it is printed, or "" where it is not shown.
func shownScore(s Score) string {
	if s == 0 {
		return ""
	}
	return s.String()
}

func (o Overview) rate(department string) RateRow {
	for _, r := range o.Rates.Rows {
		if r.Department == department {
			return r
		}
	}
	return o.Rates.All
}

func (o Overview) moved(department, competency string) (Score, TrendWord) {
	for _, row := range o.Trend {
		for _, c := range row.Cells {
			if row.Department == department && c.Competency == competency {
				return c.Before, c.Change
			}
		}
	}
	return 0, ""
}
