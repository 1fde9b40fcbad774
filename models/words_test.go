package models

import (
	"slices"
	"strings"
	"testing"
)

func TestFirstWithoutColleagues(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	self := Ballot{Relationship: Self, Ratings: map[string]int{"1a": 4}}
	manager := Ballot{Relationship: Manager, Name: "Ingunn Moe", Ratings: map[string]int{"1a": 4}}
	for _, tc := range []struct {
		ballots []Ballot
		holds   string
	}{
		{[]Ballot{self, manager}, "holds your own view and your manager’s."}, {[]Ballot{self}, "holds your own view only."},
		{[]Ballot{manager}, "holds your manager’s view only."}, {nil, "holds no answers."},
	} {
		_, r := reportOf(q, DefaultPolicy(), append(rate(Peer, 2, 2), tc.ballots...))
		checkSentences(t, r.First(),
			"Too few colleagues answered to show anything about them without pointing at somebody, so this report "+tc.holds,
			"That says nothing about you.", "Ask two or three people yourself: “What should I keep doing, and what could I start doing?”")
		if r.Reading(r.Competencies[0]) != "" || r.ItemsNote(r.Competencies[0]) != "" {
			t.Error("a report without colleagues speaks of their answers")
		}
	}
}

func TestMostSentence(t *testing.T) {
	t.Parallel()
	comps := []CompetencyReport{{ID: "a", Name: "Ask", Scores: map[string]Score{"self": 30}}, {ID: "b", Name: "Bend", Scores: map[string]Score{"self": 40}}}
	for _, tc := range []struct {
		even bool
		most []string
		want string
	}{
		{true, nil, "Your colleagues see an even profile: none of the shifts stands out from the others."},
		{false, nil, "Too few colleagues could judge enough of the shifts to compare them."},
		{false, []string{"a"}, "Colleagues see Ask more often than anything else."},
		{false, []string{"b"}, "Colleagues see Bend more often than anything else, and so do you."},
		{false, []string{"a", "b"}, "Colleagues see Ask and Bend most often, both about equally."},
	} {
		r := Report{Competencies: comps, Even: tc.even, Most: tc.most, Grouping: Separate}
		checkSentences(t, r.First(), tc.want)
	}
	r := Report{Competencies: comps, Most: []string{"a"}}
	if parts := r.First()[0].Parts; len(parts) > 1 && parts[1] != (Part{Text: "Ask", Competency: "a"}) {
		t.Errorf("the competency is not a part of its own: %+v", parts)
	}
}

func TestGroupingNotes(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 1)
	for _, tc := range []struct {
		peers, reports int
		p              Policy
		want           string
	}{
		{5, 4, Policy{K: 4}, "Colleagues are your peers and direct reports. A group is shown on its own from four answers on (k = 4)."},
		{5, 0, Policy{K: 3}, "Colleagues are your peers in this whole report. A group is shown on its own from three answers on (k = 3)."},
		{5, 2, Policy{K: 3, DropSmall: true}, "One group had fewer than three answers and is left out. Colleagues are your peers in this whole report. A group is shown on its own from three answers on (k = 3)."},
		{1, 1, Policy{K: 3}, "A group is shown on its own from three answers on (k = 3)."},
	} {
		_, r := reportOf(q, tc.p, slices.Concat(rate(Peer, slices.Repeat([]int{3}, tc.peers)...), rate(DirectReport, slices.Repeat([]int{3}, tc.reports)...)))
		if got := r.GroupingNote(); got != tc.want {
			t.Errorf("%d/%d:\n got %s\nwant %s", tc.peers, tc.reports, got, tc.want)
		}
	}
	// Which group was small, and how small, must not be told.
	texts := map[string]bool{}
	for _, sizes := range [][2]int{{5, 1}, {1, 5}, {4, 2}, {2, 4}} {
		_, r := reportOf(q, DefaultPolicy(), slices.Concat(rate(Peer, slices.Repeat([]int{3}, sizes[0])...), rate(DirectReport, slices.Repeat([]int{3}, sizes[1])...)))
		texts[r.GroupingNote()] = true
	}
	if len(texts) != 1 {
		t.Errorf("joined groups of six are told apart: %v", texts)
	}
}

func TestReading(t *testing.T) {
	t.Parallel()
	_, r := example(maya)
	want := []string{
		"You and your colleagues see this alike.",
		"You and your colleagues see this alike.",
		"You see yourself higher here than your colleagues do. What could they have seen?",
		"You and your colleagues see the same room here. Nobody will be surprised, which makes it a good place to start.",
		"You see yourself lower here than your colleagues do. What could they have seen?",
		"Read this one by group: peers see it more often than direct reports do. What is different between the two?",
		"You and your colleagues see this alike, and they see it more often than anything else in this report.",
	}
	for i, c := range r.Competencies {
		if got := r.Reading(c); got != want[i] {
			t.Errorf("%s: got %q", c.ID, got)
		}
	}
	_, joined := example(aiko) // the third gap is not asked about, but it is no agreement either
	if got := joined.Reading(joined.Competencies[6]); got != "Your colleagues see this more often than you do." {
		t.Errorf("got %q", got)
	}
	if got := r.ItemsNote(r.Competencies[3]); got != "The four questions are not shown one by one here. That needs at least five colleagues who could answer each of them." {
		t.Errorf("got %q", got)
	}
	if got := r.ItemsNote(r.Competencies[0]); got != "" {
		t.Errorf("got %q although the items are shown", got)
	}
}

func TestSmallNotes(t *testing.T) {
	t.Parallel()
	if got := (Report{Comments: CommentsTooFew}).CommentsNote(); !strings.Contains(got, "from five answers on") {
		t.Error(got)
	}
	if got := (Report{Comments: CommentsShown}).CommentsNote(); got != "" {
		t.Error(got)
	}
	for n, want := range map[int]string{0: "", 1: "HR held back one comment", 3: "HR held back three comments", 14: "HR held back 14 comments"} {
		if got := WithheldNote(n); !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%d: %q", n, got)
		}
	}
	for names, want := range map[string]string{"": "", "A": "A", "A,B": "A and B", "A,B,C": "A, B and C"} {
		if got := list(strings.Split(names, ",")); got != want {
			t.Errorf("%q: %q", names, got)
		}
	}
}
