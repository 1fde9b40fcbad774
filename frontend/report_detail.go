package frontend

import (
	"fmt"

	"github.com/sevenfold/sevenfold/models"
)

// CompetencyView is one competency in detail.
type CompetencyView struct {
	No        int
	Anchor    string
	Name      string
	From, To  string
	Reading   string
	Groups    []GroupRow
	Agreement []string
	Bands     *BandsBar
	Scale     [3]string // the words at the left edge, in the middle and at the right edge
	Items     []ItemRow
	ItemsNote string // why colleagues' item means are not shown; then Items is empty
	Rare      []string
}

// GroupRow is one source's score of a competency.
type GroupRow struct {
	Source  KeyEntry
	Counted bool // N is printed: the source is a group
	Band    *Span
	Marks   []Mark // none when there is no score
	Value   string
	Why     string // why there is no score
}

// BandsBar is how many answers fall into three bands, as one bar.
type BandsBar struct {
	models.Bands
	Items int
	Bars  []Bar
}

// Bar is a stretch of a bar.
type Bar struct{ Class, X, Width string }

// ItemRow is one item: the leader, managers and colleagues.
type ItemRow struct {
	ID    string
	Text  string
	Mean  string // where the colleagues' line stands; "" when it is not shown
	Marks []Mark
	Vals  []ItemVal
}

// ItemVal is a number of an item row.
type ItemVal struct {
	Source KeyEntry
	Value  string
}

// groupAxis is where a group row draws, in px.
const groupAxis = 15

func (l layout) competency(i int, c models.CompetencyReport) CompetencyView {
	v := CompetencyView{
		No: i + 1, Anchor: l.anchor(c.ID), Name: c.Name, From: c.ExpertStrength, To: c.LeaderStrength,
		Reading: l.Reading(c), Groups: l.groups(c), Agreement: l.AgreementNotes(c),
		ItemsNote: l.ItemsNote(c), Rare: c.RareNotes(), Scale: [3]string{scaleWord(l.Scale, 1), scaleWord(l.Scale, 3), scaleWord(l.Scale, 5)},
	}
	if c.Bands != nil {
		v.Bands = bandsBar(*c.Bands, len(c.Items))
	}
	if v.ItemsNote == "" {
		for _, item := range c.Items {
			v.Items = append(v.Items, l.item(item))
		}
	}
	return v
}

// groups lists the leader, the colleagues, their groups, and the managers.
func (l layout) groups(c models.CompetencyReport) []GroupRow {
	var rows []GroupRow
	if l.self {
		rows = append(rows, namedRow(KeyEntry{"self", "You", 1}, own(c), "You rated fewer than half of these lines."))
	}
	if n := l.Report.Colleagues; n > 0 {
		rows = append(rows, groupRow(KeyEntry{"others", l.colleagues(), n}, c.Colleagues))
	}
	for _, s := range l.apart() {
		rows = append(rows, groupRow(KeyEntry{shapeOf(s), s.Label, s.N}, c.Scores[s.Key]))
	}
	for _, s := range l.managers {
		rows = append(rows, namedRow(KeyEntry{"manager", s.Label, 1}, c.Scores[s.Key], "Rated fewer than half of these lines."))
	}
	return rows
}

func namedRow(key KeyEntry, score models.Score, why string) GroupRow {
	if score == 0 {
		return GroupRow{Source: key, Why: why}
	}
	return GroupRow{Source: key, Marks: []Mark{{key.Shape, at(score), groupAxis}}, Value: score.String()}
}

func groupRow(key KeyEntry, score models.Score) GroupRow {
	if score == 0 {
		return GroupRow{Source: key, Counted: true, Why: "Too few colleagues could judge this."}
	}
	return GroupRow{
		Source: key, Counted: true, Marks: []Mark{{key.Shape, at(score), groupAxis}}, Value: models.ScoreText(score, true),
		Band: softBand(key.Shape, score, key.N, groupAxis, 14),
	}
}

func bandsBar(b models.Bands, items int) *BandsBar {
	bar := &BandsBar{Bands: b, Items: items}
	total := b.Rarely + b.Half + b.Often
	if total == 0 {
		return nil
	}
	x := 0.0
	for i, count := range []int{b.Rarely, b.Half, b.Often} {
		width := 100 * float64(count) / float64(total)
		if count > 0 {
			bar.Bars = append(bar.Bars, Bar{fmt.Sprintf("b%d", i+1), fmt.Sprintf("%.1f%%", x), fmt.Sprintf("%.1f%%", width)})
		}
		x += width
	}
	return bar
}

// The heights at which an item row draws, in px.
const (
	itemSelf    = 9
	itemManager = 25
)

func (l layout) item(item models.ItemReport) ItemRow {
	row := ItemRow{ID: item.ID, Text: item.Text}
	add := func(key KeyEntry, rating models.Score, y int) {
		value := "–"
		if rating != 0 {
			value = fmt.Sprint(int(rating) / 10)
			row.Marks = append(row.Marks, Mark{key.Shape, at(rating), y})
		}
		row.Vals = append(row.Vals, ItemVal{key, value})
	}
	if l.self {
		add(KeyEntry{"self", "You", 1}, item.Named[string(models.Self)], itemSelf)
	}
	for _, s := range l.managers {
		add(KeyEntry{"manager", s.Label, 1}, item.Named[s.Key], itemManager)
	}
	if item.Colleagues != 0 {
		row.Mean = at(item.Colleagues)
		row.Vals = append(row.Vals, ItemVal{KeyEntry{"others", l.colleagues(), 0}, models.ScoreText(item.Colleagues, true)})
	}
	return row
}
