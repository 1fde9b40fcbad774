package models

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestContrastIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b Colour
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#0000ff", "#ffffff", 8.59}, {"#ff0000", "#ffffff", 4.00}, {"#123456", "#123456", 1}} {
		if got := Contrast(test.a, test.b); math.Abs(got-test.want) > 0.01 || got != Contrast(test.b, test.a) {
			t.Errorf("%s on %s: %.2f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}

func TestColoursAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Colour{"": "", "  ": "", "#0E5F57": "#0e5f57", "0e5f57": "#0e5f57", " #abc ": "#aabbcc"} {
		if got, err := ParseColour(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"#", "green", "#12345", "#1234567", "#12345g", "rgb(0,0,0)", "#é€", "url(x)", "##0e5f57"} {
		if got, err := ParseColour(text); err == nil {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

func TestShadesGoThereAndBack(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		c := Colour(fmt.Sprintf("#%06x", random.IntN(1<<24)))
		if back, ok := c.shade().colour(); !ok || back != c {
			t.Fatalf("%s comes back as %s, %v", c, back, ok)
		}
	}
}

// Whatever is offered can be read everywhere, and never looks less alike than
// what darkening alone would give.
func TestNearestAlwaysPasses(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	colours := []Colour{"#ffffff", "#000000", "#ffcc00", "#ff0000", "#00ff00", "#0000ff", "#1676c8", "#bf5509", OwnAccent}
	for range 60 {
		colours = append(colours, Colour(fmt.Sprintf("#%06x", random.IntN(1<<24))))
	}
	for _, c := range colours {
		near := c.Nearest()
		if err := CheckAccent(near); err != nil {
			t.Errorf("%s: %s is offered: %v", c, near, err)
		}
		if c.Passes() != (near == c) {
			t.Errorf("%s passes: %v, but %s is offered", c, c.Passes(), near)
		}
		darker := c.shade()
		for !darker.fit().Passes() {
			darker.L -= 0.005
		}
		if c.shade().apart(near.shade()) > c.shade().apart(darker.fit().shade())+0.01 {
			t.Errorf("%s: %s is offered, %s is nearer", c, near, darker.fit())
		}
	}
}

func TestAPaleAccentIsRefusedInWords(t *testing.T) {
	t.Parallel()
	if err := CheckAccent(""); err != nil || !OwnAccent.Passes() {
		t.Fatalf("Sevenfold's own colour: %v %v", err, OwnAccent.Measures())
	}
	err := CheckAccent("#ffcc00")
	if KindOf(err) != Invalid {
		t.Fatal("yellow passes")
	}
	for _, part := range []string{"#ffcc00", "words on a button", "1.5 to 1", "at least 4.5", string(Colour("#ffcc00").Nearest())} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in: %v", part, err)
		}
	}
}
