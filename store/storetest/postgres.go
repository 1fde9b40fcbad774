package storetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sevenfold/sevenfold/store"
)

// server is the package's PostgreSQL: a URL without a database name.
var server struct {
	url    func(database string) string
	log    string // the server's own log file; "" for a server that was there before
	prefix string
	next   atomic.Int64
}

// startPostgres starts a throwaway server on a unix socket, or takes the one
// that TEST_DATABASE_URL names, and migrates the template that tests clone.
func startPostgres() (stop func(), err error) {
	server.prefix = fmt.Sprintf("sevenfold_test_%d", os.Getpid())
	stop = func() {}
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		base, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("TEST_DATABASE_URL: %w", err)
		}
		server.url = func(name string) string { u := *base; u.Path = "/" + name; return u.String() }
	} else if stop, err = startLocal(); err != nil {
		return nil, err
	}
	if err := migrateTemplate(); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

func startLocal() (func(), error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := serverDir()
	if err != nil {
		return nil, err
	}
	as := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() == 0 {
		if as.Credential, err = unprivileged(dir); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	if err := command(as, dir, bin, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C").Run(); err != nil {
		return nil, fmt.Errorf("initdb: %w", err)
	}
	// Pdeathsig fires when the thread that started the child ends.
	runtime.LockOSThread()
	settings := []string{"-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=400", "-c", "log_line_prefix=" + logPrefix}
	if !durable() {
		settings = append(settings, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	postgres := command(as, dir, bin, "postgres", settings...)
	server.log = filepath.Join(dir, "log")
	log, err := os.Create(server.log)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the server has its own handle
	if postgres.Stderr == nil {
		postgres.Stderr = log
	}
	if err := postgres.Start(); err != nil {
		return nil, err
	}
	server.url = func(name string) string {
		return "postgres:///" + name + "?user=postgres&host=" + url.QueryEscape(dir)
	}
	stop := func() {
		postgres.Process.Signal(syscall.SIGQUIT)
		postgres.Wait()
		os.RemoveAll(dir)
	}
	return stop, await(stop)
}

func command(as *syscall.SysProcAttr, dir, bin, name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(bin, name), args...)
	c.SysProcAttr, c.Dir = as, dir
	if os.Getenv("SEVENFOLD_TEST_POSTGRES_LOG") != "" {
		c.Stderr = os.Stderr
	}
	return c
}

// binaries finds the server's programs in PATH or where Debian puts them.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Strings(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	return "", errors.New("no initdb in PATH or /usr/lib/postgresql/*/bin")
}

// durable says that the server keeps its promises as in real use, on a disk:
// what benchmarks measure.
func durable() bool { return os.Getenv("SEVENFOLD_TEST_DURABLE") != "" }

// serverDir prefers memory, where a server starts and clones fastest.
func serverDir() (string, error) {
	base := os.TempDir()
	if durable() {
		return os.MkdirTemp(base, "sevenfold-pg-")
	}
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm"
	}
	return os.MkdirTemp(base, "sevenfold-pg-")
}

// unprivileged hands dir to a user other than root, because the server refuses root.
func unprivileged(dir string) (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
	}
	return nil, errors.New("neither a user postgres nor nobody to run the server as")
}

func await(stop func()) error {
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := admin(func(*pgx.Conn) error { return nil })
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			stop()
			return fmt.Errorf("the server did not start: %w", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// admin runs work on the maintenance database.
func admin(work func(*pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return work(conn)
}

func create(name, template string) error {
	return admin(func(c *pgx.Conn) error {
		_, err := c.Exec(context.Background(), "CREATE DATABASE "+name+template)
		return err
	})
}

func migrateTemplate() error {
	if err := create(server.prefix, ""); err != nil {
		return err
	}
	db, err := store.Open(context.Background(), server.url(server.prefix), store.Options{})
	if err != nil {
		return err
	}
	_, err = db.Migrate(context.Background())
	return errors.Join(err, db.Close())
}

// cloneDatabase returns the URL of a fresh copy of the template.
func cloneDatabase(t testing.TB) string {
	t.Helper()
	return newDatabase(t, " TEMPLATE "+server.prefix+" STRATEGY FILE_COPY")
}

// newDatabase creates a database, empty unless told otherwise, for one test.
func newDatabase(t testing.TB, as string) string {
	t.Helper()
	name := fmt.Sprintf("%s_%d", server.prefix, server.next.Add(1))
	if err := create(name, as); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin(func(c *pgx.Conn) error {
			_, err := c.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			return err
		})
	})
	return server.url(name)
}
