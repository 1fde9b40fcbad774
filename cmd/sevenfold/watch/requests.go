package watch

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sevenfold/sevenfold/handlers"
)

// together is how many requests of raters are made known at once. A number that
// grew by one would tell the second in which somebody answered.
const together = 100

// requests is how long requests took, by the pattern of their route.
type requests struct {
	took *prometheus.HistogramVec
	mu   sync.Mutex
	held []visit // of raters, not told yet
}

type visit struct {
	failed bool
	took   time.Duration
}

func newRequests(r prometheus.Registerer) *requests {
	q := &requests{took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "sevenfold_request_seconds",
		Help: "How long requests took, by route. Those of raters are one route, told 100 at a time.",
		// From a page out of memory to an import of 200,000 rows.
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
	}, []string{"method", "route", "status"})}
	r.MustRegister(q.took)
	return q
}

// seen notes a request that was answered.
func (q *requests) seen(r handlers.Request, status int, took time.Duration) {
	if r.Route == handlers.RaterRoutes {
		q.hold(visit{status >= 500, took})
		return
	}
	q.took.WithLabelValues(r.Method, r.Route, class(status)).Observe(took.Seconds())
}

// hold keeps a rater's request until there are enough to tell them together.
func (q *requests) hold(v visit) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.held = append(q.held, v); len(q.held) < together {
		return
	}
	for _, v := range q.held {
		outcome := "answered"
		if v.failed {
			outcome = "5xx"
		}
		q.took.WithLabelValues("", handlers.RaterRoutes, outcome).Observe(v.took.Seconds())
	}
	q.held = q.held[:0]
}

// class is the family of a status: "2xx".
func class(status int) string { return string(rune('0'+status/100)) + "xx" }
