package models

import (
	"fmt"
	"math"
)

// LikelyRate is how many of the invited people answer in a usual cycle. Our own
// value; recalibrate it with the response rates of past cycles.
const LikelyRate = 0.8

// oddsCap bounds the sizes for which odds are worked out. A larger group nearly
// always answers in sufficient numbers.
const oddsCap = 25

// Odds is how likely a group is to be shown in each way, if every invited person
// answers with LikelyRate. The three add up to one.
type Odds struct {
	Alone    float64 // on its own
	Together float64 // joined with another group
	Not      float64 // not at all
}

// LikelyOdds tries every number of answers that the anonymous groups can give,
// weighs each by its binomial probability, and asks DecideCells.
func LikelyOdds(invited map[Relationship]int, p Policy) map[Relationship]Odds {
	odds := make(map[Relationship]Odds, len(Anonymous))
	answered := make(map[Relationship]int, len(Anonymous))
	var try func(rest []Relationship, weight float64)
	try = func(rest []Relationship, weight float64) {
		if len(rest) > 0 {
			n := min(invited[rest[0]], oddsCap)
			for x := range n + 1 {
				answered[rest[0]] = x
				try(rest[1:], weight*binomial(n, x))
			}
			return
		}
		cells := DecideCells(answered, Anonymous, p)
		in := cellOf(cells)
		for _, g := range Anonymous {
			o := odds[g]
			switch i, shown := in[g]; {
			case !shown:
				o.Not += weight
			case len(cells[i].Groups) == 1:
				o.Alone += weight
			default:
				o.Together += weight
			}
			odds[g] = o
		}
	}
	try(Anonymous, 1)
	return odds
}

// binomial is the probability that x of n answer, each with LikelyRate.
func binomial(n, x int) float64 {
	choose, _ := math.Lgamma(float64(n + 1))
	a, _ := math.Lgamma(float64(x + 1))
	b, _ := math.Lgamma(float64(n - x + 1))
	return math.Exp(choose - a - b + float64(x)*math.Log(LikelyRate) + float64(n-x)*math.Log(1-LikelyRate))
}

// words says how likely the group is shown as its outlook promises.
func (o Odds) words(outlook Outlook) string {
	share := o.Alone
	if outlook == Together {
		share = o.Alone + o.Together
	}
	switch tenths := int(share*10 + 0.5); {
	case outlook == Uninvited || outlook == TooFew:
		return ""
	case tenths >= 10:
		return "nearly certain"
	case tenths == 0:
		return "very unlikely"
	default:
		return fmt.Sprintf("in about %d of 10 cycles", tenths)
	}
}
