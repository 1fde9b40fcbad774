package models

import "testing"

func TestAskedWords(t *testing.T) {
	for leaders, want := range map[int]string{0: "about nobody yet", 1: "about 1 leader", 4: "about 4 leaders",
		5: "about 5 leaders, about 30 minutes", 10: "about 10 leaders, about 60 minutes", 11: "about 11 leaders, more than an hour"} {
		if got := AskedWords(leaders); got != want {
			t.Errorf("%d: %q, expected %q", leaders, got, want)
		}
	}
	if AskedOften(ManyAsks) || !AskedOften(ManyAsks+1) {
		t.Error("the limit is elsewhere")
	}
}
