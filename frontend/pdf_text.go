package frontend

import (
	"embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

//go:embed fonts
var fonts embed.FS

// The families of type. Serif is a human voice: people's own words only.
const (
	sans  = "sans"
	voice = "voice"
)

// fontFiles are the embedded fonts by family and style: Liberation 2, under the
// licence beside them. They hold Latin with Vietnamese, Greek and Cyrillic.
var fontFiles = []struct{ family, style, file string }{
	{sans, "", "LiberationSans-Regular.ttf"}, {sans, "B", "LiberationSans-Bold.ttf"}, {voice, "", "LiberationSerif-Regular.ttf"},
}

func (p *pen) addFonts() {
	for _, f := range fontFiles {
		body, err := fonts.ReadFile("fonts/" + f.file)
		if err != nil {
			p.SetError(err)
			return
		}
		p.AddUTF8FontFromBytes(f.family, f.style, body)
	}
}

// covered tells which signs all fonts have.
var covered = sync.OnceValue(func() func(rune) bool {
	var parsed []*sfnt.Font
	for _, f := range fontFiles {
		body, err := fonts.ReadFile("fonts/" + f.file)
		if err != nil {
			panic(err) // embedded
		}
		font, err := sfnt.Parse(body)
		if err != nil {
			panic(err)
		}
		parsed = append(parsed, font)
	}
	return func(r rune) bool {
		return !slices.ContainsFunc(parsed, func(font *sfnt.Font) bool {
			i, err := font.GlyphIndex(nil, r)
			return err != nil || i == 0
		})
	}
})

// missing stands for a sign that the fonts do not have.
const missing = "□"

// written is a text as the fonts can write it: composed, without what nobody
// sees, and with □ for every sign that they do not have.
func written(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			return -1
		case r > 0xffff || !covered()(r):
			return []rune(missing)[0]
		}
		return r
	}, norm.NFC.String(text))
}

// style is how text looks. Sizes are in points.
type style struct {
	family        string
	bold          bool
	size, leading float64
	ink           colour
	align         float64 // 0 left, 1 right
}

func (s style) right() style  { s.align = 1; return s }
func (s style) strong() style { s.bold = true; return s }
func (s style) in(c colour) style {
	s.ink = c
	return s
}

// The styles of a report on paper, and the widest that a lead gets.
var (
	h1        = style{sans, true, 30, 34, ink, 0}
	h2        = style{sans, true, 19, 23, ink, 0}
	h3        = style{sans, true, 11.5, 14.5, ink, 0}
	leadText  = style{sans, false, 10.5, 15, ink2, 0}
	firstText = style{sans, false, 15, 21, ink, 0}
	body      = style{sans, false, 9.5, 13.5, ink, 0}
	smallText = style{sans, false, 8.5, 11.5, ink2, 0}
	tiny      = style{sans, false, 7.5, 10, ink3, 0}
	quote     = style{voice, false, 11, 15, ink, 0}
)

const measure = 420

// run is a piece of text in one style.
type run struct {
	style
	text string
}

func (p *pen) use(s style) {
	face := ""
	if s.bold {
		face = "B"
	}
	p.SetFont(s.family, face, s.size)
	p.SetTextColor(s.ink.r, s.ink.g, s.ink.b)
}

func (p *pen) widthOf(s style, text string) float64 {
	p.use(s)
	return p.GetStringWidth(text)
}

// text is a paragraph in one style.
func (p *pen) text(s style, width float64, text string) block { return p.rich(width, run{s, text}) }

// rich is a paragraph of several runs.
func (p *pen) rich(width float64, runs ...run) block { return stack(p.lines(width, runs...)...) }

// lines are the lines of a paragraph, so that a very long one can be divided.
func (p *pen) lines(width float64, runs ...run) []block {
	var blocks []block
	for _, line := range p.wrap(width, runs) {
		blocks = append(blocks, p.line(width, line))
	}
	return blocks
}

// oneLine is a line that is cut off where it would be too long.
func (p *pen) oneLine(s style, width float64, text string) block {
	return p.lines(width, run{s, text})[0]
}

// line draws runs on one baseline.
func (p *pen) line(width float64, runs []run) block {
	var b block
	total := 0.0
	for _, r := range runs {
		b.height = max(b.height, r.leading)
		total += p.widthOf(r.style, r.text)
	}
	b.draw = func(x, y float64) {
		if len(runs) > 0 {
			x += runs[0].align * (width - total)
		}
		for _, r := range runs {
			p.use(r.style)
			p.Text(x, y+b.height/2+r.size*0.35, r.text)
			x += p.GetStringWidth(r.text)
		}
	}
	return b
}
