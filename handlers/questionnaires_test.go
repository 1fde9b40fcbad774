package handlers

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// typed is everything that the form of a page would send.
func (a answer) typed(selector string) url.Values {
	a.t.Helper()
	form := url.Values{}
	for _, n := range a.find(selector) {
		for field := range n.Descendants() {
			name, _ := attribute(field, "name")
			switch value, _ := attribute(field, "value"); {
			case field.Type != html.ElementNode || name == "" || field.Data == "button":
			case field.Data == "textarea":
				text := ""
				for c := range field.ChildNodes() {
					text += c.Data
				}
				form.Add(name, text)
			case field.Data == "input":
				form.Add(name, value)
			}
		}
	}
	return form
}

// TestQuestionnairePath goes the whole way: copy, change, look, choose, launch,
// answer, read.
func TestQuestionnairePath(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		b.get("/questionnaires").is(200).says("nav [aria-current]", "Questionnaires").says(".rows", "Built in")
		b.get("/questionnaires/built-in").is(200).says("h1", "From technical expert to leader").hasNot(`a[href$="/edit"]`)
		edit := b.post("/questionnaires", fill("of", "built-in")).is(303).header.Get("Location")
		page := b.get(edit).is(200).says("[role=status]", "yours to change").has(`iframe[sandbox]`)
		form := page.typed("#qf")
		form.Set("title", "Ours")
		form.Set("competencies.0.name", "Secret name of a competency")
		form.Set("competencies.0.items.0.others", "listens to the end")
		form.Set("competencies.0.items.0.self", "listen to the end")
		form.Set("scale.4.label", "Nearly always")

		w.looks(b, edit, form)
		form.Set("step", "save")
		b.follow(b.post(edit, form)).is(200).says("[role=status]", "Version 2 is saved. A comparison over time begins anew for: Secret name of a competency, Deciding").says("h1", "Ours").says(".rows", "Version 2").says(".rows", "Helen Hart; five changes")
		q := strings.TrimSuffix(edit, "/edit")
		b.get(q+"/versions/2").is(200).says("table", "listens to the end").says("caption", "begins anew for: Secret name of a competency, Deciding")
		w.choosesAndAnswers(b, q)
		b.get("/audit").is(200).says("main", "Helen Hart saved the questionnaire: Ours, version 2").says("main", "Helen Hart copied a questionnaire")
	})
}

// looks checks the preview of a form: what raters see, and nothing to send.
func (w *world) looks(b *browser, edit string, form url.Values) {
	w.t.Helper()
	preview := strings.TrimSuffix(edit, "/edit") + "/preview"
	seen := b.post(preview, form).is(200).says("legend", "Maya listens to the end").says(".scale", "Nearly always").hasNot("form[action]").hasNot("script")
	if strings.Contains(seen.body, "Secret name") {
		w.t.Error("the preview shows the name of a competency")
	}
	policy := seen.header.Get("Content-Security-Policy")
	for _, want := range []string{"frame-ancestors 'self'", "form-action 'none'", "script-src 'none'", "sandbox allow-same-origin"} {
		if !strings.Contains(policy, want) {
			w.t.Errorf("the preview may do more than show: %s", policy)
		}
	}
	form.Set("as", "self")
	b.post(preview, form).is(200).says("legend", "I listen to the end")
	form.Del("as")
	b.get(preview).is(200).says("legend", "Maya lets others finish") // nothing was kept
	b.post(preview, nil).is(200)                                     // nothing typed at all can be drawn
}

// choosesAndAnswers uses the questionnaire in a cycle up to the report.
func (w *world) choosesAndAnswers(b *browser, q string) {
	w.t.Helper()
	r := w.draft(models.DefaultPolicy())
	cycle := "/cycles/" + r.id.String()
	b.get(cycle).is(200).says("main", "From technical expert to leader, version 1: 28 questions")
	b.post(cycle+"/questionnaire", fill("questionnaire", "none")).is(422).says("#questionnaire-fault", "Choose one")
	b.follow(b.post(cycle+"/questionnaire", fill("questionnaire", strings.TrimPrefix(q, "/questionnaires/")))).says("[role=status]", "asks “Ours”, version 2").
		has(`#questionnaire option[selected]`).says(".audit", "chose the questionnaire: Ours, version 2")
	b.get(cycle+"/survey").is(200).says("legend", "listens to the end").hasNot("form[action]")
	b.get(cycle+"/launch").is(200).says("main", "Ours, 28 questions")

	form := b.get(q + "/edit").typed("#qf") // changing it later reaches nobody
	form.Set("competencies.0.items.0.others", "something else altogether")
	form.Set("step", "save")
	b.post(q+"/edit", form).leadsTo(q)
	b.get(cycle).says("main", "Version 3 was saved since")
	w.launch(r)
	b.post(cycle+"/questionnaire", fill("questionnaire", "built-in")).is(409)
	maya := r.leaders[mayaAt].String()
	survey := w.browser().get("/s/" + string(r.tokens[annAt]) + "/" + maya).is(200)
	survey.says("legend", "listens to the end").says(".scale", "Nearly always")
	if strings.Contains(survey.body, "Secret name") || strings.Contains(survey.body, "something else") {
		w.t.Error("raters see the name of a competency, or a later version")
	}
	w.answered(r)
	w.close(r)
	w.must(w.Cycles().Release(w.ctx, "test", r.id))
	w.signIn(mayaAt).get("/reports/"+maya).is(200).says("main", "Secret name of a competency").says("main", "listens to the end").says("main", "nearly always")
	b.post(q+"/delete", nil).leadsTo("/questionnaires")
	w.signIn(mayaAt).get("/reports/"+maya).is(200).says("main", "Secret name of a competency")
}

