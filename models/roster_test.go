package models_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/sevenfold/sevenfold/models"
)

// rosterFile reads a file of testdata.
func rosterFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// notes is a memory that lasts as long as a test.
type notes map[string]string

func (n notes) First(key, what string) (string, bool, error) {
	before, known := n[key]
	if !known {
		n[key] = what
	}
	return before, known, nil
}

func (n notes) Keep(key, what string) error {
	n[key] = what
	return nil
}

func (n notes) Recall(key string) (string, bool, error) {
	what, known := n[key]
	return what, known, nil
}

// wholeRoster is a roster with all its good rows.
type wholeRoster struct {
	models.Roster
	Rows []models.RosterRow
}

func readWhole(r io.Reader) (whole wholeRoster, err error) {
	whole.Roster, err = models.ReadRoster(r, notes{}, func(row models.RosterRow) error {
		whole.Rows = append(whole.Rows, row)
		return nil
	})
	return whole, err
}

// readRoster reads a roster that must be readable.
func readRoster(t testing.TB, text string) wholeRoster {
	t.Helper()
	roster, err := readWhole(strings.NewReader(text))
	if err != nil {
		t.Fatalf("ReadRoster: %v", err)
	}
	return roster
}

func TestReadRoster(t *testing.T) {
	t.Parallel()
	roster := readRoster(t, string(rosterFile(t, "roster.csv")))
	if len(roster.Faults) > 0 {
		t.Fatalf("faults in a right file: %+v", roster.Faults)
	}
	if roster.Read != 59 || len(roster.Rows) != 59 || roster.Good != 59 {
		t.Errorf("read %d rows, kept %d, want 59", roster.Read, len(roster.Rows))
	}
	want := models.RosterRow{
		Line:         4,
		Leader:       models.Person{Email: "henrik.eze@northwind.example", Name: "Henrik Eze"},
		RoleSince:    "2026-02-01",
		Rater:        models.Person{Email: "tomas.moreno@northwind.example", Name: "Tomás Moreno"},
		Relationship: models.Peer,
	}
	if diff := cmp.Diff(want, roster.Rows[2]); diff != "" {
		t.Errorf("third row (-want +got):\n%s", diff)
	}
	for _, row := range roster.Rows {
		if row.RoleSince == "" || row.Leader.Name == "" || row.Rater.Name == "" {
			t.Errorf("row %+v is not whole", row)
		}
	}
}

