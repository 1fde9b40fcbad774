package main

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// inspected is an open cycle in which everybody has answered.
type inspected struct {
	storetest.World
	t     *testing.T
	cycle models.Cycle
	sql   *sql.DB
}

func newInspected(t *testing.T, w storetest.World) *inspected {
	t.Helper()
	in := &inspected{World: w, t: t, sql: w.SQL(t)}
	var list strings.Builder
	list.WriteString("leader_email,leader_name,rater_email,rater_name,relationship\n")
	for l := range 12 {
		for _, who := range []string{"self", "manager", "peer", "peer", "peer", "peer", "report", "report", "report", "report"} {
			rater := fmt.Sprintf("%s%d-%d", who, l, list.Len())
			if who == "self" {
				rater = fmt.Sprintf("leader%d", l)
			}
			fmt.Fprintf(&list, "leader%d@example.org,Leader %d,%s@example.org,%s,%s\n", l, l, rater, rater, who)
		}
	}
	roster := strings.ReplaceAll(list.String(), "org,leader", "org,Leader ")
	closes := w.Clock.Now().AddDate(0, 0, 14)
	draft, err := w.Cycles().Create(t.Context(), "test", store.CycleDraft{Name: "Spring", Policy: models.DefaultPolicy(), ClosesAt: &closes,
		Contact: models.Contact{Name: "Ingrid", Email: "hr@example.org"}})
	in.must(err)
	_, err = w.Cycles().ImportRoster(t.Context(), "test", draft.ID, store.Written(strings.NewReader(roster)), store.ImportOptions{})
	in.must(err)
	in.cycle, err = w.Cycles().Launch(t.Context(), "test", draft.ID)
	in.must(err)
	letters, err := w.Outbox().Claim(t.Context(), 1000, time.Minute)
	in.must(err)
	envelopes, err := w.Outbox().Envelopes(t.Context(), letters)
	in.must(err)
	for _, e := range envelopes {
		for _, asked := range e.Asked {
			in.must(w.Surveys().Submit(t.Context(), e.Token, asked.LeaderID, allFours("I know what to expect.")))
		}
	}
	return in
}

func allFours(comment string) models.Answers {
	four := 4
	a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{"keep": comment}}
	for _, competency := range models.DefaultQuestionnaire().Competencies {
		for _, item := range competency.Items {
			a.Ratings[item.ID] = &four
		}
	}
	return a
}

func (in *inspected) must(err error) {
	in.t.Helper()
	if err != nil {
		in.t.Fatal(err)
	}
}

func (in *inspected) close() {
	in.must(in.Cycles().BeginClose(in.t.Context(), "test", in.cycle.ID))
	in.must(in.Cycles().WorkOut(in.t.Context(), in.cycle.ID))
}

func (in *inspected) exec(statement string, args ...any) {
	in.t.Helper()
	if strings.HasPrefix(in.URL, "sqlite:") {
		statement = strings.NewReplacer("$1", "?", "$2", "?", "$3", "?", "min(id::text)::uuid", "min(id)").Replace(statement)
	}
	_, err := in.sql.Exec(statement, args...)
	in.must(err)
}

// verify runs the command as an administrator does.
func (in *inspected) verify(args ...string) (status int, text string) {
	in.t.Helper()
	environ := []string{"SEVENFOLD_DATABASE_URL=" + in.URL, "SEVENFOLD_KEY_DIR=" + in.KeyDir, "SEVENFOLD_SMTP_URL=smtp://127.0.0.1:1",
		"SEVENFOLD_MAIL_FROM=hr@example.org", "SEVENFOLD_SECRET=" + base64.StdEncoding.EncodeToString(in.Secret)}
	var out bytes.Buffer
	status = run(in.t.Context(), append([]string{"verify"}, args...), world{environ, &out, io.Discard})
	return status, out.String()
}

// insertPlainly replaces the ballots by others that were never shuffled.
func (in *inspected) insertPlainly() {
	in.t.Helper()
	all, err := in.Cycles().Exhibits(in.t.Context(), in.cycle)
	in.must(err)
	if strings.HasPrefix(in.URL, "sqlite:") {
		in.exec("DROP TABLE ballots")
		in.exec("CREATE TABLE ballots (id text, leader_id text, box blob)")
	}
	in.exec("DELETE FROM ballots")
	for _, e := range all {
		for _, r := range e.Raters {
			box, err := models.Seal(in.cycle.PublicKey, e.Leader, models.Ballot{Relationship: r.Relationship})
			in.must(err)
			in.exec("UPDATE invitations SET state = 'answered' WHERE id = $1", r.ID)
			in.exec("INSERT INTO ballots (id, leader_id, box) VALUES ($1, $2, $3)", uuid.New(), e.Leader, box)
		}
	}
}

