//go:build race

package handlers

// Under the race detector the two proofs that go by numbers are smaller. What
// runs at once is the same: eight lines of people who answer, closing and
// reading. And they can still fail: a dozen
// leaders are enough for the attackers of TestAttackersWinAgainstPlainInserts,
// and both policies meet the sizes around k, where numbers are held back.
// Without the detector (size_test.go) the same tests run at their full size.

const manyLeaders = 12

func proofs() []proof {
	return []proof{{3, false, around(3)[:12]}, {3, true, around(3)[12:]}}
}
