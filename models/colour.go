package models

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Colour is an sRGB colour in lower case, "#0e5f57". "" is none.
type Colour string

// ParseColour reads "#0e5f57", "0E5F57" or "#abc". An empty text is no colour.
// The error is Invalid.
func ParseColour(text string) (Colour, error) {
	digits := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(text), "#"))
	if digits == "" && strings.TrimSpace(text) == "" {
		return "", nil
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	if len(digits) != 6 || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", Errorf(Invalid, "This is not a colour. Write it as # and six digits from 0 to f, such as #0e5f57.")
	}
	return Colour("#" + digits), nil
}

// channels are red, green and blue from 0 to 255; of no colour those of black.
func (c Colour) channels() (r, g, b uint8) {
	n, err := strconv.ParseUint(strings.TrimPrefix(string(c), "#"), 16, 24)
	if err != nil {
		return 0, 0, 0
	}
	return uint8(n >> 16), uint8(n >> 8), uint8(n)
}

// linear undoes the curve of sRGB (IEC 61966-2-1).
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func (c Colour) luminance() float64 {
	r, g, b := c.channels()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// Contrast is the contrast ratio of two colours, 1 to 21. Source: WCAG 2.2,
// "contrast ratio".
func Contrast(a, b Colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// shade is a colour in OKLCH: lightness 0 to 1, chroma, hue in radians. Equal
// steps look equal. Source: B. Ottosson, "A perceptual color space for image
// processing", 2020.
type shade struct{ L, C, H float64 }

func (c Colour) shade() shade {
	red, green, blue := c.channels()
	r, g, b := linear(red), linear(green), linear(blue)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	x := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	y := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return shade{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, math.Hypot(x, y), math.Atan2(y, x)}
}

// colour is the sRGB colour of a shade; ok is false where screens cannot show it.
func (s shade) colour() (c Colour, ok bool) {
	x, y := s.C*math.Cos(s.H), s.C*math.Sin(s.H)
	l := math.Pow(s.L+0.3963377774*x+0.2158037573*y, 3)
	m := math.Pow(s.L-0.1055613458*x-0.0638541728*y, 3)
	t := math.Pow(s.L-0.0894841775*x-1.2914855480*y, 3)
	ok = true
	channel := func(v float64) uint8 {
		ok = ok && v > -0.0005 && v < 1.0005
		v = min(1, max(0, v))
		if v <= 0.0031308 {
			return uint8(math.Round(255 * 12.92 * v))
		}
		return uint8(math.Round(255 * (1.055*math.Pow(v, 1/2.4) - 0.055)))
	}
	r := channel(4.0767416621*l - 3.3077115913*m + 0.2309699292*t)
	g := channel(-1.2684380046*l + 2.6097574011*m - 0.3413193965*t)
	b := channel(-0.0041960863*l - 0.7034186147*m + 1.7076147010*t)
	return Colour(fmt.Sprintf("#%02x%02x%02x", r, g, b)), ok
}

// fit is the shade as colourful as screens can show it.
func (s shade) fit() Colour {
	for {
		c, ok := s.colour()
		if ok || s.C < 0.002 {
			return c
		}
		s.C *= 0.97
	}
}

// apart is how different two shades look, as a distance in OKLab.
func (s shade) apart(t shade) float64 {
	x, y := s.C*math.Cos(s.H)-t.C*math.Cos(t.H), s.C*math.Sin(s.H)-t.C*math.Sin(t.H)
	return math.Sqrt((s.L-t.L)*(s.L-t.L) + x*x + y*y)
}
