package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestAPIQuestionnaires: a program fetches a questionnaire, keeps its own,
// changes it and puts it into a draft.
func TestAPIQuestionnaires(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		p := newWorld(t, db).program("Survey library")
		file := p.get("/questionnaires/expert-to-leader/questionnaire.yaml").is(http.StatusOK)
		if string(file.body) != string(models.DefaultQuestionnaire().YAML()) {
			t.Error("the file is not the built-in questionnaire")
		}
		yaml := p.with("Content-Type", "application/yaml")
		put := func(key, text string) told { return yaml.send("PUT", "/questionnaires/"+key, strings.NewReader(text)) }
		put("expert-to-leader", string(file.body)+"\n").problem(http.StatusUnprocessableEntity).blames(t, "id")
		mine := strings.Replace(string(file.body), "id: expert-to-leader", "id: ours", 1)
		put("others", mine).problem(http.StatusUnprocessableEntity).blames(t, "id")
		p.with("Content-Type", "application/json").send("PUT", "/questionnaires/ours", strings.NewReader(mine)).problem(http.StatusUnsupportedMediaType)
		var saved struct {
			Version int                  `json:"version"`
			SavedBy string               `json:"saved_by"`
			Body    models.Questionnaire `json:"questionnaire"`
		}
		put("ours", mine).is(http.StatusOK).into(&saved)
		put("ours", mine).is(http.StatusOK).into(&saved) // the same makes no version
		if saved.Version != 1 || saved.SavedBy != "API key Survey library" || len(saved.Body.Competencies) != 7 {
			t.Errorf("kept as %+v", saved)
		}
		put("ours", strings.Replace(mine, "title: From", "title: Our way from", 1)).is(http.StatusOK).into(&saved)
		put("ours", strings.Replace(mine, "name: Delegating", "nam: Delegating", 1)).problem(http.StatusUnprocessableEntity).blames(t, "competencies[2].name", "competencies[2].nam")
		if p.get("/questionnaires/ours?version=1").is(http.StatusOK).into(&saved); saved.Body.Title != "From technical expert to leader" {
			t.Errorf("version 1 is %q", saved.Body.Title)
		}
		p.get("/questionnaires/nobody").problem(http.StatusNotFound)
		var list struct {
			Questionnaires []WireQuestionnaire `json:"questionnaires"`
		}
		p.get("/questionnaires").is(http.StatusOK).into(&list)
		if len(list.Questionnaires) != 2 || !list.Questionnaires[0].BuiltIn || list.Questionnaires[1].Version != 2 {
			t.Errorf("the list is %+v", list)
		}
		draft := p.draft(models.DefaultPolicy())
		choose := "/cycles/" + draft.id.String() + "/questionnaire"
		p.json("PUT", choose, map[string]any{"id": "nobody"}).problem(http.StatusNotFound)
		p.json("PUT", choose, map[string]any{"id": "ours", "version": 1}).is(http.StatusOK)
		if got, err := p.Cycles().Get(p.ctx, draft.id); err != nil || got.Questionnaire.ID != "ours" || got.Questionnaire.Version != 1 {
			t.Errorf("the draft asks %s, version %d, %v", got.Questionnaire.ID, got.Questionnaire.Version, err)
		}
		p.launch(draft)
		p.json("PUT", choose, map[string]any{"id": "ours"}).problem(http.StatusConflict)
	})
}
