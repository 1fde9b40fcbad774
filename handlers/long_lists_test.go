package handlers

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// How many entries the lists have that must page, and how large a page may be.
const (
	someEntries = 250
	manyEntries = 5000
	pageBytes   = 150 << 10
)

// longList is a list of which a page shows a part.
type longList struct {
	name, path string
	last       string    // stands on its last page
	cut        bool      // it has no further page
	entries    int       // 0 is manyEntries
	near       uuid.UUID // an entry near the end, of a list whose pages begin after one
}

// TestLongListsPage: a list of 5,000 comes in pages, each of which asks the
// database as often as a page of 250 and is no larger than a page may be. Links
// that need no JavaScript lead to the last entry.
func TestLongListsPage(t *testing.T) {
	t.Parallel()
	l := newLongLists(t)
	l.fill(0, someEntries)
	w := watched(t, l.World)
	browsers := map[bool]*browser{false: w.hr(), true: w.signIn("many1@example.org")}
	at := func(list longList) *browser { return browsers[strings.HasPrefix(list.path, frontend.ReportsURL)] }
	asked := map[string][]string{}
	for _, list := range l.lists {
		asked[list.name] = w.asks(at(list), list.path)
	}
	l.fill(someEntries, manyEntries)
	for _, list := range l.lists {
		if again := w.asks(at(list), list.path); len(again) != len(asked[list.name]) {
			t.Errorf("%s: of %d entries a page asks %d times, of %d %d times:\n%s", list.name, someEntries, len(asked[list.name]), manyEntries, len(again), strings.Join(again, "\n"))
		}
	}
	l.DB = w.DB
	for _, list := range l.lists {
		l.walk(t, at(list), list)
	}
}

// walk follows a list to its end.
func (l *longLists) walk(t *testing.T, b *browser, list longList) {
	t.Helper()
	path, largest, pages := list.path, 0, 0
	for {
		page := b.get(path).is(http.StatusOK)
		pages++
		if largest = max(largest, len(page.body)); largest > pageBytes {
			t.Errorf("%s: %s has %d bytes", list.name, path, len(page.body))
			return
		}
		next := page.find(`a[rel="next"]`)
		if len(next) == 0 {
			if !strings.Contains(page.body, list.last) {
				t.Errorf("%s: the last of %d pages, %s, does not show %q: %s", list.name, pages, path, list.last, page.text("main"))
			}
			break
		}
		if path = page.attr(`a[rel="next"]`, "href"); pages == 2 {
			path = list.nearTheEnd(t, path)
		}
	}
	if pages < 2 && !list.cut {
		t.Errorf("%s: %d pages", list.name, pages)
	}
	t.Logf("%s: %d pages of at most %d bytes", list.name, pages, largest)
}

// nearTheEnd skips most of the pages of a list, once its second page was opened.
func (list longList) nearTheEnd(t *testing.T, path string) string {
	t.Helper()
	address, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	if step, err := strconv.Atoi(query.Get("after")); err == nil {
		step /= 2
		query.Set("after", strconv.Itoa((cmp.Or(list.entries, manyEntries)/step-1)*step))
	} else {
		query.Set("after", list.near.String())
	}
	address.RawQuery = query.Encode()
	return address.String()
}

// TestLongListsOfPrograms: the API hands out no more than a page either.
func TestLongListsOfPrograms(t *testing.T) {
	t.Parallel()
	l := newLongLists(t)
	l.fill(0, manyEntries)
	p := l.program("Payroll")
	for _, list := range []struct{ path, entries string }{
		{"/people", "people"}, {"/questionnaires", "questionnaires"}, {"/cycles/" + l.draftID.String() + "/leaders", "leaders"},
		{"/cycles/" + l.openID.String() + "/leaders", "leaders"}, {"/cycles/" + l.closedID.String() + "/remarks", "leaders"},
		{"/cycles", "cycles"}, {"/audit", "entries"},
	} {
		seen, largest, next := 0, 0, "?limit=200"
		for next != "" {
			body := p.get(list.path + next).is(http.StatusOK).body
			largest = max(largest, len(body))
			var page map[string]json.RawMessage
			p.must(json.Unmarshal(body, &page))
			var entries []json.RawMessage
			p.must(json.Unmarshal(page[list.entries], &entries))
			seen += len(entries)
			next = nextPage(page, len(entries), seen)
		}
		if seen < manyEntries || largest > 2*pageBytes { // of 200 entries
			t.Errorf("%s: %d entries in pages of at most %d bytes", list.path, seen, largest)
		}
	}
}

// nextPage is how a program asks for more, "" at the end.
func nextPage(page map[string]json.RawMessage, here, seen int) string {
	var next *string
	if text, by := page["next"]; by {
		_ = json.Unmarshal(text, &next)
		if next == nil {
			return ""
		}
		return "?limit=200&older=" + *next
	}
	if here == 0 {
		return ""
	}
	return fmt.Sprintf("?limit=200&offset=%d", seen)
}

