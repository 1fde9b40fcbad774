package frontend

// words are the comments in the order of the page.
func (p *pen) words(r ReportPage, v ReportView) {
	p.section("In their words", r.WordsLead(), len(v.Words) > 1, 60)
	for _, q := range v.Words {
		heading := stack(p.rule(p.width), space(10), p.text(h3, p.width, q.Question), space(8))
		for _, lines := range q.Comments {
			p.comment(&heading, lines)
		}
		for _, m := range q.Managers {
			label := padded(3, centred(column{0, p.marker("manager")}, column{14, p.text(smallText, p.width-14, m.Label)}))
			head := stack(heading, label)
			p.comment(&head, m.Lines)
			heading = space(0)
		}
		p.gap(8)
	}
	for _, note := range []string{r.NoWords(), r.WithheldNote()} {
		if note != "" {
			p.put(p.text(smallText, p.width, note))
		}
	}
}

// comment is one comment, below its heading if that has not been put yet. One
// that is longer than a sheet is divided between lines.
func (p *pen) comment(heading *block, paragraphs []string) {
	const indent = 12
	var lines []block
	for _, paragraph := range paragraphs {
		for _, line := range p.lines(min(p.width-indent, measure), run{quote, paragraph}) {
			lines = append(lines, p.barred(beside(column{indent, line})))
		}
	}
	blocks := append([]block{*heading}, lines...)
	p.putWhole(append(blocks, space(9))...)
	*heading = space(0)
}

// barred draws a line at the left of people's own words.
func (p *pen) barred(b block) block {
	return block{b.height, func(x, y float64) {
		p.fill(hair)
		p.Rect(x, y, 2, b.height, "F")
		b.draw(x, y)
	}}
}
