package models_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

// wholeChart is an org chart with all its people, in the order of the file.
type wholeChart struct {
	models.OrgChart
	People []models.OrgPerson
}

func readChart(r io.Reader, known func([]string) (map[string]bool, error)) (whole wholeChart, err error) {
	if whole.OrgChart, err = models.ReadOrgChart(r, notes{}, known); err != nil {
		return whole, err
	}
	for person, err := range whole.OrgChart.People() {
		if err != nil {
			return whole, err
		}
		whole.People = append(whole.People, person)
	}
	slices.Reverse(whole.People)
	return whole, nil
}

func TestReadOrgChart(t *testing.T) {
	t.Parallel()
	chart, err := readChart(bytes.NewReader(rosterFile(t, "orgchart.csv")), nil)
	if err != nil || len(chart.Faults) > 0 {
		t.Fatalf("%v, faults %+v", err, chart.Faults)
	}
	if chart.Read != 102 || len(chart.People) != 102 || chart.Good != 102 {
		t.Errorf("read %d, kept %d, want 102", chart.Read, len(chart.People))
	}
	want := models.OrgPerson{
		Person:       models.Person{Email: "ravi.braun@northwind.example", Name: "Ravi Braun", Title: "Head of People", Department: "People", Language: "en"},
		ManagerEmail: "ilse.garcia@northwind.example", Line: 3,
	}
	if diff := cmp.Diff(want, chart.People[1]); diff != "" {
		t.Errorf("second person (-want +got):\n%s", diff)
	}
}

func TestOrgChartFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows string
		want []string
		kept int
	}{
		"only email and name":      {"E-Mail,Full name\nana@a.example,Ana\n", nil, 1},
		"manager in the directory": {"email,name,manager\nana@a.example,Ana,Known@a.example\n", nil, 1},
		"manager nowhere": {"email,name,manager\nana@a.example,Ana,zed@a.example\n",
			[]string{"2 manager zed@a.example: Nobody with this address is in the file or in the directory. Add a row for this manager, or correct the address."}, 0},
		"manager on a later line": {"email,name,manager\nana@a.example,Ana,bo@a.example\nbo@a.example,Bo,\n", nil, 2},
		"own manager": {"email,name,manager\nana@a.example,Ana,ANA@a.example\n",
			[]string{"2 manager ANA@a.example: Nobody is their own manager. Leave this empty for the person at the top, or correct it."}, 0},
		"circle of three, one outside": {"email,name,manager\nzoe@a.example,Zoe,bo@a.example\ncy@a.example,Cy,ana@a.example\nana@a.example,Ana,bo@a.example\nbo@a.example,Bo,cy@a.example\n",
			[]string{"3 manager ana@a.example: The managers go round in a circle: Cy (line 3), who works for Ana (line 4), who works for Bo (line 5), who works for Cy. Correct one of them."}, 3},
		"address twice": {"email,name\nana@a.example,Ana\nAna@a.example,Ana B\n",
			[]string{"3 email Ana@a.example: This address is already on line 2. Keep one of the two rows."}, 1},
		"bad fields": {"email;name;manager_email;language\nana;;bo;klingonese\n",
			[]string{"2 email ana: The email address has no @. Write it like name@example.com.",
				"2 name : The name is missing.",
				"2 manager_email bo: The email address has no @. Write it like name@example.com.",
				"2 language klingonese: Unknown language. Use a code such as en, fr or pt-BR."}, 0},
	}
	known := func([]string) (map[string]bool, error) { return map[string]bool{"known@a.example": true}, nil }
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chart, err := readChart(strings.NewReader(test.rows), known)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range chart.Faults {
				got = append(got, fmt.Sprintf("%d %s %s: %s", f.Line, f.Column, f.Found, f.Problem))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if len(chart.People) != test.kept {
				t.Errorf("kept %d, want %d", len(chart.People), test.kept)
			}
		})
	}
}

func TestOrgChartLongCircle(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("email,name,manager\n")
	const n = 50_000
	for i := range n {
		fmt.Fprintf(&b, "p%d@a.example,P%d,p%d@a.example\n", i, i, (i+1)%n)
	}
	chart, err := readChart(strings.NewReader(b.String()), nil)
	if err != nil || len(chart.Faults) != 1 {
		t.Fatalf("%v, %d faults, want one", err, len(chart.Faults))
	}
	if got := chart.Faults[0].Problem; !strings.Contains(got, "through 49994 more") || len(got) > 400 {
		t.Errorf("problem %q", got)
	}
}

func TestProposeRaters(t *testing.T) {
	t.Parallel()
	person := func(name string, manager *models.Person) models.Person {
		p := models.Person{ID: uuid.New(), Name: name, Email: strings.ToLower(name) + "@a.example"}
		if manager != nil {
			p.ManagerID = &manager.ID
		}
		return p
	}
	top := person("Top", nil)
	boss := person("Boss", &top)
	leader := person("Leader", &boss)
	people := []models.Person{top, person("Zoe", &leader), person("Öz", &boss), boss, person("Pia", &boss), person("ole", &boss), leader, person("Ada", &leader), person("Aunt", &top)}
	got := func(leader models.Person) string {
		var words []string
		for _, r := range models.ProposeRaters(leader, people) {
			words = append(words, string(r.Relationship)+" "+r.Person.Name)
		}
		return strings.Join(words, ", ")
	}
	if want := "self Leader, manager Boss, peer ole, peer Öz, peer Pia, report Ada, report Zoe"; got(leader) != want {
		t.Errorf("got  %s\nwant %s", got(leader), want)
	}
	if want := "self Top, report Aunt, report Boss"; got(top) != want {
		t.Errorf("got  %s\nwant %s", got(top), want)
	}
}

func FuzzReadOrgChart(f *testing.F) {
	f.Add(rosterFile(f, "orgchart.csv"))
	f.Add([]byte("email,name,manager\na@b.cd,A,c@b.cd\nc@b.cd,\"C\nD\",a@b.cd\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		chart, err := readChart(bytes.NewReader(text), nil)
		if err != nil {
			for _, fault := range err.(*models.Error).Faults {
				if fault.Line < 1 {
					t.Errorf("fault without a line: %+v", fault)
				}
			}
			return
		}
		faulty := map[int]bool{}
		for _, fault := range chart.Faults {
			if fault.Line < 1 {
				t.Errorf("fault without a line: %+v", fault)
			}
			if !isHeaderFault(fault) {
				faulty[fault.Line] = true
			}
		}
		if len(chart.People)+len(faulty) > chart.Read {
			t.Errorf("%d good and %d faulty of %d rows", len(chart.People), len(faulty), chart.Read)
		}
	})
}
