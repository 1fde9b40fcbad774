package main

import (
	"fmt"
	"net/http"
	"time"
)

// count compares what was confirmed with what is there, and reports it. Of mails
// so many may have come twice.
func (l *siege) count(scenario string, allowed int) {
	l.Helper()
	l.countBallots(scenario)
	l.countDrafts(scenario)
	l.countMails(scenario, allowed)
	l.Logf("nobody waited longer than %v; for at most %v no answers were taken; /readyz said no %d times",
		l.longest.Round(time.Millisecond), l.gap.Round(time.Millisecond), l.unready.Load())
	if l.sick.Load() > 0 {
		l.Errorf("/healthz failed %d times while the process lived", l.sick.Load())
	}
	if l.longest > 60*time.Second {
		l.Errorf("somebody waited %v", l.longest)
	}
}

// countDrafts looks for what HR made: all that was confirmed is there once, and
// nothing twice.
func (l *siege) countDrafts(scenario string) {
	l.Helper()
	db := l.look()
	defer db.Close()
	found, row := map[string]int{}, l.world.Fault(scenario, "drafts of HR")
	all, err := db.Cycles().List(l.Context(), nil, len(l.tried)+10)
	l.must(err)
	for _, cycle := range all {
		found[cycle.Name]++
	}
	row.Sent = len(l.tried)
	unsure := 0
	for _, name := range l.tried {
		n := found[name]
		row.There += min(n, 1)
		row.Doubled += max(0, n-1)
		if l.confirmed[name] {
			row.Lost += max(0, 1-n)
			continue
		}
		row.Refused += max(0, 1-n)
		unsure += min(n, 1)
	}
	row.Note = fmt.Sprintf("%d are there although the reply was lost or unsure", unsure)
	row.Report(l.T)
}

// countMails counts who got the invitation, and how often.
func (l *siege) countMails(scenario string, allowed int) {
	l.Helper()
	ids, copies := map[string]string{}, map[string]int{}
	for _, m := range l.box.Messages() {
		if id, seen := ids[m.Rcpt]; seen && id != m.MessageID {
			l.Errorf("two mails to %s under different ids", m.Rcpt)
		}
		ids[m.Rcpt] = m.MessageID
		copies[m.Rcpt]++
	}
	row := l.world.Fault(scenario, "mails")
	row.Sent, row.Allowed = l.people, allowed
	for i := range l.people {
		n := copies[fmt.Sprintf("p%d@letters.example", i)]
		row.There += min(n, 1)
		row.Lost += max(0, 1-n)
		row.Doubled += max(0, n-1)
	}
	row.Report(l.T)
}

// probe asks a process how it is until end, which waits for the last answer: one
// that is stopped meanwhile gives none.
func (l *siege) probe(base string) (end func()) {
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			if status(base+"/healthz") != http.StatusOK {
				l.sick.Add(1)
			}
			if status(base+"/readyz") == http.StatusServiceUnavailable {
				l.unready.Add(1)
			}
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() {
		close(stop)
		<-ended
	}
}

// status is that of an answer, or 0 where none came within ten seconds.
func status(url string) int {
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}