// eraseSomebody erases a rater who has answered.
func (in *inspected) eraseSomebody() {
	in.t.Helper()
	all, err := in.Cycles().Exhibits(in.t.Context(), in.cycle)
	in.must(err)
	for _, r := range all[0].Raters {
		if r.Relationship == models.Peer {
			person, err := in.People().ByEmail(in.t.Context(), r.Email)
			in.must(err)
			in.must(in.People().Erase(in.t.Context(), "test", person.ID))
			return
		}
	}
	in.t.Fatal("nobody to erase")
}

func TestVerifyIsContentWithWhatIsRight(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		in := newInspected(t, w)
		for _, which := range []string{"", "Spring", in.cycle.ID.String()} {
			status, text := in.verify(which)
			if status != 0 || strings.Contains(text, wrong) {
				t.Fatalf("status %d:\n%s", status, text)
			}
		}
		_, text := in.verify()
		t.Log("\n" + text)
		for _, words := range []string{"12 leaders, 120 invitations, 120 answered.", "k = 3", "for 12 of 12 leaders: each group that answered on its own", "ways of guessing",
			"Judged by 12 groups of answers", "id, leader_id, person_id, relationship, state", "The key is in the key directory and fits."} {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), words) {
				t.Errorf("the ledger does not say %q", words)
			}
		}
		in.eraseSomebody()
		if status, text := in.verify(); status != 0 {
			t.Errorf("with an erased rater: %s", text)
		}
		in.close()
		status, text := in.verify()
		t.Log("\n" + text)
		if status != 0 || strings.Contains(text, wrong) || !strings.Contains(text, "No single answers are left.") {
			t.Errorf("closed: status %d:\n%s", status, text)
		}
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > 80 {
				t.Errorf("a line of %d characters: %s", n, line)
			}
		}
		if status, text := in.verify("Autumn"); status != 1 || text != "" {
			t.Errorf("a cycle that is not there: %d %s", status, text)
		}
	})
}

// Each fault makes the command end with 1 and say what it found.
func TestVerifyFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*inspected)
		says  string
	}{
		"plain inserts": {(*inspected).insertPlainly, "do better than drawing lots"},
		"another column": {func(in *inspected) { in.exec("ALTER TABLE ballots ADD COLUMN made_at text") },
			"The table ballots has a column more than it should: made_at."},
		"a ballot too few": {func(in *inspected) {
			in.exec("DELETE FROM ballots WHERE id = (SELECT min(id::text)::uuid FROM ballots)")
		},
			"120 people answered and there are 119 sealed answers."},
		"another size": {func(in *inspected) {
			in.exec("UPDATE ballots SET box = $1 WHERE id = (SELECT min(id::text)::uuid FROM ballots)", []byte("short"))
		},
			"2 different sizes"},
		"an id by the clock": {func(in *inspected) {
			id, err := uuid.NewV7()
			in.must(err)
			in.exec("UPDATE ballots SET id = $1 WHERE id = (SELECT min(id::text)::uuid FROM ballots)", id)
		}, "1 ids near raters are not random"},
		"a lost key": {func(in *inspected) { in.must(os.Rename(in.keyFile(), in.keyFile()+".away")) },
			"The right key of this cycle is not in the key directory."},
		"a key left behind": {func(in *inspected) {
			key, err := os.ReadFile(in.keyFile())
			in.must(err)
			in.close()
			in.must(os.WriteFile(in.keyFile(), key, 0o600))
		}, "The key is still in the key directory."},
		"links left behind": {func(in *inspected) {
			in.close()
			in.exec("UPDATE links SET token_hash = $1 WHERE id = (SELECT min(id::text)::uuid FROM links)", []byte("hash"))
		}, "1 links of raters were not erased."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, w storetest.World) {
				in := newInspected(t, w)
				c.spoil(in)
				in.finds(c.says)
			})
		})
	}
}

func (in *inspected) finds(says string) {
	in.t.Helper()
	status, text := in.verify()
	if plain := strings.Join(strings.Fields(text), " "); status != 1 || !strings.Contains(plain, says) {
		in.t.Errorf("status %d, and it does not say %q:\n%s", status, says, text)
	}
}

func (in *inspected) keyFile() string {
	return filepath.Join(in.KeyDir, in.cycle.ID.String()+".key")
}

func TestVerifyLooksAtTheServersSettings(t *testing.T) {
	t.Parallel()
	in := newInspected(t, storetest.Postgres(t))
	in.LogAs(t, "log_statement", "all")
	in.finds("The server logs statements with their values")
	in.LogAs(t, "log_parameter_max_length", "0")
	if status, text := in.verify(); status != 0 {
		t.Errorf("without values: %s", text)
	}
	in.LogAs(t, "log_parameter_max_length_on_error", "-1")
	in.finds("The server logs the values of failed statements.")
	in.LogAs(t, "log_parameter_max_length_on_error", "0")
	in.exec("CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
	in.exec("CREATE TRIGGER watcher AFTER UPDATE ON invitations FOR EACH ROW EXECUTE FUNCTION watch()")
	in.finds("Something copies what raters do: watcher.")
}
