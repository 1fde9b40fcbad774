package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestHRCannotSubtract: answers in groups that HR is not told of change no byte
// of any page or API answer of HR, neither while the cycle is open nor later:
// no total, percentage, sum over cycles, letter count or record moves with them.
func TestHRCannotSubtract(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		for _, drop := range []bool{false, true} {
			w := newWorld(t, db)
			p, b := w.program("Proof"), w.hr()
			s := newSeason(models.Policy{K: 3, DropSmall: drop}, [][2]int{{6, 5}, {2, 0}, {1, 1}, {5, 2}, {2, 6}}, 7).all()
			r := w.prepare(s)
			told, held := s.split()
			if len(held.leaders) == 0 {
				t.Fatal("no group is held")
			}
			w.submit(told, r, 1)
			open := w.everythingOfHR(p, b, r)
			w.submit(held, r, 2)
			sameOf(t, "while the cycle is open", open, w.everythingOfHR(p, b, r))
			w.close(r)
			w.must(w.Cycles().Release(w.ctx, "test", r.id))
			released := w.everythingOfHR(p, b, r)

			again := w.prepare(s) // the same without any answer of a held group
			w.submit(told, again, 3)
			w.close(again)
			w.must(w.Cycles().Release(w.ctx, "test", again.id))
			sameOf(t, "after release", numbersOf(released), numbersOf(w.everythingOfHR(p, b, again)))
		}
	})
}

// all is the season in which nobody is asked but those who answer.
func (s season) all() season {
	for i, l := range s.leaders {
		for _, g := range models.Anonymous {
			n := 0
			for j, a := range l.answers {
				if a.relationship == g {
					l.answers[j].rater = colleague(g, i, n)
					n++
				}
			}
			l.invited[g] = n
		}
	}
	return s
}

// split parts the answers of groups that HR is told of from those that are held.
func (s season) split() (told, held season) {
	for _, l := range s.leaders {
		counted := map[models.Relationship]bool{}
		for _, g := range models.Progress(l.invited, nil, s.policy) {
			for _, relationship := range g.Relationships {
				counted[relationship] = !g.Held
			}
		}
		open, hidden := l, l
		open.answers, hidden.answers = nil, nil
		for _, a := range l.answers {
			if counted[a.relationship] {
				open.answers = append(open.answers, a)
			} else {
				hidden.answers = append(hidden.answers, a)
			}
		}
		told.leaders = append(told.leaders, open)
		if len(hidden.answers) > 0 {
			held.leaders = append(held.leaders, hidden)
		}
	}
	return told, held
}

// everythingOfHR is each page and API answer that counts something of a cycle.
func (w *world) everythingOfHR(p *program, b *browser, r round) map[string]string {
	w.t.Helper()
	all := map[string]string{}
	cycle := "/cycles/" + r.id.String()
	pages, data := []string{"/cycles", cycle, cycle + "/close", cycle + "/release", "/organisation", "/people", "/audit"},
		[]string{"/cycles", cycle, cycle + "/leaders", "/people", "/audit", "/heatmap"}
	for address, leader := range r.leaders {
		all["raters of "+address] = b.get(cycle + "/leaders/" + leader.String()).body
	}
	for _, path := range pages {
		all["page "+path] = b.get(path).body
	}
	for _, path := range data {
		answer := p.get(path)
		if answer.status != http.StatusOK && answer.status != http.StatusNotFound {
			w.t.Errorf("%s answers %d", path, answer.status)
		}
		all["API "+path] = string(answer.body)
	}
	return all
}

// numbersOf drops what two cycles may differ in: their ids, lists of all cycles,
// and the order of acts of the same moment.
func numbersOf(all map[string]string) map[string]string {
	kept := map[string]string{}
	for what, body := range all {
		if what = anyID.ReplaceAllString(what, "id"); strings.Contains(what, "/id") {
			lines := strings.Split(anyID.ReplaceAllString(body, "id"), "\n")
			kept[what] = strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, "<li><time datetime=") }), "\n")
		}
	}
	return kept
}

func sameOf(t *testing.T, when string, before, after map[string]string) {
	t.Helper()
	for what, body := range before {
		if after[what] != body {
			t.Errorf("%s, %s tells of a held group:\n%s", when, what, difference(body, after[what]))
		}
	}
}

// difference is the first lines in which two texts differ.
func difference(a, b string) string {
	was, is := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			return "was " + was[i] + "\nis  " + is[i]
		}
	}
	return "one is longer"
}
