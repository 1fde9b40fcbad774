package storetest

import (
	"os"
	"testing"
)

// Fault is one line of the table of faults: what was broken on purpose while
// something was under way, and what became of it.
type Fault struct {
	Scenario string // what was broken, and how often: "kill −9 while importing, 20 times"
	Database string // "SQLite" or "PostgreSQL"; see World.Fault
	Of       string // what is counted: "answers"
	Sent     int    // put in
	There    int    // found in the end, each counted once
	Lost     int    // neither there nor refused
	Doubled  int    // copies beyond the first
	Refused  int    // told that they were not taken
	Allowed  int    // the most that may be doubled, as of mails in doubt
	Note     string // what else is worth knowing, or ""
}

// FullFaults reports whether faults are tried whole, as make faults does, and
// not in the few seconds that each has among the other tests.
func FullFaults() bool { return os.Getenv("SEVENFOLD_TEST_FAULTS") == "full" }

// Fault begins a line about this world's database.
func (w World) Fault(scenario, of string) Fault {
	return Fault{Scenario: scenario, Database: w.Name(), Of: of}
}

// Report fails the test when something was lost, doubled or does not add up. It
// logs the line and adds it as JSON to the file that SEVENFOLD_TEST_FAULT_ROWS names,
// of which the table is made.
func (f Fault) Report(t testing.TB) {
	t.Helper()
	t.Logf("%s, %s: %d %s in, %d there, %d lost, %d doubled, %d refused. %s", f.Scenario, f.Database, f.Sent, f.Of, f.There, f.Lost, f.Doubled, f.Refused, f.Note)
	if f.Lost != 0 || f.Doubled > f.Allowed || f.Sent != f.There+f.Refused {
		t.Errorf("%s, %s: want none lost, at most %d doubled, and all of %d there or refused", f.Scenario, f.Database, f.Allowed, f.Sent)
	}
	record(t, "SEVENFOLD_TEST_FAULT_ROWS", f)
}
