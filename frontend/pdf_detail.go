package frontend

import (
	"fmt"
	"strings"
)

// detail is every shift with its sources, its answers and its questions.
func (p *pen) detail(r ReportPage, v ReportView) {
	p.section("Shift by shift", r.DetailLead(), true, 0)
	for i, c := range v.Competencies {
		if i > 0 {
			p.gap(20)
		}
		p.putWhole(p.competency(c)...)
	}
}

// detailUnit is the length of a px in the tracks of details.
const detailUnit = 0.6

func (p *pen) competency(c CompetencyView) []block {
	half := (p.width - 24) / 2
	heading := []run{{h3.in(ink3), fmt.Sprint(c.No, " ")}, {h3, c.Name}}
	left := []block{p.text(smallText, half, c.From+" → "+c.To), space(2), p.rich(half, heading...)}
	if c.Reading != "" {
		left = append(left, space(6), p.text(body, half, c.Reading))
	}
	var right []block
	for _, g := range c.Groups {
		right = append(right, p.groupRow(g, half))
	}
	if len(c.Agreement) > 0 {
		right = append(right, space(4), p.text(smallText, half, strings.Join(c.Agreement, " ")))
	}
	if c.Bands != nil {
		right = append(right, space(5), p.bands(*c.Bands, half))
	}
	blocks := []block{p.rule(p.width), space(10), beside(column{0, stack(left...)}, column{half + 24, stack(right...)}), space(6)}
	if c.ItemsNote != "" {
		blocks = append(blocks, p.text(smallText, p.width, c.ItemsNote))
	} else {
		blocks = append(blocks, p.items(c)...)
	}
	for _, note := range c.Rare {
		blocks = append(blocks, space(4), p.text(smallText, p.width, note))
	}
	return blocks
}

func (p *pen) groupRow(g GroupRow, width float64) block {
	const who, value = 88, 44
	name := []run{{smallText.in(ink), g.Source.Label}}
	if g.Counted {
		name = append(name, run{tiny, fmt.Sprint(" ", g.Source.N)})
	}
	label := centred(column{0, p.marker(g.Source.Shape)}, column{14, p.rich(who-14, name...)})
	if len(g.Marks) == 0 {
		return padded(3, centred(column{0, label}, column{who + 8, p.text(smallText, width-who-8, g.Why)}))
	}
	return centred(column{0, label}, column{who + 8, p.groupTrack(g, width-who-value-14, detailUnit)},
		column{width - value, p.text(smallText.strong().in(ink).right(), value, g.Value)})
}

// bands is how many answers lie in three bands, as a bar and in words.
func (p *pen) bands(b BandsBar, width float64) block {
	alpha := map[string]float64{"b1": 0.3, "b2": 0.6, "b3": 1}
	bar := block{7, func(x, y float64) {
		for _, stretch := range b.Bars {
			p.fill(ink3)
			p.faint(alpha[stretch.Class], func() {
				p.Rect(x+percent(stretch.X)*width, y, max(0, percent(stretch.Width)*width-0.75), 7, "F")
			})
		}
	}}
	return stack(p.text(tiny.in(ink2), width, fmt.Sprintf("All answers of colleagues to these %s questions", number(b.Items))), space(2), bar, space(2),
		p.text(tiny.in(ink), width, b.Text()))
}

// items are the questions of a shift; none when they are not shown.
func (p *pen) items(c CompetencyView) []block {
	if len(c.Items) == 0 {
		return nil
	}
	const vals = 96
	words := p.width * 0.42
	track := p.width - words - vals - 32
	blocks := []block{beside(column{words + 16, p.scaleWords(track, c.Scale[:])})}
	for _, item := range c.Items {
		text := p.rich(words, run{smallText.in(ink3), item.ID + " "}, run{smallText.in(ink), item.Text})
		row := centred(column{0, text}, column{words + 16, p.itemTrack(item, track, detailUnit)}, column{words + track + 32, p.itemVals(item.Vals, vals)})
		blocks = append(blocks, p.rule(p.width), padded(2, row))
	}
	return blocks
}

// itemVals are the numbers of a question, each beside its shape, in as many
// rows as they need.
func (p *pen) itemVals(vals []ItemVal, width float64) block {
	var rows []block
	var columns []column
	x := 0.0
	for _, v := range vals {
		wide := p.widthOf(smallText.strong(), written(v.Value)) + 1
		if x+12+wide > width && x > 0 {
			rows, columns, x = append(rows, centred(columns...)), nil, 0
		}
		columns = append(columns, column{x, p.marker(v.Source.Shape)}, column{x + 12, p.text(smallText.strong().in(ink), wide, v.Value)})
		x += max(28, wide+16)
	}
	return stack(append(rows, centred(columns...))...)
}
