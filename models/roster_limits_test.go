package models_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sevenfold/sevenfold/models"
)

func TestRosterUnreadable(t *testing.T) {
	t.Parallel()
	row := "ana@a.example,Ana,,bo@a.example,Bo,peer\n"
	tests := map[string]struct {
		text  string
		fault models.Fault // the first
	}{
		"empty":     {"", models.Fault{Line: 1, Problem: "The file is empty. Its first line names the columns, each further line is one row."}},
		"blank":     {" \n\r\n", models.Fault{Line: 1, Problem: "The file is empty. Its first line names the columns, each further line is one row."}},
		"no rows":   {commaHeader, models.Fault{Line: 1, Problem: "The file names its columns, but has no rows below them."}},
		"workbook":  {"PK\x03\x04\x00\x00", models.Fault{Line: 1, Problem: "This is a workbook, not a CSV file. Open it, save it as “CSV UTF-8”, and send that file."}},
		"binary":    {"GIF89a\x00\x01\x02", models.Fault{Line: 1, Problem: "This is not a CSV file. Save the list as “CSV UTF-8”, and send that file."}},
		"no header": {row, models.Fault{Line: 1, Found: "ana@a.example, Ana, , bo@a.example, Bo, peer", Problem: "The first line does not name the columns. Begin with: leader_email, leader_name, rater_email, rater_name, relationship."}},
		"column missing": {"\nleader_email,leader_name,rater_email,rater_name\n" + row,
			models.Fault{Line: 2, Column: "relationship", Problem: "The column “relationship” is missing. Add it, or rename the column that holds it."}},
		"column twice": {"leader,leader_name,leader_email,rater_email,rater_name,relation\n" + row,
			models.Fault{Line: 1, Column: "leader_name", Found: "leader_name", Problem: "The columns “leader” and “leader_name” mean the same. Keep one of them."}},
		"too large": {commaHeader + strings.Repeat("x", models.MaxListBytes), models.Fault{Line: 1, Problem: "The file is larger than 10 MB. Split it into several lists."}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readWhole(strings.NewReader(test.text))
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("error %v, want an Invalid one", err)
			}
			if diff := cmp.Diff(test.fault, err.(*models.Error).Faults[0]); diff != "" {
				t.Errorf("first fault (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRosterLimits(t *testing.T) {
	t.Parallel()
	header := "leader_email,leader_name,rater_email,rater_name,relationship\n"
	many := func(rows int, relation string) io.Reader {
		var b bytes.Buffer
		b.WriteString(header)
		for i := range rows {
			fmt.Fprintf(&b, "l@a.bc,L,%x@a.bc,R,%s\n", i, relation)
		}
		return &b
	}
	roster, err := readWhole(many(models.MaxListRows, "peer"))
	if err != nil || len(roster.Rows) != models.MaxListRows {
		t.Errorf("at the limit: %d rows, %v", len(roster.Rows), err)
	}
	if _, err = readWhole(many(models.MaxListRows+1, "peer")); models.KindOf(err) != models.Invalid {
		t.Errorf("over the limit: %v, want an Invalid error", err)
	}
	_, err = readWhole(many(models.MaxListFaults+5, "?"))
	if models.KindOf(err) != models.Invalid || len(err.(*models.Error).Faults) != models.MaxListFaults {
		t.Errorf("too many faults: %v", err)
	}
}

func FuzzReadRoster(f *testing.F) {
	f.Add(rosterFile(f, "roster.csv"))
	f.Add(rosterFile(f, "roster-faulty.csv"))
	f.Add([]byte("sep=\t\nleader\trater"))
	f.Add([]byte(commaHeader + "\"a\nb\",\"x\"y,,\n,,,,,\n\"never closed"))
	f.Fuzz(func(t *testing.T, text []byte) {
		roster, err := readWhole(bytes.NewReader(text))
		if err != nil {
			for _, fault := range err.(*models.Error).Faults {
				if fault.Line < 1 {
					t.Errorf("fault without a line: %+v", fault)
				}
			}
			return
		}
		faulty := map[int]bool{}
		for _, fault := range roster.Faults {
			if fault.Line < 1 || fault.Problem == "" {
				t.Errorf("fault %+v", fault)
			}
			if !isHeaderFault(fault) {
				faulty[fault.Line] = true
			}
		}
		if len(roster.Rows) != roster.Good || len(roster.Rows)+len(faulty) > roster.Read {
			t.Errorf("%d good and %d faulty of %d rows", len(roster.Rows), len(faulty), roster.Read)
		}
		for _, row := range roster.Rows {
			if faulty[row.Line] || row.Leader.Email == "" || row.Rater.Name == "" || !row.Relationship.Valid() {
				t.Errorf("kept %+v", row)
			}
		}
		if text, err := roster.FaultyCSV(bytes.NewReader(text)); err != nil || len(text) == 0 {
			t.Errorf("no list of faulty rows: %v", err)
		}
	})
}

// isHeaderFault tells faults of the first line from those of rows.
func isHeaderFault(f models.Fault) bool { return strings.Contains(f.Problem, "so it is not read") }
