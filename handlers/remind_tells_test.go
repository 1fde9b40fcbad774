package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// mailsTold is what HR can read of a cycle's mails.
func (w *world) mailsTold(hr *browser, p *program, r round) string {
	w.t.Helper()
	var detail struct{ Letters map[string]int }
	p.get("/cycles/" + r.id.String()).is(http.StatusOK).into(&detail)
	page := hr.get(frontend.CycleURL(r.id)).is(http.StatusOK)
	var counts []string
	for _, name := range []string{"queued", "claimed", "sending", "sent", "buried", "unknown"} {
		counts = append(counts, name, strings.Repeat("|", detail.Letters[name]))
	}
	home := strings.ReplaceAll(hr.get("/cycles").text("li.cycle"), "16 March", "1 April") // the deadline moves
	return strings.Join(counts, " ") + " " + page.text("section[aria-labelledby=ml]") + home
}

// TestRemindersTellNoNumber: neither pages nor API nor the record say to how
// many people a reminder or a new deadline was written, whatever becomes of
// those letters, and the answer is the same when nobody is left to remind.
func TestRemindersTellNoNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		hr, p := w.hr(), w.program("Reminders")
		some, none := w.launched(), w.launched()
		w.answered(none)
		w.must(w.Surveys().Decline(w.ctx, none.tokens[benAt], none.leaders[omarAt]))
		w.must(w.Surveys().Submit(w.ctx, some.tokens["cem@northwind.example"], some.leaders[mayaAt], answers(3, "")))
		before := w.mailsTold(hr, p, some)
		var said []string
		for _, r := range []round{some, none} {
			said = append(said, hr.post(frontend.CycleURL(r.id, "remind"), nil).is(http.StatusSeeOther).body)
			said[len(said)-1] += hr.get(frontend.CycleURL(r.id)).text("[role=status]")
		}
		if strings.ReplaceAll(said[0], some.id.String(), "") != strings.ReplaceAll(said[1], none.id.String(), "") || said[0] == "" {
			t.Errorf("HR is told %q with people left and %q with nobody left", said[0], said[1])
		}
		same := func(what string) {
			t.Helper()
			if after := w.mailsTold(hr, p, some); after != before {
				t.Errorf("%s: %q became %q", what, before, after)
			}
		}
		same("queued reminders show")
		w.refuseAll(models.ReminderLetter)
		same("refused reminders show")
		for _, r := range []round{some, none} {
			w.must(w.Cycles().Extend(w.ctx, "test", r.id, w.Clock.Now().Add(30*24*time.Hour)))
		}
		same("queued letters about the deadline show")
		w.refuseAll(models.ExtendedLetter)
		same("refused letters about the deadline show")
		body := string(p.get("/audit").is(http.StatusOK).body)
		if n := strings.Count(body, `"act":"sent a reminder"`); n != 2 || strings.Count(body, `"detail":""`) < n {
			t.Errorf("the record of reminders is %s", body)
		}
	})
}

// refuseAll lets the mail server refuse every letter of a kind.
func (w *world) refuseAll(kind models.LetterKind) {
	w.t.Helper()
	letters, err := w.Outbox().Claim(w.ctx, 1000, time.Minute)
	w.must(err)
	refused := 0
	for _, letter := range letters {
		if letter.Kind == kind {
			refused++
			w.must(w.Outbox().Begin(w.ctx, letter.ID, *letter.Lease, 0))
			w.must(w.Outbox().Settle(w.ctx, letter.ID, *letter.Lease, models.Outcome{Fate: models.Refused, Why: "550 5.1.1 no such user"}))
		}
	}
	if refused < 5 {
		w.t.Fatalf("only %d letters were refused", refused)
	}
	w.must(w.Outbox().PutBack(w.ctx, *letters[0].Lease, 0))
}

// TestSmallGroupsAndRefusalsTellNothing: HR and programs read the same bytes
// before and after an answer of a group that is too small to count, and before
// and after anybody declines.
func TestSmallGroupsAndRefusalsTellNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		hr, p, r := w.hr(), w.program("Counts"), w.launched()
		everything := func() string {
			all := hr.get(frontend.CyclesURL).body + hr.get(frontend.CycleURL(r.id)).body + hr.get(frontend.AuditURL).body
			for _, path := range []string{"/cycles", "/cycles/" + r.id.String(), "/cycles/" + r.id.String() + "/leaders", "/audit", "/people"} {
				all += string(p.get(path).is(http.StatusOK).body)
			}
			return all
		}
		before := everything()
		w.must(w.Surveys().Submit(w.ctx, r.tokens[annAt], r.leaders[omarAt], answers(3, "")))
		if everything() != before {
			t.Error("an answer of a group of two shows")
		}
		for _, who := range []string{benAt, "dan@northwind.example"} {
			w.must(w.Surveys().Decline(w.ctx, r.tokens[who], r.leaders[mayaAt]))
		}
		if everything() != before {
			t.Error("declining shows")
		}
		w.must(w.Surveys().Submit(w.ctx, r.tokens[annAt], r.leaders[mayaAt], answers(3, "")))
		if everything() == before {
			t.Error("an answer of a group of three does not show: nothing was compared")
		}
	})
}
