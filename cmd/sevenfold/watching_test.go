package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// watchers is whoever runs the service: a place that takes spans, and the
// address of the numbers.
type watchers struct {
	numbers string
	mu      sync.Mutex
	spans   bytes.Buffer
}

// watch lets a process be watched in every way there is.
func (p *process) watch() *watchers {
	p.Helper()
	w := &watchers{}
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		_, _ = w.spans.ReadFrom(r.Body) // a part is as good as the whole: what is missing is asserted
	}))
	p.Cleanup(collector.Close)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	p.must(err)
	w.numbers = "http://" + free.Addr().String() + "/metrics"
	p.environ = append(p.environ, "SEVENFOLD_METRICS_LISTEN="+free.Addr().String(), "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL)
	free.Close()
	return w
}

// read is what Prometheus would get.
func (w *watchers) read(t *testing.T) string {
	t.Helper()
	answer, err := http.Get(w.numbers)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", answer.StatusCode, err)
	}
	return string(text)
}

func (w *watchers) spansSent() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.spans.String()
}

var raterCount = regexp.MustCompile(`sevenfold_request_seconds_count\{method="",route="raters",status="[a-z0-9]+"\} (\d+)`)

// checkNumbers looks for what an operator needs, and that raters' requests are
// told a hundred at a time.
func checkNumbers(t *testing.T, text string) {
	t.Helper()
	for _, want := range []string{
		`sevenfold_database_up 1`, `sevenfold_open_cycles_without_key 0`, `sevenfold_letters{state="queued"} 0`, `sevenfold_oldest_letter_seconds 0`,
		`sevenfold_mails_total{result="doubtful"} 0`, `sevenfold_database_connections{`, `go_goroutines`, `sevenfold_build_info{version="`,
		`route="/cycles/:id",status="2xx"} `, `route="/api/v1/cycles/:id/close"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the numbers miss %q", want)
		}
	}
	if regexp.MustCompile(`sevenfold_mails_total\{result="(refused|delivered)"\} 0\n`).MatchString(text) {
		t.Error("a letter that was refused, or one that was delivered, is not counted")
	}
	all := 0
	for _, found := range raterCount.FindAllStringSubmatch(text, -1) {
		n := 0
		for _, digit := range found[1] {
			n = 10*n + int(digit-'0')
		}
		all += n
	}
	if all == 0 || all%100 != 0 {
		t.Errorf("%d requests of raters are told", all)
	}
	if id := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-`).FindString(text); id != "" {
		t.Errorf("the numbers hold an id: %s", id)
	}
}

// checkSpans wants the routes of HR and none of raters.
func checkSpans(t *testing.T, spans string) {
	t.Helper()
	if !strings.Contains(spans, "GET /cycles/:id") || !strings.Contains(spans, "/reports/:leader") {
		t.Errorf("the spans miss pages: %q", spans)
	}
	for _, hidden := range []string{"/s/", "/links/", "raters", "127.0.0.1"} {
		if at := strings.Index(spans, hidden); at >= 0 {
			t.Errorf("the spans hold %q: %q", hidden, spans[max(0, at-100):min(len(spans), at+100)])
		}
	}
}
