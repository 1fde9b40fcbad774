package store_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// longList is a header and rows that take several parts to bring in: 60 leaders
// with 30 peers each, in any order.
func longList() (header string, rows []string) {
	for l := range 60 {
		for p := range 30 {
			rows = append(rows, fmt.Sprintf("leader%d@example.org,Leader %d,peer%d@example.org,Peer %d,peer\n", l, l, (l*7+p)%400, (l*7+p)%400))
		}
	}
	rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return "leader_email,leader_name,rater_email,rater_name,relationship\n", rows
}

// A list that comes in part by part does what it would do at once, and a preview
// tells it beforehand: added, found again, and replaced.
func TestALongListComesInPartByPart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, "")
		header, rows := longList()
		brings := func(rows []string, replace bool, want store.ImportSummary) {
			t.Helper()
			want.Read, want.Good = len(rows), len(rows)
			for _, preview := range []bool{true, false} {
				done, err := w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, written(header+strings.Join(rows, "")), store.ImportOptions{Replace: replace, Preview: preview})
				if err != nil || done.ImportSummary != want {
					t.Fatalf("preview %v: %+v, %v; expected %+v", preview, done.ImportSummary, err, want)
				}
			}
		}
		brings(rows, false, store.ImportSummary{Added: 1800, Leaders: 60, People: 460})
		brings(rows, false, store.ImportSummary{Unchanged: 1800, Leaders: 60, People: 460})
		rows[0] = strings.Replace(rows[0], ",peer\n", ",report\n", 1)
		rows = append(rows, "new@example.org,New,peer1@example.org,Peer 1,peer\n")
		brings(rows, true, store.ImportSummary{Added: 1, Updated: 1, Unchanged: 1799, Leaders: 61, People: 461})
		one := rows[len(rows)-1:]
		brings(one, true, store.ImportSummary{Unchanged: 1, Removed: 1800, Leaders: 1, People: 2})
		leaders, total, err := w.Cycles().Raters(ctx, cycle.ID, store.Page{Limit: 100})
		if err != nil || total != 1 || len(leaders[0].Raters) != 1 || leaders[0].Person.Name != "New" {
			t.Errorf("%d leaders are left, %+v, %v", total, leaders, err)
		}
	})
}

// A person whom several parts tell of keeps what was given first.
func TestPeopleOfSeveralParts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		var b strings.Builder
		b.WriteString("leader_email,leader_name,leader_department,rater_email,rater_name,relationship\n")
		for i := range 1200 {
			fmt.Fprintf(&b, "maya@example.org,Maya,%s,peer%d@example.org,Peer,peer\n", []string{"", "Data", "Sales"}[i/400], i)
		}
		draft(t, w, b.String())
		if maya := must(w.People().ByEmail(ctx, "maya@example.org"))(t); maya.Department != "Data" {
			t.Errorf("Maya works in %q", maya.Department)
		}
	})
}

// An org chart of several parts finds its managers wherever they stand, and
// somebody whose manager went is told so by the next chart.
func TestALongChartComesInPartByPart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		const n = 1200
		chart := func(manager func(int) int) string {
			var b strings.Builder
			b.WriteString("email,name,manager_email\n")
			for i := range n {
				if m := manager(i); m >= 0 {
					fmt.Fprintf(&b, "p%d@example.org,P %d,p%d@example.org\n", i, i, m)
				} else {
					fmt.Fprintf(&b, "p%d@example.org,P %d,\n", i, i)
				}
			}
			return b.String()
		}
		reports := func(email string) int {
			boss := must(w.People().ByEmail(ctx, email))(t)
			_, total, err := w.People().List(ctx, store.Page{Limit: 1, Manager: &boss.ID})
			check(t, err)
			return total
		}
		last := n - 1
		done := must(w.People().ImportChart(ctx, "Ingrid", written(chart(func(i int) int {
			if i == last {
				return -1
			}
			return last
		})), store.ImportOptions{}))(t)
		if done.Added != n || done.Good != n || reports("p1199@example.org") != last {
			t.Errorf("%+v, %d reports", done, reports("p1199@example.org"))
		}
		done = must(w.People().ImportChart(ctx, "Ingrid", written(chart(func(i int) int { return i/2 - 1 })), store.ImportOptions{}))(t)
		if done.Unchanged != n || reports("p1199@example.org") != 0 || reports("p0@example.org") != 2 {
			t.Errorf("%+v, %d and %d reports", done, reports("p1199@example.org"), reports("p0@example.org"))
		}
	})
}

