package models

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// Over all matchings of a few people the mean and the variance of the hits are
// what lots says, whoever shares a name with whom.
func TestLotsAreCountedRight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ raters, boxes string }{
		{"a", "a"}, {"ab", "ab"}, {"abcde", "edcba"}, {"aab", "aba"}, {"aabbc", "abbbc"}, {"aaa", "aaa"}, {"abcd", "wxyz"}, {"aabb", "aaaa"},
	} {
		raters, boxes := strings.Split(c.raters, ""), strings.Split(c.boxes, "")
		var n, sum, squares float64
		permute(boxes, 0, func() {
			hits := 0.0
			for i := range raters {
				if raters[i] == boxes[i] {
					hits++
				}
			}
			n++
			sum += hits
			squares += hits * hits
		})
		mean, variance := lots(raters, boxes)
		if want := sum / n; math.Abs(mean-want) > 1e-9 {
			t.Errorf("%s/%s: mean %v, want %v", c.raters, c.boxes, mean, want)
		}
		if want := squares/n - sum*sum/n/n; math.Abs(variance-want) > 1e-9 {
			t.Errorf("%s/%s: variance %v, want %v", c.raters, c.boxes, variance, want)
		}
	}
}

func permute(all []string, from int, do func()) {
	if from == len(all) {
		do()
	}
	for i := from; i < len(all); i++ {
		all[from], all[i] = all[i], all[from]
		permute(all, from+1, do)
		all[from], all[i] = all[i], all[from]
	}
}

// scenes makes leaders with five raters each who answered in a random order;
// place says where the box of the rater who came n-th lies.
func scenes(random *rand.Rand, place func(n int) int) []Scene {
	all := make([]Scene, 80)
	for l := range all {
		for n, rater := range random.Perm(5) {
			owner := fmt.Sprintf("%d/%d", l, rater)
			all[l].Raters = append(all[l].Raters, Trace{ID: owner, Owner: owner, Marks: map[string]string{"when": fmt.Sprint(n), "row": fmt.Sprint(rater)}})
			all[l].Boxes = append(all[l].Boxes, Trace{ID: fmt.Sprint(random.Uint64()), Owner: owner,
				Marks: map[string]string{"place": fmt.Sprintf("%020d", place(n)), "size": "8192"}})
		}
	}
	return all
}

func TestAttacksFindAnOrderAndNothingElse(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	for name, c := range map[string]struct {
		place     func(n int) int
		backwards bool
		leaks     bool
	}{
		"appended":            {func(n int) int { return n }, false, true},
		"newest first":        {func(n int) int { return 9 - n }, true, true},
		"first one stays put": {func(n int) int { return min(n, 1) * (1 + random.IntN(1e9)) }, false, true},
		"shuffled":            {func(int) int { return random.IntN(1e9) }, false, false},
	} {
		attacks := Attacks(scenes(random, c.place))
		if len(attacks) != 2*2*2 {
			t.Fatalf("%s: %d attacks", name, len(attacks))
		}
		best := attacks[0]
		if best.BetterThanChance() != c.leaks {
			t.Errorf("%s: %+v, bound %d", name, best, best.Bound())
		}
		if c.leaks && (best.RaterMark != "when" || best.BoxMark != "place" || best.Backwards != c.backwards) {
			t.Errorf("%s: the best attack is %+v", name, best)
		}
		if best.Chance != 80 || math.Abs(best.Variance-80) > 1e-6 || best.Bound() != 124 {
			t.Errorf("%s: chance %v, variance %v, bound %d", name, best.Chance, best.Variance, best.Bound())
		}
	}
}

// Four people: all right is one case in twenty-four, which is no proof.
func TestFewGuessesProveNothing(t *testing.T) {
	t.Parallel()
	for people, few := range map[string]bool{"abc": true, "abcd": true, "abcdefgh": false} {
		var l Linkage
		l.add(strings.Split(people, ""), strings.Split(people, ""))
		if l.TooFew() != few || l.BetterThanChance() == few {
			t.Errorf("%s: %d hits of %d, bound %d, too few %v", people, l.Hits, l.Guesses, l.Bound(), l.TooFew())
		}
	}
}

func TestScenesThatTellNothingAreLeftOut(t *testing.T) {
	t.Parallel()
	alike := Scene{Raters: traces("peer", "peer"), Boxes: traces("peer", "peer")}
	alone := Scene{Raters: traces("self"), Boxes: traces("self")}
	uneven := Scene{Raters: traces("self", "peer", "peer"), Boxes: traces("self", "peer")}
	for _, a := range Attacks([]Scene{alike, alone, uneven}) {
		if a.Scenes != 0 || a.Hits != 0 || a.BetterThanChance() {
			t.Errorf("%+v", a)
		}
	}
	unmarked := Scene{Raters: traces("a", "b"), Boxes: traces("a", "b")}
	delete(unmarked.Boxes[1].Marks, "mark")
	if a := Attacks([]Scene{unmarked})[0]; a.Scenes != 0 {
		t.Errorf("a row without the mark was matched: %+v", a)
	}
}

func TestSharedNamesWhoIsAlone(t *testing.T) {
	t.Parallel()
	with := func(owners []Trace, values ...string) []Trace {
		for i, value := range values {
			owners[i].Marks["mark"] = value
		}
		return owners
	}
	for name, c := range map[string]struct {
		scene  Scene
		scenes int
		hits   int
	}{
		"each in its own transaction": {Scene{with(traces("a", "b"), "1", "2"), with(traces("a", "b"), "1", "2")}, 1, 2},
		"all boxes in the last one":   {Scene{with(traces("a", "b"), "1", "2"), with(traces("a", "b"), "2", "2")}, 1, 0},
		"one box was not rewritten":   {Scene{with(traces("a", "b", "c"), "1", "2", "3"), with(traces("a", "b", "c"), "1", "3", "3")}, 1, 1},
		"a restored dump":             {Scene{with(traces("a", "b"), "1", "1"), with(traces("a", "b"), "1", "1")}, 1, 0},
		"nobody to hide among":        {Scene{with(traces("a"), "1"), with(traces("a"), "1")}, 0, 0},
	} {
		l := Shared([]Scene{c.scene}, "mark")
		if l.Scenes != c.scenes || l.Hits != c.hits || l.BetterThanChance() != (c.hits > 0) {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

func traces(owners ...string) []Trace {
	var all []Trace
	for i, owner := range owners {
		all = append(all, Trace{ID: fmt.Sprint(i), Owner: owner, Marks: map[string]string{"mark": fmt.Sprint(i)}})
	}
	return all
}
