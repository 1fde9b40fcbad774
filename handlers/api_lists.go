package handlers

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

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
	ListBody
}

type listInput struct {
	ListQuery
	ListBody
}

// ListBody is a list in the body of a request, to be read as it arrives.
type ListBody struct{ text io.Reader }

// listPatience is how long a list may take to arrive.
const listPatience = time.Minute

// Resolve implements huma.Resolver: huma itself would read the whole of it first.
func (l *ListBody) Resolve(ctx huma.Context) []error {
	_ = ctx.SetReadDeadline(time.Now().Add(listPatience)) // a recorder in a test has none
	text := bufio.NewReader(ctx.BodyReader())
	l.text = text
	if _, err := text.Peek(1); errors.Is(err, io.EOF) {
		return []error{plainProblem(http.StatusBadRequest, nil)}
	}
	return nil
}

// Read implements io.Reader.
func (l *ListBody) Read(p []byte) (int, error) {
	n, err := l.text.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = plainProblem(http.StatusRequestTimeout, nil)
	}
	return n, err
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
	var done store.Imported
	err = p.DB.Works().AtOnce(ctx, store.Upload{CycleID: &cycle.ID, Name: "roster.csv", Body: in}, func(list store.List) (err error) {
		done, err = p.DB.Cycles().ImportRoster(ctx, actor(ctx), cycle.ID, list, store.ImportOptions{Replace: true, Partial: in.Partial, Preview: in.Preview})
		return err
	})
	return in.answer(done, err)
}

func (p programs) importPeople(ctx context.Context, in *listInput) (*importDone, error) {
	var done store.Imported
	err := p.DB.Works().AtOnce(ctx, store.Upload{Name: "people.csv", Body: in}, func(list store.List) (err error) {
		done, err = p.DB.People().ImportChart(ctx, actor(ctx), list, store.ImportOptions{Partial: in.Partial, Preview: in.Preview})
		return err
	})
	return in.answer(done, err)
}

// answer tells what an import did, or why it was refused with everything that is
// wrong with the list. A preview is refused as the import would be.
func (o ListQuery) answer(done store.Imported, err error) (*importDone, error) {
	if err == nil && o.Preview {
		err = models.CheckImport(o.Partial, done.Good, len(done.Faults))
	}
	if models.KindOf(err) == models.Invalid && len(done.Faults) > 0 {
		err = &models.Error{Kind: models.Invalid, Text: "The list has faults, so nothing was imported. Correct them, or import the good rows alone with partial=true.", Faults: done.Faults}
	}
	if err != nil {
		return nil, err
	}
	return &importDone{importJSON(done.ImportSummary, o.Preview, done.Faults)}, nil
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
