package models_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

func TestFaultyCSV(t *testing.T) {
	t.Parallel()
	original := rosterFile(t, "roster-faulty.csv")
	roster := readRoster(t, string(original))
	text := faultyCSV(t, roster, original)
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.Comma = ';'
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 7 || records[0][6] != "problem" {
		t.Fatalf("%d lines, header %v; want the header and 6 rows", len(records), records[0])
	}
	if got := records[5][6]; got != "Leader: The name is missing. Rater: The name is missing." {
		t.Errorf("problem %q", got)
	}
	again := readRoster(t, string(text))
	if again.Read != 6 {
		t.Errorf("read again: %d rows", again.Read)
	}
	second := faultyCSV(t, again, text)
	if n := bytes.Count(bytes.SplitN(second, []byte("\n"), 2)[0], []byte("problem")); n != 1 {
		t.Errorf("the column problem is there %d times", n)
	}
}

func TestFaultyCSVGuardsWhatItAdds(t *testing.T) {
	t.Parallel()
	text := "=1+1,leader_email,leader_name,rater_email,rater_name,relationship\n" +
		"x,ana@a.example,=cmd|x,bo@a.example,Bo,friend\n=\"x\" y,2\n"
	out := string(faultyCSV(t, readRoster(t, text), []byte(text)))
	want := "\ufeff=1+1,leader_email,leader_name,rater_email,rater_name,relationship,problem\n" +
		"x,ana@a.example,=cmd|x,bo@a.example,Bo,friend,\"relationship: Unknown relationship. Use self, manager, peer or report.\"\n"
	if !strings.HasPrefix(out, want) {
		t.Errorf("got %q", out)
	}
	if rest := strings.TrimPrefix(out, want); !strings.HasPrefix(rest, `"'=`) || !strings.Contains(rest, ",'=1+1: A quotation") && !strings.Contains(rest, `,"'=1+1: A quotation`) {
		t.Errorf("unguarded: %q", rest)
	}
}

func faultyCSV(t *testing.T, roster wholeRoster, original []byte) []byte {
	t.Helper()
	text, err := roster.FaultyCSV(bytes.NewReader(original))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
