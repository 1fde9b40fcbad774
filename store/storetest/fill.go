package storetest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// What one filled cycle holds.
const (
	filledLeaders = 100
	filledRaters  = 10 // about each of them
)

// Fill puts a past around a launched cycle: n invitations with their links and
// letters in released cycles, n audit entries and sessions, and the reports,
// tallies and comments of all leaders. It is written by the database itself, in
// seconds for a million, and ends with the statistics that planners go by.
func (w World) Fill(t testing.TB, like uuid.UUID, n int) {
	t.Helper()
	f := filler{t, w.SQL(t), strings.HasPrefix(w.URL, "sqlite:"), n}
	defer f.db.Close()
	cycles, people := max(1, n/(filledLeaders*filledRaters)), max(1000, n/10)
	at := func(days int) string { return f.moment(w.Clock.Now().AddDate(0, 0, -days)) }

	f.insert("people (id, email, name, title, department, language)", people,
		"SELECT {1 i}, 'past' || i || '@example.org', 'Past ' || i, 'Engineer', 'Department ' || (i % 20), 'en'")
	f.insert("cycles (id, name, state, questionnaire, policy, contact_name, contact_email, made_at, opens_at, closes_at, closed_at, released_at, public_key)", cycles,
		"SELECT {2 i}, 'Past ' || i, 'released', c.questionnaire, c.policy, c.contact_name, c.contact_email, "+
			at(60)+", "+at(60)+", "+at(31)+", "+at(30)+", "+at(20)+", c.public_key", "cycles c ON c.id = '"+like.String()+"'")
	f.insert("leaders (id, cycle_id, person_id, department)", cycles*filledLeaders,
		fmt.Sprintf("SELECT {3 i}, {2 (1 + (i - 1) / %d)}, {1 (1 + i %% %d)}, 'Department ' || (i %% 20)", filledLeaders, people))
	f.insert("invitations (id, leader_id, person_id, relationship, state)", cycles*filledLeaders*filledRaters,
		fmt.Sprintf("SELECT {4 i}, {3 (1 + (i - 1) / %d)}, {1 (1 + (i * 7) %% %d)}, 'peer', 'answered'", filledRaters, people))
	f.insert("links (id, cycle_id, person_id, generation)", cycles*1000,
		fmt.Sprintf("SELECT {5 i}, {2 (1 + (i - 1) / 1000)}, {1 (1 + i %% %d)}, 1", people))
	f.insert("letters (id, kind, cycle_id, person_id, round, state, attempts, due_at, since)", cycles*1000,
		fmt.Sprintf("SELECT {6 i}, 'invitation', {2 (1 + (i - 1) / 1000)}, {1 (1 + i %% %d)}, 1, 'sent', 1, "+at(60)+", "+at(60), people))
	f.insert("reports (leader_id, body, sha256)", cycles*filledLeaders, "SELECT {3 i}, "+f.bytes("7b7d")+", "+f.bytes("00"))
	f.insert("remarks (id, leader_id, question, source, body)", cycles*filledLeaders*2, fmt.Sprintf("SELECT {7 i}, {3 (1 + (i - 1) %% %d)}, 'keep', 'colleagues', 'Listens.'", cycles*filledLeaders))
	f.insert("ballots (id, leader_id, box)", cycles*filledLeaders*4, fmt.Sprintf("SELECT {9 i}, {3 (1 + (i - 1) %% %d)}, ", cycles*filledLeaders)+f.bytes("00"))
	f.insert("overviews (cycle_id, leaders, invited, answered)", cycles, fmt.Sprintf("SELECT {2 i}, %d, %d, %d", filledLeaders, filledLeaders*filledRaters, filledLeaders*filledRaters))
	for c := range 7 {
		f.insert("scores (leader_id, cell, competency, n, tenths)", cycles*filledLeaders, fmt.Sprintf("SELECT {3 i}, 'all', 'c%d', 5, 30", c))
		f.insert("tallies (leader_id, cell, competency, item, n, sum)", cycles*filledLeaders, fmt.Sprintf("SELECT {3 i}, 'peer', 'c%d', '%da', 5, 15", c, c))
	}
	f.insert("audit (id, at, actor, act, cycle_id)", n, fmt.Sprintf("SELECT {8 i}, %s, 'Ingrid', 'launched the cycle', {2 (1 + i %% %d)}", at(40), cycles))
	f.insert("sessions (token, data, expires)", max(1000, n/10), "SELECT 'session' || i, "+f.bytes("00")+", "+f.moment(w.Clock.Now().AddDate(1, 0, 0)))
	f.run("ANALYZE")
}

// filler writes in the words of one database.
type filler struct {
	t      testing.TB
	db     *sql.DB
	sqlite bool
	n      int
}

// insert writes one row for each i from 1 to n. {k x} is the id of thing x of the kind k.
func (f filler) insert(into string, n int, row string, joins ...string) {
	f.t.Helper()
	numbers := fmt.Sprintf("generate_series(1, %d) AS n(i)", n)
	before := ""
	if f.sqlite {
		before, numbers = fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", n), "n"
	}
	for _, join := range joins {
		numbers += " JOIN " + join
	}
	f.run("INSERT INTO " + into + " " + before + f.ids(row) + " FROM " + numbers)
}

func (f filler) ids(row string) string {
	for {
		before, rest, found := strings.Cut(row, "{")
		if !found {
			return row
		}
		id, after, _ := strings.Cut(rest, "}")
		kind, number, _ := strings.Cut(id, " ")
		row = before + fmt.Sprintf("lpad('%s' || lpad(to_hex((%s)::bigint), 12, '0'), 32, '0')::uuid", kind, number) + after
		if f.sqlite {
			row = before + fmt.Sprintf("printf('00000000-0000-0000-000%s-%%012x', %s)", kind, number) + after
		}
	}
}

func (f filler) bytes(hex string) string {
	if f.sqlite {
		return "x'" + hex + "'"
	}
	return `'\x` + hex + "'"
}

func (f filler) moment(at time.Time) string {
	if f.sqlite {
		return "'" + at.UTC().Format("2006-01-02 15:04:05.999999-07:00") + "'"
	}
	return "'" + at.UTC().Format(time.RFC3339) + "'::timestamptz"
}

func (f filler) run(statement string) {
	f.t.Helper()
	if _, err := f.db.ExecContext(f.t.Context(), statement); err != nil {
		f.t.Fatalf("%v\n%s", err, statement)
	}
}
