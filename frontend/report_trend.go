package frontend

import (
	"fmt"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// TrendView is what colleagues saw in two cycles, as a table.
type TrendView struct {
	Lead        string
	Before, Now string // the heads of the columns
	Rows        []TrendLine
	Note        string // what is left out, or ""
}

// TrendLine is one competency there.
type TrendLine struct {
	No          int
	Name        string
	Before, Now string
	Word        models.TrendWord
}

// Changed reports whether the line stands out.
func (l TrendLine) Changed() bool { return l.Word != models.Similar }

func (l layout) trend(t *models.Trend) *TrendView {
	if t == nil {
		return nil
	}
	v := &TrendView{Before: t.Cycle, Now: l.Cycle}
	if v.Before == v.Now {
		month := func(at time.Time) string { return ", " + at.Format("January 2006") }
		v.Before, v.Now = v.Before+month(t.ClosedAt), v.Now+month(l.ClosedAt)
	}
	few := "We"
	if t.Least > 5 {
		few = "With so few people we"
	}
	v.Lead = fmt.Sprintf("%s in %s (%d answers) and now (%d answers). %s only call a difference of %s or more a change.",
		l.colleagues(), v.Before, t.Before, t.Now, few, t.Least)
	for i, c := range l.Competencies {
		for _, row := range t.Rows {
			if row.Competency == c.ID {
				v.Rows = append(v.Rows, TrendLine{i + 1, c.Name, models.ScoreText(row.Before, true), models.ScoreText(row.Now, true), row.Change})
			}
		}
	}
	if len(v.Rows) < len(l.Competencies) {
		v.Note = "Left out: shifts that too few colleagues could judge in one of the two cycles, or that were asked about in other words."
	}
	return v
}
