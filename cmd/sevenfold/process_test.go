package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
)

// asService makes the test's own binary the service: see TestMain.
const asService = "TEST_AS_SERVICE"

// process is the service as a process of its own, whose standard output and
// error are kept.
type process struct {
	*testing.T
	base    string
	environ []string
	output  string // the file that holds all it printed
	command *exec.Cmd
	mailbox *mailer.Mailbox
}

// newProcess prepares a service on a database, with a mail server beside it.
func newProcess(t *testing.T, databaseURL string) *process {
	t.Helper()
	dir := t.TempDir()
	mailbox, err := mailer.OpenMailbox("127.0.0.1:0", 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mailbox.Close() })
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := free.Addr().String()
	free.Close()
	return &process{T: t, base: "http://" + listen, mailbox: mailbox, output: filepath.Join(dir, "output"), environ: []string{
		"SEVENFOLD_LISTEN=" + listen, "SEVENFOLD_DATABASE_URL=" + databaseURL, "SEVENFOLD_KEY_DIR=" + filepath.Join(dir, "keys"),
		"SEVENFOLD_SMTP_URL=" + mailbox.URL(), "SEVENFOLD_MAIL_FROM=Feedback <feedback@example.org>", "SEVENFOLD_SECRET=" + rand.Text() + rand.Text(),
		"SEVENFOLD_LOG_LEVEL=debug", "SEVENFOLD_TRUSTED_PROXIES=127.0.0.0/8"}}
}

func (p *process) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// administer carries out a command and returns what it printed.
func (p *process) administer(args ...string) string {
	p.Helper()
	var out, told bytes.Buffer
	if status := run(p.Context(), args, world{p.environ, &out, &told}); status != 0 {
		p.Fatalf("%v: %s", args, &told)
	}
	return out.String()
}

// start runs the service and returns when it answers.
func (p *process) start() {
	p.Helper()
	output, err := os.OpenFile(p.output, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	p.must(err)
	defer output.Close()
	p.command = exec.CommandContext(context.WithoutCancel(p.Context()), os.Args[0], "serve")
	p.command.Env = append(append(surrounding(), asService+"=1"), p.environ...)
	p.command.Stdout, p.command.Stderr = output, output
	p.must(p.command.Start())
	p.Cleanup(func() { p.command.Process.Kill() })
	for deadline := time.Now().Add(30 * time.Second); ; {
		answer, err := http.Get(p.base + "/readyz")
		if err == nil {
			answer.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			p.Fatalf("the service does not answer: %v\n%s", err, p.printed())
		}
		<-time.After(20 * time.Millisecond)
	}
}

// surrounding is the environment of the tests without what is meant for them alone.
func surrounding() []string {
	return slices.DeleteFunc(os.Environ(), func(line string) bool {
		return strings.HasPrefix(line, prefix) || strings.HasPrefix(line, "GOGC=")
	})
}

// stop ends the service in order.
func (p *process) stop() {
	p.Helper()
	p.must(p.command.Process.Signal(syscall.SIGTERM))
	if err := p.command.Wait(); err != nil {
		p.Errorf("the service ended with %v\n%s", err, p.printed())
	}
}

// printed is everything the service printed.
func (p *process) printed() string {
	text, err := os.ReadFile(p.output)
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(text)
}
