package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Finding is one line of the ledger of anonymity: what was looked at, and
// whether it is as it must be.
type Finding struct {
	Good bool
	Text string // one sentence: what was found and, if it is not good, what to do
}

func good(format string, args ...any) Finding { return Finding{true, fmt.Sprintf(format, args...)} }
func bad(format string, args ...any) Finding  { return Finding{false, fmt.Sprintf(format, args...)} }

// must is a finding by a condition.
func must(ok bool, yes, no string) Finding {
	if ok {
		return good("%s", yes)
	}
	return bad("%s", no)
}

// StoredColumns is all that the tables nearest to raters may hold. One column
// more could be a time, a number counted upwards or a way from a ballot to its
// writer.
var StoredColumns = map[string][]string{
	"ballots":     {"id", "leader_id", "box"},
	"invitations": {"id", "leader_id", "person_id", "relationship", "state"},
	"links":       {"id", "cycle_id", "person_id", "token_hash", "generation"},
}

// Surroundings is what around the rows could give somebody away.
type Surroundings struct {
	Columns  map[string][]string // by table
	Watchers []string            // triggers and publications on the tables nearest to raters
	Settings map[string]string   // the database server's own; empty for SQLite
}

// CheckSurroundings judges the schema and the server's settings.
func CheckSurroundings(s Surroundings) []Finding {
	var found []Finding
	for _, table := range []string{"ballots", "invitations", "links"} {
		extra := slices.DeleteFunc(slices.Clone(s.Columns[table]), func(c string) bool { return slices.Contains(StoredColumns[table], c) })
		found = append(found, must(len(extra) == 0, fmt.Sprintf("The table %s has no column that it should not have.", table),
			fmt.Sprintf("The table %s has a column more than it should: %s. Remove it.", table, strings.Join(extra, ", "))))
	}
	found = append(found, must(len(s.Watchers) == 0, "No trigger and no publication copies what raters do.",
		fmt.Sprintf("Something copies what raters do: %s. Remove it.", strings.Join(s.Watchers, ", "))))
	if len(s.Settings) > 0 {
		found = append(found, checkSettings(s.Settings)...)
	}
	return found
}

// checkSettings judges the settings of PostgreSQL. Statements may be logged
// only without their values: with them the log tells who answered when.
func checkSettings(set map[string]string) []Finding {
	statements := set["log_statement"] == "mod" || set["log_statement"] == "all"
	for _, name := range []string{"log_min_duration_statement", "log_min_duration_sample"} {
		statements = statements || atLeast(set[name], 0)
	}
	rate, _ := strconv.ParseFloat(set["log_transaction_sample_rate"], 64)
	statements = statements || rate > 0
	return []Finding{
		must(set["track_commit_timestamp"] == "off", "The server keeps no time of any transaction (track_commit_timestamp = off).",
			"The server keeps the time of every transaction. Set track_commit_timestamp = off and restart it."),
		must(!statements || set["log_parameter_max_length"] == "0", "The server's log holds no values of statements.",
			"The server logs statements with their values (log_statement, log_min_duration_statement). Set log_parameter_max_length = 0, or do not log statements."),
		must(set["log_parameter_max_length_on_error"] == "0", "The server's log holds no values of failed statements.",
			"The server logs the values of failed statements. Set log_parameter_max_length_on_error = 0."),
	}
}

func atLeast(text string, least int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= least
}

// CycleFacts is what was counted in one cycle.
type CycleFacts struct {
	State        CycleState
	Answered     int
	Ballots      int
	Unopened     int // boxes that the key does not open
	BoxSizes     int // how many different sizes boxes have
	ForeignIDs   int // ids near raters that are not random
	Apart        int // leaders with ballots from several transactions
	Named        int // ballots that share their transaction with one invitation alone
	TokenHashes  int
	KeyHere      bool
	KeyDirectory bool // whether this process has one
}

// CheckCycle judges what was counted.
func CheckCycle(f CycleFacts) []Finding {
	found := []Finding{must(f.ForeignIDs == 0, "Every id near raters is random (UUID version 4).",
		fmt.Sprintf("%d ids near raters are not random. They may tell an order or a time.", f.ForeignIDs))}
	if f.State == Open || f.State == Closing {
		return append(found, checkBallots(f)...)
	}
	return append(found,
		must(f.Ballots == 0, "No single answers are left.", fmt.Sprintf("%d single answers are left, and the cycle is closed.", f.Ballots)),
		must(f.TokenHashes == 0, "No link of a rater opens anything.", fmt.Sprintf("%d links of raters were not erased.", f.TokenHashes)),
		must(!f.KeyHere, "The key is destroyed.", "The key is still in the key directory. Start the service: it destroys keys of closed cycles. Then destroy every copy."))
}

func checkBallots(f CycleFacts) []Finding {
	found := []Finding{
		must(f.BoxSizes <= 1, "All sealed answers have the same size.", fmt.Sprintf("Sealed answers have %d different sizes.", f.BoxSizes)),
		must(f.Apart == 0, "Each leader's sealed answers were all written in one transaction.",
			fmt.Sprintf("The sealed answers of %d leaders come from several transactions: they were not shuffled together.", f.Apart)),
		must(f.Named == 0, "No transaction names the writer of an answer.", fmt.Sprintf("The transaction names the writer of %d answers.", f.Named)),
	}
	if f.State == Open { // closing takes leader after leader
		found = append(found, must(f.Ballots == f.Answered, "There are as many sealed answers as people who answered.",
			fmt.Sprintf("%d people answered and there are %d sealed answers.", f.Answered, f.Ballots)))
	}
	if !f.KeyDirectory {
		return append(found, good("This process has no key directory, so the key was not looked at."))
	}
	return append(found,
		must(f.KeyHere, "The key is in the key directory and fits.", "The right key of this cycle is not in the key directory. Put it back from a copy, or the answers cannot be opened."),
		must(f.Unopened == 0 || !f.KeyHere, "The key opens every sealed answer.", fmt.Sprintf("The key does not open %d sealed answers.", f.Unopened)))
}

// GroupingIf says how the groups would be shown if everybody who is invited answered.
func GroupingIf(invited map[Relationship]int, p Policy) Grouping {
	all := turnout{n: invited, invited: invited}
	return all.grouping(Anonymous, all.cells(Anonymous, p), p.K)
}

// Words is the grouping as part of a sentence about leaders.
func (g Grouping) Words() string {
	return map[Grouping]string{
		Separate: "each group that answered on its own", Merged: "peers and direct reports together",
		Partly: "one group, the other one left out", Nothing: "nothing about colleagues, too few people",
	}[g]
}
