package store_test

import (
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// A restored database knows nothing of what came after the copy was taken, and
// everything goes on from there: links open, who answered later can answer
// again, letters leave again under their ids, and the cycle closes.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 4, 3))
		tokens := links(t, w)
		say := func(w storetest.World, who string) error {
			return w.Surveys().Submit(ctx, tokens[who], only(t, w, tokens[who]), answers(cycle.Questionnaire, 4, "kept"))
		}
		before := []string{"peer0-0@example.org", "peer0-1@example.org", "peer0-2@example.org", "report0-0@example.org"}
		after := []string{"peer0-3@example.org", "report0-1@example.org", "report0-2@example.org"}
		for _, who := range before {
			check(t, say(w, who))
		}
		restore := w.Backup(t)
		for _, who := range after {
			check(t, say(w, who))
		}
		w.Clock.Advance(2 * time.Hour) // the leases of the letters end
		r := restore(t)
		if steps := must(r.Migrate(ctx))(t); steps != 0 {
			t.Fatalf("the copy needed %d migrations", steps)
		}
		check(t, r.CheckSecret(ctx))
		check(t, r.Ready(ctx))
		if p := must(r.Cycles().Progress(ctx, cycle.ID))(t); p.Answered != len(before) {
			t.Fatalf("%d answered in the copy", p.Answered)
		}
		for _, who := range before {
			wantKind(t, say(r, who), models.Conflict)
		}
		for _, who := range after {
			check(t, say(r, who))
		}
		if again := links(t, r); len(again) != len(tokens) || again["peer0-0@example.org"] != tokens["peer0-0@example.org"] {
			t.Fatalf("%d letters leave again", len(again))
		}
		check(t, r.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, r.Cycles().WorkOut(ctx, cycle.ID))
		if p := must(r.Cycles().Progress(ctx, cycle.ID))(t); p.Answered != len(before)+len(after) {
			t.Fatalf("%d answered at the end", p.Answered)
		}
	})
}

// A copy from before a cycle was closed opens it again, but its key is gone: the
// answers in the copy can be opened by nobody, and the service says so.
func TestACopyFromBeforeTheCloseOpensNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := launched(t, w, roster(t, 1, 4, 3))
		for who, token := range links(t, w) {
			if who != "boss@example.org" {
				check(t, w.Surveys().Submit(ctx, token, only(t, w, token), answers(cycle.Questionnaire, 4, "")))
			}
		}
		restore := w.Backup(t)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, w.Cycles().WorkOut(ctx, cycle.ID))
		r := restore(t)
		if lost := must(r.Cycles().LostKeys(ctx))(t); len(lost) != 1 || lost[0].CycleID != cycle.ID {
			t.Fatalf("lost keys: %+v", lost)
		}
		if r.Ready(ctx) == nil {
			t.Error("nobody is told")
		}
		if err := r.Cycles().BeginClose(ctx, "Ingrid", cycle.ID); err == nil {
			if r.Cycles().WorkOut(ctx, cycle.ID) == nil {
				t.Error("a cycle was closed without its key")
			}
		}
	})
}
