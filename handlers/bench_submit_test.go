package handlers

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// The size of what is submitted: each leader has as many ballots before, and
// four raters add theirs, so that about fifteen boxes are shuffled each time.
const (
	boxesBefore   = 12
	boxesTogether = 15
	boxBytes      = models.BoxPlain + 48 // and the key and the tag of its seal
)

// BenchmarkSubmit sends complete surveys by 32 clients: check, seal, lock,
// shuffle, commit. The limit is the same SQL with the same bytes by as many clients.
func BenchmarkSubmit(b *testing.B) {
	storetest.Measure(b, func(b *testing.B, db storetest.World) {
		c := benchCrowd(b, db, storetest.Scaled(1024, 32)/32*32, 4)
		rest := c.fill(b)
		limit, against := rest.raw, "the same statements and bytes by database/sql, one transaction after the other"
		if db.Name() == "PostgreSQL" {
			limit, against = rest.pgbench, "a script of the same SQL and bytes by pgbench, prepared, with as many clients"
		}
		n := len(c.tokens) * 4
		before := limit(b, n/2)
		sent := full().Encode()
		ask := func(client, round int) *http.Request {
			at := (round/4*benchClients + client) % len(c.tokens)
			r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, c.server.URL+frontend.SurveyURL(c.tokens[at], c.leaders[at][round%4]), strings.NewReader(sent))
			if err != nil {
				b.Error(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return r
		}
		var ours measured
		memory := storetest.Peak(func() { ours = press(b, n, http.StatusSeeOther, ask) })
		after := limit(b, n/2)
		storetest.Row{Work: "submit over HTTP", Size: fmt.Sprintf("%d clients, %d surveys, about %d boxes", benchClients, n, boxesTogether), Database: db.Name(), Unit: "surveys/s",
			Figure: ours.rate, Limit: (before + after) / 2, Against: against, Aim: .5, Memory: memory, Times: storetest.PercentilesOf(ours.times)}.Report(b)
	})
}

// resting is where the limits write: leaders of their own, in a table that is
// like that of the ballots, so that ours stay as many as they were.
type resting struct {
	storetest.World
	db      *sql.DB
	leaders int
	box     []byte
}

// fill gives every leader boxes, and makes a copy of all of them for the limits.
func (c crowd) fill(b *testing.B) resting {
	b.Helper()
	r := resting{World: c.World, db: c.World.SQL(b), box: make([]byte, boxBytes)}
	rand.Read(r.box)
	r.must(b, "CREATE TABLE bench AS SELECT row_number() OVER (ORDER BY i.id) AS n, i.leader_id AS leader, i.person_id AS person, l.token_hash AS hash FROM invitations i JOIN links l ON l.person_id = i.person_id")
	r.must(b, "CREATE UNIQUE INDEX bench_n ON bench (n)")
	c.must(r.db.QueryRowContext(c.ctx, "SELECT count(*) FROM bench").Scan(&r.leaders))
	tx, err := r.db.BeginTx(c.ctx, nil)
	c.must(err)
	defer tx.Rollback()
	seen := map[uuid.UUID]bool{}
	for _, leaders := range c.leaders {
		for _, leader := range leaders {
			for range boxesBefore {
				if seen[leader] {
					break
				}
				_, err := tx.ExecContext(c.ctx, "INSERT INTO ballots (id, leader_id, box) VALUES ($1, $2, $3)", uuid.NewString(), leader.String(), r.box)
				c.must(err)
			}
			seen[leader] = true
		}
	}
	c.must(tx.Commit())
	r.must(b, "CREATE TABLE bench_boxes AS SELECT * FROM ballots")
	r.must(b, "CREATE INDEX bench_boxes_leader ON bench_boxes (leader_id)")
	r.must(b, "CREATE UNIQUE INDEX bench_boxes_id ON bench_boxes (id)")
	r.must(b, "CREATE TABLE bench_states AS SELECT * FROM invitations")
	r.must(b, "CREATE UNIQUE INDEX bench_states_one ON bench_states (leader_id, person_id)")
	return r
}

func (r resting) must(b *testing.B, statement string) {
	b.Helper()
	if _, err := r.db.ExecContext(b.Context(), statement); err != nil {
		b.Fatalf("%s: %v", statement, err)
	}
}

// lookSQL reads what a link shows, as the service does.
const lookSQL = `SELECT k.id, r.name, c.name, c.contact_name, c.contact_email, c.closes_at, s.organisation, l.id, p.name, p.title, l.department, i.relationship, i.state,
	(SELECT COUNT(*) FROM invitations o WHERE o.leader_id = l.id AND o.relationship = 'manager' AND o.state <> 'withdrawn' AND o.person_id <> i.person_id)
	FROM links k JOIN cycles c ON c.id = k.cycle_id JOIN people r ON r.id = k.person_id LEFT JOIN settings s ON s.id = 1
	LEFT JOIN invitations i ON i.person_id = k.person_id AND i.state <> 'withdrawn' LEFT JOIN leaders l ON l.id = i.leader_id AND l.cycle_id = k.cycle_id
	LEFT JOIN people p ON p.id = l.person_id WHERE k.token_hash = %s AND c.state = 'open' ORDER BY p.name, l.id`

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// pgbench returns transactions per second.
func (r resting) pgbench(b *testing.B, n int) float64 {
	b.Helper()
	program, err := exec.LookPath("pgbench")
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench"); len(found) > 0 {
		program, err = found[len(found)-1], nil
	}
	if err != nil {
		b.Fatal("the limit is measured by pgbench, which lies beside PostgreSQL's server: ", err)
	}
	rows := strings.Repeat("(gen_random_uuid(), :'leader'::uuid, :box::bytea), ", boxesTogether)
	script := "\\set n random(1, " + strconv.Itoa(r.leaders) + ")\n" +
		"SELECT leader, person, '\\x' || encode(hash, 'hex') AS hash FROM bench WHERE n = :n \\gset\n" +
		"BEGIN;\nSELECT pg_advisory_xact_lock(hashtextextended(:leader, 0));\n" +
		fmt.Sprintf(lookSQL, ":hash::bytea") + ";\n" +
		"UPDATE bench_states SET state = 'answered' WHERE leader_id = :leader::uuid AND person_id = :person::uuid AND EXISTS (SELECT 1 FROM cycles WHERE state = 'open');\n" +
		"DELETE FROM bench_boxes WHERE leader_id = :leader::uuid RETURNING box;\n" +
		"INSERT INTO bench_boxes (id, leader_id, box) VALUES " + strings.TrimSuffix(strings.ReplaceAll(rows, ":'leader'", ":leader"), ", ") + ";\nCOMMIT;\n"
	file := filepath.Join(b.TempDir(), "submit.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		b.Fatal(err)
	}
	command := exec.CommandContext(b.Context(), program, "-n", "-M", "prepared", "-c", strconv.Itoa(benchClients), "-j", "2", "-t", strconv.Itoa(max(1, n/benchClients)),
		"-D", "box=\\x"+hex.EncodeToString(r.box), "-f", file, r.URL)
	out, err := command.CombinedOutput()
	found := tps.FindSubmatch(out)
	if err != nil || found == nil {
		b.Fatalf("pgbench: %v %s", err, out)
	}
	speed, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return speed
}

