package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// balancer stands before several replicas and does what docs/proxy/nginx.conf
// says: a request goes to the next one where none took it, or where it is a GET.
type balancer struct {
	replicas []string
	next     atomic.Int64
	down     []atomic.Int64 // until when a replica is left out, in Unix nanoseconds
	client   http.Transport
}

// restTime is how long a replica that failed is left out: fail_timeout.
const restTime = 5 * time.Second

// newBalancer listens for replicas. patience is how long one may take to answer.
func newBalancer(t *testing.T, patience time.Duration, replicas ...string) (address string) {
	t.Helper()
	b := &balancer{replicas: replicas, down: make([]atomic.Int64, len(replicas)), client: http.Transport{
		DialContext: (&net.Dialer{Timeout: 2 * time.Second}).DialContext, ResponseHeaderTimeout: patience, MaxIdleConnsPerHost: 32}}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	return server.URL
}

// ServeHTTP hands a request to one replica after the other.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	first := int(b.next.Add(1))
	for i := range b.replicas {
		n := (first + i) % len(b.replicas)
		if time.Now().UnixNano() < b.down[n].Load() {
			continue
		}
		answer, err := b.ask(b.replicas[n], r, body)
		if err == nil {
			b.pass(w, answer)
			return
		}
		if r.Context().Err() != nil {
			return
		}
		b.down[n].Store(time.Now().Add(restTime).UnixNano())
		if failed, ok := errors.AsType[*net.OpError](err); r.Method != http.MethodGet && (!ok || failed.Op != "dial") {
			break // it may have been carried out
		}
	}
	w.Header().Set(byBalancer, "yes")
	w.WriteHeader(http.StatusBadGateway)
}

func (b *balancer) ask(replica string, r *http.Request, body []byte) (*http.Response, error) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, replica+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = r.Header.Clone()
	return b.client.RoundTrip(request)
}

func (b *balancer) pass(w http.ResponseWriter, answer *http.Response) {
	defer answer.Body.Close()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body) // the client may have gone
}
