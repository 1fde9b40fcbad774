package models

import (
	"time"

	"github.com/google/uuid"
)

// WorkKind is what a work does.
type WorkKind string

// The kinds of work: what takes longer than a page can wait for.
const (
	ReadWork   WorkKind = "read"   // read a list and work out what importing it would do
	ImportWork WorkKind = "import" // import a list that was read
	LaunchWork WorkKind = "launch" // launch a draft
)

// WorkState is where a work stands. docs/states.md draws it.
type WorkState string

// The states of a work.
const (
	WorkWaiting WorkState = "waiting" // for its turn
	WorkRunning WorkState = "running" // some process carries it out and renews its lease
	WorkDone    WorkState = "done"
	WorkRefused WorkState = "refused" // it cannot be done as things are; nothing was saved
	WorkStopped WorkState = "stopped" // its process died or failed; nothing was saved
)

// WorkStep is what a running work is busy with.
type WorkStep string

// The steps of works, in their order within one.
const (
	StepReading WorkStep = "reading" // the file, and comparing it with what is there
	StepPeople  WorkStep = "people"  // saving people
	StepRaters  WorkStep = "raters"  // saving who is asked about whom, or who works for whom
	StepLinks   WorkStep = "links"   // making links
	StepLetters WorkStep = "letters" // queueing letters
	StepSaving  WorkStep = "saving"  // all of it at once
)

// The times of works. A process that carries out a work says so every WorkPulse;
// when it has not for WorkLease, it is taken for dead.
const (
	WorkPulse = 2 * time.Second
	WorkLease = 15 * time.Second
	WorkLife  = 24 * time.Hour // how long it is remembered what became of one
)

// Work is something that takes longer than a page can wait for. What it saves it
// saves in one transaction together with its end, so a work that is not done
// saved nothing.
type Work struct {
	ID       uuid.UUID
	Kind     WorkKind
	CycleID  *uuid.UUID // nil: the directory
	UploadID *uuid.UUID // the list; nil for a launch
	File     string     // the list's name
	Partial  bool       // imports the good rows of a list that has faults
	Actor    string     // who began it
	State    WorkState
	Step     WorkStep
	Done     int // of Total in this step
	Total    int // 0: nobody can tell
	MadeAt   time.Time
	EndedAt  *time.Time
	Problem  string // why it was refused, in words for people
}

// Over reports whether the work has ended, well or not.
func (w Work) Over() bool { return w.State != WorkWaiting && w.State != WorkRunning }

// PlaceOfWork is what never has two works at once: a cycle, or with nil the directory.
func PlaceOfWork(cycle *uuid.UUID) uuid.UUID {
	if cycle == nil {
		return uuid.Nil
	}
	return *cycle
}

// Busy is the answer to whoever begins a work where another one goes on.
func Busy() *Error {
	return Errorf(Conflict, "Another list is being read or imported here, or the cycle is being launched. Wait until that is done, then try again.")
}

// CheckImport is the law of what may be imported: the whole of a list without
// faults, or the good rows of another if somebody said so, and never nothing.
func CheckImport(partial bool, good, faults int) error {
	switch {
	case !partial && faults > 0:
		return Errorf(Invalid, "Some rows have faults, so the whole file was not imported. Correct it, or import the good rows.")
	case good == 0:
		return Errorf(Invalid, "There is no row that can be imported.")
	}
	return nil
}
