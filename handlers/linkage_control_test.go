package handlers

import (
	"os"
	"strings"
	"testing"

	"math/rand/v2"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// The same attackers must win against a design without shuffling, or they would
// prove nothing: every ballot simply inserted beside its invitation's change.
func TestAttackersWinAgainstPlainInserts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newPoll(t, db, bigRoster())
		p.insertAll()
		all := p.exhibits()
		scenes := byGroup(all)
		best := models.Attacks(scenes)[0]
		t.Logf("plain inserts: %s", line(best))
		if !best.BetterThanChance() || best.Hits*100 < best.Guesses*95 {
			t.Errorf("the best attack finds %d of %d", best.Hits, best.Guesses)
		}
		if !p.postgres() {
			return
		}
		for _, mark := range []string{"place", "transaction", "box's place"} {
			attacks := models.Attacks(onlyMark(scenes, mark))
			if best := attacks[0]; best.Hits*100 < best.Guesses*95 {
				t.Errorf("by %s the best attack finds %d of %d", mark, best.Hits, best.Guesses)
			}
		}
		if l := models.Shared(byLeader(all), store.TransactionMark); l.Hits != l.Guesses || l.Hits != len(p.asked) {
			t.Errorf("%d of %d boxes are named by their transaction", l.Hits, l.Guesses)
		}
	})
}

// onlyMark leaves boxes a single mark.
func onlyMark(scenes []models.Scene, mark string) (all []models.Scene) {
	for _, s := range scenes {
		bare := models.Scene{Raters: s.Raters}
		for _, b := range s.Boxes {
			bare.Boxes = append(bare.Boxes, models.Trace{ID: b.ID, Owner: b.Owner, Marks: map[string]string{mark: b.Marks[mark]}})
		}
		all = append(all, bare)
	}
	return all
}

// insertAll answers as a plain program would, one transaction for each.
func (p *poll) insertAll() {
	p.t.Helper()
	db := p.SQL(p.t)
	mark := strings.NewReplacer("$1", "?", "$2", "?", "$3", "?")
	if p.postgres() {
		mark = strings.NewReplacer()
	} else { // as SQLite makes tables that nobody thought about
		for _, sql := range []string{"DROP TABLE ballots", "CREATE TABLE ballots (id text, leader_id text, box blob)"} {
			_, err := db.Exec(sql)
			p.must(err)
		}
	}
	turns := map[uuid.UUID]int{}
	for _, i := range rand.Perm(len(p.asked)) {
		ask := p.asked[i]
		turns[ask.leader]++
		ask.turn = turns[ask.leader]
		box, err := models.Seal(p.cycle.PublicKey, ask.leader, models.Ballot{Relationship: ask.relationship, Comments: map[string]string{"keep": ask.marker}})
		p.must(err)
		tx, err := db.Begin()
		p.must(err)
		_, err = tx.Exec(mark.Replace(`UPDATE invitations SET state = 'answered' WHERE leader_id = $1
			AND person_id = (SELECT id FROM people WHERE email = $2)`), ask.leader, ask.email)
		p.must(err)
		_, err = tx.Exec(mark.Replace("INSERT INTO ballots (id, leader_id, box) VALUES ($1, $2, $3)"), uuid.New(), ask.leader, box)
		p.must(err)
		p.must(tx.Commit())
	}
}

// keyFiles lists what lies in the key directory.
func (w *world) keyFiles() (names []string) {
	w.t.Helper()
	entries, err := os.ReadDir(w.KeyDir)
	w.must(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
