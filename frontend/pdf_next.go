package frontend

// next is what to try.
func (p *pen) next(v ReportView) {
	p.section("What next", v.Next.Lead, true, 0)
	if len(v.Next.Choose) > 0 {
		p.put(stack(p.text(smallText, p.width, "Suggestions for every shift"), space(8)))
	}
	for _, idea := range append(append([]Idea{}, v.Next.Ideas...), v.Next.Choose...) {
		p.putWhole(p.idea(idea))
	}
}

func (p *pen) idea(idea Idea) block {
	const between = 16
	blocks := []block{p.rule(p.width), space(8), p.text(h3, p.width, idea.Name)}
	if idea.Scores != "" {
		blocks = append(blocks, p.text(smallText, p.width, idea.Scores))
	}
	blocks = append(blocks, space(4))
	width := (p.width - 2*between) / 3
	for i := 0; i < len(idea.Tries); i += 3 {
		var columns []column
		for j, try := range idea.Tries[i:min(i+3, len(idea.Tries))] {
			columns = append(columns, column{float64(j) * (width + between), p.text(smallText.in(ink), width, try)})
		}
		blocks = append(blocks, beside(columns...), space(6))
	}
	return stack(append(blocks, space(6))...)
}

// plan is the leader's own: boxes with what is saved, or for a pen.
func (p *pen) plan(r ReportPage) {
	p.gap(14)
	half := (p.width - 12) / 2
	pair := func(a, b block) block {
		height := max(a.height, b.height)
		return beside(column{0, p.framed(half, height, a)}, column{half + 12, p.framed(half, height, b)})
	}
	what := p.box(p.width, "What I will do, for 30 days", r.Plan.Behaviour)
	p.putWhole(p.text(h3, p.width, "My plan"), space(8), p.framed(p.width, what.height, what), space(8),
		pair(p.box(half, "When …", r.Plan.When), p.box(half, "… then I will", r.Plan.Then)), space(8),
		pair(p.box(half, "One person who will notice", r.Plan.Who), p.box(half, "I look back on", r.PlanDay())))
}

// box is a label with words below it, with room to write.
func (p *pen) box(width float64, label, words string) block {
	const least = 62
	blocks := []block{space(6), p.text(smallText.strong(), width-16, label), space(3)}
	for _, paragraph := range paragraphs(words) {
		blocks = append(blocks, p.text(body, width-16, paragraph))
	}
	b := stack(append(blocks, space(6))...)
	b.height = max(b.height, least)
	return beside(column{8, b})
}

// framed draws a frame around a block.
func (p *pen) framed(width, height float64, b block) block {
	return block{height, func(x, y float64) {
		p.stroke(edge)
		p.SetLineWidth(0.6)
		p.RoundedRect(x, y, width, height, 4, "1234", "D")
		b.draw(x, y)
	}}
}
