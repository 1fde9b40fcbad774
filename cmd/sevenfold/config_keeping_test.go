package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
)

func TestConfigOfKeyCopyAndKeeping(t *testing.T) {
	t.Parallel()
	c, err := load(good(), nil)
	if err != nil || c.KeyMirrorDir != "" || c.Defaults.Retention != models.DefaultRetention() {
		t.Fatalf("defaults: %q, %+v, %v", c.KeyMirrorDir, c.Defaults.Retention, err)
	}
	tests := []struct {
		name string
		set  map[string]string
		want map[string]string // fault → part of its text
		keep models.Retention
	}{
		{"a copy elsewhere", map[string]string{"KEY_MIRROR_DIR": "/mnt/ombud"}, nil, models.DefaultRetention()},
		{"a copy in the same place", map[string]string{"KEY_MIRROR_DIR": "./keys"}, map[string]string{"KEY_MIRROR_DIR": "the same as"}, models.Retention{}},
		{"a copy inside", map[string]string{"KEY_MIRROR_DIR": "keys/copy"}, map[string]string{"KEY_MIRROR_DIR": "inside"}, models.Retention{}},
		{"a copy around", map[string]string{"KEY_DIR": "/k/keys", "KEY_MIRROR_DIR": "/k"}, map[string]string{"KEY_MIRROR_DIR": "inside"}, models.Retention{}},
		{"a copy beside the database", map[string]string{"KEY_MIRROR_DIR": "data"}, map[string]string{"KEY_MIRROR_DIR": "same folder"}, models.Retention{}},
		{"shorter", map[string]string{"RETENTION_LINKS_DAYS": "7", "RETENTION_REPORTS_MONTHS": "1", "RETENTION_OVERVIEW_MONTHS": "1"}, nil, models.Retention{LinkDays: 7, ReportMonths: 1, OverviewMonths: 1}},
		{"reports longer than the overview would be", map[string]string{"RETENTION_REPORTS_MONTHS": "48"}, nil, models.Retention{LinkDays: 35, ReportMonths: 48, OverviewMonths: 48}},
		{"the overview before the reports", map[string]string{"RETENTION_OVERVIEW_MONTHS": "12"}, map[string]string{"RETENTION_OVERVIEW_MONTHS": "from 24 to 60"}, models.Retention{}},
		{"all wrong at once", map[string]string{"RETENTION_LINKS_DAYS": "6", "RETENTION_REPORTS_MONTHS": "61", "RETENTION_OVERVIEW_MONTHS": "soon"},
			map[string]string{"RETENTION_LINKS_DAYS": "from 7 to 90", "RETENTION_REPORTS_MONTHS": "from 1 to 60", "RETENTION_OVERVIEW_MONTHS": "to 60"}, models.Retention{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env := good()
			for name, value := range test.set {
				env[prefix+name] = value
			}
			c, err := load(env, nil)
			if test.want == nil {
				if err != nil || c.Defaults.Retention != test.keep || c.KeyMirrorDir != test.set["KEY_MIRROR_DIR"] {
					t.Errorf("%+v, %q, %v", c.Defaults.Retention, c.KeyMirrorDir, err)
				}
				return
			}
			want := map[string]bool{}
			for name, text := range test.want {
				want[prefix+name] = true
				if !strings.Contains(explain(err), text) {
					t.Errorf("the fault of %s does not say %q:\n%s", name, text, explain(err))
				}
			}
			got := map[string]bool{}
			for _, name := range faultsOf(t, err) {
				got[name] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}
