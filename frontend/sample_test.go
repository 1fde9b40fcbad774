package frontend

import (
	"fmt"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// raw is what everybody answered: for each competency and item the leader, the
// manager, peers and direct reports. 0 is not observed.
type raw [7][4]struct {
	self, manager  int
	peers, reports []int
}

// maya has two groups large enough to stand alone.
var maya = raw{
	{
		{4, 4, []int{4, 5, 4, 4, 3}, []int{5, 4, 4, 5}},
		{4, 5, []int{4, 4, 5, 4, 4}, []int{4, 5, 4, 4}},
		{3, 3, []int{4, 3, 0, 4, 3}, []int{4, 3, 4, 5}},
		{4, 4, []int{4, 5, 4, 4, 4}, []int{5, 4, 4, 4}},
	},
	{
		{4, 4, []int{4, 3, 4, 4, 3}, []int{3, 4, 3, 4}},
		{3, 3, []int{3, 3, 4, 3, 3}, []int{3, 3, 2, 4}},
		{4, 4, []int{4, 4, 3, 4, 5}, []int{4, 4, 3, 4}},
		{4, 4, []int{4, 4, 4, 3, 4}, []int{4, 3, 4, 4}},
	},
	{
		{4, 3, []int{3, 4, 4, 0, 2}, []int{3, 2, 3, 3}},
		{4, 3, []int{3, 2, 5, 0, 3}, []int{2, 2, 3, 2}},
		{4, 4, []int{4, 3, 4, 3, 4}, []int{3, 3, 4, 3}},
		{5, 3, []int{3, 2, 3, 4, 0}, []int{2, 1, 3, 2}},
	},
	{
		{3, 3, []int{3, 3, 2, 3, 3}, []int{3, 3, 4, 3}},
		{3, 3, []int{3, 0, 0, 3, 0}, []int{0, 3, 0, 3}},
		{2, 2, []int{3, 2, 2, 3, 2}, []int{3, 3, 2, 4}},
		{3, 3, []int{3, 3, 2, 0, 3}, []int{3, 4, 3, 3}},
	},
	{
		{3, 5, []int{4, 5, 4, 5, 4}, []int{4, 4, 4, 5}},
		{3, 4, []int{4, 4, 3, 4, 4}, []int{4, 4, 3, 4}},
		{3, 4, []int{4, 3, 4, 4, 4}, []int{3, 4, 4, 4}},
		{3, 4, []int{4, 4, 4, 3, 4}, []int{4, 4, 3, 4}},
	},
	{
		{4, 3, []int{4, 4, 5, 4, 3}, []int{2, 3, 2, 2}},
		{3, 3, []int{4, 4, 4, 3, 4}, []int{2, 2, 3, 2}},
		{4, 4, []int{4, 3, 4, 4, 4}, []int{3, 3, 2, 3}},
		{3, 3, []int{4, 0, 4, 4, 4}, []int{2, 3, 2, 2}},
	},
	{
		{5, 5, []int{5, 4, 5, 4, 5}, []int{5, 5, 4, 5}},
		{4, 4, []int{4, 4, 0, 4, 4}, []int{5, 4, 4, 5}},
		{4, 5, []int{5, 4, 4, 4, 5}, []int{4, 5, 4, 4}},
		{4, 4, []int{4, 4, 5, 4, 4}, []int{4, 0, 5, 4}},
	},
}

// aiko has too few answers in one group, so that both are shown as one.
var aiko = raw{
	{
		{4, 4, []int{4, 4, 3, 4}, []int{4, 3}},
		{3, 4, []int{4, 3, 4, 4}, []int{4, 4}},
		{3, 3, []int{3, 3, 4, 3}, []int{3, 4}},
		{4, 4, []int{4, 3, 4, 4}, []int{4, 3}},
	},
	{
		{4, 3, []int{2, 3, 3, 2}, []int{3, 2}},
		{4, 3, []int{3, 3, 2, 3}, []int{3, 3}},
		{4, 4, []int{3, 4, 3, 3}, []int{2, 3}},
		{5, 3, []int{3, 2, 5, 1}, []int{5, 1}},
	},
	{
		{4, 4, []int{4, 4, 4, 3}, []int{4, 4}},
		{4, 4, []int{4, 5, 4, 4}, []int{3, 4}},
		{4, 4, []int{4, 3, 4, 4}, []int{4, 4}},
		{3, 4, []int{3, 4, 4, 4}, []int{4, 3}},
	},
	{
		{3, 3, []int{4, 3, 3, 4}, []int{3, 3}},
		{3, 3, []int{3, 3, 4, 3}, []int{3, 3}},
		{4, 4, []int{3, 4, 4, 3}, []int{4, 4}},
		{3, 3, []int{4, 3, 3, 4}, []int{3, 3}},
	},
	{
		{4, 4, []int{4, 4, 3, 4}, []int{4, 3}},
		{4, 4, []int{4, 4, 4, 5}, []int{4, 4}},
		{3, 4, []int{4, 3, 4, 3}, []int{4, 4}},
		{4, 3, []int{4, 4, 3, 4}, []int{3, 4}},
	},
	{
		{4, 4, []int{4, 4, 4, 5}, []int{4, 4}},
		{3, 4, []int{4, 4, 3, 4}, []int{3, 4}},
		{4, 5, []int{5, 4, 4, 4}, []int{5, 4}},
		{3, 4, []int{4, 3, 4, 4}, []int{4, 4}},
	},
	{
		{4, 4, []int{4, 4, 5, 4}, []int{4, 5}},
		{3, 4, []int{4, 4, 4, 3}, []int{4, 3}},
		{3, 4, []int{4, 3, 4, 4}, []int{3, 4}},
		{4, 5, []int{5, 4, 4, 4}, []int{4, 4}},
	},
}

// ballots makes the answers into ballots, one per person.
func (r raw) ballots(q models.Questionnaire) []models.Ballot {
	var all []models.Ballot
	add := func(rel models.Relationship, name string, n int, rating func(c, i, who int) int) {
		for who := range n {
			b := models.Ballot{Relationship: rel, Name: name, Ratings: map[string]int{}, Comments: map[string]string{}}
			for c, competency := range q.Competencies {
				for i, item := range competency.Items {
					if v := rating(c, i, who); v > 0 {
						b.Ratings[item.ID] = v
					}
				}
			}
			all = append(all, b)
		}
	}
	add(models.Self, "Maya Lindqvist", 1, func(c, i, _ int) int { return r[c][i].self })
	add(models.Manager, "Sven Berg", 1, func(c, i, _ int) int { return r[c][i].manager })
	add(models.Peer, "", len(r[0][0].peers), func(c, i, who int) int { return r[c][i].peers[who] })
	add(models.DirectReport, "", len(r[0][0].reports), func(c, i, who int) int { return r[c][i].reports[who] })
	return all
}

// reportOf works out the report of ballots as a closing cycle does.
func reportOf(t *testing.T, leader string, ballots []models.Ballot) models.Report {
	t.Helper()
	q := models.DefaultQuestionnaire()
	count := models.CountBallots(q, models.DefaultPolicy(), nil, ballots)
	return count.Report(models.ReportHead{
		Leader: leader, Title: "Engineering Manager", Department: "Platform", Cycle: "Autumn 2025",
		ClosedAt: time.Date(2025, 11, 14, 17, 0, 0, 0, time.UTC), Policy: models.DefaultPolicy(), Questionnaire: q,
	}, models.SumTallies(count.Tallies))
}

// mayaPage is a full report with comments.
func mayaPage(t *testing.T) ReportPage {
	t.Helper()
	q := models.DefaultQuestionnaire()
	page := ReportPage{
		Base:     Base{Nav: Navigation(false, true, ReportsURL), SignedInAs: "Maya Lindqvist"},
		LeaderID: id(1), Report: reportOf(t, "Maya Lindqvist", maya.ballots(q)), Questions: q.Questions,
		ReleasedAt: time.Date(2025, 11, 21, 9, 0, 0, 0, time.UTC), Withheld: 1,
	}
	for _, question := range q.Questions {
		for i := range 4 {
			page.Remarks = append(page.Remarks, models.Remark{Question: question.ID, Source: models.Colleagues,
				Body: fmt.Sprintf("Comment %d on %s: the calm in incident reviews helps us all.", i+1, question.ID)})
		}
		page.Remarks = append(page.Remarks, models.Remark{Question: question.ID, Source: "manager",
			Body: "The way you write up decisions.\nOthers have started to copy the format."})
	}
	return page
}

// aikoPage is a report whose groups are merged.
func aikoPage(t *testing.T) ReportPage {
	t.Helper()
	page := mayaPage(t)
	page.Report = reportOf(t, "Aiko Tanaka", aiko.ballots(models.DefaultQuestionnaire()))
	return page
}

// nothingPage is a report that shows nothing about colleagues.
func nothingPage(t *testing.T) ReportPage {
	t.Helper()
	ballots := maya.ballots(models.DefaultQuestionnaire())
	page := mayaPage(t)
	page.Report = reportOf(t, "Noa Levi", ballots[:4]) // the leader, the manager, two peers
	page.Remarks = []models.Remark{page.Remarks[4]}
	page.Withheld = 0
	return page
}
