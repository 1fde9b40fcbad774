package storetest

import (
	"encoding/json"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Row is one line of the table of benchmarks: how fast a work is, and the limit
// that was measured beside it in the same run.
type Row struct {
	Work     string        // what is done: "launch"
	Size     string        // how much of it: "10,000 leaders × 10 raters"
	Database string        // World.Name; "" where there is none
	Unit     string        // of Figure and Limit: "rows/s"
	Figure   float64       // ours
	Limit    float64       // what the machine can do
	Against  string        // how the limit was measured: "the same rows by COPY"
	Less     bool          // a small figure is a good one, as of memory
	Aim      float64       // the least ratio; 0 for none
	Memory   int64         // by how many bytes the heap grew at its peak; 0 for not measured
	Times    []Percentiles // of requests: one, or none
	AimP99   time.Duration // the longest p99; 0 for none
}

// Percentiles are the times within which so many of a hundred requests were answered.
type Percentiles struct{ P50, P95, P99 time.Duration }

// PercentilesOf sorts the times of requests and finds their percentiles by the
// nearest rank.
func PercentilesOf(times []time.Duration) []Percentiles {
	if len(times) == 0 {
		return nil
	}
	slices.Sort(times)
	at := func(percent int) time.Duration { return times[(len(times)*percent+99)/100-1] }
	return []Percentiles{{at(50), at(95), at(99)}}
}

// Ratio is how much of the limit was reached: 1 is all of it.
func (r Row) Ratio() float64 {
	if r.Less {
		return r.Limit / r.Figure
	}
	return r.Figure / r.Limit
}

// Missed reports whether the row falls short of an aim.
func (r Row) Missed() bool {
	slow := r.AimP99 > 0 && len(r.Times) > 0 && r.Times[0].P99 > r.AimP99
	return slow || r.Ratio() < r.Aim
}

// Report prints the row as the result of a benchmark, and adds it as a line of
// JSON to the file that SEVENFOLD_BENCH_ROWS names, of which the table is made.
func (r Row) Report(b *testing.B) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(r.Figure, r.Unit)
	b.ReportMetric(r.Limit, "limit")
	b.ReportMetric(r.Ratio(), "ratio")
	if r.Memory > 0 {
		b.ReportMetric(float64(r.Memory)/(1<<20), "peak-MB")
	}
	for _, t := range r.Times {
		b.ReportMetric(float64(t.P99)/float64(time.Millisecond), "p99-ms")
	}
	record(b, "SEVENFOLD_BENCH_ROWS", r)
}

// record adds a line of JSON to the file that a variable names, if it is set.
func record(t testing.TB, variable string, row any) {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		return
	}
	line, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
}

// Measure runs a benchmark once on SQLite and once on PostgreSQL, one after the
// other, each with a fresh world. Whatever it does, it does once: it takes its
// own times, and b.N is not asked.
func Measure(b *testing.B, once func(b *testing.B, w World)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { once(b, SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { once(b, Postgres(b)) })
}

// Scaled is a size of a benchmark, multiplied by SEVENFOLD_BENCH_SCALE if that is
// set: 0.01 to try it out. It is at least least.
func Scaled(size, least int) int {
	scale, err := strconv.ParseFloat(os.Getenv("SEVENFOLD_BENCH_SCALE"), 64)
	if err != nil || scale <= 0 {
		return size
	}
	return max(least, int(float64(size)*scale))
}

// Peak runs work and returns by how many bytes the heap grew at its peak, with
// the garbage that was not collected yet.
func Peak(work func()) int64 {
	runtime.GC()
	before := heap()
	peak, done, seen := before, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(seen)
		look := time.NewTicker(5 * time.Millisecond)
		defer look.Stop()
		for {
			peak = max(peak, heap())
			select {
			case <-done:
				return
			case <-look.C:
			}
		}
	}()
	work()
	close(done)
	<-seen
	return int64(peak - before)
}

func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// Name is what the world's database is called: "SQLite" or "PostgreSQL".
func (w World) Name() string {
	if strings.HasPrefix(w.URL, "sqlite:") {
		return "SQLite"
	}
	return "PostgreSQL"
}
