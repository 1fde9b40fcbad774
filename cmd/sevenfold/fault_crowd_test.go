package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// rush is people who all send their answers at once while HR closes.
type rush struct {
	*crowd
	client  http.Client
	mutex   sync.Mutex
	taken   map[string]int // by leader: how many were told that their answers were taken
	refused atomic.Int64   // were told that the cycle is closed, with what they had typed
	busy    atomic.Int64   // times that somebody was told to come back in a moment, and did
	broken  atomic.Int64   // connections that ended without an answer
	longest atomic.Int64   // time that anybody waited for an answer
}

// TestFaultClosedInTheRush closes a cycle while everybody sends. Whoever was told
// that the answers were taken is counted in a report; whoever came too late is
// told kindly; nobody waits without an answer.
func TestFaultClosedInTheRush(t *testing.T) {
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		leaders := 30
		if storetest.FullFaults() {
			leaders = 200
		}
		r := &rush{crowd: newCrowd(t, w, leaders), taken: map[string]int{}, client: http.Client{CheckRedirect: noRedirect, Timeout: 2 * time.Minute}}
		key := strings.TrimSpace(r.administer("apikey", "create", "--name", "Rush"))
		r.start()
		var all sync.WaitGroup
		begin := make(chan struct{})
		for _, s := range r.senders {
			all.Go(func() {
				<-begin
				r.hurry(s)
			})
		}
		close(begin)
		for r.said.Load() < int64(len(r.senders)/10) {
			<-time.After(time.Millisecond)
		}
		hr := visitor{base: r.base, key: key, client: &r.client}
		for {
			err := hr.call(t.Context(), http.MethodPost, "/cycles/"+r.cycle.ID.String()+"/close", nil, nil)
			if err == nil {
				break
			}
			if !strings.Contains(err.Error(), "503") {
				t.Fatal(err)
			}
			<-time.After(20 * time.Millisecond) // as busy for HR as for everybody
		}
		all.Wait()
		r.must(hr.awaitState(t.Context(), r.cycle.ID.String(), models.Closed))
		r.stop()
		row := w.Fault(fmt.Sprintf("HR closes while %d people send at once", len(r.senders)), "answers")
		row.Sent, row.Refused, row.There = len(r.senders), int(r.refused.Load()), r.inReports()
		row.Lost, row.Doubled = max(0, int(r.said.Load())-row.There), max(0, row.There-int(r.said.Load()))
		row.Note = fmt.Sprintf("told to come back in a moment, and did: %d; connections without an answer, tried again: %d; the longest wait for one was %s", r.busy.Load(), r.broken.Load(), time.Duration(r.longest.Load()).Round(time.Millisecond))
		row.Report(t)
		if row.Refused == 0 {
			t.Error("everybody was in time: this proves nothing")
		}
	})
}

// hurry sends one person's answers until there is an answer that counts.
func (r *rush) hurry(s *sender) {
	link := r.base + "/s/" + string(s.token) + "/" + s.leader.String()
	unsure := false
	for tries := 0; ; tries++ {
		began := time.Now()
		answer, err := r.client.PostForm(link, form(allFours(s.marker)))
		if err != nil && tries < 200 { // a connection that came to nothing: people send again
			r.broken.Add(1)
			unsure = true
			<-time.After(rand.N(time.Second))
			continue
		}
		if err != nil {
			r.Errorf("no answer: %v", err)
			return
		}
		told, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		for took := int64(time.Since(began)); ; {
			if before := r.longest.Load(); took <= before || r.longest.CompareAndSwap(before, took) {
				break
			}
		}
		switch {
		case err != nil:
			r.Error(err)
		case answer.StatusCode == http.StatusSeeOther && (unsure || !strings.Contains(answer.Header.Get("Location"), "again")):
			r.said.Add(1)
			r.mutex.Lock()
			r.taken[s.leader.String()]++
			r.mutex.Unlock()
		case answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "":
			r.busy.Add(1)
			<-time.After(20*time.Millisecond + rand.N(200*time.Millisecond))
			continue
		case answer.StatusCode == http.StatusGone && strings.Contains(string(told), s.marker):
			r.refused.Add(1)
		default:
			r.Errorf("sending ended with %s at %s:\n%.600s", answer.Status, answer.Header.Get("Location"), told)
		}
		return
	}
}

// inReports counts who answered, and compares the number behind every report with
// how many were told that their answers about its leader were taken.
func (r *rush) inReports() (there int) {
	r.Helper()
	db := r.world.SQL(r.T)
	id := "'" + r.cycle.ID.String() + "'"
	r.must(db.QueryRow("SELECT count(*) FROM invitations i JOIN leaders l ON l.id = i.leader_id WHERE i.state = 'answered' AND l.cycle_id = " + id).Scan(&there))
	rows, err := db.Query("SELECT r.leader_id, r.unopened, r.body FROM reports r JOIN leaders l ON l.id = r.leader_id WHERE l.cycle_id = " + id)
	r.must(err)
	defer rows.Close()
	reports := 0
	for rows.Next() {
		var leader string
		var unopened int
		var body []byte
		var report models.Report
		r.must(rows.Scan(&leader, &unopened, &body))
		r.must(json.Unmarshal(body, &report))
		reports++
		want := r.taken[leader]
		if want < r.cycle.Policy.K { // too few to show anything of
			want = 0
		}
		if report.Colleagues != want || unopened != 0 {
			r.Errorf("%d were told that their answers about a leader were taken, the report has %d, %d do not open", r.taken[leader], report.Colleagues, unopened)
		}
	}
	r.must(rows.Err())
	if reports != len(r.senders)/10 {
		r.Errorf("there are %d reports", reports)
	}
	return there
}
