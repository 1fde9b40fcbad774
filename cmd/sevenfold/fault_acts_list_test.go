package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// What is counted of a cycle; %s is its id.
const (
	countInvited  = "SELECT count(*) FROM invitations i JOIN leaders l ON l.id = i.leader_id WHERE l.cycle_id = %s"
	countPairs    = "SELECT count(*) FROM (SELECT DISTINCT i.leader_id, i.person_id FROM invitations i JOIN leaders l ON l.id = i.leader_id WHERE l.cycle_id = %s) p"
	countLinks    = "SELECT count(DISTINCT person_id) FROM links WHERE cycle_id = %s"
	countLetters  = "SELECT count(*) FROM letters WHERE kind = 'invitation' AND cycle_id = %s"
	countWaiting  = "SELECT count(*) FROM letters WHERE state IN ('queued', 'claimed', 'sending') AND cycle_id = %s"
	countReports  = "SELECT count(*) FROM reports r JOIN leaders l ON l.id = r.leader_id WHERE l.cycle_id = %s"
	countHalf     = "SELECT count(*) FROM leaders l WHERE cycle_id = %s AND EXISTS (SELECT 1 FROM reports r WHERE r.leader_id = l.id) = EXISTS (SELECT 1 FROM ballots b WHERE b.leader_id = l.id)"
	countReportTo = "SELECT count(*) FROM letters WHERE kind = 'report' AND cycle_id = %s"
	countHashes   = "SELECT count(*) FROM links WHERE token_hash IS NOT NULL AND cycle_id = %s"
)

// acts is the life of a cycle.
func (s *struck) acts() []act {
	return []act{
		{"importing", "rows", s.makeDraft, s.importList, s.isImported, s.halfImport, s.countImport},
		{"launching", "people", nil, s.post("/launch"), func() bool { return s.state() == "open" }, s.halfLaunch, s.countLaunch},
		{"sending", "mails", nil, func() error { return nil }, func() bool { return s.number(countWaiting) == 0 }, nothingHalf, s.countMails("rater", s.asked())},
		{"closing", "answers", s.answer, s.post("/close"), s.isClosed, s.halfClose, func(row *storetest.Fault) { s.countClose(row); s.awaitNoKey() }},
		{"releasing", "mails", nil, s.post("/release"), s.isReleased, s.halfRelease, s.countMails("leader", s.size.leaders)},
		{"purging", "rows to delete", func() { s.deletion = s.remaining() }, s.post("/purge"), s.isPurged, nothingHalf, s.countPurge},
	}
}

// nothingHalf is for acts that may be anywhere between their steps.
func nothingHalf() string { return "" }

func (s *struck) post(verb string) func() error {
	return func() error {
		return s.visitor.call(s.Context(), http.MethodPost, "/cycles/"+s.cycle+verb, nil, nil)
	}
}

// makeDraft makes the cycle of this round.
func (s *struck) makeDraft() {
	id, err := s.visitor.newCycle(s.Context(), fmt.Sprintf("Round %d", s.round), 14)
	s.must(err)
	s.cycle = id
}

func (s *struck) importList() error {
	return s.visitor.call(s.Context(), http.MethodPut, "/cycles/"+s.cycle+"/roster", s.list(), nil)
}

func (s *struck) isImported() bool { return s.number(countInvited) == s.asked() }

func (s *struck) halfImport() string {
	leaders, asked := s.number("SELECT count(*) FROM leaders WHERE cycle_id = %s"), s.number(countInvited)
	if asked == 0 && leaders == 0 || asked == s.asked() && leaders == s.size.leaders {
		return ""
	}
	return fmt.Sprintf("there are %d leaders and %d invitations", leaders, asked)
}

func (s *struck) countImport(row *storetest.Fault) {
	row.Sent += s.asked()
	there := s.number(countPairs)
	row.There += there
	row.Lost += s.asked() - there
	row.Doubled += s.number(countInvited) - there
}

func (s *struck) halfLaunch() string {
	links, letters, open := s.number(countLinks), s.number(countLetters), s.state() == "open"
	if !open && links+letters == 0 || open && links == s.asked() && letters == s.asked() && s.keyFiles() >= 1 {
		return ""
	}
	return fmt.Sprintf("open: %v, with %d links, %d letters, %d keys", open, links, letters, s.keyFiles())
}

