package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// width is how many characters a line of the ledger has at most, so that it can
// be printed and mailed as it is.
const width = 78

// What begins a line of the ledger.
const (
	right = "  ok     "
	wrong = "  WRONG  "
	none  = "         "
)

// ledger writes down what was tried and found, in words that need no programmer.
type ledger struct {
	out    io.Writer
	faults int
}

func (l *ledger) head(now time.Time) {
	fmt.Fprintf(l.out, "Sevenfold %s: ledger of anonymity, %s\n\n", version, now.Format("2006-01-02 15:04 UTC"))
	l.text("", "This program looked at the database of the feedback service as somebody would who has a copy of it and wants to know who "+
		"wrote which answer. It changed nothing. Below stands what is stored about raters, what was tried, and what came of it.")
}

// stored lists what is known about a rater, as the tables really are.
func (l *ledger) stored(s models.Surroundings) {
	l.section("What is stored about a rater")
	for _, row := range []struct{ name, holds string }{
		{"person", "address, name, title, department, language and manager, as HR imported them."},
		{"invitation", "which leader, in which relation, and whether it was answered or declined. No time of anything. Columns: " + strings.Join(s.Columns["invitations"], ", ") + "."},
		{"link", "a fingerprint of the link in the mail, erased when the cycle closes. Columns: " + strings.Join(s.Columns["links"], ", ") + "."},
		{"letters", "which mails were to be sent and whether the mail server took them. Never their words, never whether they were read."},
		{"answers", "sealed, all of one size, beside the leader's other ones in random order. Columns: " + strings.Join(s.Columns["ballots"], ", ") + ". Nothing leads to the writer."},
		{"after close", "sealed answers and key are destroyed. What stays are sums over at least k people, and comments without their writers."},
	} {
		l.text(fmt.Sprintf("  %-12s ", row.name), row.holds)
	}
}

func (l *ledger) section(title string) { fmt.Fprintf(l.out, "\n%s\n\n", title) }

func (l *ledger) findings(all []models.Finding) {
	for _, f := range all {
		l.finding(f)
	}
}

func (l *ledger) finding(f models.Finding) {
	if f.Good {
		l.text(right, f.Text)
		return
	}
	l.faults++
	l.text(wrong, f.Text)
}

// cycle writes down one cycle.
func (l *ledger) cycle(c models.Cycle, in store.Inspection) {
	l.section(fmt.Sprintf("Cycle %q, %s\n%s", c.Name, c.State, c.ID))
	small := "a smaller group is shown together with the other one, or not at all"
	if c.Policy.DropSmall {
		small = "a smaller group is left out"
	}
	reads := "Only the leader reads the report."
	if c.Policy.HRMayRead {
		reads = "The leader and HR read the report, and everybody invited was told so."
	}
	l.text(none, fmt.Sprintf("The rules, frozen at launch: k = %d, so a group is shown from %d answers on; %s. Comments are shown without group from %d answers on. %s",
		c.Policy.K, c.Policy.K, small, models.KText, reads))
	l.text(none, fmt.Sprintf("%d leaders, %d invitations, %d answered.", in.Leaders, in.Invited, in.Facts.Answered))
	l.groupings(c.State, in)
	fmt.Fprintln(l.out)
	l.findings(models.CheckCycle(in.Facts))
	l.attacks("Who wrote which sealed answer", in.Sealed, in.Facts.KeyHere)
	l.attacks("Who wrote which comment", in.Published, true)
}

func (l *ledger) groupings(state models.CycleState, in store.Inspection) {
	tense := "The reports show"
	if state == models.Open || state == models.Closing {
		tense = "If everybody answers, the reports will show"
	}
	for _, g := range []models.Grouping{models.Separate, models.Merged, models.Partly, models.Nothing} {
		if n := in.Groupings[g]; n > 0 {
			l.text(none, fmt.Sprintf("%s, for %d of %d leaders: %s.", tense, n, in.Leaders, g.Words()))
		}
	}
}

