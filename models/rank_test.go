package models

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// The rank criterion (docs/anonymity.md, section 1.4). Every linear number that
// is published or kept becomes a row over what nobody may know: a column for
// every rater and item. If taking away the columns of a set of fewer than k
// raters lowers the rank, then some combination of the numbers depends on these
// raters alone.

// prime is 2^61 − 1; arithmetic modulo it stands for exact fractions.
const prime = 1<<61 - 1

func mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return fold(lo&prime + (lo>>61 | hi<<3))
}

// fold brings a number under 2^62 below the prime.
func fold(a uint64) uint64 {
	if a >= prime {
		a -= prime
	}
	return a
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

// fraction is num/den modulo the prime.
func fraction(num, den int) uint64 { return mul(uint64(num), inverse(uint64(den))) }

// subtract takes factor times b from a, from one column on.
func subtract(a, b []uint64, factor uint64, from int) {
	factor = prime - factor
	for j := from; j < len(a); j++ {
		if b[j] != 0 {
			a[j] = fold(a[j] + mul(factor, b[j]))
		}
	}
}

// search is a matrix reduced to independent rows, cut into the columns of each
// rater, with the ranks that were worked out before.
type search struct {
	columns [][][]uint64 // rater → columns, each as long as the rank
	full    int
	ranks   []int8 // by set of raters left out, as bits; −1: not known yet
}

// newSearch reduces rows of raters × width columns.
func newSearch(raters, width int, rows [][]uint64) *search {
	rows = reduced(rows)
	s := &search{columns: make([][][]uint64, raters), full: len(rows), ranks: slices.Repeat([]int8{-1}, 1<<raters)}
	for j := range raters * width {
		column := make([]uint64, len(rows))
		for i, row := range rows {
			column[i] = row[j]
		}
		if slices.Max(append(column, 0)) > 0 {
			s.columns[j/width] = append(s.columns[j/width], column)
		}
	}
	return s
}

// reduced returns independent rows of the same span, in reduced echelon form.
func reduced(rows [][]uint64) [][]uint64 {
	work := make([][]uint64, len(rows))
	for i, row := range rows {
		work[i] = slices.Clone(row)
	}
	rank := 0
	for col := 0; len(work) > 0 && rank < len(work) && col < len(work[0]); col++ {
		pivot := slices.IndexFunc(work[rank:], func(row []uint64) bool { return row[col] != 0 })
		if pivot < 0 {
			continue
		}
		work[rank], work[rank+pivot] = work[rank+pivot], work[rank]
		scale := inverse(work[rank][col])
		for j := range work[rank] {
			work[rank][j] = mul(work[rank][j], scale)
		}
		for i, row := range work {
			if i != rank && row[col] != 0 {
				subtract(row, work[rank], row[col], col)
			}
		}
		rank++
	}
	return work[:rank]
}

// rank is the rank without the columns of some raters.
func (s *search) rank(without uint32) int {
	if known := s.ranks[without]; known >= 0 {
		return int(known)
	}
	basis, found := make([][]uint64, s.full), 0 // by the place of the first entry, which is 1
	scratch := make([]uint64, s.full)
	for rater, columns := range s.columns {
		if without>>rater&1 == 1 {
			continue
		}
		for _, column := range columns {
			if found == s.full {
				break
			}
			copy(scratch, column)
			if extend(basis, scratch) {
				found++
				scratch = make([]uint64, s.full)
			}
		}
	}
	s.ranks[without] = int8(found)
	return found
}

// extend adds a vector to a basis, unless it depends on it.
func extend(basis [][]uint64, v []uint64) bool {
	for i := range v {
		switch {
		case v[i] == 0:
		case basis[i] != nil:
			subtract(v, basis[i], v[i], i)
		default:
			scale := inverse(v[i])
			for j := i; j < len(v); j++ {
				v[j] = mul(v[j], scale)
			}
			basis[i] = v
			return true
		}
	}
	return false
}

// isolated counts the sets of fewer than k raters, without those already known,
// and returns the first on whom alone a combination of the numbers depends.
func (s *search) isolated(known uint32, k int) (sets int, found []int) {
	var try func(from int, without uint32, set []int)
	try = func(from int, without uint32, set []int) {
		if len(set) > 0 {
			sets++
			if found == nil && s.rank(without) < s.rank(known) {
				found = slices.Clone(set)
			}
		}
		for r := from; r < len(s.columns) && len(set) < k-1; r++ {
			if known>>r&1 == 0 {
				try(r+1, without|1<<r, append(set, r))
			}
		}
	}
	try(0, known, nil)
	return sets, found
}

// isolates tries every set of fewer than k raters and then, for each rater who
// knows what they wrote themselves, every set of fewer than k − 1 others.
func (s *search) isolates(k int, insiders bool) (sets int, found []int) {
	sets, found = s.isolated(0, k)
	for insider := 0; insiders && insider < len(s.columns); insider++ {
		n, set := s.isolated(1<<insider, k-1)
		sets += n
		if found == nil && set != nil {
			found = append([]int{insider}, set...)
		}
	}
	return sets, found
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

// Ranks are those of plain elimination of the whole matrix without the columns.
func TestRankOfReducedMatrix(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		const raters, width = 5, 2
		rows := make([][]uint64, 1+r.IntN(7))
		for i := range rows {
			rows[i] = make([]uint64, raters*width)
			for j := range rows[i] {
				rows[i][j] = uint64(r.IntN(3)) * uint64(r.IntN(2))
			}
		}
		s := newSearch(raters, width, rows)
		for without := range uint32(1 << raters) {
			cut := make([][]uint64, len(rows))
			for i, row := range rows {
				cut[i] = slices.Clone(row)
				for j := range row {
					if without>>(j/width)&1 == 1 {
						cut[i][j] = 0
					}
				}
			}
			if got, want := s.rank(without), len(reduced(cut)); got != want {
				t.Fatalf("without %b: rank %d, want %d of %v", without, got, want, rows)
			}
		}
	}
}
