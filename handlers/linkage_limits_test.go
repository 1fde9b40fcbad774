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

		open := p.exhibits()
		_, ahead := p.Files(t)
		firstSeen(open, ahead)
		attack := models.Attacks(onlyMark(byLeader(open), "first seen"))[0]
		t.Logf("log of writes of the open cycle: %s; without the key no box can be read", line(attack))
		if attack.Hits < attack.Guesses*3/4 {
			t.Errorf("the attack on raw files is too weak to prove anything: %s", line(attack))
		}
		if p.postgres() {
			generations := p.generations()
			t.Logf("old copies in the open cycle's files: %d boxes told apart by their first transaction", len(generations))
			if len(generations) != len(p.asked) {
				t.Errorf("only %d of %d boxes found in old copies", len(generations), len(p.asked))
			}
		}
		p.close(round{id: p.cycle.ID})
		p.nothingLeft(open)
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

// generations reads deleted rows from the pages of PostgreSQL: the beginning of
// each box there was, and the transaction in which it first came up.
func (p *poll) generations() map[string]int64 {
	p.t.Helper()
	db := p.SQL(p.t)
	_, err := db.Exec("CREATE EXTENSION IF NOT EXISTS pageinspect")
	p.must(err)
	rows, err := db.Query(`WITH toast AS (SELECT reltoastrelid AS oid FROM pg_class WHERE oid = 'ballots'::regclass),
		pages AS (SELECT oid, get_raw_page(oid::regclass::text, n::int) AS page
			FROM toast, generate_series(0, pg_relation_size(oid) / 8192 - 1) AS n)
		SELECT encode(substr(t_attrs[3], 5, 64), 'hex'), min(t_xmin::text::bigint)
		FROM pages, heap_page_item_attrs(page, oid::regclass, false)
		WHERE t_attrs[2] = '\x00000000' GROUP BY 1`)
	p.must(err)
	defer rows.Close()
	found := map[string]int64{}
	for rows.Next() {
		var box string
		var transaction int64
		p.must(rows.Scan(&box, &transaction))
		found[box] = transaction
	}
	p.must(rows.Err())
	return found
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
		if n := len(p.generations()); n > 0 {
			p.t.Errorf("%d old copies of boxes are left in the pages", n)
		}
	}
}
