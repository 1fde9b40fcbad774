package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestRosterByProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		path := p.newDraft()
		leaders := func() (list wireLeaders) {
			p.get(path + "/leaders").is(http.StatusOK).into(&list)
			return list
		}
		var done wireImport
		p.csv(path+"/roster?preview=true", roster).is(http.StatusOK).into(&done)
		if !done.Preview || done.Read != 10 || done.Added != 10 || done.Leaders != 2 || leaders().Total != 0 {
			t.Errorf("previewed %+v, and %d leaders are kept", done, leaders().Total)
		}
		p.csv(path+"/roster", roster).is(http.StatusOK).into(&done)
		list := leaders()
		if done.Preview || done.Added != 10 || done.People != 10 && done.People != 9 || list.Total != 2 {
			t.Errorf("imported %+v", done)
		}
		maya := list.Leaders[0]
		if maya.Email != "maya@northwind.example" || maya.Invited != (wireInvited{1, 1, 3, 3}) || maya.Outlook == nil || maya.Outlook.Groups[0].Outlook != string(models.AllK) {
			t.Errorf("Maya is %+v", maya)
		}
		omar := "leader_email,leader_name,rater_email,rater_name,relationship\nomar@northwind.example,Omar Okoye,ann@northwind.example,Ann Ames,peer\n"
		p.csv(path+"/roster", omar).is(http.StatusOK).into(&done)
		if done.Removed != 9 || done.Unchanged != 1 || leaders().Total != 1 {
			t.Errorf("replaced with %+v", done)
		}

		faulty := read(t, "../models/testdata/roster-faulty.csv")
		for _, query := range []string{"", "?preview=true"} {
			problem := p.csv(path+"/roster"+query, faulty).problem(http.StatusUnprocessableEntity)
			var at []string
			for _, f := range problem.Faults {
				at = append(at, fmt.Sprintf("%d %s", f.Line, f.Column))
			}
			got := strings.Join(at, ", ")
			for _, want := range []string{"4 Rater E-Mail", "6 Relation", "17 ", "18 Leader", "19 Role since"} {
				if !strings.Contains(got, want) {
					t.Errorf("no fault at %s among %s", want, got)
				}
			}
			if leaders().Total != 1 {
				t.Error("something of the faulty list was kept")
			}
		}
		p.csv(path+"/roster?partial=true", faulty).is(http.StatusOK).into(&done)
		if len(done.Faults) < 6 || done.Read != 18 || leaders().Total != 2 {
			t.Errorf("imported in part: %+v", done)
		}
		bad := "leader_email,leader_name,rater_email,rater_name,relationship\nomar,Omar Okoye,ann,Ann Ames,peer\n"
		p.csv(path+"/roster?partial=true", bad).problem(http.StatusUnprocessableEntity)
		if leaders().Total != 2 {
			t.Error("a list without a good row emptied the draft")
		}
		if problem := p.csv(path+"/roster", "").problem(http.StatusBadRequest); !strings.Contains(problem.Detail, "CSV") {
			t.Errorf("a missing list is told as %q", problem.Detail)
		}
		for path, status := range map[string]int{"/cycles/x/roster": 404, path + "/rooster": 404} {
			p.csv(path, roster).problem(status)
		}
	})
}

func TestDirectoryByProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		var done wireImport
		chart := "email,name,manager_email,title,department\n" +
			"top@northwind.example,Tove Top,,Head,Board\nmid@northwind.example,Mia Mid,top@northwind.example,Lead,Data\n"
		p.csv("/people?preview=true", chart).is(http.StatusOK).into(&done)
		var people wirePeople
		p.get("/people").is(http.StatusOK).into(&people)
		if done.Added != 2 || people.Total != 0 {
			t.Errorf("previewed %+v, kept %+v", done, people)
		}
		p.csv("/people", chart).is(http.StatusOK)
		more := "email,name,manager_email\na@northwind.example,Ann Ames,mid@northwind.example\nb@northwind.example,Ben Bauer,mid@northwind.example\n"
		p.csv("/people", more).is(http.StatusOK).into(&done) // the manager is in the directory only
		if done.Added != 2 {
			t.Errorf("imported %+v", done)
		}
		p.csv("/people", "email,name,manager_email\nc@northwind.example,Cem Can,nobody@northwind.example\n").problem(http.StatusUnprocessableEntity).blames(t, "manager_email")
		p.get("/people?q=MID&limit=1").is(http.StatusOK).into(&people)
		if people.Total != 1 || people.People[0].Name != "Mia Mid" || people.People[0].Manager != "Tove Top" || people.People[0].Reports != 2 {
			t.Errorf("found %+v", people)
		}
		p.get("/people?q=%25").is(http.StatusOK).into(&people)
		if people.Total != 0 {
			t.Errorf("%% found %+v", people)
		}

		draft := p.newDraft()
		var added wireChosen
		p.json("POST", draft+"/leaders", `{"emails":["MID@northwind.example"]}`).is(http.StatusOK).into(&added)
		var list wireLeaders
		p.get(draft + "/leaders").is(http.StatusOK).into(&list)
		if added.Added != 1 || list.Total != 1 || list.Leaders[0].Invited != (wireInvited{Self: 1, Manager: 1, Report: 2}) {
			t.Errorf("added %+v: %+v", added, list)
		}
		p.json("POST", draft+"/leaders", `{"emails":["mid@northwind.example"]}`).is(http.StatusOK).into(&added)
		if added.Added != 0 {
			t.Error("a leader was added twice")
		}
		p.json("POST", "/cycles/0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11/leaders", `{"emails":["mid@northwind.example"]}`).problem(http.StatusNotFound)
	})
}
