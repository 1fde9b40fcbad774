package handlers

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// HR plans reminders in the draft, changes the plan while the cycle is open, and
// sees when the next ones go out.
func TestRemindersArePlanned(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		plan := func(want ...int) {
			t.Helper()
			got, err := w.Cycles().Get(w.ctx, r.id)
			w.must(err)
			if len(got.Reminders) != len(want) {
				t.Fatalf("the plan is %v, want %v", got.Reminders, want)
			}
			for i := range want {
				if got.Reminders[i] != want[i] {
					t.Fatalf("the plan is %v, want %v", got.Reminders, want)
				}
			}
		}
		b.get(cycle).is(200).has(`input[name=first_reminder][value="7"]`, `input[name=last_reminder][value="1"]`).hasNot("input[name=second_reminder]")
		b.post(cycle+"/dates", fill("closes_on", "2026-03-20", "first_reminder", "ten", "last_reminder", "61")).is(422).
			says("#first_reminder-fault", "1 to 60 days").says("#last_reminder-fault", "1 to 60 days").has(`input[name=first_reminder][value=ten]`)
		b.post(cycle+"/dates", fill("closes_on", "2026-03-20", "first_reminder", "2", "last_reminder", "2")).is(422).
			says("#last_reminder-fault", "same day").hasNot("#first_reminder-fault")
		plan(7, 1)
		b.post(cycle+"/dates", fill("closes_on", "2026-03-20", "first_reminder", "2", "last_reminder", "10")).leadsTo(cycle)
		plan(10, 2)
		w.launch(r)
		page := b.get(cycle).is(200).says("main", "A reminder goes out to whoever has not answered").has(`form[action="` + cycle + `/reminders"] input[name=last_reminder][value="2"]`)
		for _, date := range []string{"10 Mar, 18:00", "18 Mar, 18:00", "20 Mar, 18:00"} {
			page.says("ul.audit", date)
		}
		b.post(cycle+"/reminders", fill("first_reminder", "0")).is(422).says("#first_reminder-fault", "1 to 60 days")
		b.follow(b.post(cycle+"/reminders", fill("first_reminder", "5", "second_reminder", "3", "last_reminder", "1"))).
			says("[role=status]", "planned").has(`input[name=second_reminder][value="3"]`).says("ul.audit", "17 Mar, 18:00")
		plan(5, 3, 1)
		b.follow(b.post(cycle+"/reminders", nil)).hasNot("input[name=second_reminder]")
		plan()
		w.must(w.Cycles().PlanReminders(w.ctx, "test", r.id, models.Reminders{5}))
		w.Clock.Advance(14 * 24 * time.Hour)
		w.must(w.Cycles().Due(w.ctx))
		if text := b.get(cycle).is(200).text("main"); !strings.Contains(text, "Sevenfold sent a reminder") || strings.Contains(text, "A reminder goes out") {
			t.Errorf("after the reminder the page says %q", text)
		}
	})
}

// programs plans reminders through the API.
func TestRemindersArePlannedByPrograms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Planner")
		var made struct {
			ID   string
			Days []int `json:"reminder_days"`
		}
		plan := func(a told, status int, want string) {
			t.Helper()
			a.is(status)
			made.Days = nil
			w.must(json.Unmarshal(a.body, &made))
			if got, _ := json.Marshal(made.Days); string(got) != want {
				t.Errorf("the plan is %s, want %s", got, want)
			}
		}
		plan(p.json("POST", "/cycles", `{"name":"Autumn"}`), http.StatusCreated, "[7,1]")
		plan(p.json("POST", "/cycles", `{"name":"Autumn","reminder_days":[]}`), http.StatusCreated, "[]")
		p.json("POST", "/cycles", `{"name":"Autumn","reminder_days":[0]}`).is(http.StatusUnprocessableEntity)
		plan(p.json("POST", "/cycles", `{"name":"Autumn","reminder_days":[1,30,7]}`), http.StatusCreated, "[30,7,1]")
		plan(p.json("PATCH", "/cycles/"+made.ID, `{"name":"Winter"}`), http.StatusOK, "[30,7,1]")
		plan(p.json("PATCH", "/cycles/"+made.ID, `{"reminder_days":[2]}`), http.StatusOK, "[2]")

		r := w.launched()
		at := "/cycles/" + r.id.String()
		plan(p.json("PATCH", at, `{"reminder_days":[3,2]}`), http.StatusOK, "[3,2]")
		later := w.Clock.Now().Add(20 * 24 * time.Hour).Format(time.RFC3339)
		p.json("PATCH", at, `{"reminder_days":[4,4],"closes_at":"`+later+`"}`).is(http.StatusUnprocessableEntity)
		cycle, err := w.Cycles().Get(w.ctx, r.id)
		w.must(err)
		if cycle.ClosesAt.Format(time.RFC3339) == later {
			t.Error("the deadline moved although the plan was refused")
		}
		plan(p.json("PATCH", at, `{"reminder_days":[],"closes_at":"`+later+`"}`), http.StatusOK, "[]")
		p.json("PATCH", at, `{"reminder_days":[1],"name":"Late"}`).is(http.StatusConflict)
		w.close(r)
		p.json("PATCH", at, `{"reminder_days":[1]}`).is(http.StatusConflict)
	})
}

// Of letters about reports that did not arrive HR learns, and sends them again.
func TestReportLettersAreSentAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.released(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		b.get(cycle).is(200).has("progress").hasNot("form.flow[action*=letters]")
		omar, err := w.People().ByEmail(w.ctx, omarAt)
		w.must(err)
		path := cycle + "/letters/" + w.bury(r, omar.ID).String() + "/again"
		b.get(cycle).is(200).says("main", "This address does not exist.").says("main", omarAt).has(`form[action="` + path + `"]`)
		w.asleep()
		b.follow(b.post(path, nil)).says("[role=status]", "on its way again").hasNot(`form[action="` + path + `"]`)
		w.woke()
		b.post(path, nil).is(409)
		b.post(cycle+"/letters/"+uuid.NewString()+"/again", nil).is(404)
	})
}

// While invitations leave, the page counts them; what waits for too long is
// called stuck.
func TestInvitationsAreCountedWhileTheyLeave(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.launched()
		cycle := frontend.CycleURL(r.id)
		refresh := `<meta http-equiv="refresh"`
		w.Clock.Advance(3 * time.Minute)
		if page := b.get(cycle).is(200).has("progress[max=8]").says("main", "The oldest letter has been waiting for 3 minutes."); !strings.Contains(page.body, refresh) {
			t.Error("the page does not load itself again")
		}
		if page := b.post(cycle+"/extend", nil).is(422); strings.Contains(page.body, refresh) {
			t.Error("a form that came back loads itself away")
		}
		w.Clock.Advance(12 * time.Minute)
		if page := b.get(cycle).is(200).says("main", "Mail is stuck"); strings.Contains(page.body, refresh) {
			t.Error("a page whose numbers stand still loads itself again")
		}
		w.leave()
		b.get(cycle).is(200).hasNot("progress")
		w.must(w.Cycles().Remind(w.ctx, "test", r.id))
		b.get(cycle).is(200).hasNot("progress") // reminders are counted nowhere
	})
}