// A line that breaks leaves no half of a list.
func TestABrokenLineLeavesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, "")
		header, rows := longList()
		broken := io.MultiReader(strings.NewReader(strings.Repeat(header+strings.Join(rows, ""), 2)), brokenLine{})
		_, err := w.Works().Read(ctx, "Ingrid", store.Upload{CycleID: &cycle.ID, Name: "list.csv", Body: broken})
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("a broken line: %v", err)
		}
		if work := must(w.Works().Latest(ctx, &cycle.ID))(t); work != nil {
			t.Errorf("it is being read: %+v", work)
		}
		for _, table := range []string{"uploads", "upload_pieces"} {
			var left int
			check(t, w.SQL(t).QueryRow("SELECT count(*) FROM "+table).Scan(&left))
			if left > 0 {
				t.Errorf("%d rows are left in %s", left, table)
			}
		}
	})
}

type brokenLine struct{}

func (brokenLine) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A list of several pieces is read as it was sent, and its faulty rows come back.
func TestAListOfSeveralPieces(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, "")
		var b strings.Builder
		header, _ := longList()
		b.WriteString(header)
		for i := range 5000 { // 330 KB
			fmt.Fprintf(&b, "leader%d@example.org,Léader %d,peer%d@example.org,Peer,peer\n", i/10, i/10, i)
		}
		b.WriteString("leader0@example.org,Léader 0,peer,Peer,peer\n")
		work := must(w.Works().Read(ctx, "Ingrid", store.Upload{CycleID: &cycle.ID, Name: "list.csv", Body: strings.NewReader(b.String())}))(t)
		must(w.Works().CarryOut(ctx))(t)
		found := must(w.Works().Get(ctx, work.ID))(t).Result
		want := store.WorkResult{ImportSummary: store.ImportSummary{Read: 5001, Good: 5000, Added: 5000, Leaders: 500, People: 5500}, BadRows: 1,
			Faults: []models.Fault{{Line: 5002, Column: "rater_email", Found: "peer", Problem: "The email address has no @. Write it like name@example.com."}}}
		if !reflect.DeepEqual(found, want) {
			t.Errorf("read as %+v", found)
		}
		rows := must(w.Works().FaultyRows(ctx, *work.UploadID))(t)
		if !strings.Contains(string(rows), "leader0@example.org,Léader 0,peer,Peer,peer,") || strings.Count(string(rows), "\n") != 2 {
			t.Errorf("faulty rows: %s", rows)
		}
	})
}

// A list that is thrown away while it is read is not taken for a shorter one.
func TestAListThrownAwayIsNotReadInPart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, "")
		header, rows := longList()
		work := must(w.Works().Read(ctx, "Ingrid", store.Upload{CycleID: &cycle.ID, Name: "list.csv", Body: strings.NewReader(header + strings.Join(rows, ""))}))(t)
		_, err := w.SQL(t).Exec("DELETE FROM uploads")
		check(t, err)
		must(w.Works().CarryOut(ctx))(t)
		now := must(w.Works().Get(ctx, work.ID))(t)
		if now.State != models.WorkRefused || !strings.Contains(now.Problem, "no longer here") {
			t.Errorf("%s: %q", now.State, now.Problem)
		}
	})
}
