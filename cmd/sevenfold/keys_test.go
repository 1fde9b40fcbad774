package main

import (
	"bytes"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// TestALostKeyIsToldAtStart starts the service on an open cycle whose key is gone
// from both directories: the log names the cycle, and the service serves.
func TestALostKeyIsToldAtStart(t *testing.T) {
	t.Parallel()
	mailbox, err := mailer.OpenMailbox("127.0.0.1:0", 10)
	if err != nil {
		t.Fatal(err)
	}
	defer mailbox.Close()
	folder := t.TempDir()
	start := func() (*service, string) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		c, err := demoConfig(folder, listener, mailbox)
		if err != nil {
			t.Fatal(err)
		}
		c.KeyMirrorDir, c.Secret = filepath.Join(folder, "mirror"), models.Secret(goodSecret)
		var log bytes.Buffer
		s, err := assemble(t.Context(), parts{config: c, log: slog.New(slog.NewTextHandler(&log, nil)), listener: listener})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.db.Close(); s.listener.Close() })
		return s, log.String()
	}
	s, log := start()
	if strings.Contains(log, "LOST") {
		t.Fatalf("told without cause:\n%s", log)
	}
	closes := time.Now().Add(48 * time.Hour)
	cycle, err := s.db.Cycles().Create(t.Context(), "test", store.CycleDraft{Name: "Spring 2026", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Helen", Email: "helen@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	list := store.Written(strings.NewReader("leader_email,leader_name,rater_email,rater_name,relationship\na@example.org,A,b@example.org,B,peer\n"))
	if _, err := s.db.Cycles().ImportRoster(t.Context(), "test", cycle.ID, list, store.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Cycles().Launch(t.Context(), "test", cycle.ID); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"keys", "mirror"} {
		if err := os.Remove(filepath.Join(folder, dir, cycle.ID.String()+".key")); err != nil {
			t.Fatal(err)
		}
	}
	again, log := start()
	for _, want := range []string{"level=ERROR", "THE KEY OF AN OPEN CYCLE IS LOST", "cannot be opened by anybody", cycle.ID.String(), "Spring 2026"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	if _, err := again.ready(t.Context()); models.KindOf(err) != models.Impossible {
		t.Errorf("ready: %v", err)
	}
}
