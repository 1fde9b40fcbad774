package handlers

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Whoever has the raw files or two dumps of an open cycle sees which sealed box
// came with which answer, and reads it if the key is stolen too. That is not
// promised away; it is shown here, so that nobody believes otherwise, and so
// that these attackers are known to work before they fail on the closed cycle.
func TestWhatFilesAndTwoDumpsTellOfAnOpenCycle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newPoll(t, db, fifteenRaters())
		p.keepOldCopies()
		before := p.exhibits()[0]
		named := 0
		for _, ask := range p.asked {
			p.submitted(ask)
			after := p.exhibits()[0]
			newRater, newBoxes := added(before, after)
			if len(newBoxes) == 1 && newRater == newBoxes[0].Owner {
				named++
			}
			if len(newBoxes) == 1 && bytes.Contains(newBoxes[0].Box, []byte(p.words)) {
				t.Error("a new box can be read without the key")
			}
			before = after
		}
		t.Logf("two dumps of the open cycle: the new box is known in %d of %d cases; without the key it cannot be read", named, len(p.asked))
		if named != len(p.asked) {
			t.Errorf("the difference of two dumps is too weak to prove anything")
		}
		open := p.exhibits()
		_, ahead := p.Files(t)
		firstSeen(open, ahead)
		attack := models.Attacks(onlyMark(byLeader(open), "first seen"))[0]
		t.Logf("files of the open cycle: %s; without the key no box can be read", line(attack))
		if !attack.BetterThanChance() {
			t.Errorf("the attack on raw files is too weak to prove anything: %s", line(attack))
		}
		if p.postgres() && p.inPages() != len(p.asked) {
			t.Errorf("%d boxes in the pages of the open cycle", p.inPages())
		}
		p.close(round{id: p.cycle.ID})
		p.nothingLeft(open)
	})
}

// keepOldCopies keeps PostgreSQL from tidying up its log of writes while the
// test looks, as a standby would that is behind.
func (p *poll) keepOldCopies() {
	p.t.Helper()
	if !p.postgres() {
		return
	}
	db, slot := p.SQL(p.t), "behind_"+p.words
	_, err := db.Exec("SELECT pg_create_physical_replication_slot($1, true)", slot)
	p.must(err)
	p.t.Cleanup(func() {
		if _, err := p.SQL(p.t).Exec("SELECT pg_drop_replication_slot($1)", slot); err != nil {
			p.t.Error(err)
		}
	})
}

// submitted posts one answer.
func (p *poll) submitted(ask *request) {
	p.t.Helper()
	status, err := p.submit(ask)
	p.must(err)
	if status != 303 {
		p.t.Fatalf("answering: %d", status)
	}
	for _, other := range p.asked {
		ask.turn = max(ask.turn, other.turn+1)
	}
}

// added is what one dump holds more than another.
func added(before, after store.Exhibit) (rater string, boxes []store.BoxTrace) {
	for _, r := range after.Raters {
		if !slices.ContainsFunc(before.Raters, func(o store.RaterTrace) bool { return o.ID == r.ID }) {
			rater = r.Owner
		}
	}
	for _, b := range after.Boxes {
		if !slices.ContainsFunc(before.Boxes, func(o store.BoxTrace) bool { return bytes.Equal(o.Box, b.Box) }) {
			boxes = append(boxes, b)
		}
	}
	return rater, boxes
}

// firstSeen marks boxes by where their bytes first stand in the log of writes.
func firstSeen(all []store.Exhibit, ahead []byte) {
	for _, e := range all {
		for i, b := range e.Boxes {
			first := len(ahead)
			for at := 100; at+24 < len(b.Box); at += 500 { // pages cut boxes, so several pieces are tried
				if found := bytes.Index(ahead, b.Box[at:at+24]); found >= 0 {
					first = min(first, found)
				}
			}
			e.Boxes[i].Marks["first seen"] = fmt.Sprintf("%020d", first)
		}
	}
}

// inPages counts the boxes that stand in the pages of PostgreSQL, in rows that
// were deleted long ago too.
func (p *poll) inPages() (n int) {
	p.t.Helper()
	db := p.SQL(p.t)
	_, err := db.Exec("CREATE EXTENSION IF NOT EXISTS pageinspect")
	p.must(err)
	p.must(db.QueryRow(`WITH toast AS (SELECT reltoastrelid AS oid FROM pg_class WHERE oid = 'ballots'::regclass),
		pages AS (SELECT oid, get_raw_page(oid::regclass::text, n::int) AS page
			FROM toast, generate_series(0, pg_relation_size(oid) / 8192 - 1) AS n)
		SELECT COUNT(DISTINCT substr(t_attrs[3], 5, 64)) FROM pages, heap_page_item_attrs(page, oid::regclass, false)
		WHERE t_attrs[2] = '\x00000000'`).Scan(&n))
	return n
}

// nothingLeft checks that closing left no box in the tables' files.
func (p *poll) nothingLeft(open []store.Exhibit) {
	p.t.Helper()
	tables, ahead := p.Files(p.t)
	for _, e := range open {
		for _, b := range e.Boxes {
			for at := 100; at+24 < len(b.Box); at += 500 {
				if bytes.Contains(tables, b.Box[at:at+24]) {
					p.t.Fatal("a piece of a sealed box is left in the closed cycle's files")
				}
				if !p.postgres() && bytes.Contains(ahead, b.Box[at:at+24]) {
					p.t.Fatal("a piece of a sealed box is left in the closed cycle's log of writes")
				}
			}
		}
	}
	if p.postgres() {
		if n := p.inPages(); n > 0 {
			p.t.Errorf("%d boxes are left in the pages", n)
		}
	}
}
