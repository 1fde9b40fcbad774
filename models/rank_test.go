package models

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// The rank criterion (docs/anonymity.md, section 1.4). Every linear number that
// is published or kept becomes a row over the unknowns (rater, item). If taking
// away the columns of a set of fewer than k raters lowers the rank, then some
// combination of the numbers depends on these raters alone.

// prime is 2^61 − 1; arithmetic modulo it stands for exact fractions.
const prime = 1<<61 - 1

func mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	sum := lo&prime + (lo>>61 | hi<<3)
	return sum % prime
}

func inverse(a uint64) uint64 {
	result, power := uint64(1), uint64(prime-2)
	for ; power > 0; power >>= 1 {
		if power&1 == 1 {
			result = mul(result, a)
		}
		a = mul(a, a)
	}
	return result
}

// statistics is a matrix of linear statistics: rows over raters × items.
type statistics struct {
	items int
	rows  [][]uint64
}

// rank is the rank of the matrix without the columns of the raters left out.
func (m statistics) rank(without []bool) int {
	rows := make([][]uint64, len(m.rows))
	for i, row := range m.rows {
		rows[i] = slices.Clone(row)
		for j := range row {
			if without[j/m.items] {
				rows[i][j] = 0
			}
		}
	}
	rank := 0
	for col := 0; len(rows) > 0 && rank < len(rows) && col < len(rows[0]); col++ {
		pivot := slices.IndexFunc(rows[rank:], func(row []uint64) bool { return row[col] != 0 })
		if pivot < 0 {
			continue
		}
		rows[rank], rows[rank+pivot] = rows[rank+pivot], rows[rank]
		scale := inverse(rows[rank][col])
		for _, row := range rows[rank+1:] {
			if row[col] == 0 {
				continue
			}
			factor := prime - mul(row[col], scale)
			for j := col; j < len(row); j++ {
				row[j] = (row[j] + mul(factor, rows[rank][j])) % prime
			}
		}
		rank++
	}
	return rank
}

// isolates returns a set of fewer than k raters on whom alone a combination of
// the statistics depends, if there is one. With an insider, who takes out what
// they wrote themselves, the set is smaller by one.
func (m statistics) isolates(raters, k int, insiders bool) []int {
	without := make([]bool, raters)
	if found := m.isolated(without, k); found != nil || !insiders {
		return found
	}
	for insider := range raters {
		without[insider] = true
		if found := m.isolated(without, k-1); found != nil {
			return found
		}
		without[insider] = false
	}
	return nil
}

// isolated looks for a set of fewer than k raters besides those already without.
func (m statistics) isolated(without []bool, k int) []int {
	full := m.rank(without)
	var try func(from int, set []int) []int
	try = func(from int, set []int) []int {
		if len(set) > 0 && m.rank(without) < full {
			return slices.Clone(set)
		}
		for r := from; r < len(without) && len(set) < k-1; r++ {
			if without[r] {
				continue
			}
			without[r] = true
			found := try(r+1, append(set, r))
			without[r] = false
			if found != nil {
				return found
			}
		}
		return nil
	}
	return try(0, nil)
}

// published reads a report of one competency and writes its linear numbers down
// as statistics: each cell's score, the score of all, the items' means.
func published(q Questionnaire, count Count, r Report, ballots []Ballot) statistics {
	items := q.Competencies[0].Items
	m := statistics{items: len(items)}
	in := cellOf(count.Cells)
	counted := func(cell Cell, item string) bool {
		return slices.ContainsFunc(count.Tallies, func(t Tally) bool { return t.Cell == cell.Key() && t.Item == item })
	}
	raters := func(i int, item string, weight uint64, row []uint64, j int) {
		for rater, b := range ballots {
			if cell, ok := in[b.Relationship]; ok && cell == i && b.Ratings[item] > 0 {
				row[rater*len(items)+j] = weight
			}
		}
	}
	comp, all := r.Competencies[0], make([]uint64, len(ballots)*len(items))
	pooled := make([][]uint64, len(items))
	for j := range pooled {
		pooled[j] = make([]uint64, len(ballots)*len(items))
	}
	for i, cell := range count.Cells {
		row := make([]uint64, len(ballots)*len(items))
		for j, item := range items {
			if !counted(cell, item.ID) {
				continue
			}
			n := uint64(count.Tallies[slices.IndexFunc(count.Tallies, func(t Tally) bool { return t.Cell == cell.Key() && t.Item == item.ID })].N)
			raters(i, item.ID, inverse(n), row, j)
			raters(i, item.ID, 1, pooled[j], j)
		}
		if comp.Scores[cell.Key()] > 0 {
			m.rows = append(m.rows, row)
		}
		for j := range row {
			all[j] = (all[j] + mul(uint64(cell.N), row[j])) % prime
		}
	}
	if comp.Colleagues > 0 {
		m.rows = append(m.rows, all)
	}
	for j, item := range comp.Items {
		if item.Colleagues > 0 {
			m.rows = append(m.rows, pooled[j])
		}
	}
	return m
}

