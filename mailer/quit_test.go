package mailer_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// A server that hangs up instead of saying goodbye has taken every letter all
// the same, and stopping does not wait for it.
func TestAServerThatHangsUpAtQuit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		p := posting(t, w, 5)
		quits := make(chan struct{}, 8)
		p.port = rude(t, p.box.Addr(), quits)
		_, stop := p.start(t)
		p.until(t, models.Sent, 5)
		began := time.Now()
		stop()
		select {
		case <-quits:
		default:
			t.Fatal("nobody said goodbye")
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("stopping took %s", took)
		}
		p.start(t)
		p.until(t, models.Sent, 5)
		if n := len(p.box.Messages()); n != 5 {
			t.Errorf("%d mails", n)
		}
	})
}

// rude passes on everything but QUIT, at which it hangs up.
func rude(t *testing.T, to string, quits chan<- struct{}) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go pass(client, to, quits)
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

func pass(client net.Conn, to string, quits chan<- struct{}) {
	defer client.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(client, server) }() // ends with either side
	lines := bufio.NewReader(client)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		if bytes.Equal(line, []byte("QUIT\r\n")) {
			quits <- struct{}{}
			return
		}
		if _, err := server.Write(line); err != nil {
			return
		}
	}
}
