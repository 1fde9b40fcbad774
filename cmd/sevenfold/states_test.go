package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
)

var (
	cycleStates = []models.CycleState{models.Draft, models.Open, models.Closing, models.Closed, models.Released, models.Purged}
	cycleVerbs  = []models.Verb{
		models.Edit, models.Delete, models.Launch, models.Extend, models.AddRater, models.Remind, models.FixAddress,
		models.Answer, models.BeginClose, models.FinishClose, models.Moderate, models.Release, models.Purge,
	}
)

// verbRow is a row of the cycle's table: verb, the states it starts from, where it leads.
var verbRow = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([\\w, ]+) \\| (\\w+) \\|")

// drawnVerbs reads the table: verb, then state from, then state to.
func drawnVerbs(page string) map[models.Verb]map[models.CycleState]models.CycleState {
	drawn := map[models.Verb]map[models.CycleState]models.CycleState{}
	for _, row := range verbRow.FindAllStringSubmatch(page, -1) {
		steps := map[models.CycleState]models.CycleState{}
		for from := range strings.SplitSeq(row[2], ", ") {
			to := models.CycleState(row[3])
			if !slices.Contains(cycleStates, to) { // "stays" and "gone"
				to = models.CycleState(from)
			}
			steps[models.CycleState(from)] = to
		}
		drawn[models.Verb(row[1])] = steps
	}
	return drawn
}

// The page that draws the states says what the law says, for every state and verb.
func TestStatesAreDrawnAsTheyAre(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "states.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	drawn := drawnVerbs(page)
	if len(drawn) != len(cycleVerbs) {
		t.Errorf("the page has %d verbs, the law %d", len(drawn), len(cycleVerbs))
	}
	for _, verb := range cycleVerbs {
		for _, state := range cycleStates {
			to, drawnHere := drawn[verb][state]
			next, err := state.After(verb)
			if drawnHere != (err == nil) || (err == nil && to != next) {
				t.Errorf("%s from %s: the page says %q, the law says %q (%v)", verb, state, to, next, err)
			}
			if arrow := string(state) + " --> " + string(next) + ": " + string(verb); err == nil && next != state && !strings.Contains(page, arrow) {
				t.Errorf("the diagram lacks %q", arrow)
			}
		}
	}
}

// The schema allows the states that the laws know, and no others.
func TestSchemaKnowsTheStates(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "migrations", "00001_house.sql"))
	if err != nil {
		t.Fatal(err)
	}
	lists := []string{
		quoted(cycleStates...),
		quoted(models.Pending, models.Answered, models.Declined, models.Withdrawn),
		quoted(models.Queued, models.Claimed, models.Sending, models.Sent, models.Buried, models.Unknown),
	}
	for _, list := range lists {
		if !strings.Contains(string(text), "CHECK (state IN ("+list+"))") {
			t.Errorf("no CHECK allows exactly %s", list)
		}
	}
}

func quoted[S ~string](states ...S) string {
	var words []string
	for _, state := range states {
		words = append(words, "'"+string(state)+"'")
	}
	return strings.Join(words, ", ")
}
