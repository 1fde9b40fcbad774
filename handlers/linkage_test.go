package handlers

import (
	"bytes"
	"compress/flate"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestLinkageNoBetterThanChance attacks a large cycle with everything that a
// copy of the database offers: while it is open, without the key and with it,
// and after it was closed. docs/anonymity.md tells how to read what it prints.
func TestLinkageNoBetterThanChance(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newPoll(t, db, bigRoster())
		p.answerAll()
		open := p.exhibits()
		if n := boxes(open); n != len(p.asked) || n < 11*manyLeaders {
			t.Fatalf("%d boxes of %d answers", n, len(p.asked))
		}
		p.attackOpen(open)
		p.searchOpen(open)
		p.close(round{id: p.cycle.ID})
		p.attackClosed(p.exhibits())
		p.searchClosed(open)
	})
}

func boxes(all []store.Exhibit) (n int) {
	for _, e := range all {
		n += len(e.Boxes)
	}
	return n
}

// byLeader puts all who answered about a leader into one scene, as they are for
// somebody without the key.
func byLeader(all []store.Exhibit) (scenes []models.Scene) {
	for _, e := range all {
		var s models.Scene
		for _, r := range e.Raters {
			s.Raters = append(s.Raters, r.Trace)
		}
		for _, b := range e.Boxes {
			s.Boxes = append(s.Boxes, b.Trace)
		}
		scenes = append(scenes, s)
	}
	return scenes
}

// byGroup makes a scene of each group of a leader, because the key also opens
// how a box's writer stands to the leader.
func byGroup(all []store.Exhibit) (scenes []models.Scene) {
	for _, e := range all {
		for _, group := range models.Anonymous {
			var s models.Scene
			for _, r := range e.Raters {
				if r.Relationship == group {
					s.Raters = append(s.Raters, r.Trace)
				}
			}
			for _, b := range e.Boxes {
				if b.Opened.Relationship == group {
					s.Boxes = append(s.Boxes, b.Trace)
				}
			}
			scenes = append(scenes, s)
		}
	}
	return scenes
}

// attackOpen matches people with boxes. The judge opens the boxes to count what
// was right; the attacker of the first round cannot.
func (p *poll) attackOpen(all []store.Exhibit) {
	p.t.Helper()
	for title, scenes := range map[string][]models.Scene{"open, all of a leader": byLeader(all), "open, with the key, group by group": byGroup(all)} {
		attacks := models.Attacks(scenes)
		want := 2 * 10 * 3 // SQLite: directions × orders of people × orders of boxes
		if p.postgres() {
			want = 2 * 13 * 6
		}
		if len(attacks) < want {
			p.t.Errorf("%s: only %d attacks, want %d", title, len(attacks), want)
		}
		p.judge(title, attacks, len(scenes))
		if l := models.Shared(scenes, store.TransactionMark); l.BetterThanChance() || l.Scenes < manyLeaders {
			p.t.Errorf("%s: %d of %d boxes are named by their transaction", title, l.Hits, l.Guesses)
		}
	}
}

// attackClosed matches people with the remarks that were kept, question by
// question, and the remarks of one question with those of another.
func (p *poll) attackClosed(all []store.Exhibit) {
	p.t.Helper()
	var people, each []models.Scene
	for _, e := range all {
		if len(e.Boxes) > 0 {
			p.t.Errorf("%d ballots are left", len(e.Boxes))
		}
		var raters []models.Trace
		for _, r := range e.Raters {
			if !r.Relationship.Named() {
				raters = append(raters, r.Trace)
			}
		}
		of := map[string][]models.Trace{}
		for _, r := range e.Remarks {
			if r.Source == models.Colleagues {
				of[r.Question] = append(of[r.Question], r.Trace)
			}
		}
		for _, remarks := range of {
			people = append(people, models.Scene{Raters: raters, Boxes: remarks})
		}
		each = append(each, models.Scene{Raters: of["keep"], Boxes: of["start"]})
	}
	p.judge("closed, people and comments", models.Attacks(people), len(people))
	p.judge("closed, two comments of one person", models.Attacks(each), manyLeaders)
}

// judge fails the test if any attack did better than chance, and prints the
// strongest of each order of boxes.
func (p *poll) judge(title string, attacks []models.Attack, scenes int) {
	p.t.Helper()
	seen := map[string]bool{}
	for _, a := range attacks {
		if a.BetterThanChance() {
			p.t.Errorf("%s: %s", title, line(a))
		}
		if a.Scenes < manyLeaders || a.Scenes > scenes {
			p.t.Errorf("%s: %d of %d scenes judged by %s and %s", title, a.Scenes, scenes, a.RaterMark, a.BoxMark)
		}
		if !seen[a.BoxMark] {
			seen[a.BoxMark] = true
			p.t.Logf("%s (%d attacks): %s", title, len(attacks), line(a))
		}
	}
}

