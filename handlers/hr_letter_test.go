package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestHRAdaptsTheLetters shows every letter of a draft to every kind of reader,
// and keeps the own words until launch.
func TestHRAdaptsTheLetters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		path := frontend.CycleURL(r.id, "letter")
		b.get(frontend.CycleURL(r.id, "launch")).is(200).has(`a[href="` + path + `"]`)
		roles, err := w.Cycles().SampleRoles(w.ctx, r.id)
		w.must(err)
		if len(roles) < 3 {
			t.Fatalf("the draft asks only %v", roles)
		}
		for _, kind := range models.SampleKinds() {
			for _, as := range roles {
				query := "?as=" + string(as) + "&kind=" + string(kind)
				page := b.get(path+query).is(200).has(`option[value=`+string(kind)+`][selected]`, "iframe")
				frame := page.attr("iframe", "src")
				if kind != models.ReportLetter && frame != frontend.CycleURL(r.id, "launch", "mail")+query {
					t.Errorf("%s to %s is framed from %s", kind, as, frame)
				}
				b.get(frame).is(200).says("p", "Hello")
			}
		}
		b.get(path + "?kind=signin").is(422)
		b.get(frontend.CycleURL(r.id, "launch", "mail") + "?as=boss").is(422)

		saved := b.post(path, fill("letter_intro", "One.\r\n\r\nTwo.", "letter_signature", "Helen\nHR", "kind", "reminder", "as", "manager"))
		b.follow(saved.leadsTo(path+"?as=manager&kind=reminder")).is(200).says("[role=status]", "Your words are saved").
			says("#letter_intro", "Two.").says("#letter_signature", "Helen").has(`option[value=reminder][selected]`)
		long := strings.Repeat("x", models.MaxIntro+1)
		b.post(path, fill("letter_intro", long, "letter_signature", "Helen")).is(422).says("#letter_intro", long).says("#letter_intro-fault", "600 characters")
		b.post(frontend.CycleURL(r.id, "details"), fill("name", "Renamed", "contact_name", "Helen Hart", "contact_email", "helen@northwind.example")).is(303)
		w.keepsWords(r, models.LetterWords{Intro: "One.\n\nTwo.", Signature: "Helen\nHR"})

		w.launch(r)
		b.get(path).is(409)
		b.post(path, fill("letter_intro", "Late")).is(409)
		b.post(path+"/test", fill()).is(409)
		w.keepsWords(r, models.LetterWords{Intro: "One.\n\nTwo.", Signature: "Helen\nHR"})
	})
}

func (w *world) keepsWords(r round, want models.LetterWords) {
	w.t.Helper()
	cycle, err := w.Cycles().Get(w.ctx, r.id)
	w.must(err)
	if cycle.Letter != want {
		w.t.Errorf("the letters have the words %+v", cycle.Letter)
	}
}

// TestHRSendsATest queues the letter that is shown, to whoever asks and to nobody else.
func TestHRSendsATest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		path := frontend.CycleURL(r.id, "letter")
		sent := b.post(path+"/test", fill("kind", "last_reminder", "as", "manager"))
		b.follow(sent.leadsTo(path+"?as=manager&kind=last_reminder")).is(200).says("[role=status]", "on its way to helen@northwind.example")
		var tests []models.Envelope
		letters, err := w.Outbox().Claim(w.ctx, 100, time.Minute)
		w.must(err)
		envelopes, err := w.Outbox().Envelopes(w.ctx, letters)
		w.must(err)
		for _, e := range envelopes {
			if e.Letter.Kind == models.TestLetter {
				tests = append(tests, e)
			}
		}
		if len(tests) != 1 || tests[0].To.Email != "helen@northwind.example" || tests[0].Letter.Sample != "last_reminder manager" {
			t.Fatalf("queued %+v", tests)
		}
		b.post(path+"/test", fill("kind", "signin")).is(422)

		empty, err := w.Cycles().Create(w.ctx, "Helen", store.CycleDraft{Name: "Empty", Policy: models.DefaultPolicy()})
		w.must(err)
		b.get(frontend.CycleURL(empty.ID, "letter")).is(200).says("main", "Set the deadline first").hasNot("iframe")
		b.post(frontend.CycleURL(empty.ID, "letter", "test"), fill()).is(422)
	})
}

// TestWordsByProgram sets the words of the letters through the API.
func TestWordsByProgram(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		p := w.program("Payroll export")
		path := p.newDraft()
		var cycle WireCycle
		p.json("PATCH", path, `{"letter_intro": "One.\n\nTwo.", "letter_signature": "Helen"}`).is(http.StatusOK).into(&cycle)
		p.json("PATCH", path, `{"letter_signature": ""}`).is(http.StatusOK).into(&cycle)
		if cycle.LetterIntro != "One.\n\nTwo." || cycle.LetterSignature != "" {
			t.Errorf("changed to %+v", cycle)
		}
		p.json("PATCH", path, map[string]any{"letter_intro": strings.Repeat("x", 601)}).problem(http.StatusUnprocessableEntity).blames(t, "letter_intro")
	})
}