func TestFaultyRosterReportsEveryFault(t *testing.T) {
	t.Parallel()
	roster := readRoster(t, string(rosterFile(t, "roster-faulty.csv")))
	want := []models.Fault{
		{Line: 4, Column: "Rater E-Mail", Found: "k.moreau@northwind", Problem: "The email address ends too early. Add the part after “northwind”."},
		{Line: 6, Column: "Relation", Found: "team-mate", Problem: "Unknown relationship. Use self, manager, peer or report."},
		{Line: 16, Column: "Rater E-Mail", Found: "freya.benali@northwind.example", Problem: "Freya Benali is already a peer of Henrik Eze on line 7. Remove one of the two rows."},
		{Line: 17, Column: "Relation", Found: "peer", Problem: "Nobody is their own peer. Use self, or correct the rater’s address."},
		{Line: 18, Column: "Leader", Found: "", Problem: "The name is missing."},
		{Line: 18, Column: "Rater", Found: "", Problem: "The name is missing."},
		{Line: 19, Column: "Role since", Found: "soon", Problem: "This is not a date as it is needed here. Write year-month-day, for instance 2026-02-01."},
		{Line: 19, Column: "Rater E-Mail", Found: "viktor.abebe@northwind.example", Problem: "Viktor Abebe is already a direct report of Henrik Eze on line 8. Remove one of the two rows."},
	}
	if diff := cmp.Diff(want, roster.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if roster.Read != 18 || len(roster.Rows) != 12 {
		t.Errorf("read %d rows, kept %d, want 18 and 12", roster.Read, len(roster.Rows))
	}
}

const commaHeader = "leader_email,leader_name,role_since,rater_email,rater_name,relationship\n"

func TestRosterFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows string
		want []string // line column found: problem
	}{
		"quoted line break does not shift lines": {
			"ana@a.example,\"Ana\nBell\",,bo@a.example,Bo,peer\nana@a.example,Ana Bell,,bad,Cy,peer\n",
			[]string{"4 rater_email bad: The email address has no @. Write it like name@example.com."},
		},
		"faults of a row with a line break are on its first line": {
			"ana@a.example,\"Ana\nBell\",,bad,Bo,friend\n",
			[]string{"2 rater_email bad: The email address has no @. Write it like name@example.com.",
				"2 relationship friend: Unknown relationship. Use self, manager, peer or report."},
		},
		"empty lines count as lines, not as rows": {
			"\n,,,,,\nana@a.example,Ana,,bo@a.example,Bo,\n",
			[]string{"4 relationship : The relationship is missing. Use self, manager, peer or report."},
		},
		"team member may be a peer or a report": {
			"ana@a.example,Ana,,bo@a.example,Bo,team member\n",
			[]string{"2 relationship team member: Unknown relationship. Use self, manager, peer or report."},
		},
		"self with two addresses": {
			"ana@a.example,Ana,,bo@a.example,Bo,self\n",
			[]string{"2 rater_email bo@a.example: In a row with the relationship self, leader and rater have the same address. Correct the address or the relationship."},
		},
		"own manager and own report, in another case": {
			"ana@a.example,Ana,,ANA@a.example,Ana,manager\nana@a.example,Ana,,ana@A.example,Ana,report\n",
			[]string{"2 relationship manager: Nobody is their own manager. Use self, or correct the rater’s address.",
				"3 relationship report: Nobody is their own direct report. Use self, or correct the rater’s address."},
		},
		"twice in two relationships": {
			"ana@a.example,Ana,,bo@a.example,Bo,peer\nana@a.example,Ana,,Bo@a.example,Bo,report\n",
			[]string{"3 rater_email Bo@a.example: Bo is already a peer of Ana on line 2. One person has one relationship to a leader; remove one of the two rows."},
		},
		"self twice": {
			"ana@a.example,Ana,,ana@a.example,Ana,self\nana@a.example,Ana,,ana@a.example,Ana,self\n",
			[]string{"3 rater_email ana@a.example: Ana is already listed for Ana on line 2. Remove one of the two rows."},
		},
		"one address, two names": {
			"ana@a.example,Ana,,bo@a.example,Bo,peer\nbo@a.example,Bob Hill,,ana@a.example,ANA,peer\n",
			[]string{"3 leader_name Bob Hill: On line 2 this address belongs to “Bo”. Give one address one name."},
		},
		"impossible and foreign dates": {
			"ana@a.example,Ana,2026-02-30,bo@a.example,Bo,peer\nana@a.example,Ana,01.02.2026,cy@a.example,Cy,peer\n",
			[]string{"2 role_since 2026-02-30: This is not a date as it is needed here. Write year-month-day, for instance 2026-02-01.",
				"3 role_since 01.02.2026: This is not a date as it is needed here. Write year-month-day, for instance 2026-02-01."},
		},
		"two dates for one leader": {
			"ana@a.example,Ana,2026-02-01,bo@a.example,Bo,peer\nana@a.example,Ana,2026-03-01,cy@a.example,Cy,peer\n",
			[]string{"3 role_since 2026-03-01: Line 2 says 2026-02-01 for the same leader. Use one date."},
		},
		"too few fields": {
			"ana@a.example,Ana\n",
			[]string{"2 role_since : This row has 2 fields, the first line has 6. Add what is missing."},
		},
		"too many fields": {
			"ana@a.example,Bell, Ana,,bo@a.example,Bo,peer\n",
			[]string{"2 column 7 peer: This row has 7 fields, the first line has 6. Put quotation marks around a text that holds the separator “,”."},
		},
		"quotation mark out of place, then a fault": {
			"ana@a.example,Ana \"A\" Bell,,bo@a.example,Bo,peer\nana@a.example,Ana,,bo@a.example,Bo,friend\n",
			[]string{"2 leader_name \": A quotation mark stands where none belongs, or one is never closed. Write \"\" for a quotation mark inside a quoted text.",
				"3 relationship friend: Unknown relationship. Use self, manager, peer or report."},
		},
		"quotation mark that is never closed": {
			"ana@a.example,Ana,,bo@a.example,Bo,peer\nana@a.example,Ana,,cy@a.example,\"Cy,peer\nana@a.example,Ana,,di@a.example,Di,peer\n",
			[]string{"3 rater_name \": A quotation mark stands where none belongs, or one is never closed. Write \"\" for a quotation mark inside a quoted text."},
		},
		"line break in an address": {
			"ana@a.example,Ana,,\"bo@a.example\nBcc: x@y.example\",Bo,peer\n",
			[]string{"2 rater_email bo@a.example Bcc: x@y.example: The email address holds a line break or a hidden character. Type it again."},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			roster := readRoster(t, commaHeader+test.rows)
			var got []string
			for _, f := range roster.Faults {
				got = append(got, fmt.Sprintf("%d %s %s: %s", f.Line, f.Column, f.Found, f.Problem))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			for _, row := range roster.Rows {
				for _, f := range roster.Faults {
					if f.Line == row.Line {
						t.Errorf("line %d has a fault and is kept", row.Line)
					}
				}
			}
		})
	}
}