// attacks writes down every way of matching, the strongest for each order.
func (l *ledger) attacks(title string, scenes []models.Scene, known bool) {
	if len(scenes) == 0 {
		return
	}
	all := models.Attacks(scenes)
	fmt.Fprintf(l.out, "\n%s%s: %d ways of guessing\n", none, title, len(all))
	if !known {
		l.text(none, "Without the key nobody can tell whether a guess is right, so none was counted.")
		return
	}
	fmt.Fprintf(l.out, "%s%-46s %6s %6s %6s\n", none, "the best guess by the order of", "hits", "chance", "limit")
	shown, beaten, judged, scenesJudged := map[string]bool{}, 0, 0, 0
	for _, a := range all {
		if a.BetterThanChance() {
			beaten++
		}
		if !a.TooFew() {
			judged++
		}
		scenesJudged = max(scenesJudged, a.Scenes)
		if !shown[a.BoxMark] && a.Scenes > 0 {
			shown[a.BoxMark] = true
			fmt.Fprintf(l.out, "%s%-46s %6d %6.0f %6d\n", none, between(a), a.Hits, a.Chance, a.Bound())
		}
	}
	switch {
	case beaten > 0:
		l.finding(models.Finding{Text: fmt.Sprintf("%d of %d ways of guessing do better than drawing lots. The order in which things are stored gives people away.", beaten, len(all))})
	case scenesJudged == 0:
		l.text(none, "There is nothing to tell apart yet, or not everybody wrote something.")
	case judged == 0:
		l.text(none, "The limit is not below the number of answers: with so few, even guesses that are all right could be luck. These numbers prove nothing yet.")
	default:
		if judged < len(all) {
			l.text(none, fmt.Sprintf("For %d of the %d ways there are too few answers to tell luck from knowledge.", len(all)-judged, len(all)))
		}
		l.finding(models.Finding{Good: true, Text: fmt.Sprintf("No way of guessing does better than drawing lots. Judged by %s. A hit is a guess that agrees with "+
			"what the opened answer says of its writer: the group, and the name where it is shown.", leaders(scenesJudged))})
	}
}

func leaders(n int) string {
	if n == 1 {
		return "1 group of answers"
	}
	return fmt.Sprintf("%d groups of answers", n)
}

// between names the two orders that were matched.
func between(a models.Attack) string {
	text := fmt.Sprintf("people's %s, answers' %s", a.RaterMark, a.BoxMark)
	if a.Backwards {
		text += " reversed"
	}
	return text
}

func (l *ledger) verdict(cycles int) {
	l.section("Verdict")
	switch {
	case l.faults > 0:
		l.text(wrong, fmt.Sprintf("%d things are not as they must be. They are marked above.", l.faults))
	case cycles == 0:
		l.text(right, "No cycle was launched yet, so there was nothing to attack.")
	default:
		l.text(right, "Nobody with a copy of this database finds out who wrote which answer by any of the ways tried.")
	}
	l.text(none, "What no program can check: whether the running service was manipulated, what somebody sees on the network, whether key and copies of an "+
		"open cycle were stolen together, and whose style a comment shows.")
}

// text writes a paragraph behind a beginning, wrapped and indented below it.
func (l *ledger) text(begin, text string) {
	line, indent := begin, strings.Repeat(" ", utf8.RuneCountInString(begin))
	var lines []string
	for word := range strings.FieldsSeq(text) {
		if utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width && strings.TrimSpace(line) != strings.TrimSpace(begin) {
			lines, line = append(lines, line), indent
		}
		if strings.TrimSpace(line) != "" && !strings.HasSuffix(line, " ") {
			line += " "
		}
		line += word
	}
	for _, line := range slices.Concat(lines, []string{line}) {
		fmt.Fprintln(l.out, strings.TrimRight(line, " "))
	}
}
