package frontend

import (
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// howToRead explains the report, beginning with an example.
func (p *pen) howToRead(r ReportPage) {
	p.section("How to read this report", "", true, 0)
	p.put(stack(p.example(), space(14)))
	points := r.HowToRead()
	if p.unwritten {
		points = append(points, models.Assurance{Lead: missing, Rest: "stands for a sign that this file’s letters do not have. The page and the tables show it."})
	}
	for _, point := range points {
		p.put(stack(p.rich(min(p.width, measure+40), run{body.strong(), point.Lead + " "}, run{body, point.Rest}), space(6)))
	}
}

// example is a row of Seven shifts with every mark named.
func (p *pen) example() block {
	groups := []placed{{"reports", 22}, {"peers", 34}, {"manager", 42}}
	track := shiftTrack(43, 30, 9, models.SelfHigher, groups)
	for i, name := range []string{"Colleagues ", "You "} { // the lower one stands on the left
		track.Labels[i].Text = name + track.Labels[i].Text
	}
	row := p.shift(ShiftRow{Name: "Example", From: "expert", To: "leader", Track: track, Gap: "+1.3", Note: models.SelfHigher.Note()}, 0.72)
	c := p.shiftColumns()
	names := block{12, func(x, y float64) {
		for i, name := range []string{"Direct reports", "Peers", "Manager"} {
			p.use(tiny.in(ink2))
			p.Text(x+percent(at(groups[i].score))*c.track-p.GetStringWidth(name)/2, y+7, name)
		}
	}}
	return stack(row, beside(column{c.at, names}), p.rule(p.width))
}

// numbers is all averages as a table.
func (p *pen) numbers(r ReportPage, v ReportView) {
	p.section("All numbers", r.TableCaption(), false, 200)
	const name = 150
	cell := min(80, (p.width-name)/float64(max(1, len(v.Table.Heads))))
	line := func(s style, first string, cells []string) block {
		columns := []column{{0, p.text(s, name-8, first)}}
		for i, text := range cells {
			columns = append(columns, column{name + float64(i)*cell + 6, p.text(s.right(), cell-6, text)})
		}
		return stack(padded(4, beside(columns...)), p.rule(p.width))
	}
	blocks := []block{line(smallText, "Shift", v.Table.Heads)}
	for _, row := range v.Table.Rows {
		blocks = append(blocks, line(smallText.in(ink), strings.Join([]string{fmt.Sprint(row.No), row.Name}, " "), row.Cells))
	}
	p.putWhole(blocks...)
}
