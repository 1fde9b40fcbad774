package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

func TestWhenHRIsToldOfStuckLetters(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for name, c := range map[string]struct {
		news models.StuckNews
		want bool
	}{
		"nothing":                         {models.StuckNews{}, false},
		"refused just now":                {models.StuckNews{Refused: ago(time.Minute)}, false},
		"refused a while ago":             {models.StuckNews{Refused: ago(time.Hour)}, true},
		"refused, told today":             {models.StuckNews{Refused: ago(time.Hour), Told: ago(23 * time.Hour)}, false},
		"refused since":                   {models.StuckNews{Refused: ago(time.Hour), Told: ago(24 * time.Hour)}, true},
		"refused while HR was being told": {models.StuckNews{Refused: ago(27 * time.Hour), Told: ago(24 * time.Hour)}, true},
		"refused long before it was told": {models.StuckNews{Refused: ago(29 * time.Hour), Told: ago(24 * time.Hour)}, false},
		"waiting":                         {models.StuckNews{Waiting: true}, true},
		"waiting, told today":             {models.StuckNews{Waiting: true, Told: ago(time.Hour)}, false},
		"still waiting":                   {models.StuckNews{Waiting: true, Told: ago(24 * time.Hour)}, true},
	} {
		if got := c.news.Tell(now); got != c.want {
			t.Errorf("%s: told is %t", name, got)
		}
	}
}

func TestLetterWordsAreCleaned(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                                    "",
		" \r\n\t\n ":                          "",
		"One.\r\nStill one.\r\n\r\n\r\n\nTwo": "One.\nStill one.\n\nTwo",
		"a\u202eb\x00c\ue000d\ue001":          "abcd",
		"a\xff \u00a0 b":                      "a b",
		"<b>{{.Promise}}</b>":                 "<b>{{.Promise}}</b>",
	} {
		words := models.LetterWords{Intro: typed, Signature: typed}
		if err := words.Check(); err != nil || words.Intro != want || words.Signature != want {
			t.Errorf("%q became %+v, %v; want %q", typed, words, err, want)
		}
		again := words
		if err := again.Check(); err != nil || again != words {
			t.Errorf("%q became %+v, and that %+v", typed, words, again)
		}
	}
	full := models.LetterWords{Intro: strings.Repeat("ü", 600), Signature: strings.Repeat("ü", 200)}
	if err := full.Check(); err != nil {
		t.Error(err)
	}
	for column, long := range map[string]models.LetterWords{
		"letter_intro": {Intro: full.Intro + "x"}, "letter_signature": {Signature: full.Signature + "x"},
	} {
		err, ok := long.Check().(*models.Error)
		if !ok || len(err.Faults) != 1 || err.Faults[0].Column != column {
			t.Errorf("%s: %v", column, err)
		}
	}
}

func TestLetterSamplesAreNamed(t *testing.T) {
	t.Parallel()
	for _, kind := range models.SampleKinds() {
		for _, as := range []models.Relationship{models.Self, models.Manager, models.Peer, models.DirectReport} {
			s, err := models.NewLetterSample(kind, as)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := models.ParseLetterSample(s.String()); err != nil || again != s {
				t.Errorf("%s was read as %s, %v", s, again, err)
			}
		}
	}
	for _, text := range []string{"signin peer", "invitation boss", "test peer", "stuck", "invitation peer x"} {
		if s, err := models.ParseLetterSample(text); err == nil {
			t.Errorf("%q was read as %s", text, s)
		}
	}
	if s, err := models.NewLetterSample("", ""); err != nil || s.String() != "invitation peer" {
		t.Errorf("without choice: %s, %v", s, err)
	}
}
