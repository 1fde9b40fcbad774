package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder that cannot be made, a database that is not there and a port in use
// are told together, and no password with them.
func TestEverythingThatIsMissingIsToldAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var out, errs strings.Builder
	status := run(context.Background(), []string{"serve"}, world{out: &out, err: &errs, environ: []string{
		"SEVENFOLD_LISTEN=" + taken.Addr().String(), "SEVENFOLD_BASE_URL=http://feedback.example", "SEVENFOLD_SMTP_URL=smtp://127.0.0.1:1",
		"SEVENFOLD_DATABASE_URL=postgres://sevenfold:hunter2@127.0.0.1:1/sevenfold", "SEVENFOLD_MAIL_FROM=feedback@example.org",
		"SEVENFOLD_SECRET=" + "Zm9yIHRlc3RzIGFuZCBub3RoaW5nIGVsc2UsIHJlYWxseQ", "SEVENFOLD_KEY_DIR=" + filepath.Join(file, "keys"),
	}})
	if status != 1 || out.Len() > 0 {
		t.Errorf("status %d, said %q", status, out.String())
	}
	for _, words := range []string{"SEVENFOLD_KEY_DIR", "not a directory", "SEVENFOLD_DATABASE_URL", "connection refused", "SEVENFOLD_LISTEN", "address already in use"} {
		if !strings.Contains(errs.String(), words) {
			t.Errorf("not told: %s\n%s", words, errs.String())
		}
	}
	if strings.Contains(errs.String(), "hunter2") {
		t.Error("the password was told")
	}
}
