package store_test

import (
	"syscall"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// A database that went away is told from everything else that fails.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	server := storetest.NewServer(t)
	w := server.World(server.URL())
	server.Signal(syscall.SIGQUIT)
	_, err := w.Cycles().List(t.Context(), nil, 10)
	if !store.Unreachable(err) {
		t.Errorf("reading: %v", err)
	}
	_, err = w.Members().Add(t.Context(), "test", "hr@example.org", "Ingrid")
	if !store.Unreachable(err) {
		t.Errorf("writing: %v", err)
	}
	_, err = w.Surveys().Link(t.Context(), "a token that nobody was given")
	if !store.Unreachable(err) {
		t.Errorf("opening a link: %v", err)
	}
	err = w.Surveys().Submit(t.Context(), "a token that nobody was given", uuid.New(), models.Answers{})
	if !store.Unreachable(err) {
		t.Errorf("submitting: %v", err)
	}
	server.Start()
	if _, err := w.Cycles().List(t.Context(), nil, 10); err != nil {
		t.Errorf("back: %v", err)
	}
}
