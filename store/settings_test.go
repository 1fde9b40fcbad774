package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestChosenSettingsWin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		if got := must(w.Settings().InForce(ctx))(t); got.Organisation != "Northwind" || got.Retention != models.DefaultRetention() {
			t.Fatalf("before: %+v", got)
		}
		name, colour, nobody := " Northwind  AS ", models.Colour("#0A4FB4"), models.Contact{}
		keep := models.Retention{LinkDays: 14, ReportMonths: 12, OverviewMonths: 24}
		check(t, w.Settings().Choose(ctx, "Ingrid", models.Choices{Organisation: &name, Accent: &colour, ReplyTo: &nobody, Retention: &keep}))
		want := models.Settings{Organisation: "Northwind AS", Accent: "#0a4fb4", Retention: keep}
		if got := must(w.Settings().InForce(ctx))(t); got != want {
			t.Fatalf("after: %+v", got)
		}
		chosen := must(w.Settings().Choices(ctx))(t)
		if !chosen.Has(models.ReplyToSetting) {
			t.Error("that replies go to each contact is chosen too")
		}
		w.Clock.Advance(time.Minute)
		check(t, w.Settings().Choose(ctx, "Ingrid", chosen.Without(models.OrganisationSetting).Without(models.RetentionSetting)))
		if got := must(w.Settings().InForce(ctx))(t); got.Organisation != "Northwind" || got.Accent != "#0a4fb4" || got.Retention != models.DefaultRetention() {
			t.Errorf("taken back: %+v", got)
		}
		entries := must(w.Audit().List(ctx, nil, nil, 10))(t)
		if len(entries) != 2 || !strings.Contains(entries[1].Detail, "“Northwind” to “Northwind AS”") || !strings.Contains(entries[1].Detail, "#0e5f57 to #0a4fb4") {
			t.Errorf("record: %+v", entries)
		}
	})
}

func TestSettingsThatCannotBeKeptAreRefusedWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		name, pale, keep := "Other", models.Colour("#ffcc00"), models.Retention{LinkDays: 1, ReportMonths: 12, OverviewMonths: 6}
		err := w.Settings().Choose(ctx, "Ingrid", models.Choices{Organisation: &name, Accent: &pale, Retention: &keep, ReplyTo: &models.Contact{Email: "nowhere"}})
		wantKind(t, err, models.Invalid)
		var columns []string
		for _, f := range err.(*models.Error).Faults {
			columns = append(columns, f.Column)
		}
		if got := strings.Join(columns, " "); got != "accent reply_email links overview" {
			t.Errorf("faults: %s", got)
		}
		if got := must(w.Settings().InForce(ctx))(t); got.Organisation != "Northwind" {
			t.Errorf("half of it was kept: %+v", got)
		}
	})
}

// A launched cycle keeps what it promised, whether the settings become longer or
// shorter; a draft promises what holds when it is launched.
func TestLaunchedCyclesKeepTheirPromise(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 3, 3))
		if cycle.Promised == nil || *cycle.Promised != models.DefaultRetention() {
			t.Fatalf("promised: %+v", cycle.Promised)
		}
		longer := models.Retention{LinkDays: 90, ReportMonths: 60, OverviewMonths: 60}
		check(t, w.Settings().Choose(ctx, "Ingrid", models.Choices{Retention: &longer}))
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().Due(ctx))
		w.Clock.Advance(models.DefaultLinkDays*24*time.Hour + time.Minute)
		check(t, w.Cycles().Due(ctx))
		if got := must(w.Cycles().Get(ctx, cycle.ID))(t); got.Forgotten != models.ForgetPeople {
			t.Errorf("after 35 days: %q, though 35 days were promised", got.Forgotten)
		}
		next := launched(t, w, roster(t, 1, 3, 3))
		if *next.Promised != longer {
			t.Errorf("the next cycle promises %+v", next.Promised)
		}
	})
}

// A cycle of before promises were frozen gets what is in force at the next start.
func TestOldPromisesAreFrozenAtStart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		open, planned := launched(t, w, roster(t, 1, 3, 3)), draft(t, w, roster(t, 1, 3, 3))
		must(w.SQL(t).ExecContext(ctx, "UPDATE cycles SET link_days = NULL, report_months = NULL, overview_months = NULL"))(t)
		check(t, w.Settings().KeepPromises(ctx))
		shorter := models.Retention{LinkDays: 7, ReportMonths: 1, OverviewMonths: 1}
		check(t, w.Settings().Choose(ctx, "Ingrid", models.Choices{Retention: &shorter}))
		check(t, w.Settings().KeepPromises(ctx))
		if got := must(w.Cycles().Get(ctx, open.ID))(t).Promised; got == nil || *got != models.DefaultRetention() {
			t.Errorf("the open cycle: %+v", got)
		}
		if got := must(w.Cycles().Get(ctx, planned.ID))(t).Promised; got != nil {
			t.Errorf("the draft: %+v", got)
		}
	})
}

func TestLettersCarryTheSettings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		launched(t, w, roster(t, 1, 3, 3))
		name := "Northwind AS"
		check(t, w.Settings().Choose(ctx, "Ingrid", models.Choices{Organisation: &name, ReplyTo: &models.Contact{Name: "People", Email: "people@example.org"}}))
		for _, e := range must(w.Outbox().Envelopes(ctx, must(w.Outbox().Claim(ctx, 100, time.Hour))(t)))(t) {
			if e.Settings.Organisation != name || e.Settings.ReplyTo.Email != "people@example.org" {
				t.Fatalf("%+v", e.Settings)
			}
		}
	})
}

// Another process of the same database sees a change at once.
func TestEveryProcessSeesTheSettings(t *testing.T) {
	w := storetest.Postgres(t)
	other := must(store.Open(ctx, w.URL, store.Options{Secret: w.Secret}))(t)
	defer other.Close()
	must(other.Settings().InForce(ctx))(t)
	name := "Northwind AS"
	check(t, w.Settings().Choose(ctx, "Ingrid", models.Choices{Organisation: &name}))
	if got := must(other.Settings().InForce(ctx))(t); got.Organisation != name {
		t.Errorf("the other process says %q", got.Organisation)
	}
}
