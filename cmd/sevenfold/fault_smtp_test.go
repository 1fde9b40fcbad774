package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// door leads to a mail server, and can be shut.
type door struct {
	*testing.T
	address, to string
	listener    net.Listener
	kept        int // the socket that keeps the address while it is shut, or -1
}

// newDoor opens a door to the server at an address.
func newDoor(t *testing.T, to string) *door {
	t.Helper()
	d := &door{T: t, address: "127.0.0.1:0", to: to, kept: -1}
	d.open()
	t.Cleanup(func() { d.listener.Close() })
	return d
}

func (d *door) open() {
	d.Helper()
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		d.Fatal(err)
	}
	d.listener, d.address = listener, listener.Addr().String()
	if d.kept >= 0 {
		_ = syscall.Close(d.kept) // it has done its work
	}
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return // shut
			}
			go d.join(in)
		}
	}()
}

// shut lets nobody in: who knocks is refused. Whoever is in may go on. A socket
// that does not listen keeps the address, or somebody else might get it.
func (d *door) shut() {
	d.Helper()
	d.listener.Close()
	at, err := net.ResolveTCPAddr("tcp4", d.address)
	if err == nil {
		d.kept, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	}
	if err == nil {
		err = errors.Join(syscall.SetsockoptInt(d.kept, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1),
			syscall.Bind(d.kept, &syscall.SockaddrInet4{Port: at.Port, Addr: [4]byte(at.IP.To4())}))
	}
	if err != nil {
		d.Fatal(err)
	}
}

func (d *door) join(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", d.to)
	if err != nil {
		d.Error(err)
		return
	}
	defer out.Close()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1]) // ends with the connection, in whatever way
			way[0].Close()
		})
	}
	both.Wait()
}

// TestFaultMailServerDown stops the mail server while the invitations of a cycle
// go out, as one that is restarted does: it finishes what it began and then lets
// nobody in. When it is back every letter arrives once, and none has used up a try.
func TestFaultMailServerDown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		leaders, down := 20, 3*time.Second
		if storetest.FullFaults() {
			leaders, down = 100, time.Minute
		}
		s := newStruck(t, w, leaders)
		server := strings.TrimPrefix(s.mailbox.URL(), "smtp://")
		door := newDoor(t, server)
		s.environ = append(s.environ, "SEVENFOLD_SMTP_URL="+strings.Replace(s.mailbox.URL(), server, door.address, 1))
		s.start()
		s.makeDraft()
		s.must(s.importList())
		s.must(s.post("/launch")())
		s.must(s.mailbox.Wait(t.Context(), s.asked()/4))
		door.shut()
		s.mailbox.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
			if stage == mailer.AtHello || stage == mailer.AtFrom {
				return &mailer.Fault{HangUp: true}
			}
			return nil
		})
		waited := s.meanwhile(down)
		s.mailbox.Misbehave(nil)
		door.open()
		began := time.Now()
		s.must(s.mailbox.Wait(t.Context(), s.asked()))
		back := time.Since(began)
		for deadline := time.Now().Add(time.Minute); s.number(countWaiting) > 0 && time.Now().Before(deadline); {
			<-time.After(10 * time.Millisecond)
		}
		row := w.Fault(fmt.Sprintf("mail server down for %s while sending", down), "mails")
		s.countMails("rater", s.asked())(&row)
		row.Note = fmt.Sprintf("%d waited; all had arrived %s after it was back", waited, back.Round(time.Second))
		row.Report(t)
		if tried := s.number("SELECT count(*) FROM letters WHERE (attempts <> 1 OR state <> 'sent') AND cycle_id = %s"); tried > 0 {
			t.Errorf("%d letters used up more than one try, or are not sent", tried)
		}
		s.stop()
	})
}

// meanwhile waits, sees that pages are answered all the same, and returns how
// many letters wait.
func (s *struck) meanwhile(d time.Duration) int {
	s.Helper()
	for deadline := time.Now().Add(d); time.Now().Before(deadline); <-time.After(100 * time.Millisecond) {
		answer, err := http.Get(s.base + "/readyz")
		s.must(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			s.Fatalf("while mails wait the service is not ready: %s", answer.Status)
		}
	}
	waiting := s.number(countWaiting)
	if waiting == 0 {
		s.Fatal("nothing waited: the mail server was down too late")
	}
	return waiting
}
