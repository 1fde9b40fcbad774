package models

import (
	"cmp"
	"math/big"
	"slices"
)

// Lowest is the lowest mean of anonymous answers that is shown: "1.5 or
// lower". A group that all answered 1 would name each of its members.
const Lowest Score = 15

// ScoreText is a score in words. An anonymous one of 1.5 reads "1.5 or lower",
// because lower means are drawn and printed there.
func ScoreText(s Score, anonymous bool) string {
	if anonymous && s > 0 && s <= Lowest {
		return Lowest.String() + " or lower"
	}
	return s.String()
}

// SumTallies groups tallies by cell, competency and n, in this order: the same
// rows as the GROUP BY in the database.
func SumTallies(tallies []Tally) []CompetencySum {
	type group struct {
		cell, competency string
		n                int
	}
	rows := map[group]CompetencySum{}
	for _, t := range tallies {
		g := group{t.Cell, t.Competency, t.N}
		row := rows[g]
		rows[g] = CompetencySum{Cell: t.Cell, Competency: t.Competency, N: t.N, Items: row.Items + 1, Sum: row.Sum + t.Sum}
	}
	sums := make([]CompetencySum, 0, len(rows))
	for _, row := range rows {
		sums = append(sums, row)
	}
	slices.SortFunc(sums, func(a, b CompetencySum) int {
		return cmp.Or(cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Competency, b.Competency), cmp.Compare(a.N, b.N))
	})
	return sums
}

// tenths rounds the mean sum/n half up to tenths.
func tenths(sum, n int) Score { return Score((20*sum + n) / (2 * n)) }

// anonymousTenths is tenths, with everything under 1.5 raised to it.
func anonymousTenths(sum, n int) Score { return max(tenths(sum, n), Lowest) }

// sourceScore is the score of a source in a competency of so many items: the
// mean of the item means, not of the raters' means, which would give away
// whoever left an item out. It is 0 when fewer than half of the items count.
func sourceScore(sums []CompetencySum, items int, anonymous bool) Score {
	rated, total := 0, new(big.Rat)
	for _, row := range sums {
		rated += row.Items
		total.Add(total, big.NewRat(int64(row.Sum), int64(row.N)))
	}
	if !enough(rated, items) {
		return 0
	}
	// As in tenths, of a sum whose denominator may be too large for a machine word.
	twice := big.NewInt(2 * int64(rated))
	twice.Mul(twice, total.Denom())
	score := new(big.Int).Mul(total.Num(), big.NewInt(20))
	score.Add(score, new(big.Int).Rsh(twice, 1)).Quo(score, twice)
	if anonymous {
		return max(Score(score.Int64()), Lowest)
	}
	return Score(score.Int64())
}

// colleaguesScore is the mean of the shown scores of all cells, weighted by
// their ballots. It is 0 unless every cell shows one: a total over some of the
// cells would be a score of another group.
func colleaguesScore(cells []Cell, scores map[string]Score) Score {
	all, weighted := 0, 0
	for _, c := range cells {
		s := scores[c.Key()]
		if s == 0 {
			return 0
		}
		all += c.N
		weighted += c.N * int(s)
	}
	if all == 0 {
		return 0
	}
	return anonymousTenths(weighted, 10*all)
}

// itemMeans returns the colleagues' mean of each item, pooled over the cells
// that rated it often enough, if every item of the competency has at least
// KItem of these ratings; else none, because one missing item of a shown
// competency would follow from its score.
func itemMeans(tallies []Tally, items []Item) (map[string]Score, bool) {
	n, sums := map[string]int{}, map[string]int{}
	for _, t := range tallies {
		n[t.Item] += t.N
		sums[t.Item] += t.Sum
	}
	means := map[string]Score{}
	for _, item := range items {
		if n[item.ID] < KItem {
			return nil, false
		}
		means[item.ID] = anonymousTenths(sums[item.ID], n[item.ID])
	}
	return means, len(items) > 0
}
