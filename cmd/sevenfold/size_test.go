//go:build !race

package main

// longRows is how many rows the long list has: what HR may send at once.
const longRows = 100_000