func line(a models.Attack) string {
	direction := ""
	if a.Backwards {
		direction = ", backwards"
	}
	return fmt.Sprintf("%s × %s%s: %d of %d hit, chance %.0f, bound %d", a.RaterMark, a.BoxMark, direction, a.Hits, a.Guesses, a.Chance, a.Bound())
}

func (w *world) postgres() bool { return !strings.HasPrefix(w.URL, "sqlite:") }

// searchOpen looks for what people wrote, in the tables, in the files and in
// the log of writes, while nobody has the key.
func (p *poll) searchOpen(all []store.Exhibit) {
	p.t.Helper()
	p.noWords("rows of the open cycle", p.dump())
	tables, ahead := p.Files(p.t)
	p.noWords("files of the open cycle", string(tables))
	p.noWords("log of writes of the open cycle", string(ahead))
	if !bytes.Contains(tables, fmt.Appendf(nil, "report%d-3@example.org", manyLeaders-1)) {
		p.t.Error("the files do not hold what they must, so nothing could be found in them")
	}
	for _, e := range all {
		for _, b := range e.Boxes {
			if len(b.Box) != len(all[0].Boxes[0].Box) {
				p.t.Fatalf("boxes of %d and %d bytes", len(b.Box), len(all[0].Boxes[0].Box))
			}
			if n := deflated(b.Box); n < len(b.Box) {
				p.t.Fatalf("a box of %d bytes can be pressed into %d: it is no noise", len(b.Box), n)
			}
			p.random(b.ID)
		}
		for _, r := range e.Raters {
			for _, mark := range []string{"id", "person", "link", "letter"} {
				p.random(r.Marks[mark])
			}
		}
	}
}

// random checks that an id tells neither a time nor an order.
func (p *poll) random(id string) {
	p.t.Helper()
	if parsed, err := uuid.Parse(id); err != nil || parsed.Version() != 4 || parsed.Variant() != uuid.RFC4122 {
		p.t.Fatalf("an id near raters is not random: %s", id)
	}
}

// dump is every row of every table as text; bytes as they are.
func (p *poll) dump() string {
	var text strings.Builder
	for _, rows := range p.Rows(p.t) {
		for _, row := range rows {
			text.WriteString(row + "\n")
		}
	}
	return text.String()
}

func (p *poll) noWords(where, text string) {
	p.t.Helper()
	if n := strings.Count(text, p.words) + strings.Count(text, fmt.Sprintf("%x", p.words)); n > 0 {
		p.t.Errorf("%s: %d comments can be read", where, n)
	}
}

func deflated(box []byte) int {
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	w.Write(box)
	w.Close()
	return packed.Len()
}

// searchClosed looks for what closing should have left nowhere: sealed boxes,
// and comments that are not shown to anybody.
func (p *poll) searchClosed(open []store.Exhibit) {
	p.t.Helper()
	shown := map[string]bool{}
	for _, e := range p.exhibits() {
		for _, r := range e.Remarks {
			shown[p.whose(r.Body).marker] = true
		}
	}
	tables, ahead := p.Files(p.t)
	places := map[string]string{"rows": p.dump(), "files": string(tables), "log of writes": string(ahead)}
	hidden := 0
	for marker := range p.author {
		for where, text := range places {
			if found := strings.Contains(text, marker); found && !shown[marker] {
				p.t.Errorf("%s: a comment that is not shown can be read", where)
			} else if !found && shown[marker] && where == "rows" {
				p.t.Errorf("%s: a comment that is shown is not there", where)
			}
		}
		if !shown[marker] {
			hidden++
		}
	}
	if hidden < manyLeaders+fewRaters*4 { // each leader's own, and where too few answered
		p.t.Errorf("only %d comments are kept from sight", hidden)
	}
	left := 0
	for _, e := range open {
		for _, b := range e.Boxes {
			if bytes.Contains(tables, b.Box[len(b.Box)-64:]) {
				left++
			}
		}
	}
	if left > 0 {
		p.t.Errorf("%d sealed boxes are left in the files", left)
	}
	if keys := p.keyFiles(); len(keys) > 0 {
		p.t.Errorf("keys are left: %v", keys)
	}
	p.t.Logf("closed: %d comments shown, %d kept from sight and found nowhere, %d boxes left in the tables' files", len(shown), hidden, left)
}