func (s *struck) countLaunch(row *storetest.Fault) {
	row.Sent += s.asked()
	links := s.number(countLinks)
	row.There += links
	row.Lost += s.asked() - links
	row.Doubled += s.number(countLetters) - links
	if s.keyFiles() != 1 {
		s.Errorf("round %d: there are %d keys", s.round, s.keyFiles())
	}
}

func (s *struck) countMails(to string, sent int) func(*storetest.Fault) {
	return func(row *storetest.Fault) {
		there, doubled := s.arrived(to)
		row.Sent += sent
		row.There += there
		row.Lost += sent - there
		row.Doubled += doubled
	}
}

// answer sends everybody's answers: the doors that people use are tried elsewhere.
func (s *struck) answer() {
	for _, m := range s.mailbox.Messages() {
		found := linkIn.FindStringSubmatch(m.Text)
		if found == nil {
			continue
		}
		token := models.Token(found[1][len(s.base+"/s/"):])
		link, err := s.world.Surveys().Link(s.Context(), token)
		if err != nil || link.Asked[0].State != models.Pending { // of an earlier round, or a copy
			continue
		}
		s.must(s.world.Surveys().Submit(s.Context(), token, link.Asked[0].LeaderID, allFours("I know what to expect.")))
	}
}

func (s *struck) isClosed() bool { return s.state() == "closed" && s.number(countHashes) == 0 }

func (s *struck) halfClose() string {
	if half := s.number(countHalf); half > 0 {
		return fmt.Sprintf("%d leaders have both a report and ballots, or neither", half)
	}
	return ""
}

// countClose counts whose answers are in the reports.
func (s *struck) countClose(row *storetest.Fault) {
	rows, err := s.sql.Query("SELECT r.body FROM reports r JOIN leaders l ON l.id = r.leader_id WHERE r.unopened = 0 AND l.cycle_id = '" + s.cycle + "'")
	s.must(err)
	defer rows.Close()
	reports, there := 0, 0
	for rows.Next() {
		var body []byte
		var report models.Report
		s.must(rows.Scan(&body))
		s.must(json.Unmarshal(body, &report))
		reports++
		there += report.Colleagues
	}
	s.must(rows.Err())
	row.Sent += s.asked()
	row.There += min(there, s.asked())
	row.Lost += max(0, s.asked()-there)
	row.Doubled += max(0, there-s.asked())
	if answered := s.number(countInvited + " AND i.state = 'answered'"); reports != s.size.leaders || answered != s.asked() {
		s.Errorf("round %d: %d reports about %d leaders, %d people answered", s.round, reports, s.size.leaders, answered)
	}
}

// awaitNoKey waits until the key of a closed cycle is destroyed, right after the commit.
func (s *struck) awaitNoKey() {
	s.Helper()
	for deadline := time.Now().Add(10 * time.Second); s.keyFiles() > 0; <-time.After(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("round %d: the key of the closed cycle is still there", s.round)
		}
	}
}

func (s *struck) isReleased() bool {
	return s.state() == "released" && s.number(countReportTo) == s.size.leaders && s.number(countWaiting) == 0
}

func (s *struck) halfRelease() string {
	letters, released := s.number(countReportTo), s.state() == "released"
	if !released && letters == 0 || released && letters == s.size.leaders {
		return ""
	}
	return fmt.Sprintf("released: %v, with %d letters", released, letters)
}

// ofCycles are the tables of which a purge leaves nothing.
var ofCycles = []string{"leaders", "links", "letters", "invitations", "ballots", "tallies", "scores", "remarks", "reports", "plans", "turnouts"}

func (s *struck) remaining() (n int) {
	s.Helper()
	for _, table := range ofCycles {
		n += s.number("SELECT count(*) FROM " + table)
	}
	return n + s.number("SELECT count(*) FROM people")
}

func (s *struck) isPurged() bool {
	return s.number("SELECT count(*) FROM cycles WHERE state = 'purged' AND forgotten = 'reports' AND id = %s") == 1
}

func (s *struck) countPurge(row *storetest.Fault) {
	left := s.remaining() + s.keyFiles()
	row.Sent += s.deletion
	row.There += s.deletion - left
	row.Lost += left
	if _, err := s.world.Cycles().Get(s.Context(), uuid.MustParse(s.cycle)); err != nil {
		s.Error(err)
	}
}
