package models

import (
	"fmt"
	"math"
)

// Palette is what one accent colour becomes in one scheme, light or dark.
type Palette struct {
	Accent   Colour // buttons, links of mails, marks of what is done
	Second   Colour // every second slat of the progress, underlines
	OnAccent Colour // the words on a button
	Tint     Colour // behind the one next thing to do
}

// OwnAccent is the colour of Sevenfold itself, for when none is chosen.
const OwnAccent Colour = "#0e5f57"

// The grounds on which the accent stands, as the stylesheet and the mails have
// them, and the ink of running text on tints.
const (
	lightPaper, lightGrey, lightInk Colour = "#ffffff", "#f4f6f7", "#474d59"
	darkPaper, darkGrey, darkInk    Colour = "#101318", "#181d23", "#bcc2cc"
)

// The ratios of WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (marks).
const (
	TextContrast = 4.5
	MarkContrast = 3.0
)

// Measure is the contrast of the accent in one place where it is used.
type Measure struct {
	Where string  // "words on a button, light pages"
	Ratio float64 // 1 to 21
	Least float64 // what it has to be
}

// Passes reports whether the contrast is enough.
func (m Measure) Passes() bool { return m.Ratio >= m.Least }

// String is the measure in words: "links in mails: 7.3 to 1, at least 4.5".
func (m Measure) String() string {
	return fmt.Sprintf("%s: %s to 1, at least %g", m.Where, ratio(m.Ratio), m.Least)
}

// ratio prints a contrast cut off, so that 4.49 never looks like 4.5.
func ratio(r float64) string { return fmt.Sprintf("%.1f", math.Floor(r*10)/10) }

// Light is the palette for light pages, paper and mails.
func (c Colour) Light() Palette {
	if c == OwnAccent {
		return Palette{c, "#3c8279", lightPaper, "#e4f1ee"} // as designed
	}
	s := c.shade()
	second := s
	second.L = s.L + 0.12
	for second.L > s.L && Contrast(second.fit(), lightGrey) < MarkContrast {
		second.L -= 0.01
	}
	return Palette{c, second.fit(), lightPaper, shade{0.955, min(s.C*0.2, 0.02), s.H}.fit()}
}

// Dark is the palette for dark pages: the same hue, as light as it has to be.
func (c Colour) Dark() Palette {
	if c == OwnAccent {
		return Palette{"#74d3bf", "#4ea696", "#06201c", "#14302c"} // as designed
	}
	s := c.shade()
	accent := shade{max(s.L, 0.8), s.C, s.H}
	return Palette{accent.fit(), shade{0.67, s.C, s.H}.fit(), shade{0.22, min(s.C, 0.035), s.H}.fit(), shade{0.285, min(s.C*0.3, 0.035), s.H}.fit()}
}

// Measures is the contrast of an accent everywhere it is used. The ring around
// what has the focus is ink and never the accent.
func (c Colour) Measures() []Measure {
	light, dark := c.Light(), c.Dark()
	return []Measure{
		{"words on a button, light pages and mails", Contrast(light.OnAccent, light.Accent), TextContrast},
		{"links in mails, on white", Contrast(light.Accent, lightPaper), TextContrast},
		{"buttons and marks on grey, light pages", Contrast(light.Accent, lightGrey), MarkContrast},
		{"buttons and marks on its own tint, light pages", Contrast(light.Accent, light.Tint), MarkContrast},
		{"the lighter slats of the progress, light pages", Contrast(light.Second, lightGrey), MarkContrast},
		{"text on the tint, light pages", Contrast(lightInk, light.Tint), TextContrast},
		{"words on a button, dark pages and mails", Contrast(dark.OnAccent, dark.Accent), TextContrast},
		{"links in mails, on black", Contrast(dark.Accent, darkPaper), TextContrast},
		{"buttons and marks on grey, dark pages", Contrast(dark.Accent, darkGrey), MarkContrast},
		{"buttons and marks on its own tint, dark pages", Contrast(dark.Accent, dark.Tint), MarkContrast},
		{"the darker slats of the progress, dark pages", Contrast(dark.Second, darkGrey), MarkContrast},
		{"text on the tint, dark pages", Contrast(darkInk, dark.Tint), TextContrast},
	}
}

// Passes reports whether an accent can be read everywhere it is used.
func (c Colour) Passes() bool { return c.failing() == nil }

func (c Colour) failing() (failing []Measure) {
	for _, m := range c.Measures() {
		if !m.Passes() {
			failing = append(failing, m)
		}
	}
	return failing
}

// Nearest is the colour of the same hue that looks most like c and passes.
func (c Colour) Nearest() Colour {
	if c.Passes() {
		return c
	}
	wanted, best, least := c.shade(), OwnAccent, math.Inf(1)
	for l := 1.0; l > 0; l -= 0.005 {
		for part := 1.0; part >= 0; part -= 0.05 {
			found, ok := shade{l, wanted.C * part, wanted.H}.colour()
			if !ok || Contrast(found, lightPaper) < TextContrast { // most fail here, at little cost
				continue
			}
			if apart := wanted.apart(found.shade()); apart < least && found.Passes() {
				best, least = found, apart
			}
		}
	}
	return best
}

// CheckAccent returns an Invalid error that says where a colour is too weak and
// which one to take instead. No colour is Sevenfold's own, which passes.
func CheckAccent(c Colour) error {
	if c == "" || c.Passes() {
		return nil
	}
	failing := c.failing()
	where := failing[0].String()
	if more := len(failing) - 1; more > 0 {
		where += fmt.Sprintf("; and in %s more places", inWords(more))
	}
	problem := fmt.Sprintf("%s is too pale to be read (%s). The nearest colour that can be read everywhere is %s.", c, where, c.Nearest())
	return &Error{Kind: Invalid, Text: problem, Faults: []Fault{{Column: string(AccentSetting), Found: string(c), Problem: problem}}}
}
