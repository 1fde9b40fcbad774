package store_test

import (
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestTellingSettings changes the server's settings one by one and expects each
// to be told, and none as PostgreSQL comes.
func TestTellingSettings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		if told := must(w.Telling(ctx))(t); len(told) > 0 {
			t.Errorf("told of a fresh server: %q", told)
		}
	})
	for _, test := range []struct {
		settings []string
		want     string // the start of the one sentence; "" for none
	}{
		{[]string{"log_statement", "all"}, "PostgreSQL runs with log_statement = all"},
		{[]string{"log_statement", "mod"}, "PostgreSQL runs with log_statement = mod"},
		{[]string{"log_statement", "ddl"}, ""},
		{[]string{"log_min_duration_statement", "250"}, "PostgreSQL runs with log_min_duration_statement = 250"},
		{[]string{"log_min_duration_sample", "0"}, "PostgreSQL runs with log_min_duration_sample = 0"},
		{[]string{"log_min_duration_statement", "0", "log_parameter_max_length", "0"}, ""},
		{[]string{"log_parameter_max_length_on_error", "-1"}, "PostgreSQL runs with log_parameter_max_length_on_error = -1"},
	} {
		w := storetest.Postgres(t)
		for i := 0; i < len(test.settings); i += 2 {
			w.LogAs(t, test.settings[i], test.settings[i+1])
		}
		again := must(store.Open(ctx, w.URL, store.Options{}))(t) // settings are read when a connection begins
		told := must(again.Telling(ctx))(t)
		check(t, again.Close())
		if got := strings.Join(told, " "); (got == "") != (test.want == "") || !strings.HasPrefix(got, test.want) || len(told) > 1 {
			t.Errorf("%v: told %q, expected %q", test.settings, got, test.want)
		}
	}
}