// TestQuestionnaireForm: its buttons work without a script, and everything typed
// comes back.
func TestQuestionnaireForm(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		edit := b.post("/questionnaires", fill("of", "built-in")).is(303).header.Get("Location")
		form := b.get(edit).typed("#qf")
		if len(form) != 161 {
			t.Errorf("the form has %d fields", len(form))
		}
		form.Set("stem.others", "Typed {{.FirstName}} …")
		step := func(do string) answer { form.Set("step", do); return b.post(edit, form) }
		form = step("up items 2 1").is(200).typed("#qf")
		if form.Get("competencies.2.items.0.id") != "3b" || form.Get("stem.others") != "Typed {{.FirstName}} …" {
			t.Error("the question did not move, or what was typed is lost")
		}
		added := step("add competencies").is(200).has(`[id="competencies.7"][open]`)
		form = added.typed("#qf")
		step("check").is(422).says(".errors", "Competency 8, name: The wording is missing.").has(`a[href="#competencies.7.name"]`, `[id="competencies.7.name-fault"]`)
		step("save").is(422).says(".errors", "Nothing is lost")
		form = step("remove competencies 7").is(200).typed("#qf")
		step("check").is(200).says("[role=status]", "Everything is in order")
		step("nonsense").is(422).says(".errors", "button is not known")
		step("").is(422)

		again := url.Values{}
		for name, values := range form {
			again[name] = values
		}
		step("save").leadsTo(strings.TrimSuffix(edit, "/edit"))
		again.Set("title", "Later")
		again.Set("step", "save")
		conflict := b.post(edit, again).is(422).says(".errors", "Somebody else saved version 2")
		form = conflict.typed("#qf")
		if form.Get("title") != "Later" || form.Get("base") != "2" {
			t.Errorf("what was typed is lost: %q on top of %s", form.Get("title"), form.Get("base"))
		}
		b.follow(step("save")).says("[role=status]", "Version 3 is saved")
		form.Set("base", "3")
		b.follow(step("save")).says("[role=status]", "no new version")
		b.get(strings.TrimSuffix(edit, "edit")+"versions/2?with=3").is(200).says("h2", "Compared with version 3").says("table", "Later").says("form", "Restore version 2")
		b.follow(b.post(strings.TrimSuffix(edit, "edit")+"versions/2/restore", nil)).says("[role=status]", "as version 4")
		for _, nowhere := range []string{"/questionnaires/" + uuid.NewString(), "/questionnaires/x", "/questionnaires/x/edit", "/questionnaires/built-in/edit", "/questionnaires/built-in/versions/2/questionnaire.yaml"} {
			b.get(nowhere).is(404)
		}
	})
}

// TestQuestionnaireFile: a file comes and goes without a difference, and every
// fault is told with its line.
func TestQuestionnaireFile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		file := b.get("/questionnaires/built-in/versions/1/questionnaire.yaml").is(200)
		if got := file.header.Get("Content-Disposition"); got != "attachment; filename=expert-to-leader-1.yaml" {
			t.Errorf("it comes as %q", got)
		}
		b.upload("/questionnaires/import", "q.yaml", []byte(file.body)).is(422).says("table", "id with this id already"[3:])
		mine := strings.Replace(file.body, "id: expert-to-leader", "id: ours", 1)
		sent := b.upload("/questionnaires/import", "q.yaml", []byte("\xef\xbb\xbf"+mine)).is(303).header.Get("Location")
		if back := b.get(sent + "/versions/1/questionnaire.yaml").is(200).body; back != mine {
			t.Error("what came back is not what was sent")
		}
		faulty := strings.NewReplacer("value: 2", "value: two", "name: Delegating", "nam: Delegating").Replace(mine)
		page := b.upload(sent+"/import", "<b>.yaml", []byte(faulty)).is(422)
		for _, n := range []int{lineOf(faulty, "value: two"), lineOf(faulty, "nam: Delegating")} {
			page.says("table", fmt.Sprintf("Line %d", n))
		}
		b.upload(sent+"/import", "q.yaml", []byte(strings.Replace(mine, "id: ours", "id: other", 1))).is(422).says("table", "the id ours")
		b.follow(b.upload(sent+"/import", "q.yaml", []byte(strings.Replace(mine, "language: en", "language: fr", 1)))).says("[role=status]", "as version 2")
		b.upload(sent+"/import", "q.yaml", []byte(strings.Repeat("#", models.MaxQuestionnaireBytes+1))).is(422).says("table", "larger than 256 KB")
		b.upload(sent+"/import", "q.yaml", []byte(strings.Repeat("#", 2<<20))).is(413)
		b.post(sent+"/import", nil).is(422).says(".errors", "No file arrived")
	})
}

// lineOf is the number of the first line that holds text.
func lineOf(file, text string) int {
	at := regexp.MustCompile(regexp.QuoteMeta(text)).FindStringIndex(file)[0]
	return 1 + strings.Count(file[:at], "\n")
}
