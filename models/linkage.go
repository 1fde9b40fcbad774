package models

import (
	"cmp"
	"math"
	"slices"
)

// Trace is what a copy of the database shows of one row: under each mark, such
// as its id or its place in a file, a value that puts the rows in an order.
type Trace struct {
	ID    string
	Owner string            // whose it is, as far as the judge of an attack knows
	Marks map[string]string // mark → value; the values of a mark sort as bytes
}

// Scene is where an attacker tries to match: people who answered about one
// leader, and what they may have written.
type Scene struct {
	Raters []Trace
	Boxes  []Trace
}

// Linkage counts what matching people with boxes achieves, over all scenes.
type Linkage struct {
	Scenes   int     // scenes in which there was something to tell apart
	Guesses  int     // in all of them
	Hits     int     // guesses that were right
	Chance   float64 // hits to be expected of somebody who draws lots
	Variance float64 // of those
}

// deviations is how far above chance an attack must come to count as better
// than chance: five standard deviations. Somebody who draws lots gets there
// twice in a million attacks, so that hundreds of attacks stay quiet.
const deviations = 5

// Bound is the most hits that chance explains.
func (l Linkage) Bound() int {
	return int(math.Floor(l.Chance + deviations*math.Sqrt(l.Variance) + 1e-9))
}

// BetterThanChance reports whether the attack found out anything.
func (l Linkage) BetterThanChance() bool { return l.Hits > l.Bound() }

// TooFew reports whether there are so few guesses that even if all were right
// chance would explain them. Such an attack proves nothing either way.
func (l Linkage) TooFew() bool { return l.Bound() >= l.Guesses }

// Excess is how many standard deviations the hits lie above chance.
func (l Linkage) Excess() float64 {
	over := float64(l.Hits) - l.Chance
	if l.Variance > 0 {
		return over / math.Sqrt(l.Variance)
	}
	return over
}

// add judges the guess that rater i wrote box i. Drawing lots is a random
// permutation: its mean and variance are Hoeffding's for combinatorial sums
// (Annals of Mathematical Statistics 22, 1951). Where everybody differs both
// are 1. Scenes in which every guess is equally right tell nothing.
func (l *Linkage) add(raters, boxes []string) {
	chance, variance := lots(raters, boxes)
	if variance == 0 {
		return
	}
	l.Scenes++
	l.Guesses += len(raters)
	l.Chance += chance
	l.Variance += variance
	for i := range raters {
		if raters[i] == boxes[i] {
			l.Hits++
		}
	}
}

// lots is the mean and the variance of the hits of a random matching.
func lots(raters, boxes []string) (mean, variance float64) {
	n := float64(len(raters))
	if n < 2 {
		return n, 0
	}
	ofRater, ofBox := map[string]float64{}, map[string]float64{}
	for i := range raters {
		ofRater[raters[i]]++
		ofBox[boxes[i]]++
	}
	for owner, a := range ofRater {
		mean += a * ofBox[owner] / n
	}
	for _, r := range raters {
		for _, b := range boxes {
			d := mean/n - ofBox[r]/n - ofRater[b]/n
			if r == b {
				d++
			}
			variance += d * d
		}
	}
	if variance /= n - 1; variance < 1e-9 {
		return mean, 0
	}
	return mean, variance
}

// Attack is one way to match: people in the order of one mark, boxes in the
// order of another, or backwards.
type Attack struct {
	RaterMark, BoxMark string
	Backwards          bool
	Linkage
}

// Attacks tries every order of people with every order of boxes in both
// directions, the strongest first. Scenes that have not as many people as boxes
// are left out: nothing can be matched one to one there.
func Attacks(scenes []Scene) []Attack {
	var attacks []Attack
	for _, raterMark := range marks(scenes, func(s Scene) []Trace { return s.Raters }) {
		for _, boxMark := range marks(scenes, func(s Scene) []Trace { return s.Boxes }) {
			for _, backwards := range []bool{false, true} {
				attacks = append(attacks, attack(scenes, Attack{RaterMark: raterMark, BoxMark: boxMark, Backwards: backwards}))
			}
		}
	}
	slices.SortStableFunc(attacks, func(a, b Attack) int { return cmp.Compare(b.Excess(), a.Excess()) })
	return attacks
}

func attack(scenes []Scene, a Attack) Attack {
	for _, s := range scenes {
		raters, boxes := inOrder(s.Raters, a.RaterMark), inOrder(s.Boxes, a.BoxMark)
		if len(raters) != len(boxes) || len(raters) != len(s.Raters) || len(boxes) != len(s.Boxes) {
			continue
		}
		if a.Backwards {
			slices.Reverse(boxes)
		}
		a.add(raters, boxes)
	}
	return a
}

// inOrder lists the owners of the rows that carry a mark, sorted by it. Rows
// that it does not tell apart come in the order of their ids.
func inOrder(traces []Trace, mark string) []string {
	sorted := slices.DeleteFunc(slices.Clone(traces), func(t Trace) bool { _, has := t.Marks[mark]; return !has })
	slices.SortFunc(sorted, func(a, b Trace) int {
		return cmp.Or(cmp.Compare(a.Marks[mark], b.Marks[mark]), cmp.Compare(a.ID, b.ID))
	})
	owners := make([]string, len(sorted))
	for i, t := range sorted {
		owners[i] = t.Owner
	}
	return owners
}

func marks(scenes []Scene, of func(Scene) []Trace) []string {
	seen := map[string]bool{}
	var all []string
	for _, s := range scenes {
		for _, t := range of(s) {
			for mark := range t.Marks {
				if !seen[mark] {
					seen[mark] = true
					all = append(all, mark)
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

// Shared counts the boxes that share the value of a mark with exactly one
// person of their scene, and no other box does: such a box is named. Hits are
// all that are named. Chance names nobody. A scene with a single box is left
// out, as there is nobody to hide among.
func Shared(scenes []Scene, mark string) Linkage {
	var l Linkage
	for _, s := range scenes {
		if len(s.Boxes) < 2 {
			continue
		}
		l.Scenes++
		raters, boxes := tally(s.Raters, mark), tally(s.Boxes, mark)
		for value, n := range boxes {
			l.Guesses += n
			if n == 1 && raters[value] == 1 {
				l.Hits++
			}
		}
	}
	return l
}

func tally(traces []Trace, mark string) map[string]int {
	n := map[string]int{}
	for _, t := range traces {
		if value, has := t.Marks[mark]; has {
			n[value]++
		}
	}
	return n
}
