//go:build !race

package handlers

// manyLeaders is over how many leaders linkage is tried, in groups of 3 to 8.
const manyLeaders = 48

// proofs is for which policies and sizes stored and served reports are checked.
func proofs() []proof {
	return []proof{{3, false, everySize()}, {3, true, around(3)}, {4, false, around(4)}, {5, true, around(5)}}
}
