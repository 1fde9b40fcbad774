package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// frozen checks that a report left as the bytes whose hash is sent with it.
func frozen(t *testing.T, body []byte, hash string) {
	t.Helper()
	var raw struct{ Report json.RawMessage }
	if err := json.Unmarshal(body, &raw); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(raw.Report); hex.EncodeToString(sum[:]) != hash {
		t.Errorf("the hash %s is not of %s", hash, raw.Report)
	}
}

func TestRaterByProgram(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		p := w.stranger()
		link := "/links/" + string(r.tokens["ann@northwind.example"])
		var opened wireLink
		p.get(link).is(http.StatusOK).into(&opened)
		if len(opened.Leaders) != 2 || opened.Leaders[0].Name != "Maya Lindt" || opened.Leaders[0].Named || opened.Leaders[0].State != "pending" || !strings.Contains(opened.Promise, "from 3 answers on") {
			t.Errorf("opened %+v", opened)
		}
		maya, omar := link+"/leaders/"+opened.Leaders[0].ID, link+"/leaders/"+opened.Leaders[1].ID
		asksInOwnWords(t, p, maya)
		refusesAnswers(t, p, maya)

		half := rate(4, "She explains the platform.")
		half["ratings"].(map[string]*int)["1b"] = nil
		if a := p.json("POST", maya+"/answers", half).is(http.StatusNoContent); len(a.body) > 0 {
			t.Errorf("told %s", a.body)
		}
		p.json("POST", maya+"/answers", half).problem(http.StatusConflict)
		p.send("POST", maya+"/decline", nil).problem(http.StatusConflict)
		p.send("POST", omar+"/decline", nil).is(http.StatusNoContent)
		p.send("POST", omar+"/decline", nil).problem(http.StatusConflict)
		p.get(link).is(http.StatusOK).into(&opened)
		if opened.Leaders[0].State != "answered" || opened.Leaders[1].State != "declined" {
			t.Errorf("in the end %+v", opened.Leaders)
		}
		for _, secret := range []string{"/links", string(r.tokens["ann@northwind.example"]), opened.Leaders[0].ID, "platform"} {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("%q is in the log: %s", secret, w.log)
			}
		}
	})
}

// asksInOwnWords checks the questionnaire as this link asks it.
func asksInOwnWords(t *testing.T, p *program, path string) {
	t.Helper()
	var survey wireSurvey
	a := p.get(path).is(http.StatusOK).into(&survey)
	items := 0
	for _, part := range survey.Parts {
		items += len(part.Items)
	}
	if len(survey.Parts) != 7 || items != 28 || len(survey.Scale) != 5 || len(survey.Questions) == 0 || survey.NotObserved.Label == "" {
		t.Errorf("asked %+v", survey)
	}
	if text := string(a.body); strings.Contains(text, "{{") || !strings.Contains(text, "Maya") || strings.Contains(text, models.DefaultQuestionnaire().Competencies[0].Shift) {
		t.Errorf("asked in the wrong words: %s", text)
	}
	if string(p.get(path).body) != string(a.body) {
		t.Error("asked in another order the second time")
	}
}

// refusesAnswers sends what cannot be taken, and checks that nothing was.
func refusesAnswers(t *testing.T, p *program, path string) {
	t.Helper()
	send := func(change func(body map[string]any)) wireProblem {
		t.Helper()
		body := rate(4, "")
		change(body)
		return p.json("POST", path+"/answers", body).problem(http.StatusUnprocessableEntity)
	}
	ratings := func(change func(map[string]*int)) func(map[string]any) {
		return func(body map[string]any) { change(body["ratings"].(map[string]*int)) }
	}
	six := 6
	send(ratings(func(r map[string]*int) { delete(r, "1a"); delete(r, "7d") })).blames(t, "1a", "7d")
	send(ratings(func(r map[string]*int) { r["2b"] = &six })).blames(t, "2b")
	send(ratings(func(r map[string]*int) { r["9z"] = nil })).blames(t, "9z")
	send(func(b map[string]any) { b["comments"] = map[string]string{"gossip": "x"} }).blames(t, "gossip")
	send(func(b map[string]any) {
		b["comments"] = map[string]string{"keep": strings.Repeat("x", models.MaxComment+1)}
	}).blames(t, "keep")
	send(func(b map[string]any) { b["comments"] = map[string]any{"keep": 4} }).blames(t, "comments.keep")
	send(func(b map[string]any) { b["ratings"] = map[string]any{"1a": "secretly four"} }).blames(t, "ratings.1a")
	send(func(b map[string]any) { b["ratings"] = map[string]any{"1a": 4.5} }).blames(t, "ratings.1a")
	send(func(b map[string]any) { b["name"] = "Ann" }).blames(t, "name")
	send(func(b map[string]any) { delete(b, "ratings") })
	p.json("POST", path+"/answers", "").problem(http.StatusBadRequest)
	p.json("POST", path+"/answers", `{"ratings":{"1a":"secretly four"}`).problem(http.StatusBadRequest)
	p.with("Content-Type", "text/plain").json("POST", path+"/answers", "{}").problem(http.StatusUnsupportedMediaType)
	a := p.json("POST", path+"/answers", `{"ratings":{"1a":"secretly four"}}`)
	if strings.Contains(string(a.body), "secretly") {
		t.Errorf("what was sent comes back: %s", a.body)
	}
	var survey wireSurvey
	p.get(path).is(http.StatusOK).into(&survey)
	if survey.Leader.State != "pending" {
		t.Errorf("faulty answers were taken: %+v", survey.Leader)
	}
}

// TestDeadLinksLookTheSame compares every way in which a link can open nothing.
func TestDeadLinksLookTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.launched()
		done := w.released(models.DefaultPolicy())
		p := w.stranger()
		maya, ben := r.leaders["maya@northwind.example"].String(), "/links/"+string(r.tokens["ben@northwind.example"])
		old := "/links/" + string(done.tokens["ann@northwind.example"])
		boss := "/links/" + string(r.tokens["boss@northwind.example"])
		body := rate(4, "")
		var first string
		for _, a := range []told{
			p.get("/links/nothing"), p.get("/links/AAAAAAAAAAAAAAAAAAAAAAAAAAA"), p.get(old),
			p.get("/links/nothing/leaders/" + maya), p.get(old + "/leaders/" + done.leaders["maya@northwind.example"].String()),
			p.get(ben + "/leaders/nobody"), p.get(ben + "/leaders/" + uuid.NewString()),
			p.get(boss + "/leaders/" + r.leaders["omar@northwind.example"].String()), // asked about Maya only
			p.json("POST", old+"/leaders/"+maya+"/answers", body), p.json("POST", ben+"/leaders/nobody/answers", body),
			p.json("POST", "/links/nothing/leaders/"+maya+"/answers", body), p.send("POST", "/links/nothing/leaders/"+maya+"/decline", nil),
		} {
			a.problem(http.StatusGone)
			if first == "" {
				first = string(a.body)
			}
			if string(a.body) != first {
				t.Errorf("one dead link says %s, another %s", first, a.body)
			}
		}
		for range 60 - 12 {
			p.get("/links/nothing").problem(http.StatusGone)
		}
		a := p.get("/links/nothing")
		a.problem(http.StatusTooManyRequests)
		if a.header.Get("Retry-After") != "60" {
			t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
		}
		p.get(ben).is(http.StatusOK) // a link that opens is never held up
	})
}
