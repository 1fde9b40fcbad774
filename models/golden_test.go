package models

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// asked is the answers to one item: self, manager, peers, direct reports; 0 is
// not observed. The n-th peer of every item is the same person.
type asked struct {
	self, manager  int
	peers, reports []int
}

// maya has enough of both groups: 5 peers and 4 direct reports.
var maya = [][]asked{
	{{4, 4, []int{4, 5, 4, 4, 3}, []int{5, 4, 4, 5}}, {4, 5, []int{4, 4, 5, 4, 4}, []int{4, 5, 4, 4}}, {3, 3, []int{4, 3, 0, 4, 3}, []int{4, 3, 4, 5}}, {4, 4, []int{4, 5, 4, 4, 4}, []int{5, 4, 4, 4}}},
	{{4, 4, []int{4, 3, 4, 4, 3}, []int{3, 4, 3, 4}}, {3, 3, []int{3, 3, 4, 3, 3}, []int{3, 3, 2, 4}}, {4, 4, []int{4, 4, 3, 4, 5}, []int{4, 4, 3, 4}}, {4, 4, []int{4, 4, 4, 3, 4}, []int{4, 3, 4, 4}}},
	{{4, 3, []int{3, 4, 4, 0, 2}, []int{3, 2, 3, 3}}, {4, 3, []int{3, 2, 5, 0, 3}, []int{2, 2, 3, 2}}, {4, 4, []int{4, 3, 4, 3, 4}, []int{3, 3, 4, 3}}, {5, 3, []int{3, 2, 3, 4, 0}, []int{2, 1, 3, 2}}},
	{{3, 3, []int{3, 3, 2, 3, 3}, []int{3, 3, 4, 3}}, {3, 3, []int{3, 0, 0, 3, 0}, []int{0, 3, 0, 3}}, {2, 2, []int{3, 2, 2, 3, 2}, []int{3, 3, 2, 4}}, {3, 3, []int{3, 3, 2, 0, 3}, []int{3, 4, 3, 3}}},
	{{3, 5, []int{4, 5, 4, 5, 4}, []int{4, 4, 4, 5}}, {3, 4, []int{4, 4, 3, 4, 4}, []int{4, 4, 3, 4}}, {3, 4, []int{4, 3, 4, 4, 4}, []int{3, 4, 4, 4}}, {3, 4, []int{4, 4, 4, 3, 4}, []int{4, 4, 3, 4}}},
	{{4, 3, []int{4, 4, 5, 4, 3}, []int{2, 3, 2, 2}}, {3, 3, []int{4, 4, 4, 3, 4}, []int{2, 2, 3, 2}}, {4, 4, []int{4, 3, 4, 4, 4}, []int{3, 3, 2, 3}}, {3, 3, []int{4, 0, 4, 4, 4}, []int{2, 3, 2, 2}}},
	{{5, 5, []int{5, 4, 5, 4, 5}, []int{5, 5, 4, 5}}, {4, 4, []int{4, 4, 0, 4, 4}, []int{5, 4, 4, 5}}, {4, 5, []int{5, 4, 4, 4, 5}, []int{4, 5, 4, 4}}, {4, 4, []int{4, 4, 5, 4, 4}, []int{4, 0, 5, 4}}},
}

// aiko has 4 peers and 2 direct reports, so they are one group.
var aiko = [][]asked{
	{{4, 4, []int{4, 4, 3, 4}, []int{4, 3}}, {3, 4, []int{4, 3, 4, 4}, []int{4, 4}}, {3, 3, []int{3, 3, 4, 3}, []int{3, 4}}, {4, 4, []int{4, 3, 4, 4}, []int{4, 3}}},
	{{4, 3, []int{2, 3, 3, 2}, []int{3, 2}}, {4, 3, []int{3, 3, 2, 3}, []int{3, 3}}, {4, 4, []int{3, 4, 3, 3}, []int{2, 3}}, {5, 3, []int{3, 2, 5, 1}, []int{5, 1}}},
	{{4, 4, []int{4, 4, 4, 3}, []int{4, 4}}, {4, 4, []int{4, 5, 4, 4}, []int{3, 4}}, {4, 4, []int{4, 3, 4, 4}, []int{4, 4}}, {3, 4, []int{3, 4, 4, 4}, []int{4, 3}}},
	{{3, 3, []int{4, 3, 3, 4}, []int{3, 3}}, {3, 3, []int{3, 3, 4, 3}, []int{3, 3}}, {4, 4, []int{3, 4, 4, 3}, []int{4, 4}}, {3, 3, []int{4, 3, 3, 4}, []int{3, 3}}},
	{{4, 4, []int{4, 4, 3, 4}, []int{4, 3}}, {4, 4, []int{4, 4, 4, 5}, []int{4, 4}}, {3, 4, []int{4, 3, 4, 3}, []int{4, 4}}, {4, 3, []int{4, 4, 3, 4}, []int{3, 4}}},
	{{4, 4, []int{4, 4, 4, 5}, []int{4, 4}}, {3, 4, []int{4, 4, 3, 4}, []int{3, 4}}, {4, 5, []int{5, 4, 4, 4}, []int{5, 4}}, {3, 4, []int{4, 3, 4, 4}, []int{4, 4}}},
	{{4, 4, []int{4, 4, 5, 4}, []int{4, 5}}, {3, 4, []int{4, 4, 4, 3}, []int{4, 3}}, {3, 4, []int{4, 3, 4, 4}, []int{3, 4}}, {4, 5, []int{5, 4, 4, 4}, []int{4, 4}}},
}

