package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

// What runs for long collects seldom, unless its environment says otherwise, and
// what is measured collects as often as what runs.
func TestGarbageIsCollectedSeldom(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	t.Setenv("GOGC", "50")
	collectSeldom()
	if now := debug.SetGCPercent(77); now != 77 {
		t.Errorf("GOGC is set, and yet it became %d", now)
	}
	t.Setenv("GOGC", "")
	collectSeldom()
	if now := debug.SetGCPercent(77); now != garbagePercent {
		t.Errorf("it is %d", now)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if line := fmt.Sprintf("\nbench: export GOGC := %d\n", garbagePercent); !strings.Contains(string(makefile), line) {
		t.Errorf("the Makefile lacks %q", line)
	}
}
