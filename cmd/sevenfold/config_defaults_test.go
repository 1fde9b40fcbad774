package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/sevenfold/sevenfold/models"
)

func TestConfigSaysWhichSettingsItNames(t *testing.T) {
	t.Parallel()
	plain, err := load(good(), nil)
	if err != nil || plain.Defaults.Accent != "" || plain.Defaults.Given[models.OrganisationSetting] {
		t.Fatalf("%+v, %v", plain.Defaults, err)
	}
	env := maps.Clone(good())
	maps.Copy(env, map[string]string{"SEVENFOLD_ORGANISATION": "Northwind", "SEVENFOLD_ACCENT": "0A4FB4", "SEVENFOLD_RETENTION_LINKS_DAYS": "14",
		"SEVENFOLD_REPLY_TO": "People <people@northwind.example>"})
	c, err := load(env, nil)
	want := models.Settings{Organisation: "Northwind", Accent: "#0a4fb4", ReplyTo: models.Contact{Name: "People", Email: "people@northwind.example"},
		Retention: models.Retention{LinkDays: 14, ReportMonths: 24, OverviewMonths: 36}}
	if err != nil || c.Defaults.Settings != want {
		t.Errorf("%+v, %v", c.Defaults, err)
	}
	for _, name := range []models.Setting{models.OrganisationSetting, models.AccentSetting, models.ReplyToSetting, models.RetentionSetting} {
		if !c.Defaults.Given[name] {
			t.Errorf("%s is not known to be named", name)
		}
	}
	for _, pale := range []string{"#ffcc00", "green"} {
		env["SEVENFOLD_ACCENT"] = pale
		if _, err := load(env, nil); !slices.Contains(faultsOf(t, err), "SEVENFOLD_ACCENT") {
			t.Errorf("%s is no fault: %v", pale, err)
		}
	}
}
