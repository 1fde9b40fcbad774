package frontend

import (
	"fmt"
	"slices"

	"github.com/sevenfold/sevenfold/models"
)

// ReportView is a report laid out for drawing: every number in its place, none
// of them worked out here.
type ReportView struct {
	Key          []KeyEntry
	Answers      []KeyEntry // who answered, with numbers
	Shifts       []ShiftRow
	Line         FoldLine
	Radar        *Radar // nil: a shape would have holes
	Views        []ViewColumn
	Competencies []CompetencyView
	Table        NumberTable
	Words        []QuestionWords
	Trend        *TrendView // nil: there is nothing to compare with
	Next         NextSteps
}

// KeyEntry is a source with its shape.
type KeyEntry struct {
	Shape string
	Label string
	N     int
}

// ShiftRow is a row of Seven shifts.
type ShiftRow struct {
	No       int
	Anchor   string // id of the competency's detail
	Name     string
	From, To string // the two strengths
	Track    ShiftTrack
	Gap      string // "+1.3", or "" when it is open
	Note     string // "You see more"
}

// ViewColumn is a group of competencies in "Your view and theirs".
type ViewColumn struct {
	Heading string
	Text    string
	Rows    []ViewRow
}

// ViewRow is a competency there.
type ViewRow struct {
	Anchor string
	Name   string
	Track  ShiftTrack
	Self   string
	Theirs string
	Ask    string // the question it leads to, or ""
}

// layout is a report with what the drawing of its parts needs to know.
type layout struct {
	models.Report
	self     bool // the leader gave an own view
	managers []models.Source
	cells    []models.Source
}

func newLayout(r models.Report) layout {
	l := layout{Report: r}
	for _, s := range r.Sources {
		switch {
		case s.Anonymous():
			l.cells = append(l.cells, s)
		case s.Groups[0] == models.Manager:
			l.managers = append(l.managers, s)
		default:
			l.self = true
		}
	}
	return l
}

// apart are the cells drawn beside the colleagues: none if there is only one,
// which is drawn once, as the colleagues.
func (l layout) apart() []models.Source {
	if len(l.cells) < 2 {
		return nil
	}
	return l.cells
}

// colleagues is how the colleagues are called: a single cell by its own name.
func (l layout) colleagues() string {
	if len(l.cells) == 1 {
		return l.cells[0].Label
	}
	return "Colleagues"
}

// shapeOf is the shape that stands for a source.
func shapeOf(s models.Source) string {
	if len(s.Groups) != 1 {
		return "others"
	}
	switch s.Groups[0] {
	case models.Self:
		return "self"
	case models.Manager:
		return "manager"
	case models.Peer:
		return "peers"
	case models.DirectReport:
		return "reports"
	}
	return "others"
}

// own is the leader's own score of a competency.
func own(c models.CompetencyReport) models.Score { return c.Scores[string(models.Self)] }

// anchor is the id of a competency's detail on the page.
func (l layout) anchor(id string) string {
	for i, c := range l.Competencies {
		if c.ID == id {
			return fmt.Sprintf("c%d", i+1)
		}
	}
	return "detail"
}

// drawnReport is a report with its layout, worked out once for all its sections.
type drawnReport struct {
	ReportPage
	View ReportView
}

func (p ReportPage) laidOut() drawnReport { return drawnReport{p, p.View()} }

// View lays the report out.
func (p ReportPage) View() ReportView {
	l := newLayout(p.Report)
	v := ReportView{Key: l.key(), Answers: l.answers(), Views: l.views(), Table: l.table(), Next: l.next(), Words: p.words(), Trend: l.trend(p.Trend)}
	self := make([]models.Score, len(l.Competencies))
	theirs := make([]models.Score, len(l.Competencies))
	names := make([]string, len(l.Competencies))
	for i, c := range l.Competencies {
		self[i], theirs[i], names[i] = own(c), c.Colleagues, upper(c.ID)
		v.Shifts = append(v.Shifts, l.shift(i, c))
		v.Competencies = append(v.Competencies, l.competency(i, c))
	}
	v.Line, v.Radar = foldLine(self, theirs), radar(self, theirs, names)
	return v
}

func (l layout) key() []KeyEntry {
	var key []KeyEntry
	if l.self {
		key = append(key, KeyEntry{Shape: "self", Label: "You", N: 1})
	}
	if l.Report.Colleagues > 0 {
		key = append(key, KeyEntry{Shape: "others", Label: l.colleagues(), N: l.Report.Colleagues})
	}
	for _, s := range slices.Concat(l.managers, l.apart()) {
		key = append(key, KeyEntry{Shape: shapeOf(s), Label: s.Label, N: s.N})
	}
	return key
}

// answers lists the sources as the cover does: the colleagues last, as the sum.
func (l layout) answers() []KeyEntry {
	var named, rest []KeyEntry
	for _, k := range l.key() {
		if k.Shape == "others" {
			rest = append(rest, k)
		} else {
			named = append(named, k)
		}
	}
	return append(named, rest...)
}

func (l layout) shift(i int, c models.CompetencyReport) ShiftRow {
	var groups []placed
	for _, s := range slices.Concat(l.managers, l.apart()) {
		groups = append(groups, placed{shapeOf(s), c.Scores[s.Key]})
	}
	return ShiftRow{
		No: i + 1, Anchor: l.anchor(c.ID), Name: c.Name, From: c.ExpertStrength, To: c.LeaderStrength,
		Track: shiftTrack(own(c), c.Colleagues, l.Report.Colleagues, c.View, groups),
		Gap:   c.GapText(), Note: c.View.Note(),
	}
}

func (l layout) views() []ViewColumn {
	columns := []ViewColumn{
		{Heading: "What you both see", Text: "Your number and theirs are close."},
		{Heading: "Where you see more", Text: "Seen differently, by half a point or more."},
		{Heading: "Where they see more", Text: "Seen differently, by half a point or more."},
	}
	at := map[models.View]int{models.InStep: 0, models.SelfHigher: 1, models.SelfLower: 2}
	for _, c := range l.Competencies {
		if column, ok := at[c.View]; ok {
			columns[column].Rows = append(columns[column].Rows, l.viewRow(c))
		}
	}
	var filled []ViewColumn
	for _, column := range columns {
		if len(column.Rows) > 0 {
			filled = append(filled, column)
		}
	}
	return filled
}

// viewAxis is where a row of "Your view and theirs" draws, in px.
const viewAxis = 13

func (l layout) viewRow(c models.CompetencyReport) ViewRow {
	row := ViewRow{Anchor: l.anchor(c.ID), Name: c.Name, Self: own(c).String(), Theirs: models.ScoreText(c.Colleagues, true)}
	row.Track = ShiftTrack{
		Band:  softBand("others", c.Colleagues, l.Report.Colleagues, viewAxis, 14),
		Gap:   gapBetween(own(c), c.Colleagues, models.SelfHigher),
		Marks: []Mark{{"others", at(c.Colleagues), viewAxis}, {"self", at(own(c)), viewAxis}},
	}
	for _, id := range l.Gaps {
		if id == c.ID {
			row.Ask = c.View.Ask()
		}
	}
	return row
}
