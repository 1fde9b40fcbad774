package handlers

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// wireReport is a report as a file and in the API.
type wireReport struct {
	Report   frozenReport  `json:"report" doc:"what may be shown about the leader, byte for byte as it was frozen when the cycle closed"`
	SHA256   string        `json:"sha256" doc:"of the frozen report, in hexadecimal"`
	Comments []wireComment `json:"comments" doc:"those that HR did not hold back, in random order"`
	Withheld int           `json:"withheld" doc:"how many comments HR held back"`
	Trend    *wireTrend    `json:"trend,omitempty" doc:"what colleagues see since an earlier report that the reader may open too, worked out from the two; missing when there is none that can be compared"`
}

// wireTrend is how colleagues saw a leader in two cycles. It is no part of the
// frozen report: it ends when the earlier report is deleted.
type wireTrend struct {
	Cycle    string         `json:"cycle" doc:"the earlier cycle's name"`
	ClosedAt time.Time      `json:"closed_at" doc:"when the earlier cycle closed"`
	Before   int            `json:"before" doc:"colleagues who answered then"`
	Now      int            `json:"now" doc:"colleagues who answered this time"`
	Least    float64        `json:"least" doc:"the least difference that is called a change" example:"0.6"`
	Rows     []wireTrendRow `json:"competencies" doc:"those that both reports show and ask the same questions about"`
}

// wireTrendRow is one competency of a trend.
type wireTrendRow struct {
	ID     string           `json:"id"`
	Before float64          `json:"before" doc:"the colleagues' score in the earlier report"`
	Now    float64          `json:"now" doc:"the one in this report"`
	Change models.TrendWord `json:"change" enum:"lower,similar,higher"`
}

func trendJSON(t *models.Trend) *wireTrend {
	if t == nil {
		return nil
	}
	out := &wireTrend{t.Cycle, t.ClosedAt, t.Before, t.Now, t.Least.Float(), nil}
	for _, row := range t.Rows {
		out.Rows = append(out.Rows, wireTrendRow{row.Competency, row.Before.Float(), row.Now.Float(), row.Change})
	}
	return out
}

// frozenReport is the JSON of a models.Report. It is compact and escaped
// already, so that encoding leaves every byte as it is.
type frozenReport json.RawMessage

// MarshalJSON gives the report out as it is.
func (f frozenReport) MarshalJSON() ([]byte, error) { return f, nil }

// Schema describes the report loosely: its member "version" says which form it has.
func (frozenReport) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"version", "leader", "cycle", "competencies"},
		Properties: map[string]*huma.Schema{
			"version": {Type: huma.TypeInteger}, "leader": {Type: huma.TypeString}, "cycle": {Type: huma.TypeString},
			"competencies": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}},
		}}
}

// wireComment is a comment as the leader reads it.
type wireComment struct {
	Question string `json:"question" doc:"id of the open question" example:"keep"`
	Source   string `json:"source" doc:"colleagues, or the manager whose comment it is" example:"colleagues"`
	Text     string `json:"text"`
}

// reportJSON is the one form in which reports leave as JSON.
func reportJSON(view store.ReportView) wireReport {
	r := wireReport{Report: frozenReport(view.Frozen), SHA256: view.SHA256, Comments: []wireComment{}, Withheld: view.Withheld,
		Trend: trendJSON(view.Trend)}
	for _, remark := range view.Remarks {
		r.Comments = append(r.Comments, wireComment{remark.Question, remark.Source, remark.Body})
	}
	return r
}

// wirePerson is somebody of the directory.
type wirePerson struct {
	ID         string `json:"id" format:"uuid"`
	Email      string `json:"email"`
	Name       string `json:"name"`
	Title      string `json:"title"`
	Department string `json:"department"`
	Language   string `json:"language" doc:"a BCP 47 tag" example:"en"`
	Manager    string `json:"manager" doc:"the manager's name, empty at the top"`
	Reports    int    `json:"reports" doc:"how many people work for this person"`
}

func personJSON(p store.DirectoryEntry) wirePerson {
	return wirePerson{p.ID.String(), p.Email, p.Name, p.Title, p.Department, p.Language, p.ManagerName, p.Reports}
}

// wireEntry is one act of HR, of a program or of the clock.
type wireEntry struct {
	ID      string    `json:"id" format:"uuid"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" doc:"a member of HR, an API key, or Sevenfold itself" example:"API key Payroll export"`
	Act     string    `json:"act" example:"launched the cycle"`
	CycleID string    `json:"cycle_id,omitempty" format:"uuid"`
	Detail  string    `json:"detail"`
}

func entryJSON(e store.Entry) wireEntry {
	w := wireEntry{ID: e.ID.String(), At: e.At, Actor: e.Actor, Act: e.Act, Detail: e.Detail}
	if e.CycleID != nil {
		w.CycleID = e.CycleID.String()
	}
	return w
}

// wireHeatmap is how whole departments are seen.
type wireHeatmap struct {
	Cycle        wireCycleName    `json:"cycle"`
	Competencies []wireCompetency `json:"competencies" doc:"in the order of the model"`
	Rows         []wireHeatRow    `json:"rows" doc:"departments with at least five leaders, then the others together"`
	All          wireHeatRow      `json:"all" doc:"made of the cells shown, so that nothing follows by subtraction"`
	Others       []string         `json:"others" doc:"departments that are shown together"`
	Left         []string         `json:"left" doc:"departments with too few leaders to be shown even together"`
}

type wireCycleName struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

type wireCompetency struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type wireHeatRow struct {
	Department string             `json:"department"`
	Leaders    int                `json:"leaders"`
	Scores     map[string]float64 `json:"scores" doc:"competency id → mean from 1 to 5 with one decimal; a missing one is not shown"`
}

func heatmapJSON(cycle models.Cycle, h models.Heatmap) wireHeatmap {
	w := wireHeatmap{Cycle: wireCycleName{cycle.ID.String(), cycle.Name}, Competencies: []wireCompetency{}, Rows: []wireHeatRow{},
		All: heatRowJSON(h.All), Others: append([]string{}, h.Others...), Left: append([]string{}, h.Left...)}
	for _, c := range cycle.Questionnaire.Competencies {
		w.Competencies = append(w.Competencies, wireCompetency{c.ID, c.Name})
	}
	for _, row := range h.Rows {
		w.Rows = append(w.Rows, heatRowJSON(row))
	}
	return w
}

func heatRowJSON(row models.HeatRow) wireHeatRow {
	w := wireHeatRow{row.Department, row.Leaders, map[string]float64{}}
	for id, score := range row.Scores {
		w.Scores[id] = float64(score) / 10
	}
	return w
}