var shiftNames = []string{"People and emotions", "Deciding without certainty", "Delegating", "Direction over detail",
	"Reaching different audiences", "Leading through change", "Making the team succeed"}

// example turns the tables into ballots and counts them for k = 3.
func example(answers [][]asked) (Count, Report) {
	q := someQuestionnaire(7, 4)
	q.Questions = nil
	ballots := []Ballot{{Relationship: Self}, {Relationship: Manager, Name: "Ingunn Moe"}}
	for range answers[0][0].peers {
		ballots = append(ballots, Ballot{Relationship: Peer})
	}
	for range answers[0][0].reports {
		ballots = append(ballots, Ballot{Relationship: DirectReport})
	}
	for i := range ballots {
		ballots[i].Ratings = map[string]int{}
	}
	for c, items := range answers {
		q.Competencies[c].Name = shiftNames[c]
		for i, a := range items {
			for rater, v := range slices.Concat([]int{a.self, a.manager}, a.peers, a.reports) {
				if v > 0 {
					ballots[rater].Ratings[q.Competencies[c].Items[i].ID] = v
				}
			}
		}
	}
	c := CountBallots(q, DefaultPolicy(), nil, ballots)
	head := ReportHead{Leader: "Maya Lindqvist", Cycle: "Autumn 2025", ClosedAt: time.Date(2025, 11, 14, 18, 0, 0, 0, time.UTC),
		Policy: DefaultPolicy(), Questionnaire: q}
	return c, c.Report(head, SumTallies(c.Tallies))
}

// printed is all numbers and words of a competency in one line.
func printed(r Report, c CompetencyReport) string {
	var parts []string
	for _, s := range r.Sources {
		parts = append(parts, s.Key+" "+ScoreText(c.Scores[s.Key], s.Anonymous()))
	}
	parts = append(parts, "all "+ScoreText(c.Colleagues, true), c.GapText(), c.View.Note(), strings.Join(r.AgreementNotes(c), " "))
	if c.GroupsDiffer {
		parts = append(parts, "differ")
	}
	if c.ItemsShown {
		var items []string
		for _, i := range c.Items {
			items = append(items, fmt.Sprintf("%s/%s/%s", i.Named["self"], i.Named["manager"], i.Colleagues))
		}
		parts = append(parts, strings.Join(items, " "))
	}
	if c.Bands != nil {
		parts = append(parts, c.Bands.Text())
	}
	return strings.Join(append(parts, c.RareNotes()...), " | ")
}

// The numbers were worked out by hand and by an independent program.
func TestReportOfTwoGroups(t *testing.T) {
	t.Parallel()
	c, r := example(maya)
	want := []string{
		"self 3.8 | manager 4.0 | peer 4.0 | report 4.3 | all 4.1 | −0.3 | In step | Peers see it alike. | 4.0/4.0/4.2 4.0/5.0/4.2 3.0/3.0/3.8 4.0/4.0/4.2 | 0 rarely · 4 half the time · 31 often",
		"self 3.8 | manager 3.8 | peer 3.7 | report 3.5 | all 3.6 | +0.2 | In step | Peers see it alike. | 4.0/4.0/3.6 3.0/3.0/3.1 4.0/4.0/3.9 4.0/4.0/3.8 | 1 rarely · 14 half the time · 21 often",
		"self 4.3 | manager 3.3 | peer 3.3 | report 2.6 | all 3.0 | +1.3 | You see more | Peers see it somewhat differently. | 4.0/3.0/3.0 4.0/3.0/2.8 4.0/4.0/3.4 5.0/3.0/2.5 | 10 rarely · 15 half the time · 8 often",
		"self 2.8 | manager 2.8 | peer 2.7 | report 3.2 | all 2.9 | −0.1 | In step | Peers see it alike. | Colleagues rarely see this: does 4b.",
		"self 3.0 | manager 4.3 | peer 4.0 | report 3.9 | all 4.0 | −1.0 | They see more | Peers see it alike. | 3.0/5.0/4.3 3.0/4.0/3.8 3.0/4.0/3.8 3.0/4.0/3.8 | 0 rarely · 6 half the time · 30 often",
		"self 3.5 | manager 3.3 | peer 3.9 | report 2.4 | all 3.2 | +0.3 | In step | Peers see it alike. | differ | 4.0/3.0/3.2 3.0/3.0/3.1 4.0/4.0/3.3 3.0/3.0/3.1 | 10 rarely · 9 half the time · 16 often",
		"self 4.3 | manager 4.5 | peer 4.3 | report 4.5 | all 4.4 | −0.1 | In step | Peers see it alike. | 5.0/5.0/4.7 4.0/4.0/4.3 4.0/5.0/4.3 4.0/4.0/4.3 | 0 rarely · 0 half the time · 34 often",
	}
	for i, comp := range r.Competencies {
		if got := printed(r, comp); got != want[i] {
			t.Errorf("%s:\n got %s\nwant %s", comp.ID, got, want[i])
		}
	}
	if r.Even || !slices.Equal(r.Most, []string{"c7"}) || !slices.Equal(r.Least, []string{"c3", "c4"}) || !slices.Equal(r.Gaps, []string{"c3", "c5"}) {
		t.Errorf("even %v, most %v, least %v, gaps %v", r.Even, r.Most, r.Least, r.Gaps)
	}
	if r.Colleagues != 9 || r.Grouping != Separate || r.Comments != CommentsShown || len(c.Cells) != 2 {
		t.Errorf("colleagues %d, %s, comments %s, cells %v", r.Colleagues, r.Grouping, r.Comments, c.Cells)
	}
	if n := len(r.Published()); n != 21 {
		t.Errorf("%d published scores, want 7 for each of peers, direct reports and all", n)
	}
	checkSentences(t, r.First(),
		"Colleagues see Making the team succeed more often than anything else, and so do you.",
		"You see yourself higher in Delegating than your colleagues do, 4.3 and 3.0. What could they have seen?",
		"You see yourself lower in Reaching different audiences than they do, 3.0 and 4.0. What could they have seen?")
	if got := r.GroupingNote(); got != "Colleagues are your peers and direct reports. A group is shown on its own from three answers on (k = 3)." {
		t.Error(got)
	}
}

