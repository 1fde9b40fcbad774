package frontend

// Pips is a row of dots: one for each person invited, filled for each answer,
// with a line at the fewest answers a group needs. Lengths are in px.
type Pips struct {
	Width     int
	Threshold int // x of the line; 0 draws none
	Dots      []Pip
}

// Pip is one dot.
type Pip struct {
	X  int
	On bool
}

// The pitch of the dots, and how many are drawn at most: more no longer fit on
// a phone and nobody counts them. Source of the pitch: the reference design.
const (
	pipPitch = 12
	maxPips  = 24
)

// NewPips places the dots of a count: dot i stands at 6+12i, the line at 12k.
// A group that is too large to count by eye gets none.
func NewPips(c Count, k int) Pips {
	if c.Invited <= 0 || c.Invited > maxPips {
		return Pips{}
	}
	pips := Pips{Width: pipPitch * c.Invited, Dots: make([]Pip, c.Invited)}
	if k <= c.Invited {
		pips.Threshold = pipPitch * k
	}
	for i := range pips.Dots {
		pips.Dots[i] = Pip{X: pipPitch/2 + pipPitch*i, On: i < c.Answered}
	}
	return pips
}
