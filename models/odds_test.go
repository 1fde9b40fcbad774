package models_test

import (
	"math"
	"testing"

	"github.com/sevenfold/sevenfold/models"
)

// The figures of 5 and 6 peers with 4 and 5 reports are those of the simulation
// behind the thresholds, to the percent.
func TestLikelyOdds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		peers, reports, k int
		both              float64 // peers and reports each on their own
	}{
		{5, 4, 3, 0.77}, {5, 4, 4, 0.30}, {6, 5, 3, 0.93}, {6, 5, 4, 0.66},
	} {
		invited := map[models.Relationship]int{models.Peer: c.peers, models.DirectReport: c.reports}
		odds := models.LikelyOdds(invited, models.Policy{K: c.k})
		if got := odds[models.Peer].Alone; math.Abs(got-c.both) > 0.006 {
			t.Errorf("%d peers, %d reports, k=%d: %.3f, want %.2f", c.peers, c.reports, c.k, got, c.both)
		}
		for g, o := range odds {
			if sum := o.Alone + o.Together + o.Not; math.Abs(sum-1) > 1e-9 {
				t.Errorf("%s: the odds add up to %f", g, sum)
			}
		}
	}
}

func TestLikelyWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		peers, reports  int
		forPeer, forRep string
	}{
		{5, 4, "in about 8 of 10 cycles", "in about 8 of 10 cycles"},
		{12, 12, "nearly certain", "nearly certain"},
		{3, 3, "in about 3 of 10 cycles", "in about 3 of 10 cycles"},
		{6, 2, "nearly certain", "nearly certain"},
		{1, 1, "", ""},
		{0, 4, "", "in about 8 of 10 cycles"},
		{100, 100, "nearly certain", "nearly certain"},
	} {
		r := models.CheckReportability(map[models.Relationship]int{models.Peer: c.peers, models.DirectReport: c.reports}, models.DefaultPolicy())
		if got := r.Groups[0].Likely; got != c.forPeer {
			t.Errorf("%d peers, %d reports: peers %q, want %q", c.peers, c.reports, got, c.forPeer)
		}
		if got := r.Groups[1].Likely; got != c.forRep {
			t.Errorf("%d peers, %d reports: reports %q, want %q", c.peers, c.reports, got, c.forRep)
		}
	}
}