// kept writes down the tallies, which rest in the database after close.
func kept(q Questionnaire, count Count, ballots []Ballot) statistics {
	items := q.Competencies[0].Items
	m := statistics{items: len(items)}
	in := cellOf(count.Cells)
	for _, t := range count.Tallies {
		row := make([]uint64, len(ballots)*len(items))
		j := slices.IndexFunc(items, func(i Item) bool { return i.ID == t.Item })
		for rater, b := range ballots {
			if cell, ok := in[b.Relationship]; ok && count.Cells[cell].Key() == t.Cell && b.Ratings[t.Item] > 0 {
				row[rater*len(items)+j] = 1
			}
		}
		m.rows = append(m.rows, row)
	}
	return m
}

// P2 and P3: nothing published or kept, however combined, depends on fewer than
// k raters, nor, for somebody who knows one rater's answers, on fewer than k − 1 more.
func TestNoNumberDependsOnFewerThanK(t *testing.T) {
	t.Parallel()
	q := someQuestionnaire(1, 4)
	for _, k := range []int{3, 4} {
		for _, drop := range []bool{false, true} {
			t.Run(fmt.Sprintf("k=%d drop=%v", k, drop), func(t *testing.T) {
				t.Parallel()
				r := rand.New(rand.NewPCG(uint64(k), 7))
				shown := 0
				for size := range 7 * 7 * 12 {
					peers, reports := size%7, size/7%7
					missing := []float64{0, 0.12, 0.3, 0.5}[r.IntN(4)]
					ballots := someBallots(r, q, peers, reports, missing)
					count, report := reportOf(q, Policy{K: k, DropSmall: drop}, ballots)
					numbers := published(q, count, report, ballots)
					shown += len(numbers.rows)
					for name, m := range map[string]statistics{"published": numbers, "kept": kept(q, count, ballots)} {
						if set := m.isolates(len(ballots), k, true); set != nil {
							t.Errorf("%d peers, %d reports, %.0f %% missing: %s numbers isolate raters %v", peers, reports, 100*missing, name, set)
						}
					}
				}
				if shown < 12*50 {
					t.Errorf("only %d numbers were published over all sizes: the test looks at nothing", shown)
				}
			})
		}
	}
}

// The criterion must catch the rule that many tools follow: hide small groups,
// but keep the total. It isolates fewer than k people in as many of the 81
// sizes of two groups as brute force found.
func TestRankCatchesNaiveTotal(t *testing.T) {
	t.Parallel()
	for k, want := range map[int]int{3: 24, 4: 30, 5: 32} {
		caught := 0
		for size := range 81 {
			peers, reports := size%9, size/9
			m := statistics{items: 1}
			groups := [][2]int{{0, peers}, {peers, peers + reports}, {0, peers + reports}}
			for _, g := range groups {
				row := make([]uint64, peers+reports)
				for i := g[0]; i < g[1]; i++ {
					row[i] = inverse(uint64(g[1] - g[0]))
				}
				if g[1]-g[0] >= k {
					m.rows = append(m.rows, row)
				}
			}
			if m.isolates(peers+reports, k, false) != nil {
				caught++
			}
		}
		if caught != want {
			t.Errorf("k = %d: the naive total isolates somebody in %d of 81 sizes, want %d", k, caught, want)
		}
	}
}

// The criterion must also catch the mean of raters' means beside item means:
// whoever left an item out stands alone in the difference.
func TestRankCatchesMeanOfRaterMeans(t *testing.T) {
	t.Parallel()
	const raters, items = 6, 4
	rated := func(rater, item int) bool { return rater != 0 || item != 0 }
	m := statistics{items: items}
	ofRaters := make([]uint64, raters*items)
	for item := range items {
		row := make([]uint64, raters*items)
		for rater := range raters {
			if rated(rater, item) {
				row[rater*items+item] = 1
				ofRaters[rater*items+item] = inverse(items)
			}
			if rater == 0 && item > 0 {
				ofRaters[item] = inverse(items - 1)
			}
		}
		m.rows = append(m.rows, row)
	}
	if set := m.isolates(raters, 3, false); set != nil {
		t.Fatalf("item means alone isolate %v", set)
	}
	m.rows = append(m.rows, ofRaters)
	if set := m.isolates(raters, 3, false); !slices.Equal(set, []int{0}) {
		t.Errorf("the mean of raters' means isolates %v, want the rater who left an item out", set)
	}
}

func TestArithmeticModuloPrime(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		a := 1 + r.Uint64N(prime-1)
		if got := mul(a, inverse(a)); got != 1 {
			t.Fatalf("%d times its inverse is %d", a, got)
		}
	}
}
