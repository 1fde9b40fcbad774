package handlers

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// benchClients is how many clients ask at the same time, each over a connection
// that it keeps.
const benchClients = 32

// asking is what one client asks for next; round counts from 0.
type asking func(client, round int) *http.Request

// measured is what clients together saw.
type measured struct {
	rate  float64 // requests per second
	times []time.Duration
	last  *http.Response // one of the answers
	body  []byte         // its body, as it was sent
}

// press lets the clients ask n times in all, and expects one status.
func press(b *testing.B, n, status int, ask asking) measured {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	var mu sync.Mutex
	var m measured
	begin := time.Now()
	for i := range benchClients {
		all.Go(func() {
			var own measured
			for round := range n / benchClients {
				at := time.Now()
				response, err := client.Do(ask(i, round))
				if err != nil {
					b.Errorf("client %d: %v", i, err)
					return
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				own.times = append(own.times, time.Since(at))
				if err != nil || response.StatusCode != status {
					b.Errorf("client %d: %d %v", i, response.StatusCode, err)
					return
				}
				own.last, own.body = response, body
			}
			mu.Lock()
			defer mu.Unlock()
			m.times, m.last, m.body = append(m.times, own.times...), own.last, own.body
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
	m.rate = float64(len(m.times)) / time.Since(begin).Seconds()
	return m
}

// fromMemory serves the bytes of an answer by Gin alone.
func fromMemory(b *testing.B, m measured) *httptest.Server {
	b.Helper()
	engine := gin.New()
	engine.GET("/", func(c *gin.Context) {
		if coding := m.last.Header.Get("Content-Encoding"); coding != "" {
			c.Header("Content-Encoding", coding)
		}
		c.Data(http.StatusOK, htmlType, m.body)
	})
	server := httptest.NewServer(engine)
	b.Cleanup(server.Close)
	return server
}

func get(b *testing.B, url string, header http.Header) *http.Request {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Error(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	return r
}

// crowd is an open cycle of many leaders.
type crowd struct {
	*world
	tokens  []models.Token // of the raters
	leaders [][]uuid.UUID  // whom each of them is asked about
}

// benchCrowd launches a cycle in which each of the raters is asked about so many leaders.
func benchCrowd(b *testing.B, db storetest.World, raters, each int) crowd {
	b.Helper()
	w := newWorld(b, db)
	closes := w.Clock.Now().Add(14 * 24 * time.Hour)
	cycle, err := w.Cycles().Create(w.ctx, "test", store.CycleDraft{Name: "Spring 2026", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Helen Hart", Email: "helen@northwind.example"}})
	w.must(err)
	var rows bytes.Buffer
	rows.WriteString("leader_email,leader_name,leader_title,leader_department,rater_email,rater_name,relationship\n")
	for i := range raters {
		for k := range each {
			leader := (i/each*each + k) % raters // each row of raters is asked about the same leaders
			fmt.Fprintf(&rows, "leader%d@example.org,Leader%d Lindt,Team Lead,Platform,rater%d@example.org,Rater%d Ames,peer\n", leader, leader, i, i)
		}
	}
	_, err = w.Cycles().ImportRoster(w.ctx, "test", cycle.ID, store.Written(&rows), store.ImportOptions{})
	w.must(err)
	_, err = w.Cycles().Launch(w.ctx, "test", cycle.ID)
	w.must(err)
	c := crowd{world: w}
	for {
		letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
		w.must(err)
		if len(letters) == 0 {
			return c
		}
		envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
		w.must(err)
		for _, e := range envelopes {
			var leaders []uuid.UUID
			for _, asked := range e.Asked {
				leaders = append(leaders, asked.LeaderID)
			}
			c.tokens, c.leaders = append(c.tokens, e.Token), append(c.leaders, leaders)
		}
	}
}

// BenchmarkSurvey opens survey pages, as browsers do and plainly, and lets Gin
// write the same bytes from memory before and after.
func BenchmarkSurvey(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, db storetest.World) {
		c := benchCrowd(b, db, 128, 4)
		n := storetest.Scaled(64000, 640)
		for _, way := range []string{"packed", "plain"} {
			header := http.Header{}
			if way == "packed" {
				header.Set("Accept-Encoding", "gzip")
			}
			ask := func(client, round int) *http.Request {
				at := (client*4 + round) % len(c.tokens)
				return get(b, c.server.URL+frontend.SurveyURL(c.tokens[at], c.leaders[at][round/4%4]), header)
			}
			benchPage(b, storetest.Row{Work: "survey page, " + way, Database: db.Name(), Aim: .25, AimP99: 20 * time.Millisecond}, n, ask)
		}
	})
}

// benchPage measures a page against Gin writing the same bytes.
func benchPage(b *testing.B, row storetest.Row, n int, ask asking) {
	b.Helper()
	warm := press(b, benchClients*4, http.StatusOK, ask)
	memory := fromMemory(b, warm)
	bare := func(int, int) *http.Request { return get(b, memory.URL+"/", nil) }
	before := press(b, n, http.StatusOK, bare)
	var ours measured
	row.Memory = storetest.Peak(func() { ours = press(b, n, http.StatusOK, ask) })
	after := press(b, n, http.StatusOK, bare)
	row.Size, row.Unit, row.Figure, row.Limit = fmt.Sprintf("%d clients, %d bytes", benchClients, len(ours.body)), "pages/s", ours.rate, (before.rate+after.rate)/2
	bareTimes := storetest.PercentilesOf(append(before.times, after.times...))[0]
	row.Against = fmt.Sprintf("Gin writing the same bytes from memory, before and after; its own p99 is %s", bareTimes.P99.Round(100*time.Microsecond))
	row.Times = storetest.PercentilesOf(ours.times)
	row.Report(b)
}
