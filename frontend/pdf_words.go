package frontend

import (
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

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

// next is what to try, and boxes for a pen.
func (p *pen) next(v ReportView) {
	p.section("What next", v.Next.Lead, true, 0)
	if len(v.Next.Choose) > 0 {
		p.put(stack(p.text(smallText, p.width, "Suggestions for every shift"), space(8)))
	}
	for _, idea := range append(append([]Idea{}, v.Next.Ideas...), v.Next.Choose...) {
		p.putWhole(p.idea(idea))
	}
	p.gap(14)
	half := (p.width - 12) / 2
	pair := func(a, b string) block {
		return beside(column{0, p.box(half, a)}, column{half + 12, p.box(half, b)})
	}
	p.putWhole(p.text(h3, p.width, "My plan"), space(8), p.box(p.width, "What I will do, for 30 days"), space(8),
		pair("When …", "… then I will"), space(8), pair("One person who will notice", "I look back on"))
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

// box is an empty box to write into.
func (p *pen) box(width float64, label string) block {
	const height = 62
	text := p.text(smallText.strong(), width-16, label)
	return block{height, func(x, y float64) {
		p.stroke(edge)
		p.SetLineWidth(0.6)
		p.RoundedRect(x, y, width, height, 4, "1234", "D")
		text.draw(x+8, y+6)
	}}
}

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