func TestReportOfJoinedGroups(t *testing.T) {
	t.Parallel()
	_, r := example(aiko)
	want := []string{
		"self 3.5 | manager 3.8 | peer+report 3.6 | all 3.6 | −0.1 | In step | Peers and direct reports see it alike. | 4.0/4.0/3.7 3.0/4.0/3.8 3.0/3.0/3.3 4.0/4.0/3.7",
		"self 4.3 | manager 3.3 | peer+report 2.8 | all 2.8 | +1.5 | You see more | Peers and direct reports see it somewhat differently. | 4.0/3.0/2.5 4.0/3.0/2.8 4.0/4.0/3.0 5.0/3.0/2.8",
		"self 3.8 | manager 4.0 | peer+report 3.8 | all 3.8 | 0.0 | In step | Peers and direct reports see it alike. | 4.0/4.0/3.8 4.0/4.0/4.0 4.0/4.0/3.8 3.0/4.0/3.7",
		"self 3.3 | manager 3.3 | peer+report 3.4 | all 3.4 | −0.1 | In step | Peers and direct reports see it alike. | 3.0/3.0/3.3 3.0/3.0/3.2 4.0/4.0/3.7 3.0/3.0/3.3",
		"self 3.8 | manager 3.8 | peer+report 3.8 | all 3.8 | 0.0 | In step | Peers and direct reports see it alike. | 4.0/4.0/3.7 4.0/4.0/4.2 3.0/4.0/3.7 4.0/3.0/3.7",
		"self 3.5 | manager 4.3 | peer+report 4.0 | all 4.0 | −0.5 | They see more | Peers and direct reports see it alike. | 4.0/4.0/4.2 3.0/4.0/3.7 4.0/5.0/4.3 3.0/4.0/3.8",
		"self 3.5 | manager 4.3 | peer+report 4.0 | all 4.0 | −0.5 | They see more | Peers and direct reports see it alike. | 4.0/4.0/4.3 3.0/4.0/3.7 3.0/4.0/3.7 4.0/5.0/4.2",
	}
	for i, comp := range r.Competencies {
		if got := printed(r, comp); got != want[i] {
			t.Errorf("%s:\n got %s\nwant %s", comp.ID, got, want[i])
		}
	}
	if r.Even || !slices.Equal(r.Most, []string{"c3", "c6", "c7"}) || !slices.Equal(r.Least, []string{"c2"}) || !slices.Equal(r.Gaps, []string{"c2", "c6"}) {
		t.Errorf("even %v, most %v, least %v, gaps %v", r.Even, r.Most, r.Least, r.Gaps)
	}
	checkSentences(t, r.First(),
		"Colleagues see Delegating, Leading through change and Making the team succeed most often, all about equally.",
		"You see yourself higher in Deciding without certainty than your colleagues do, 4.3 and 2.8. What could they have seen?",
		"You see yourself lower in Leading through change than they do, 3.5 and 4.0. What could they have seen?")
	if got := r.GroupingNote(); got != "At least one of the two groups had fewer than three answers, so peers and direct reports are one group in this whole report (k = 3). Together they are called colleagues." {
		t.Error(got)
	}
	if s := r.Sources[2]; s.Label != "Peers and direct reports" || s.N != 6 || !s.Anonymous() {
		t.Errorf("%+v", s)
	}
}

func checkSentences(t *testing.T, got []Sentence, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d sentences, want %d: %v", len(got), len(want), got)
	}
	for i := range want {
		if got[i].String() != want[i] {
			t.Errorf("sentence %d:\n got %s\nwant %s", i+1, got[i], want[i])
		}
	}
}
