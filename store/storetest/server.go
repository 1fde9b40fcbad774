package storetest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL of one test's own, which it may stop, kill and start
// again. Its files are kept from one start to the next.
type Server struct {
	testing.TB
	Addr    string // host:port
	bin     string
	dir     string
	as      *syscall.SysProcAttr
	process *os.Process
	ended   chan struct{}
}

// serverDatabase is the database that a Server holds.
const serverDatabase = "sevenfold"

// NewServer starts a server with an empty database.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s := prepare(t)
	s.run("initdb", "-D", s.data(), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
	s.Start()
	s.SQL("CREATE DATABASE " + serverDatabase)
	return s
}

// Standby copies the server to a second one that follows it. From now on the
// first confirms a commit only when the second has it too.
func (s *Server) Standby() *Server {
	s.Helper()
	standby := prepare(s.TB)
	host, port, _ := net.SplitHostPort(s.Addr)
	standby.run("pg_basebackup", "-D", standby.data(), "-h", host, "-p", port, "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync")
	standby.Start()
	s.SQL("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
	s.SQL("SELECT pg_reload_conf()")
	s.awaitSQL("SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'quorum'")
	return standby
}

// prepare finds programs, a folder and a port for a server.
func prepare(t testing.TB) *Server {
	t.Helper()
	s := &Server{TB: t, as: &syscall.SysProcAttr{}}
	var err error
	if s.bin, err = binaries(); err != nil {
		t.Fatal(err)
	}
	if s.dir, err = serverDir(); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if s.as.Credential, err = unprivileged(s.dir); err != nil {
			t.Fatal(err)
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Addr = free.Addr().String()
	free.Close()
	t.Cleanup(func() {
		s.Signal(syscall.SIGQUIT)
		os.RemoveAll(s.dir)
	})
	return s
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) run(name string, args ...string) {
	s.Helper()
	c := command(s.as, s.dir, s.bin, name, args...)
	c.Stderr = nil
	if out, err := c.CombinedOutput(); err != nil {
		s.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// Start starts the server and returns when it answers.
func (s *Server) Start() {
	s.Helper()
	s.start()
	s.awaitSQL("SELECT true")
}

// start starts the server without waiting. The thread that starts it stays: the
// server dies with it, as it should when the tests are killed.
func (s *Server) start() {
	s.Helper()
	_, port, _ := net.SplitHostPort(s.Addr)
	as := *s.as
	as.Pdeathsig = syscall.SIGQUIT
	c := command(&as, s.dir, s.bin, "postgres", "-D", s.data(), "-k", s.dir, "-p", port, "-c", "listen_addresses=127.0.0.1",
		"-c", "max_connections=150", "-c", "fsync="+onOff(durable()), "-c", "wal_level=replica", "-c", "synchronous_commit=on")
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.Fatal(err)
	}
	defer log.Close()
	c.Stderr = log
	started, ended := make(chan error), make(chan struct{})
	go keep(c, started, ended)
	if err := <-started; err != nil {
		s.Fatal(err)
	}
	s.process, s.ended = c.Process, ended
}

func keep(c *exec.Cmd, started chan<- error, ended chan<- struct{}) {
	runtime.LockOSThread()
	defer close(ended)
	err := c.Start()
	started <- err
	if err == nil {
		_ = c.Wait() // it is killed, or says why in its log
	}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Signal ends the server and waits until it has ended: SIGINT is a fast
// shutdown, SIGQUIT an immediate one, SIGKILL none at all. Its connections end
// with it.
func (s *Server) Signal(signal syscall.Signal) {
	s.Helper()
	if s.process == nil {
		return
	}
	_ = s.process.Signal(signal) // it may have ended already
	<-s.ended
	s.process = nil
}

// Promote makes a standby the primary.
func (s *Server) Promote() {
	s.Helper()
	s.run("pg_ctl", "promote", "-D", s.data(), "-w")
}

// URL reaches the server's database, or that of whichever of several is the primary.
func (s *Server) URL(others ...*Server) string {
	hosts := []string{s.Addr}
	for _, other := range others {
		hosts = append(hosts, other.Addr)
	}
	return "postgres://postgres@" + strings.Join(hosts, ",") + "/" + serverDatabase + "?" +
		url.Values{"sslmode": {"disable"}, "target_session_attrs": {"read-write"}, "connect_timeout": {strconv.Itoa(3)}}.Encode()
}

// World migrates the server's database and opens it by a URL.
func (s *Server) World(url string) World {
	s.Helper()
	w := open(s.TB, url)
	if _, err := w.Migrate(context.Background()); err != nil {
		s.Fatal(err)
	}
	return w
}

// SQL carries out a statement on the server's first database.
func (s *Server) SQL(statement string) {
	s.Helper()
	if err := s.try(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, statement)
		return err
	}); err != nil {
		s.Fatalf("%s: %v", statement, err)
	}
}

// awaitSQL waits until a question is answered with true.
func (s *Server) awaitSQL(question string) {
	s.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		var yes bool
		err := s.try(func(ctx context.Context, c *pgx.Conn) error { return c.QueryRow(ctx, question).Scan(&yes) })
		if err == nil && yes {
			return
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // as far as there is one
			s.Fatalf("%s: %v, %v\n%s", question, yes, err, log)
		}
		<-time.After(20 * time.Millisecond)
	}
}

func (s *Server) try(work func(context.Context, *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, fmt.Sprintf("postgres://postgres@%s/postgres?sslmode=disable", s.Addr))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return work(ctx, conn)
}
