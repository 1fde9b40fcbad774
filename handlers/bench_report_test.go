package handlers

import (
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// BenchmarkReport opens a leader's report by 32 clients. The limit draws the same
// template with the same data after one read by primary key, without HTTP.
func BenchmarkReport(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, db storetest.World) {
		w := newWorld(b, db)
		r := w.released(models.DefaultPolicy())
		maya := w.signIn(mayaAt)
		address, err := url.Parse(w.server.URL)
		w.must(err)
		header := http.Header{"Cookie": {maya.Jar.Cookies(address)[0].String()}}
		ask := func(int, int) *http.Request {
			return get(b, w.server.URL+frontend.ReportURL(r.leaders[mayaAt]), header)
		}
		n := storetest.Scaled(6400, 320)
		press(b, benchClients, http.StatusOK, ask)
		before := w.drawn(b, r, n)
		var ours measured
		memory := storetest.Peak(func() { ours = press(b, n, http.StatusOK, ask) })
		after := w.drawn(b, r, n)
		storetest.Row{Work: "report page", Size: "32 clients", Database: db.Name(), Unit: "pages/s", Figure: ours.rate, Limit: (before + after) / 2,
			Against: "the same template drawn with the same data after one read by primary key, without HTTP", Aim: .6, Memory: memory, Times: storetest.PercentilesOf(ours.times)}.Report(b)
	})
}

// drawn returns how many reports per second are drawn without HTTP.
func (w *world) drawn(b *testing.B, r round, n int) float64 {
	b.Helper()
	front, err := frontend.New()
	w.must(err)
	person, err := w.People().ByEmail(w.ctx, mayaAt)
	w.must(err)
	leader := r.leaders[mayaAt]
	view, err := w.Reports().Read(w.ctx, leader, store.Reader{PersonID: person.ID})
	w.must(err)
	page := frontend.ReportPage{Base: frontend.Base{Nav: frontend.Navigation(false, true, frontend.ReportsURL), SignedInAs: person.Name, Organisation: "Northwind"},
		LeaderID: leader, Report: view.Report, ReleasedAt: view.ReleasedAt, Questions: view.Questions, Remarks: view.Remarks, KeptUntil: view.KeptUntil}
	read, err := w.SQL(b).PrepareContext(w.ctx, "SELECT body FROM reports WHERE leader_id = $1")
	w.must(err)
	defer read.Close()
	var all sync.WaitGroup
	begin := time.Now()
	for range benchClients {
		all.Go(func() {
			for range n / benchClients {
				var body []byte
				err := read.QueryRowContext(w.ctx, leader.String()).Scan(&body)
				if err == nil {
					_, err = front.Render(page)
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return float64(n) / time.Since(begin).Seconds()
}
