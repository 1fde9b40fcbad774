package watch

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/sevenfold/sevenfold/handlers"
)

// One submission cannot be seen in the numbers: they stay as they are until a
// hundred requests of raters have come together, whatever those were.
func TestRatersAreToldTogether(t *testing.T) {
	r := prometheus.NewRegistry()
	q := newRequests(r)
	for n := range together - 1 {
		q.seen(handlers.Request{Route: handlers.RaterRoutes}, 200+n%4*100, time.Millisecond)
		if told := testutil.CollectAndCount(q.took); told != 0 {
			t.Fatalf("after %d requests: %d numbers", n+1, told)
		}
	}
	q.seen(handlers.Request{Route: handlers.RaterRoutes}, 303, time.Millisecond)
	families, err := r.Gather()
	if err != nil || len(families) != 1 {
		t.Fatalf("%d families, %v", len(families), err)
	}
	var all uint64
	for _, m := range families[0].GetMetric() {
		all += m.GetHistogram().GetSampleCount()
		if labels := m.String(); strings.Contains(labels, "GET") || strings.Contains(labels, "POST") || strings.Contains(labels, "3xx") {
			t.Errorf("more is told than that there was an answer: %s", labels)
		}
	}
	if all != together {
		t.Errorf("%d requests are told", all)
	}
	q.seen(handlers.Request{Method: "GET", Route: "/cycles"}, 200, time.Millisecond)
	if n := testutil.CollectAndCount(q.took); n != len(families[0].GetMetric())+1 {
		t.Errorf("%d numbers after a request of HR", n)
	}
}