// raw returns transactions per second on SQLite, over one connection with the
// same promises.
func (r resting) raw(b *testing.B, n int) float64 {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(r.URL, "sqlite:")+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=foreign_keys(1)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var all sync.WaitGroup
	var next atomic.Int64
	begin := time.Now()
	for range benchClients {
		all.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if err := r.once(b.Context(), db, int(i)%r.leaders+1); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return float64(n) / time.Since(begin).Seconds()
}

func (r resting) once(ctx context.Context, db *sql.DB, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var leader, person string
	var hash []byte
	if err := tx.QueryRowContext(ctx, "SELECT leader, person, hash FROM bench WHERE n = ?", n).Scan(&leader, &person, &hash); err != nil {
		return err
	}
	for _, ask := range []struct {
		sql  string
		args []any
	}{
		{fmt.Sprintf(lookSQL, "?"), []any{hash}},
		{"UPDATE bench_states SET state = 'answered' WHERE leader_id = ? AND person_id = ? AND EXISTS (SELECT 1 FROM cycles WHERE state = 'open') RETURNING state", []any{leader, person}},
		{"DELETE FROM bench_boxes WHERE leader_id = ? RETURNING box", []any{leader}},
	} {
		if err := through(ctx, tx, ask.sql, ask.args...); err != nil {
			return err
		}
	}
	var args []any
	for range boxesTogether {
		args = append(args, uuid.NewString(), leader, r.box)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO bench_boxes (id, leader_id, box) VALUES "+strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", boxesTogether), ", "), args...); err != nil {
		return err
	}
	return tx.Commit()
}

// through reads every row of a statement and keeps none.
func through(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	rows, err := tx.QueryContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		continue
	}
	return rows.Err()
}