func TestRosterForms(t *testing.T) {
	t.Parallel()
	const file = "Leader Email;Leader;Rater E-Mail;Rater;Relation\r\nana@a.example;Ana Müller;bo@a.example;\"=Bo; \"\"B\"\"\";Direct Report\r\n"
	units := utf16.Encode([]rune("\ufeff" + file))
	var little, big []byte
	for _, u := range units {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	tests := map[string]string{
		"semicolons":            file,
		"byte order mark":       "\ufeff" + file,
		"Windows-1252":          strings.ReplaceAll(file, "ü", "\xfc"),
		"UTF-16 little endian":  string(little),
		"UTF-16 big endian":     string(big),
		"separator line":        "sep=;\r\n" + file,
		"old line ends":         strings.ReplaceAll(file, "\r\n", "\r"),
		"decomposed letters":    strings.ReplaceAll(file, "ü", "u\u0308"),
		"no line end at last":   strings.TrimSpace(file),
		"tabs":                  "leader_email\tleader_name\trater_email\trater_name\trelationship\nana@a.example\tAna Müller\tbo@a.example\t\"=Bo; \"\"B\"\"\"\tREPORT\n",
		"tabs, one field empty": "leader_email\tleader_title\tleader_name\trater_email\trater_name\trelationship\nana@a.example\t\tAna Müller\tbo@a.example\t\"=Bo; \"\"B\"\"\"\treport\n",
		"commas, spaces after":  "leader email, leader name, rater email, rater name, relationship\n ANA@a.example , Ana  Müller, bo@a.example, \"=Bo; \"\"B\"\"\", report\n",
		"empty columns at the end": "leader_email,leader_name,rater_email,rater_name,relationship,,\n" +
			"ana@a.example,Ana Müller,bo@a.example,\"=Bo; \"\"B\"\"\",direct_report,,\n",
		"a corrected list of faulty rows": "leader_email,leader_name,rater_email,rater_name,relationship,problem\n" +
			"ana@a.example,Ana Müller,bo@a.example,\"=Bo; \"\"B\"\"\",report,relationship: unknown\n",
	}
	want := models.RosterRow{
		Leader:       models.Person{Email: "ana@a.example", Name: "Ana Müller"},
		NewLeader:    true,
		Rater:        models.Person{Email: "bo@a.example", Name: `=Bo; "B"`},
		Relationship: models.DirectReport,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			roster := readRoster(t, text)
			if len(roster.Faults) > 0 || len(roster.Rows) != 1 {
				t.Fatalf("rows %+v, faults %+v", roster.Rows, roster.Faults)
			}
			want := want
			want.Line = 2
			if strings.HasPrefix(text, "sep=") {
				want.Line = 3
			}
			if diff := cmp.Diff(want, roster.Rows[0]); diff != "" {
				t.Errorf("row (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRosterUnknownColumn(t *testing.T) {
	t.Parallel()
	roster := readRoster(t, "leader_email,leader_name,rolesinse,rater_email,rater_name,relationship\nana@a.example,Ana,2026-02-01,bo@a.example,Bo,peer\n")
	want := []models.Fault{{Line: 1, Column: "rolesinse", Found: "rolesinse", Problem: "This column is not known, so it is not read. Rename it or remove it."}}
	if diff := cmp.Diff(want, roster.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if len(roster.Rows) != 1 {
		t.Errorf("%d rows, want the good one", len(roster.Rows))
	}
}

// People are told as the good rows so far tell of them, and each counts once.
func TestRosterPeople(t *testing.T) {
	t.Parallel()
	roster := readRoster(t, "leader_email,leader_name,leader_department,rater_email,rater_name,rater_title,rater_language,relationship\n"+
		"ana@a.example,Ana,Faulty,cy@a.example,Cy,Faulty,,friend\n"+
		"ana@a.example,Ana,,bo@a.example,Bo,Designer,FR,peer\n"+
		"bo@a.example,BO,Platform,ana@a.example,Ana,Lead,,peer\n"+
		"ana@a.example,Ana,,di@a.example,Di,,,peer\n"+
		"bo@a.example,Bo,Other,di@a.example,Di,Late,,peer\n")
	ana := models.Person{Email: "ana@a.example", Name: "Ana"}
	lead := models.Person{Email: "ana@a.example", Name: "Ana", Title: "Lead"}
	bo := models.Person{Email: "bo@a.example", Name: "Bo", Title: "Designer", Language: "fr"}
	placed := bo
	placed.Department = "Platform"
	want := []models.RosterRow{
		{Line: 3, Leader: ana, NewLeader: true, Rater: bo, Relationship: models.Peer},
		{Line: 4, Leader: placed, NewLeader: true, Rater: lead, Relationship: models.Peer},
		{Line: 5, Leader: lead, Rater: models.Person{Email: "di@a.example", Name: "Di"}, Relationship: models.Peer},
		{Line: 6, Leader: placed, Rater: models.Person{Email: "di@a.example", Name: "Di", Title: "Late"}, Relationship: models.Peer},
	}
	if diff := cmp.Diff(want, roster.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if roster.People != 3 || roster.Leaders != 2 || roster.Good != 4 || roster.Read != 5 {
		t.Errorf("%d people, %d leaders, %d good of %d rows; expected 3, 2, 4 of 5", roster.People, roster.Leaders, roster.Good, roster.Read)
	}
}

// What a list names are its good rows.
func TestRosterNames(t *testing.T) {
	t.Parallel()
	roster := readRoster(t, commaHeader+"ana@a.example,Ana,,bo@a.example,Bo,peer\nana@a.example,Ana,,cy@a.example,Cy,friend\ndi@a.example,Di,,bo@a.example,Bo,friend\n")
	for pair, want := range map[[2]string]bool{
		{"ana@a.example", "bo@a.example"}: true,
		{"ana@a.example", "cy@a.example"}: false,
		{"bo@a.example", "ana@a.example"}: false,
	} {
		if asks, err := roster.Asks(pair[0], pair[1]); asks != want || err != nil {
			t.Errorf("%v: %v, %v", pair, asks, err)
		}
	}
	for leader, want := range map[string]bool{"ana@a.example": true, "di@a.example": false} {
		if names, err := roster.Names(leader); names != want || err != nil {
			t.Errorf("%s: %v, %v", leader, names, err)
		}
	}
}

// A memory that fails ends the reading, and no row is taken for good without it.
func TestRosterMemoryFails(t *testing.T) {
	t.Parallel()
	kept := 0
	_, err := models.ReadRoster(strings.NewReader(commaHeader+"ana@a.example,Ana,,bo@a.example,Bo,peer\n"), forgetful{},
		func(models.RosterRow) error { kept++; return nil })
	if !errors.Is(err, errForgetful) || kept > 0 {
		t.Errorf("%v, %d rows kept", err, kept)
	}
	_, err = models.ReadOrgChart(strings.NewReader("email,name\nana@a.example,Ana\n"), forgetful{}, nil)
	if !errors.Is(err, errForgetful) {
		t.Errorf("an org chart: %v", err)
	}
}

var errForgetful = errors.New("no room")

type forgetful struct{}

func (forgetful) First(string, string) (string, bool, error) { return "", false, errForgetful }
func (forgetful) Keep(string, string) error                  { return errForgetful }
func (forgetful) Recall(string) (string, bool, error)        { return "", false, errForgetful }
