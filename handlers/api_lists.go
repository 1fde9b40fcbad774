package handlers

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// ListQuery says how to import a list.
type ListQuery struct {
	Preview bool `query:"preview" doc:"work everything out and keep nothing"`
	Partial bool `query:"partial" doc:"import the good rows of a list that has faults; without it such a list is refused as a whole"`
}

type rosterInput struct {
	IDPath
	ListQuery
	RawBody []byte `contentType:"text/csv"`
}

type listInput struct {
	ListQuery
	RawBody []byte `contentType:"text/csv"`
}

type importDone struct {
	Body wireImport
}

// onlyCSV refuses bodies that say they are something else.
func onlyCSV(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		given := ctx.Header("Content-Type")
		if kind, _, err := mime.ParseMediaType(given); given == "" || err == nil && kind == "text/csv" {
			next(ctx)
			return
		}
		writeProblem(api, ctx, http.StatusUnsupportedMediaType)
	}
}

func (p programs) importRoster(ctx context.Context, in *rosterInput) (*importDone, error) {
	cycle, err := p.cycle(ctx, in.IDPath)
	if err != nil {
		return nil, err
	}
	if _, err := cycle.State.After(models.Edit); err != nil {
		return nil, err
	}
	roster, err := models.ReadRoster(bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	if err := in.refuse(len(roster.Rows), roster.Faults); err != nil {
		return nil, err
	}
	sum, err := p.DB.Cycles().ImportRoster(ctx, actor(ctx), cycle.ID, roster, store.ImportOptions{Replace: true, Preview: in.Preview})
	return &importDone{importJSON(sum, in.Preview, roster.Faults)}, err
}

func (p programs) importPeople(ctx context.Context, in *listInput) (*importDone, error) {
	chart, err := p.DB.People().ReadChart(ctx, in.RawBody)
	if err != nil {
		return nil, err
	}
	if err := in.refuse(len(chart.People), chart.Faults); err != nil {
		return nil, err
	}
	sum, err := p.DB.People().ImportChart(ctx, actor(ctx), chart, store.ImportOptions{Preview: in.Preview})
	return &importDone{importJSON(sum, in.Preview, chart.Faults)}, err
}

// refuse returns the faults of a list that is not imported. One without a good
// row is never imported: it would empty what it replaces.
func (o ListQuery) refuse(good int, faults []models.Fault) error {
	switch {
	case len(faults) > 0 && (!o.Partial || good == 0):
		return &models.Error{Kind: models.Invalid, Text: "The list has faults, so nothing was imported. Correct them, or import the good rows alone with partial=true.", Faults: faults}
	case good == 0:
		return models.Errorf(models.Invalid, "The list names nobody, so nothing was imported.")
	}
	return nil
}

type peopleInput struct {
	Query string `query:"q" maxLength:"200" doc:"part of a name, address, department or title"`
	PageQuery
}

type personList struct {
	Body wirePeople
}

// wirePeople is a page of the directory.
type wirePeople struct {
	Total  int          `json:"total" doc:"people whom the search finds"`
	People []wirePerson `json:"people" doc:"by name"`
}

func (p programs) listPeople(ctx context.Context, in *peopleInput) (*personList, error) {
	if strings.ContainsRune(in.Query, 0) || strings.ToValidUTF8(in.Query, "") != in.Query {
		return nil, models.Errorf(models.Invalid, "The search holds characters that cannot be read.")
	}
	page := in.page()
	page.Query = in.Query
	entries, total, err := p.DB.People().List(ctx, page)
	out := &personList{wirePeople{total, []wirePerson{}}}
	for _, entry := range entries {
		out.Body.People = append(out.Body.People, personJSON(entry))
	}
	return out, err
}
