package frontend

import (
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// Sheets are the report as tables, in the order of the page.
func (p ReportPage) Sheets() []Sheet {
	v := p.View()
	sheets := []Sheet{p.firstSheet(v)}
	if len(v.Key) > 0 {
		sheets = append(sheets, p.averagesSheet(v), questionsSheet(v))
	}
	sheets = append(sheets, p.wordsSheet(v))
	if v.Trend != nil {
		sheets = append(sheets, trendSheet(*v.Trend))
	}
	return append(sheets, nextSheet(v), p.readSheet())
}

// Dates says which cycle this is and when it closed and was released.
func (p ReportPage) Dates() string {
	text := "Feedback report, " + p.Report.Cycle + ". Closed "
	if p.ReleasedAt.IsZero() {
		return text + day(p.Report.ClosedAt) + ", not released yet"
	}
	return text + shortDay(p.Report.ClosedAt) + ", released " + day(p.ReleasedAt)
}

func (p ReportPage) firstSheet(v ReportView) Sheet {
	s := Sheet{Name: "Read this first", Heads: []string{"What", "Value"}, Widths: []float64{24, 100}}
	add := func(what string, value Cell) { s.Rows = append(s.Rows, []Cell{plain(what), value}) }
	add("Leader", plain(p.Report.Leader))
	add("Role", plain(p.Job()))
	add("Report", plain(p.Dates()))
	if note := p.HRNote(); note != "" {
		add("Note", plain(note))
	}
	for _, sentence := range p.Report.First() {
		add("Read this first", plain(sentence.String()))
	}
	for _, source := range v.Answers {
		add("Answers: "+source.Label, count(source.N))
	}
	add("Groups", plain(p.Report.GroupingNote()))
	if len(v.Key) > 0 {
		add("Averages", plain(p.TableCaption()))
	}
	return s
}

// averagesSheet has a row per shift: all averages and what is said about them.
func (p ReportPage) averagesSheet(v ReportView) Sheet {
	s := Sheet{Name: "Averages", Heads: []string{"No", "Shift", "From", "To"}, Widths: []float64{5, 30, 24, 24}}
	for _, head := range v.Table.Heads {
		s.Heads, s.Widths = append(s.Heads, head), append(s.Widths, 14)
	}
	colleagues := p.Report.Colleagues > 0
	if colleagues {
		s.Heads = append(s.Heads, "View", "Reading", "Agreement", "Rarely", "Half the time", "Often", "Notes")
		s.Widths = append(s.Widths, 14, 50, 40, 8, 12, 8, 50)
	}
	for i, c := range v.Competencies {
		row := append([]Cell{count(c.No)}, plains(c.Name, c.From, c.To)...)
		for _, cell := range v.Table.Rows[i].Cells {
			row = append(row, figure(cell))
		}
		if colleagues {
			row = append(row, plains(v.Shifts[i].Note, c.Reading, strings.Join(c.Agreement, " "))...)
			row = append(row, bandCells(c.Bands)...)
			row = append(row, plain(strings.Join(c.Rare, " ")))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// bandCells counts the answers of colleagues in three bands, or is empty where
// that is not shown.
func bandCells(b *BandsBar) []Cell {
	if b == nil {
		return plains("", "", "")
	}
	return []Cell{count(b.Rarely), count(b.Half), count(b.Often)}
}

// questionsSheet has a row per question, or the reason why a shift has none.
func questionsSheet(v ReportView) Sheet {
	s := Sheet{Name: "Questions", Heads: []string{"Shift", "Question", "Words"}, Widths: []float64{30, 10, 60}}
	column := map[string]int{}
	for _, c := range v.Competencies {
		for _, item := range c.Items {
			for _, val := range item.Vals {
				if _, known := column[val.Source.Label]; !known {
					column[val.Source.Label] = len(s.Heads)
					s.Heads, s.Widths = append(s.Heads, val.Source.Label), append(s.Widths, 14)
				}
			}
		}
	}
	for _, c := range v.Competencies {
		if c.ItemsNote != "" {
			s.Rows = append(s.Rows, plains(c.Name, "", c.ItemsNote))
		}
		for _, item := range c.Items {
			row := append(plains(c.Name, item.ID, item.Text), make([]Cell, len(s.Heads)-3)...)
			for _, val := range item.Vals {
				row[column[val.Source.Label]] = figure(val.Value)
			}
			s.Rows = append(s.Rows, row)
		}
	}
	return s
}

// wordsSheet has a row per comment in the order of the page.
func (p ReportPage) wordsSheet(v ReportView) Sheet {
	s := Sheet{Name: "In their words", Heads: []string{"Question", "From", "Comment"}, Widths: []float64{40, 20, 100}}
	for _, q := range v.Words {
		for _, lines := range q.Comments {
			s.Rows = append(s.Rows, plains(q.Question, "Colleagues", strings.Join(lines, "\n")))
		}
		for _, m := range q.Managers {
			s.Rows = append(s.Rows, plains(q.Question, m.Label, strings.Join(m.Lines, "\n")))
		}
	}
	for _, note := range []string{p.NoWords(), p.WordsLead(), p.WithheldNote()} {
		if note != "" {
			s.Rows = append(s.Rows, plains("", "", note))
		}
	}
	return s
}

// trendSheet has a row per shift that can be compared with an earlier cycle.
func trendSheet(v TrendView) Sheet {
	s := Sheet{Name: "Since last time", Heads: []string{"No", "Shift", v.Before, v.Now, "Change", "Notes"}, Widths: []float64{5, 30, 16, 16, 14, 60}}
	s.Rows = append(s.Rows, plains("", "", "", "", "", v.Lead))
	for _, row := range v.Rows {
		s.Rows = append(s.Rows, []Cell{count(row.No), plain(row.Name), figure(row.Before), figure(row.Now), plain(string(row.Word))})
	}
	if v.Note != "" {
		s.Rows = append(s.Rows, plains("", "", "", "", "", v.Note))
	}
	return s
}

func nextSheet(v ReportView) Sheet {
	s := Sheet{Name: "What next", Heads: []string{"Shift", "Averages", "What to try"}, Widths: []float64{30, 30, 100}}
	s.Rows = append(s.Rows, plains("", "", v.Next.Lead))
	for _, idea := range append(append([]Idea{}, v.Next.Ideas...), v.Next.Choose...) {
		for _, try := range idea.Tries {
			s.Rows = append(s.Rows, plains(idea.Name, idea.Scores, try))
		}
	}
	return s
}

func (p ReportPage) readSheet() Sheet {
	s := Sheet{Name: "How to read", Heads: []string{"About", "What it means"}, Widths: []float64{40, 100}}
	for _, point := range p.HowToRead() {
		s.Rows = append(s.Rows, pointCells(point))
	}
	return s
}

func pointCells(point models.Assurance) []Cell { return plains(point.Lead, point.Rest) }