// longLists is a service that everything was entered into many times.
type longLists struct {
	*world
	lists                      []longList
	draftID, openID, closedID  uuid.UUID
	releasedID, departmentsID  uuid.UUID
	questionnaireID, oneLeader uuid.UUID
}

func newLongLists(t *testing.T) *longLists {
	t.Helper()
	l := &longLists{world: newWorld(t, storetest.Postgres(t))}
	l.hr()
	draft := l.draft(models.DefaultPolicy())
	l.draftID, l.oneLeader = draft.id, draft.leaders["maya@northwind.example"]
	l.openID, l.closedID = l.launched().id, l.closed(models.DefaultPolicy()).id
	l.releasedID, l.departmentsID = l.released(models.DefaultPolicy()).id, l.released(models.DefaultPolicy()).id
	q, err := l.Questionnaires().Copy(l.ctx, "test", models.DefaultQuestionnaire())
	l.must(err)
	l.questionnaireID = q.QuestionnaireID
	last := fmt.Sprintf("Many %05d", manyEntries)
	cycle := func(id uuid.UUID, rest ...string) string { return frontend.CycleURL(id, rest...) }
	l.lists = []longList{
		{name: "people", path: frontend.PeopleURL, last: "Omar Okoye"},
		{name: "people found", path: frontend.PeopleURL + "?q=many", last: last},
		{name: "members", path: frontend.MembersURL, last: last},
		{name: "keys", path: frontend.APIKeysURL, last: "Key 00001"},
		{name: "cycles", path: frontend.CyclesURL, last: "Cycle 00001", near: entryID(3, 30)},
		{name: "leaders of a draft", path: cycle(l.draftID), last: "Omar Okoye"},
		{name: "leaders of a draft found", path: cycle(l.draftID) + "?q=many", last: last},
		{name: "leaders to choose", path: cycle(l.draftID, "leaders"), last: "Omar Okoye"},
		{name: "raters to choose", path: cycle(l.draftID, "leaders", l.oneLeader.String()) + "?q=many", last: last},
		{name: "raters of one leader", path: cycle(l.draftID, "leaders", l.oneLeader.String()), last: "more are asked", cut: true},
		{name: "raters", path: cycle(l.draftID, "asked"), last: "Many "},
		{name: "review before launch", path: cycle(l.draftID, "launch"), last: "Omar Okoye"},
		{name: "leaders of an open cycle", path: cycle(l.openID), last: "Omar Okoye"},
		{name: "comments", path: cycle(l.closedID), last: "Omar Okoye"},
		{name: "reports", path: cycle(l.releasedID), last: "Omar Okoye"},
		{name: "record", path: frontend.AuditURL, last: "created the cycle", near: entryID(6, 60)},
		{name: "record of a cycle", path: frontend.AuditURL + "?cycle=" + l.openID.String(), last: "created the cycle", near: entryID(6, 60)},
		{name: "questionnaires", path: frontend.QuestionnairesURL, last: "Title 05000"},
		{name: "versions", path: frontend.QuestionnaireURL(l.questionnaireID.String()), last: "Version 1<"},
		{name: "a version among many", path: frontend.VersionURL(l.questionnaireID.String(), 3), last: "Compared with version 2", cut: true},
		{name: "departments", path: frontend.OrganisationURL + "?cycle=" + l.departmentsID.String(), last: "Department 00999", entries: manyEntries / 5},
		{name: "own reports", path: frontend.ReportsURL, last: "Cycle 00001"},
	}
	return l
}

// entryID is the id of an entry that fill wrote.
func entryID(kind, i int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("%020d%012d", kind, i)) }

