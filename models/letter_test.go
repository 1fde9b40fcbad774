package models_test

import (
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	tests := map[int]time.Duration{
		0: 30 * time.Second, 1: 30 * time.Second, 2: 30 * time.Second,
		3: 81 * time.Second, 4: 256 * time.Second, 5: 625 * time.Second, 8: 4096 * time.Second,
		12: 20736 * time.Second, 13: 6 * time.Hour, 1000: 6 * time.Hour,
	}
	for attempt, middle := range tests {
		least, half, most := models.Backoff(attempt, 0), models.Backoff(attempt, 0.5), models.Backoff(attempt, 0.999999)
		if least != time.Duration(float64(middle)*0.9) {
			t.Errorf("attempt %d without jitter: %s", attempt, least)
		}
		if (half - middle).Abs() > time.Millisecond {
			t.Errorf("attempt %d in the middle: %s, want %s", attempt, half, middle)
		}
		if most <= half || most >= time.Duration(float64(middle)*1.1) {
			t.Errorf("attempt %d with most jitter: %s", attempt, most)
		}
	}
	var whole time.Duration
	for attempt := 1; attempt < models.MaxAttempts; attempt++ {
		if models.Backoff(attempt+1, 0.5) < models.Backoff(attempt, 0.5) {
			t.Errorf("attempt %d waits longer than the next", attempt)
		}
		whole += models.Backoff(attempt, 0.5)
	}
	// A mail server may be away for an hour of maintenance before a letter is buried.
	if whole < time.Hour || whole > 24*time.Hour {
		t.Errorf("a letter is tried for %s", whole)
	}
}
