package frontend

import (
	"fmt"

	"github.com/sevenfold/sevenfold/models"
)

// cover is the first sheet: who, when, the first sentences and who answered.
func (p *pen) cover(r ReportPage, v ReportView) {
	p.y += 84
	if note := r.HRNote(); note != "" {
		p.put(p.text(smallText, p.width, note))
		p.gap(10)
	}
	p.put(stack(p.text(smallText, p.width, r.Dates()), space(8), p.text(h1, p.width, r.Report.Leader)))
	if job := r.Job(); job != "" {
		p.put(stack(space(4), p.text(leadText, p.width, job)))
	}
	p.gap(26)
	for _, sentence := range r.Report.First() {
		p.put(stack(p.rich(min(p.width, measure), firstRuns(sentence)...), space(10)))
	}
	p.gap(34)
	const wide = 230
	answers := []block{p.text(smallText, wide, "Answers"), space(6)}
	for _, k := range v.Answers {
		answers = append(answers, p.rule(wide), p.answersRow(k, wide))
	}
	if len(v.Answers) == 0 {
		answers = append(answers, p.rule(wide), space(4), p.text(body, wide, "Nothing can be shown"))
	}
	answers = append(answers, space(8), p.text(smallText, wide, r.Report.GroupingNote()), space(14), p.text(smallText, wide, r.Readers()))
	p.putWhole(answers...)
}

// firstRuns sets the names of shifts in bold.
func firstRuns(s models.Sentence) []run {
	var runs []run
	for _, part := range s.Parts {
		look := firstText
		if part.Competency != "" {
			look = look.strong()
		}
		runs = append(runs, run{look, part.Text})
	}
	return runs
}

// rule is a hairline.
func (p *pen) rule(width float64) block {
	return block{1, func(x, y float64) {
		t := track{p, x, y, width, 1}
		t.axis(hair, 0.5)
	}}
}

func (p *pen) answersRow(k KeyEntry, width float64) block {
	return padded(4, centred(column{0, p.marker(k.Shape)}, column{16, p.text(body, width-60, k.Label)}, column{width - 40, p.text(body.right(), 40, fmt.Sprint(k.N))}))
}

// key names the shapes, in as many rows as it needs.
func (p *pen) key(r ReportPage, v ReportView) block {
	var rows []block
	var columns []column
	x := 0.0
	add := func(entry block, width float64) {
		if x+width > p.width {
			rows, columns, x = append(rows, centred(columns...)), nil, 0
		}
		columns = append(columns, column{x, entry})
		x += width + 16
	}
	for _, k := range v.Key {
		width := 14 + p.widthOf(smallText, written(k.Label)) + 1
		add(centred(column{0, p.marker(k.Shape)}, column{14, p.text(smallText, width-14, k.Label)}), width)
	}
	if r.Report.Colleagues > 0 {
		pill := block{10, func(x, y float64) {
			t := track{p, x, y, 20, 0.62}
			t.band(&Span{Shape: "others", X: "0%", Width: "100%", Y: 1, Height: 14, Radius: 7})
		}}
		width := 26 + p.widthOf(smallText, written(r.BandCaption())) + 1
		add(centred(column{0, pill}, column{26, p.text(smallText, width-26, r.BandCaption())}), width)
	}
	return stack(append(rows, centred(columns...))...)
}

// shiftColumns are where the columns of Seven shifts lie.
type shiftColumns struct{ name, from, at, track, to, gap float64 }

func (p *pen) shiftColumns() shiftColumns {
	c := shiftColumns{name: 90, from: 58, to: 58, gap: 54}
	c.at = c.name + c.from + 20
	c.track = p.width - c.at - c.to - c.gap - 22
	return c
}

// shifts is the one drawing of all shifts, with the fold line behind its rows.
func (p *pen) shifts(r ReportPage, v ReportView) {
	p.section(upper(number(len(v.Shifts)))+" shifts", r.ShiftsLead(), true, 0)
	p.put(stack(p.key(r, v), space(12)))
	c := p.shiftColumns()
	px := min(0.72, (p.bottom-p.y-16)/float64(84*len(v.Shifts)))
	var rows []block
	for _, s := range v.Shifts {
		rows = append(rows, p.shift(s, px))
	}
	table := stack(rows...)
	words := p.scaleWords(c.track, []string{"1 " + r.ScaleWord(1), "3 " + r.ScaleWord(3), "5 " + r.ScaleWord(5)})
	p.put(stack(beside(column{c.at, words}), block{table.height, func(x, y float64) {
		p.foldLine(v.Line, frame{x + c.at, y, c.track / 400, table.height / float64(v.Line.Height)})
		table.draw(x, y)
	}}))
}

// shift is one row.
func (p *pen) shift(s ShiftRow, px float64) block {
	c := p.shiftColumns()
	small := smallText
	small.leading = 10
	runs := []run{{body.strong(), s.Name}}
	if s.No > 0 {
		runs = append([]run{{body.in(ink3), fmt.Sprint(s.No, " ")}}, runs...)
	}
	name := p.rich(c.name, runs...)
	right := c.at + c.track + 11
	columns := []column{{0, name}, {c.name + 10, p.text(small.right(), c.from, s.From)}, {c.at, p.shiftRow(s.Track, c.track, px)},
		{right, p.text(small, c.to, s.To)}}
	if s.Gap != "" {
		columns = append(columns, column{right + c.to + 11, stack(p.text(h3.right(), c.gap, s.Gap), p.text(tiny.right().in(ink2), c.gap, s.Note))})
	}
	cells := centred(columns...)
	height := 84 * px
	return block{height, func(x, y float64) {
		p.rule(p.width).draw(x, y)
		cells.draw(x, y+(height-cells.height)/2)
	}}
}

// foldLine draws the two profiles and the area between them.
func (p *pen) foldLine(l FoldLine, f frame) {
	p.fill(tinted)
	for _, area := range l.Areas {
		p.Polygon(corners(area, f), "F")
	}
	p.stroke(ink)
	p.SetLineWidth(0.9)
	p.faint(0.45, func() {
		for _, line := range l.Colleagues {
			p.polyline(corners(line, f))
		}
	})
	p.dotted(0.9, func() {
		for _, line := range l.Self {
			p.polyline(corners(line, f))
		}
	})
}
