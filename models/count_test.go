package models

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rate makes ballots of a group that rate item 1a with these values; 0 is not observed.
func rate(g Relationship, values ...int) []Ballot {
	var ballots []Ballot
	for _, v := range values {
		ballots = append(ballots, Ballot{Relationship: g, Ratings: map[string]int{"1a": v}})
	}
	return ballots
}

func TestAgreement(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		items [][]int
		want  string
	}{
		{"all the same", [][]int{{4, 4, 4, 4, 4}}, Alike},
		{"exactly a half", [][]int{{3, 4, 3, 4}}, Alike},
		{"just over a half", [][]int{{3, 3, 4, 4, 5, 4, 3, 5, 4}}, SomewhatApart}, // 0.5926
		{"0.8 is somewhat", [][]int{{2, 2, 4, 4, 3}}, SomewhatApart},
		{"the mean of items", [][]int{{4, 4, 4, 4, 4}, {1, 5, 1, 5, 3}}, SomewhatApart}, // (0 + 1.6) / 2
		{"0.88 is far", [][]int{{1, 3, 3, 3, 1}, {2, 2, 4, 4, 3}}, FarApart},            // (0.96 + 0.8) / 2
		{"far", [][]int{{1, 5, 1, 5, 3}}, FarApart},
	} {
		got := agreement(tc.items)
		if got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestAgreementNeedsFive(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	for n, want := range map[int]string{4: "", 5: Alike} {
		c := CountBallots(q, DefaultPolicy(), nil, rate(Peer, slices.Repeat([]int{4}, n)...))
		if got := c.Agreement["c1"]["peer"]; got != want {
			t.Errorf("%d ballots: got %q, want %q", n, got, want)
		}
	}
}

func TestRarelySeen(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	for _, tc := range []struct {
		ballots []Ballot
		want    bool
	}{
		{rate(Peer, 4, 4, 4, 0, 0), false},
		{rate(Peer, 4, 4, 0, 0, 0), true},
		{rate(Peer, 4, 4, 4, 0, 0, 0), true}, // exactly half
		{rate(Peer, 0, 0, 0, 0), false},      // too few to say so
		{slices.Concat(rate(Peer, 4, 4, 4), rate(DirectReport, 0, 0, 0, 0, 4)), true},
		{slices.Concat(rate(Peer, 4, 4, 4), rate(DirectReport, 0, 0)), false}, // 2 of 5 in the joined cell
	} {
		if got := CountBallots(q, DefaultPolicy(), nil, tc.ballots).Rare["1a"]; got != tc.want {
			t.Errorf("%v: got %v", tc.ballots, got)
		}
	}
}

func TestBandsNeedEight(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	eight := slices.Concat(rate(Peer, 1, 2, 3, 3, 4), rate(DirectReport, 5, 5, 4))
	if got := CountBallots(q, DefaultPolicy(), nil, eight).Bands["c1"]; got != (Bands{Rarely: 2, Half: 2, Often: 4}) {
		t.Errorf("got %+v", got)
	}
	if b, shown := CountBallots(q, DefaultPolicy(), nil, eight[1:]).Bands["c1"]; shown {
		t.Errorf("shown for seven: %+v", b)
	}
	// Direct reports with two answers on the item do not count towards the eight.
	if b, shown := CountBallots(q, DefaultPolicy(), nil, slices.Concat(rate(Peer, 1, 2, 3, 3, 4, 4), rate(DirectReport, 5, 5, 0))).Bands["c1"]; shown {
		t.Errorf("shown with answers of a group below k: %+v", b)
	}
}

// Item rows pool the groups with k answers on the item; a group with one or two
// is left out of the row, and the row is shown if five remain.
func TestItemRowsPoolGroupsWithEnough(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	_, r := reportOf(q, DefaultPolicy(), slices.Concat(rate(Peer, 2, 2, 2, 2, 2), rate(DirectReport, 5, 5, 0)))
	if item := r.Competencies[0].Items[0]; !r.Competencies[0].ItemsShown || item.Colleagues != 20 {
		t.Errorf("shown %v, %+v", r.Competencies[0].ItemsShown, item)
	}
	_, r = reportOf(q, DefaultPolicy(), slices.Concat(rate(Peer, 2, 2, 2, 2), rate(DirectReport, 5, 5, 0)))
	if r.Competencies[0].ItemsShown || r.Competencies[0].Items[0].Colleagues != 0 {
		t.Errorf("four answers and two of a small group were pooled: %+v", r.Competencies[0].Items[0])
	}
}

func TestStrangeBallots(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 2)
	ballots := rate(Peer, 9, -1, 4, 4, 4)
	ballots[0].Ratings["zz"] = 3
	ballots = append(ballots, Ballot{Relationship: Self, Ratings: map[string]int{"1a": 2}}, Ballot{Relationship: Self, Ratings: map[string]int{"1a": 5}},
		Ballot{Relationship: "stranger", Ratings: map[string]int{"1a": 1}}, Ballot{Relationship: Peer})
	c := CountBallots(q, DefaultPolicy(), nil, ballots)
	want := []Tally{{"peer", "c1", "1a", 3, 12}, {"self", "c1", "1a", 1, 2}}
	if diff := cmp.Diff(want, c.Tallies); diff != "" {
		t.Error(diff)
	}
	if len(c.Named) != 1 || c.Cells[0].N != 6 {
		t.Errorf("named %v, cells %v", c.Named, c.Cells)
	}
}

func TestRemarks(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	words := func(g Relationship, name, keep string) Ballot {
		return Ballot{Relationship: g, Name: name, Comments: map[string]string{"keep": keep, "unknown": "not asked"}}
	}
	ballots := []Ballot{
		words(Peer, "", "Explains  why.\r\n\r\n\r\nAlways “calm”."), words(Peer, "", " n/a "), words(Peer, "", "-"), words(Peer, "", "Listens."),
		words(DirectReport, "", "Cafe\u0301"), words(Self, "Maya", "my own"), words(Manager, "Ingunn Moe", "Hands over."),
	}
	c := CountBallots(q, DefaultPolicy(), nil, ballots)
	want := []Remark{{"keep", Colleagues, "Café"}, {"keep", Colleagues, "Explains why.\n\nAlways \"calm\"."}, {"keep", Colleagues, "Listens."},
		{"keep", "manager", "Hands over."}}
	if diff := cmp.Diff(want, c.Remarks); diff != "" || c.Comments != CommentsShown {
		t.Errorf("%s %s", c.Comments, diff)
	}
	c = CountBallots(q, DefaultPolicy(), nil, ballots[1:])
	if diff := cmp.Diff(want[3:], c.Remarks); diff != "" || c.Comments != CommentsTooFew {
		t.Errorf("four colleagues: %s %s", c.Comments, diff)
	}
	// Five answered, but two of them are in no cell: nothing of the others is shown.
	left := slices.Concat(ballots[:3], []Ballot{ballots[4], ballots[4]})
	if c = CountBallots(q, Policy{K: 3, DropSmall: true}, nil, left); len(c.Remarks) != 0 || c.Comments != CommentsTooFew {
		t.Errorf("three in cells: %s %v", c.Comments, c.Remarks)
	}
}

func TestRemarkBody(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", " \n\t ": "", "-": "", "–": "", "...": "", "N/A": "", "n.a.": "", "na": "", "👍": "👍", "no": "no", "7": "7",
		"a\tb": "a b", "It’s fine": "It's fine", "one\n\ntwo\n": "one\n\ntwo",
	} {
		if got, said := RemarkBody(in); said != (want != "") || said && got != want {
			t.Errorf("%q: got %q, %v", in, got, said)
		}
	}
}
