package frontend

import "fmt"

// trend is what changed since an earlier cycle, as a table.
func (p *pen) trend(v TrendView) {
	p.section("Since last time", v.Lead, false, 200)
	const name, cell = 180, 90
	line := func(s style, first, before, now string, last run) block {
		return stack(padded(4, beside(column{0, p.text(s, name-8, first)}, column{name, p.text(s.right(), cell-12, before)},
			column{name + cell, p.text(s.right(), cell-12, now)}, column{name + 2*cell, p.rich(cell, last)})), p.rule(p.width))
	}
	blocks := []block{line(smallText, "Shift", v.Before, v.Now, run{smallText, ""})}
	for _, row := range v.Rows {
		word := run{smallText, string(row.Word)}
		if row.Changed() {
			word.style = smallText.strong().in(ink)
		}
		blocks = append(blocks, line(smallText.in(ink), fmt.Sprint(row.No, " ", row.Name), row.Before, row.Now, word))
	}
	if v.Note != "" {
		blocks = append(blocks, space(6), p.text(smallText, p.width, v.Note))
	}
	p.putWhole(blocks...)
}
