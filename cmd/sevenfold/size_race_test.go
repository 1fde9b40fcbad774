//go:build race

package main

// Under the race detector the long list is shorter; what runs at once is the
// same. Without the detector (size_test.go) it has its full length.
const longRows = 20_000