// fill brings every list from so many entries to so many more.
func (l *longLists) fill(from, to int) {
	l.t.Helper()
	db := l.SQL(l.t)
	defer db.Close()
	id := func(kind int) string { return fmt.Sprintf("lpad('%d' || lpad(i::text, 12, '0'), 32, '0')::uuid", kind) }
	statements := []string{
		"INSERT INTO people (id, email, name, title, department, charted) SELECT " + id(1) + ", 'many' || i || '@example.org', 'Many ' || lpad(i::text, 5, '0'), 'Engineer', 'Department ' || lpad((i / 5)::text, 5, '0'), true",
		"INSERT INTO members (person_id, added_at) SELECT " + id(1) + ", now()",
		"INSERT INTO api_keys (id, name, hash, made_at) SELECT " + id(2) + ", 'Key ' || lpad(i::text, 5, '0'), i::text::bytea, '2026-01-01'::timestamptz + i * interval '1 second'",
		`INSERT INTO cycles (id, name, state, questionnaire, policy, made_at, opens_at, closes_at, closed_at, released_at, public_key)
			SELECT ` + id(3) + `, 'Cycle ' || lpad(i::text, 5, '0'), 'released', c.questionnaire, c.policy, '2025-01-01'::timestamptz + i * interval '1 second',
			c.made_at, c.made_at, c.made_at, '2025-01-01'::timestamptz + i * interval '1 second', ''`,
		"INSERT INTO overviews (cycle_id, leaders, invited, answered) SELECT " + id(3) + ", 1, 1, 1",
		"INSERT INTO leaders (id, cycle_id, person_id) SELECT " + id(4) + ", " + id(3) + ", lpad('1' || lpad('1', 12, '0'), 32, '0')::uuid",
		"INSERT INTO reports (leader_id, body, sha256) SELECT " + id(4) + ", '{}', ''",
		"INSERT INTO questionnaires (id, key, version) SELECT " + id(5) + ", 'key-' || i, 1",
		"INSERT INTO versions (questionnaire_id, version, title, body, saved_at, saved_by) SELECT " + id(5) + ", 1, 'Title ' || lpad(i::text, 5, '0'), '{}', now(), 'Ingrid'",
		"INSERT INTO versions (questionnaire_id, version, title, body, saved_at, saved_by) SELECT '" + l.questionnaireID.String() + "', i + 1, 'Title', jsonb_set(c.questionnaire::jsonb, '{version}', to_jsonb(i + 1)), now(), 'Ingrid'",
		"INSERT INTO audit (id, at, actor, act, cycle_id) SELECT " + id(6) + ", '2026-03-02 10:00+00'::timestamptz + i * interval '1 second', 'Ingrid', 'sent a reminder', '" + l.openID.String() + "'",
		"INSERT INTO letters (id, kind, cycle_id, person_id, state, attempts, due_at, since, last_error) SELECT " + id(7) + ", 'invitation', '" + l.openID.String() + "', " + id(1) + ", 'buried', 1, now(), now(), '550 5.1.1 no such user here, please check the address'",
	}
	for kind, cycle := range map[int]uuid.UUID{11: l.draftID, 12: l.openID, 13: l.closedID, 14: l.releasedID} {
		statements = append(statements,
			"INSERT INTO leaders (id, cycle_id, person_id, department) SELECT "+id(kind)+", '"+cycle.String()+"', "+id(1)+", 'Department ' || lpad((i / 5)::text, 5, '0')")
		for r := range 6 {
			statements = append(statements, fmt.Sprintf(`INSERT INTO invitations (id, leader_id, person_id, relationship, state) SELECT lpad('%d' || lpad(i::text, 12, '0'), 32, '0')::uuid, %s,
				lpad('1' || lpad((1 + (i + %d) %% %d)::text, 12, '0'), 32, '0')::uuid, '%s', 'pending'`, 100*kind+r, id(kind), r+1, to, []string{"peer", "report"}[r%2]))
		}
	}
	statements = append(statements, "INSERT INTO invitations (id, leader_id, person_id, relationship) SELECT "+id(8)+", '"+l.oneLeader.String()+"', "+id(1)+", 'peer'")
	for _, kind := range []int{13, 14} {
		statements = append(statements, "INSERT INTO reports (leader_id, body, sha256) SELECT "+id(kind)+", '{}', ''",
			fmt.Sprintf("INSERT INTO remarks (id, leader_id, question, source, body) SELECT lpad('%d' || lpad(i::text, 12, '0'), 32, '0')::uuid, %s, 'keep', 'colleagues', 'Listens before she decides, and says why.'", 20+kind, id(kind)))
	}
	for _, statement := range append(statements, "UPDATE questionnaires SET version = "+fmt.Sprint(to+1)+" WHERE id = '"+l.questionnaireID.String()+"'", "ANALYZE") {
		if strings.HasPrefix(statement, "INSERT") {
			statement += fmt.Sprintf(" FROM generate_series(%d, %d) AS n(i), cycles c WHERE c.id = '%s'", from+1, to, l.openID)
		}
		_, err := db.ExecContext(l.ctx, statement)
		if err != nil {
			l.t.Fatalf("%v\n%s", err, statement)
		}
	}
	l.fillDepartments(db, to/5)
}

// fillDepartments makes an overview of so many departments.
func (l *longLists) fillDepartments(db *sql.DB, n int) {
	l.t.Helper()
	var overview models.Overview
	for _, c := range models.DefaultQuestionnaire().Competencies {
		overview.Heatmap.Competencies = append(overview.Heatmap.Competencies, c.ID)
	}
	overview.Rates = &models.Rates{}
	for i := range n {
		row := models.HeatRow{Department: fmt.Sprintf("Department %05d", i), Leaders: 5, Scores: map[string]models.Score{}}
		for _, id := range overview.Heatmap.Competencies {
			row.Scores[id] = 35
		}
		overview.Heatmap.Rows = append(overview.Heatmap.Rows, row)
		overview.Rates.Rows = append(overview.Rates.Rows, models.RateRow{Department: row.Department, Leaders: 5, Invited: 50, Answered: 40})
	}
	heatmap, err := json.Marshal(overview.Heatmap)
	l.must(err)
	rates, err := json.Marshal(overview.Rates)
	l.must(err)
	_, err = db.ExecContext(l.ctx, "UPDATE overviews SET heatmap = $1, rates = $2 WHERE cycle_id = $3", string(heatmap), string(rates), l.departmentsID.String())
	l.must(err)
}
