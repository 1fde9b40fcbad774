package models

import (
	"strings"
	"testing"
	"time"
)

func TestPromiseWordForWord(t *testing.T) {
	t.Parallel()
	closes := time.Date(2025, 11, 13, 23, 30, 0, 0, time.UTC) // already Friday in Oslo
	oslo := time.FixedZone("Oslo", 3600)
	want := "Peers and direct reports are shown only together, from 3 answers on. If your group has fewer, it is combined with others or not shown. " +
		"Comments are shown without your group, in random order, from 5 answers on. Manager and self answers are shown by name. " +
		"The cycle closes on Friday 14 November 2025; nothing is shown before; afterwards nobody can find your answers, so they cannot be changed."
	if got := DefaultPolicy().Promise("Manager", closes, oslo); got != want {
		t.Errorf("got %s", got)
	}
	strict := Policy{K: StrictK, DropSmall: true}.Promise("Manager", closes, time.UTC)
	for _, part := range []string{"from 4 answers on", "combined with another small group or not shown", "Thursday 13 November 2025"} {
		if !strings.Contains(strict, part) {
			t.Errorf("%q is missing in %s", part, strict)
		}
	}
}

func TestWhoReadsFollowsPolicy(t *testing.T) {
	t.Parallel()
	for hr, want := range map[bool]string{false: "nobody else does, unless they show it", true: "HR can open the reports too"} {
		p := Policy{K: 3, HRMayRead: hr}
		if got := p.WhoReads(); !strings.Contains(got, want) {
			t.Errorf("HR may read %v: %s", hr, got)
		}
		var all []string
		for _, a := range p.HowAnonymous() {
			all = append(all, a.String())
		}
		if told := strings.Contains(strings.Join(all, "\n"), "HR can open the reports too"); told != hr {
			t.Errorf("HR may read %v, but raters are told %v", hr, told)
		}
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name              string
		invited, answered [2]int
		p                 Policy
		want              []GroupCount
	}{
		{"both large", [2]int{6, 5}, [2]int{4, 2}, Policy{K: 3},
			[]GroupCount{{[]Relationship{Peer}, 6, 4, 0, false}, {[]Relationship{DirectReport}, 5, 2, 1, false}}},
		{"one under three", [2]int{5, 2}, [2]int{1, 1}, Policy{K: 3}, []GroupCount{{Anonymous, 7, 2, 1, false}}},
		{"a small group that the report may leave out", [2]int{5, 2}, [2]int{5, 1}, Policy{K: 3, DropSmall: true}, []GroupCount{{Anonymous, 7, 0, 0, true}}},
		{"two small groups, which the report can only join", [2]int{2, 2}, [2]int{2, 1}, Policy{K: 3, DropSmall: true}, []GroupCount{{Anonymous, 4, 3, 0, false}}},
		{"under k, as in the report", [2]int{6, 3}, [2]int{1, 0}, Policy{K: 4}, []GroupCount{{Anonymous, 9, 1, 3, false}}},
		{"one group of two", [2]int{2, 0}, [2]int{1, 0}, Policy{K: 3}, []GroupCount{{[]Relationship{Peer}, 2, 0, 0, true}}},
		{"two of one", [2]int{1, 1}, [2]int{1, 0}, Policy{K: 3}, []GroupCount{{Anonymous, 2, 0, 0, true}}},
		{"only one group", [2]int{0, 4}, [2]int{0, 4}, Policy{K: 3}, []GroupCount{{[]Relationship{DirectReport}, 4, 4, 0, false}}},
		{"nobody", [2]int{}, [2]int{}, Policy{K: 3}, nil},
	} {
		invited := map[Relationship]int{Self: 1, Manager: 1, Peer: tc.invited[0], DirectReport: tc.invited[1]}
		answered := map[Relationship]int{Manager: 1, Peer: tc.answered[0], DirectReport: tc.answered[1]}
		want := append([]GroupCount{{[]Relationship{Self}, 1, 0, 0, false}, {[]Relationship{Manager}, 1, 1, 0, false}}, tc.want...)
		if diff := diffOf(want, Progress(invited, answered, tc.p)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}
