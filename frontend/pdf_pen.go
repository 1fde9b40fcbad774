package frontend

import (
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// pen lays blocks out on sheets of paper and draws them when all are known.
// Lengths are in points, y runs downwards.
type pen struct {
	*fpdf.Fpdf
	left, top, width, bottom float64 // the area within the margins
	y                        float64 // where the next block begins
	sheets                   [][]placedBlock
	footer                   string
	unwritten                bool // a sign was missing in the fonts
}

// block is something whose size is known before it is drawn. It stays whole.
type block struct {
	height float64
	draw   func(x, y float64)
}

// placedBlock is a block on a sheet.
type placedBlock struct {
	block
	y        float64
	bookmark string // the section that begins here, or ""
}

// The margins of a sheet, in points.
const (
	marginSide   = 46
	marginTop    = 44
	marginBottom = 50
)

func newPen(paper Paper, footer string) *pen {
	p := &pen{footer: footer, left: marginSide, top: marginTop, width: paper.Width - 2*marginSide, bottom: paper.Height - marginBottom}
	p.Fpdf = fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: paper.Width, Ht: paper.Height}})
	p.SetCatalogSort(true)
	p.SetAutoPageBreak(false, 0)
	p.SetLang("en")
	p.SetProducer("Sevenfold", true)
	p.addFonts()
	p.newSheet()
	return p
}

func (p *pen) newSheet() {
	p.sheets = append(p.sheets, nil)
	p.y = p.top
}

// fits reports whether a height is left on the sheet.
func (p *pen) fits(height float64) bool { return p.y+height <= p.bottom+0.01 }

// put places a block below the last one, on a new sheet if it does not fit.
func (p *pen) put(b block) {
	if !p.fits(b.height) && p.y > p.top {
		p.newSheet()
	}
	last := len(p.sheets) - 1
	p.sheets[last] = append(p.sheets[last], placedBlock{block: b, y: p.y})
	p.y += b.height
}

// putWhole keeps blocks on one sheet, unless no sheet could hold them.
func (p *pen) putWhole(blocks ...block) {
	if all := stack(blocks...); all.height <= p.bottom-p.top {
		p.put(all)
		return
	}
	for _, b := range blocks {
		p.put(b)
	}
}

// gap leaves room, but not at the top of a sheet.
func (p *pen) gap(height float64) {
	if p.y > p.top {
		p.y += height
	}
}

// section begins a part of the report with its heading, on a new sheet if asked
// or if less than room is left. It is in the table of contents of the file.
func (p *pen) section(heading, lead string, fresh bool, room float64) {
	p.gap(30)
	blocks := []block{p.text(h2, p.width, heading)}
	if lead != "" {
		blocks = append(blocks, space(6), p.text(leadText, min(p.width, measure), lead))
	}
	head := stack(append(blocks, space(12))...)
	if (fresh || !p.fits(head.height+room)) && p.y > p.top {
		p.newSheet()
	}
	p.put(head)
	last := len(p.sheets) - 1
	p.sheets[last][len(p.sheets[last])-1].bookmark = heading
}

// finish draws all sheets with their footers.
func (p *pen) finish() {
	for i, sheet := range p.sheets {
		p.AddPage()
		for _, b := range sheet {
			if b.bookmark != "" {
				p.Bookmark(b.bookmark, 0, b.y)
			}
			b.draw(p.left, b.y)
		}
		number := p.text(tiny.right(), 60, fmt.Sprintf("%d / %d", i+1, len(p.sheets)))
		number.draw(p.left+p.width-60, p.bottom+16)
		p.oneLine(tiny, p.width-80, p.footer).draw(p.left, p.bottom+16)
	}
}

// space is an empty block.
func space(height float64) block { return block{height, func(_, _ float64) {}} }

// stack puts blocks below each other.
func stack(blocks ...block) block {
	var all block
	for _, b := range blocks {
		all.height += b.height
	}
	all.draw = func(x, y float64) {
		for _, b := range blocks {
			b.draw(x, y)
			y += b.height
		}
	}
	return all
}

// column is a block in a row, at a distance from its left edge.
type column struct {
	x float64
	block
}

// beside puts columns beside each other, all beginning at the top.
func beside(columns ...column) block { return row(0, columns) }

// centred puts columns beside each other, each in the middle of the height.
func centred(columns ...column) block { return row(0.5, columns) }

func row(share float64, columns []column) block {
	var all block
	for _, c := range columns {
		all.height = max(all.height, c.height)
	}
	all.draw = func(x, y float64) {
		for _, c := range columns {
			c.draw(x+c.x, y+share*(all.height-c.height))
		}
	}
	return all
}

// padded leaves the same room above and below a block.
func padded(room float64, b block) block { return stack(space(room), b, space(room)) }
