package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/store/storetest"
)

// mostMemory is what the process may hold, in MB, whatever strangers send.
const mostMemory = 400

// TestFaultSlowClients lets strangers open connections and say nothing, dribble
// headers and bodies, and send bodies without an end. Others are answered
// meanwhile, the memory stays bounded, and every connection is closed.
func TestFaultSlowClients(t *testing.T) {
	t.Parallel()
	strangers, bodies := 100, 0 // a body may take a minute
	if storetest.FullFaults() {
		strangers, bodies = 2000, 200
	}
	w := storetest.SQLite(t)
	o := &office{process: newProcess(t, w.URL), world: w, db: w.DB}
	o.start()
	row := w.Fault(fmt.Sprintf("%d clients say nothing, %d dribble headers, %d dribble bodies, 20 send bodies without an end", strangers, strangers/4, bodies), "requests of others")
	ended := make(chan struct{})
	longest := make(chan time.Duration, 1)
	go func() { longest <- o.ask(ended, &row) }()

	var all sync.WaitGroup
	for i := range strangers {
		all.Go(func() { o.linger("", "", readHeaderTimeout) })
		if i%4 == 0 {
			all.Go(func() { o.linger("GET / HTTP/1.1\r\nHost: x\r\n", "X-More: yes\r\n", readHeaderTimeout) })
		}
	}
	for range bodies {
		all.Go(func() {
			o.linger("POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n", "a", readTimeout)
		})
	}
	for range 20 {
		all.Go(o.flood)
	}
	all.Wait()
	close(ended)
	row.Note = fmt.Sprintf("the longest of them took %s; the service held at most %d MB", (<-longest).Round(time.Millisecond), o.peak())
	row.Lost = row.Sent - row.There
	row.Report(t)
	if o.peak() > mostMemory {
		t.Errorf("the service held %d MB", o.peak())
	}
	o.stop()
}

// ask is everybody else: it asks for a page again and again, and returns the
// longest that an answer took.
func (o *office) ask(ended <-chan struct{}, row *storetest.Fault) (longest time.Duration) {
	client := http.Client{Timeout: 20 * time.Second}
	for {
		select {
		case <-ended:
			return longest
		case <-time.After(50 * time.Millisecond):
		}
		began := time.Now()
		row.Sent++
		answer, err := client.Get(o.base + "/signin")
		if err != nil {
			o.Error(err)
			continue
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			row.There++
		}
		longest = max(longest, time.Since(began))
	}
}

// linger opens a connection, begins, says a little more now and then, and sees
// that the service closes it when its patience is over.
func (o *office) linger(begin, more string, patience time.Duration) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(o.base, "http://"))
	if err != nil {
		o.Error(err)
		return
	}
	defer conn.Close()
	began := time.Now()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_, _ = io.Copy(io.Discard, conn) // until it is closed, with words or without
	}()
	_, err = io.WriteString(conn, begin)
	for tick := time.NewTicker(500 * time.Millisecond); err == nil; {
		select {
		case <-closed:
			return
		case <-tick.C:
			_, err = io.WriteString(conn, more)
		}
		if time.Since(began) > patience+30*time.Second {
			o.Errorf("a connection that began %q is still open after %s", begin, time.Since(began))
			return
		}
	}
}

// flood sends a body without an end and sees that the service soon takes no more.
func (o *office) flood() {
	conn, err := net.Dial("tcp", strings.TrimPrefix(o.base, "http://"))
	if err != nil {
		o.Error(err)
		return
	}
	defer conn.Close()
	go func() { _, _ = io.Copy(io.Discard, conn) }() // so that its answer stops nobody
	_, err = io.WriteString(conn, "POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n")
	chunk := append(append([]byte("10000\r\n"), bytes.Repeat([]byte("a"), 1<<16)...), "\r\n"...)
	sent := 0
	for ; err == nil && sent < 1<<30; sent += 1 << 16 {
		_, err = conn.Write(chunk)
	}
	if sent > 64<<20 {
		o.Errorf("the service took %d MB of a body without an end", sent>>20)
	}
}
