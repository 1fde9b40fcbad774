package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func newLog(to *logged) *slog.Logger { return slog.New(slog.NewTextHandler(to, nil)) }

func TestDraftsByProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		w.Clock.Advance(time.Minute)
		path := p.newDraft()
		var cycle wireCycleDetail
		p.get(path).is(http.StatusOK).into(&cycle)
		if cycle.Name != "Autumn 2026" || cycle.State != "draft" || cycle.Policy.K != 3 || cycle.OpensAt != nil || !cycle.ClosesAt.Equal(time.Date(2026, 4, 1, 16, 0, 0, 0, time.UTC)) {
			t.Errorf("made %+v", cycle)
		}
		var changed WireCycle
		p.json("PATCH", path, map[string]any{"policy": map[string]any{"k": 4, "hr_may_read": true}, "opens_at": "2026-03-10T08:00:00+01:00"}).is(http.StatusOK).into(&changed)
		if changed.Name != "Autumn 2026" || changed.Policy != (wirePolicy{K: 4, HRMayRead: true}) || !changed.OpensAt.Equal(time.Date(2026, 3, 10, 7, 0, 0, 0, time.UTC)) || changed.Contact.Email != "helen@northwind.example" {
			t.Errorf("changed to %+v", changed)
		}
		p.json("PATCH", path, `{"opens_at": null, "name": "Winter", "policy": {"drop_small": true}}`).is(http.StatusOK).into(&changed)
		if changed.Name != "Winter" || changed.OpensAt != nil || changed.Policy != (wirePolicy{K: 4, DropSmall: true, HRMayRead: true}) {
			t.Errorf("changed to %+v", changed)
		}
		p.json("POST", path+"/launch", "").problem(http.StatusUnprocessableEntity).blames(t, "roster")
		w.Clock.Advance(time.Minute)
		if a := p.send("DELETE", path, nil).is(http.StatusNoContent); len(a.body) > 0 {
			t.Errorf("deleted with %s", a.body)
		}
		p.get(path).problem(http.StatusNotFound)

		var audit wireAudit
		p.get("/audit?limit=2").is(http.StatusOK).into(&audit)
		if len(audit.Entries) != 2 || audit.Next == nil || audit.Entries[0].Act != "deleted the draft" || audit.Entries[0].Actor != "API key Payroll export" {
			t.Errorf("recorded %+v", audit)
		}
		p.get("/audit?limit=200&older=" + *audit.Next).is(http.StatusOK).into(&audit)
		if last := audit.Entries[len(audit.Entries)-1]; audit.Next != nil || last.Act != "created an API key" {
			t.Errorf("the record begins with %+v", last)
		}
	})
}

func TestCyclesComeInPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		for i := range 5 {
			p.json("POST", "/cycles", map[string]string{"name": fmt.Sprintf("Cycle %d", i)}).is(http.StatusCreated)
			w.Clock.Advance(time.Second)
		}
		var names []string
		next := ""
		for pages := 1; ; pages++ {
			var list wireCycles
			p.get("/cycles?limit=2" + next).is(http.StatusOK).into(&list)
			for _, c := range list.Cycles {
				names = append(names, c.Name)
			}
			if list.Next == nil {
				if pages != 3 {
					t.Errorf("%d pages", pages)
				}
				break
			}
			next = "&older=" + *list.Next
		}
		if got := strings.Join(names, ", "); got != "Cycle 4, Cycle 3, Cycle 2, Cycle 1, Cycle 0" {
			t.Errorf("listed %s", got)
		}
	})
}

func TestLaunchingTwiceAtOnceLaunchesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		path := p.newDraft()
		p.csv(path+"/roster", roster).is(http.StatusOK)
		var both sync.WaitGroup
		var statuses [2]int
		start := make(chan struct{})
		for i := range statuses {
			both.Go(func() {
				<-start
				statuses[i] = p.send("POST", path+"/launch", nil).status
			})
		}
		close(start)
		both.Wait()
		if statuses[0]+statuses[1] != http.StatusOK+http.StatusConflict {
			t.Errorf("launched with %v", statuses)
		}
		var cycle wireCycleDetail
		p.get(path).is(http.StatusOK).into(&cycle)
		if cycle.State != "open" || cycle.Letters.Queued != 8 || cycle.Letters.Sent != 0 {
			t.Errorf("launched into %+v", cycle)
		}
	})
}

func TestWholeCycleByProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		r := w.launched()
		w.answered(r)
		path := "/cycles/" + r.id.String()
		for _, wrong := range []string{"/launch", "/release"} {
			p.send("POST", path+wrong, nil).problem(http.StatusConflict)
		}
		p.send("DELETE", path, nil).problem(http.StatusConflict)
		p.csv(path+"/roster", roster).problem(http.StatusConflict)
		p.json("PATCH", path, `{"name":"Other"}`).problem(http.StatusConflict)
		p.json("PATCH", path, `{"closes_at":"2026-03-03T00:00:00Z"}`).problem(http.StatusUnprocessableEntity)
		p.get(path + "/remarks").problem(http.StatusConflict)
		var cycle WireCycle
		p.json("PATCH", path, `{"closes_at":"2026-05-01T12:00:00Z"}`).is(http.StatusOK).into(&cycle)
		if !cycle.ClosesAt.Equal(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("moved to %s", cycle.ClosesAt)
		}
		countsNobody(t, p, path)

		p.send("POST", path+"/remind", nil).is(http.StatusAccepted)
		p.send("POST", path+"/remind", nil).problem(http.StatusConflict)
		p.send("POST", path+"/close", nil).is(http.StatusAccepted).into(&cycle)
		if cycle.State != "closing" {
			t.Errorf("closing is %s", cycle.State)
		}
		w.must(w.Cycles().WorkOut(w.ctx, r.id))
		if len(w.woken) != 3 {
			t.Errorf("woken %d times", len(w.woken))
		}
		moderates(t, p, path)

		report := "/leaders/" + r.leaders["maya@northwind.example"].String() + "/report"
		p.get(report).problem(http.StatusForbidden)
		p.get("/organisation/heatmap").problem(http.StatusNotFound)
		p.get("/organisation/heatmap?cycle=" + r.id.String()).problem(http.StatusConflict)
		p.send("POST", path+"/release", nil).is(http.StatusOK).into(&cycle)
		if cycle.State != "released" || cycle.ReleasedAt == nil {
			t.Errorf("released into %+v", cycle)
		}
		p.get(report).problem(http.StatusForbidden)
		p.get("/leaders/0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11/report").problem(http.StatusNotFound)
		var heat wireHeatmap
		p.get("/organisation/heatmap").is(http.StatusOK).into(&heat)
		if heat.Cycle.ID != r.id.String() || len(heat.Rows) != 0 || strings.Join(heat.Left, ", ") != "Data, Platform" || len(heat.Competencies) != 7 {
			t.Errorf("two leaders gave %+v", heat)
		}
	})
}

// countsNobody checks that counts of groups under k people hold nothing.
func countsNobody(t *testing.T, p *program, path string) {
	t.Helper()
	var detail wireCycleDetail
	p.get(path).is(http.StatusOK).into(&detail)
	maya, omar := detail.Leaders[0], detail.Leaders[1]
	if len(maya.Progress) != 4 || *maya.Progress[2].Answered != 3 || maya.Progress[2].Needs != 0 || maya.Outlook != nil {
		t.Errorf("Maya: %+v", maya.Progress)
	}
	if len(omar.Progress) != 1 || omar.Progress[0].Answered != nil || omar.Progress[0].Invited != 2 {
		t.Errorf("two peers were counted: %+v", omar.Progress)
	}
}

// moderates holds one comment back and shows it again.
func moderates(t *testing.T, p *program, path string) {
	t.Helper()
	var list wireRemarks
	p.get(path + "/remarks").is(http.StatusOK).into(&list)
	if list.Total != 2 || len(list.Leaders[0].Remarks) != 7 || len(list.Leaders[1].Remarks) != 0 {
		t.Fatalf("remarks %+v", list)
	}
	remark := list.Leaders[0].Remarks[3]
	p.json("PATCH", "/remarks/"+remark.ID, `{"withheld":true}`).is(http.StatusOK)
	p.get(path + "/remarks?limit=1").is(http.StatusOK).into(&list)
	if !list.Leaders[0].Remarks[3].Withheld || list.Leaders[0].Remarks[3].ID != remark.ID || len(list.Leaders) != 1 {
		t.Errorf("not held back: %+v", list)
	}
	p.json("PATCH", "/remarks/0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11", `{"withheld":true}`).problem(http.StatusNotFound)
	p.json("PATCH", "/remarks/"+remark.ID, `{}`).problem(http.StatusUnprocessableEntity)
}

func TestReportByProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		policy := models.DefaultPolicy()
		policy.HRMayRead = true
		r := w.closed(policy)
		path := "/leaders/" + r.leaders["maya@northwind.example"].String() + "/report"
		p.get(path).problem(http.StatusConflict)
		w.must(w.Cycles().Release(w.ctx, "test", r.id))
		var report struct {
			Report   models.Report
			SHA256   string
			Comments []wireComment
		}
		a := p.get(path).is(http.StatusOK).into(&report)
		if report.Report.Leader != "Maya Lindt" || report.Report.Colleagues != 6 || len(report.Comments) != 7 {
			t.Errorf("read %+v", report)
		}
		frozen(t, a.body, report.SHA256)
		p.get("/leaders/" + r.leaders["omar@northwind.example"].String() + "/report").is(http.StatusOK).into(&report)
		if report.Report.Grouping != models.Nothing || len(report.Comments) != 0 {
			t.Errorf("one peer was shown: %+v", report)
		}
	})
}
