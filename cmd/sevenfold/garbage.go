package main

import (
	"os"
	"runtime/debug"
)

// garbagePercent is by how much memory may grow over what is in use before the
// garbage in it is collected. A replica has some 20 MB in use, so that room is
// cheap: with Go's own 100, collecting took a third of the time of a survey page.
const garbagePercent = 300

// collectSeldom is for what runs for long. Whoever sets GOGC knows better.
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
}
