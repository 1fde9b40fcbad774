package frontend

import (
	"strconv"

	"github.com/sevenfold/sevenfold/models"
)

// WorkPage shows how far something is that takes longer than a page can wait,
// and afterwards what became of it. It renews itself while the work goes on.
type WorkPage struct {
	Base
	Cycle   CycleHead // zero: the org chart
	Work    models.Work
	Saved   string // of an import that is done: what it did, as a sentence
	Invited int    // of a launch that is done: people
}

func (WorkPage) template() string { return "hr_work.html" }

// OrgChart reports whether the work is about the directory instead of a cycle.
func (p WorkPage) OrgChart() bool { return !p.Cycle.Known() }

// Live reports that the work goes on.
func (p WorkPage) Live() bool { return !p.Work.Over() }

// Heading says in one line what happens or happened.
func (p WorkPage) Heading() string {
	words := workWords[p.Work.Kind]
	switch p.Work.State {
	case models.WorkWaiting:
		return words.doing + " begins in a moment"
	case models.WorkRunning:
		return words.doing
	case models.WorkDone:
		return words.done
	case models.WorkRefused:
		return words.refused
	}
	return words.stopped
}

var workWords = map[models.WorkKind]struct{ doing, done, refused, stopped string }{
	models.ReadWork:   {"Reading the list", "The list was read", "This file cannot be read as a list", "Reading the list stopped"},
	models.ImportWork: {"Importing the list", "The list is imported", "The list was not imported", "The import stopped"},
	models.LaunchWork: {"Launching the cycle", "The cycle is open", "The cycle was not launched", "The launch stopped"},
}

// Text is what to know about it.
func (p WorkPage) Text() string {
	switch p.Work.State {
	case models.WorkWaiting, models.WorkRunning:
		return "You can leave this page or close the browser: it goes on, and the result waits here. " + workCare[p.Work.Kind]
	case models.WorkDone:
		if p.Work.Kind == models.LaunchWork {
			return upper(countOf(p.Invited, "person is", "people are")) + " invited. The invitations are on their way; the page of the cycle counts them."
		}
		return p.Saved
	case models.WorkRefused:
		return p.Work.Problem + " Nothing was saved."
	}
	return "The service was interrupted before it was done. Nothing was saved" + workAgain[p.Work.Kind]
}

var workCare = map[models.WorkKind]string{
	models.ReadWork:   "Nothing is saved yet; you will see what the list would do first.",
	models.ImportWork: "Everything is saved at once at the end, or nothing at all.",
	models.LaunchWork: "No mail leaves before everything is ready; then all of them do.",
}

var workAgain = map[models.WorkKind]string{
	models.ReadWork:   ". Please choose the file again.",
	models.ImportWork: ", and the list is still here. Please start the import again.",
	models.LaunchWork: " and no mail was sent. Please start the launch again.",
}

// Step says what the work is busy with.
func (p WorkPage) Step() string {
	step := workSteps[p.Work.Step]
	switch {
	case p.Work.State == models.WorkWaiting:
		return "It waits for its turn."
	case step == "":
		return "It has begun."
	case p.Work.Total == 0:
		return step + "."
	}
	return step + ": " + thousands(p.Work.Done) + " of " + thousands(p.Work.Total) + "."
}

var workSteps = map[models.WorkStep]string{
	models.StepReading: "Reading the file, and comparing it with what is there",
	models.StepPeople:  "Writing down people",
	models.StepRaters:  "Writing down who belongs to whom",
	models.StepLinks:   "Making a link for each person",
	models.StepLetters: "Preparing the letters",
	models.StepSaving:  "Saving everything",
}

// Button is the label of the way on.
func (p WorkPage) Button() string {
	switch {
	case p.Live():
		return "Look again"
	case p.Work.State == models.WorkDone && p.Work.Kind == models.LaunchWork:
		return "Open the cycle"
	case p.Work.State == models.WorkDone && p.OrgChart():
		return "See the directory"
	case p.Work.State == models.WorkDone:
		return "Back to the draft"
	case p.Work.Kind == models.LaunchWork:
		return "Back to the review"
	case p.Work.Kind == models.ImportWork && p.Work.State == models.WorkStopped:
		return "Back to the list"
	}
	return "Choose a file"
}

// URL is the way on.
func (p WorkPage) URL() string {
	switch {
	case p.Live():
		return WorkURL(p.Cycle, p.Work)
	case p.Work.State == models.WorkDone && p.OrgChart():
		return PeopleURL
	case p.Work.State == models.WorkDone:
		return p.Cycle.URL()
	case p.Work.Kind == models.LaunchWork:
		return p.Cycle.URL("launch")
	case p.Work.Kind == models.ImportWork && p.Work.State == models.WorkStopped:
		return importURL(p.Cycle) + "/" + p.Work.UploadID.String()
	}
	return importURL(p.Cycle)
}

// WorkURL is the address at which a work is told of: the list for its reading,
// a page of its own for everything else.
func WorkURL(cycle CycleHead, work models.Work) string {
	switch {
	case work.Kind == models.ReadWork:
		return importURL(cycle) + "/" + work.UploadID.String()
	case cycle.Known():
		return cycle.URL("works", work.ID.String())
	}
	return PeopleURL + "/works/" + work.ID.String()
}

// WorkLine is the newest work on a cycle or the directory, as far as HR should
// know of it elsewhere.
type WorkLine struct {
	Text, Label, URL string
	Alert            bool // it did not end well
}

// TellWork is the line about a work; nil when there is nothing to tell: what is
// done stands in the record, and a list that was read may wait.
func TellWork(cycle CycleHead, work models.Work) *WorkLine {
	line := WorkLine{Text: WorkPage{Cycle: cycle, Work: work}.Heading() + ".", Label: "See how far it is", URL: WorkURL(cycle, work)}
	switch {
	case !work.Over():
		return &line
	case work.State == models.WorkDone && work.Kind == models.ReadWork:
		line.Text, line.Label = "“"+work.File+"” was read and waits. Nothing of it is saved yet.", "See what it would do"
		return &line
	case work.State == models.WorkDone:
		return nil
	}
	line.Text, line.Label, line.Alert = line.Text+" Nothing was saved.", "See why", true
	return &line
}

// thousands writes a large number so that it can be read: 100,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
