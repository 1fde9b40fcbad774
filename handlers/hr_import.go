package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// Lists come in below a cycle (its roster) and below /people (the org chart).
// The handlers are the same; importing knows which of the two it is.

// faultsListed is how many faults of a file a page lists.
const faultsListed = 200

// importing is what an import is into.
type importing struct {
	cycle *models.Cycle // nil: the directory
	head  frontend.CycleHead
	url   string // of the form
	back  string // where an import leads to
}

// importing finds out what the path imports into. A cycle must be a draft.
func (s *site) importing(c *gin.Context) (importing, error) {
	if c.Param("id") == "" {
		return importing{url: frontend.PeopleURL + "/import", back: frontend.PeopleURL}, nil
	}
	cycle, err := s.cycleFor(c, models.Edit)
	return importing{&cycle, s.head(cycle), frontend.CycleURL(cycle.ID, "import"), frontend.CycleURL(cycle.ID)}, err
}

func (s *site) importForm(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	return show(frontend.ImportPage{Base: s.base(c), Cycle: into.head})
}

// upload keeps a file that can be read, and shows what it would do. One that is
// no list at all is not kept.
func (s *site) upload(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	file, err := uploaded(c)
	if err == nil {
		_, err = s.readList(c.Request.Context(), into, file.Body)
	}
	if e, ok := errors.AsType[*models.Error](err); ok && e.Kind == models.Invalid {
		page := frontend.ImportPage{Base: s.base(c), Cycle: into.head}
		page.Errors = fileErrors(e)
		return showAgain(page)
	}
	if err != nil {
		return reply{}, err
	}
	if into.cycle != nil {
		file.CycleID = &into.cycle.ID
	}
	id, err := s.DB.People().KeepUpload(c.Request.Context(), file)
	if err != nil {
		return reply{}, err
	}
	return goTo(into.url + "/" + id.String())
}

// uploaded reads the file of the form.
func uploaded(c *gin.Context) (store.Upload, error) {
	file, header, err := c.Request.FormFile("file")
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return store.Upload{}, err
	}
	if err != nil {
		return store.Upload{}, models.Errorf(models.Invalid, "No file arrived. Choose a CSV file, then send the form.")
	}
	defer file.Close()
	body, err := io.ReadAll(file)
	name, unnamed := models.CleanName(header.Filename)
	if unnamed != nil {
		name = "list.csv"
	}
	return store.Upload{Name: name, Body: body}, err
}

// fileErrors are the reasons why a file cannot be read at all.
func fileErrors(e *models.Error) []frontend.FormError {
	if len(e.Faults) == 0 {
		return []frontend.FormError{{Field: "file", Text: e.Text}}
	}
	var list []frontend.FormError
	for _, f := range e.Faults {
		list = append(list, frontend.FormError{Field: "file", Text: f.Problem})
	}
	return list
}

// list is an uploaded list as it was read: one of the two, and what they share.
type list struct {
	roster models.Roster
	chart  models.OrgChart
	good   int
	faults []models.Fault
}

// readList reads a file as what it is imported into.
func (s *site) readList(ctx context.Context, into importing, body []byte) (list, error) {
	if into.cycle != nil {
		roster, err := models.ReadRoster(strings.NewReader(string(body)))
		return list{roster: roster, good: len(roster.Rows), faults: roster.Faults}, err
	}
	chart, err := s.readChart(ctx, body)
	return list{chart: chart, good: len(chart.People), faults: chart.Faults}, err
}

// readChart reads the file twice: first to learn which managers it does not
// hold itself, then with what the directory says of them.
func (s *site) readChart(ctx context.Context, body []byte) (models.OrgChart, error) {
	var asked []string
	_, err := models.ReadOrgChart(strings.NewReader(string(body)), func(email string) bool {
		asked = append(asked, email)
		return true
	})
	if err != nil {
		return models.OrgChart{}, err
	}
	known, err := s.DB.People().Known(ctx, asked)
	if err != nil {
		return models.OrgChart{}, err
	}
	return models.ReadOrgChart(strings.NewReader(string(body)), func(email string) bool { return known[email] })
}

// save imports the good rows, or only works out what that would do.
func (s *site) save(c *gin.Context, into importing, l list, o store.ImportOptions) (store.ImportSummary, error) {
	if into.cycle != nil {
		return s.DB.Cycles().ImportRoster(c.Request.Context(), who(c).name(), into.cycle.ID, l.roster, o)
	}
	return s.DB.People().ImportChart(c.Request.Context(), who(c).name(), l.chart, o)
}

// kept returns the uploaded file that the path names, and its list.
func (s *site) kept(c *gin.Context, into importing) (store.Upload, list, error) {
	id, err := idParam(c, "upload")
	if err != nil {
		return store.Upload{}, list{}, err
	}
	file, err := s.DB.People().Upload(c.Request.Context(), id)
	if err != nil {
		return file, list{}, err
	}
	if !sameCycle(file.CycleID, into.cycle) {
		return file, list{}, models.Errorf(models.NotFound, "There is no such file here.")
	}
	l, err := s.readList(c.Request.Context(), into, file.Body)
	return file, l, err
}

func sameCycle(id *uuid.UUID, cycle *models.Cycle) bool {
	if id == nil || cycle == nil {
		return id == nil && cycle == nil
	}
	return *id == cycle.ID
}

func (s *site) preview(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	file, l, err := s.kept(c, into)
	if err != nil {
		return reply{}, err
	}
	return shown(s.previewPage(c, into, file, l))
}

func (s *site) previewPage(c *gin.Context, into importing, file store.Upload, l list) (frontend.ImportPreviewPage, error) {
	sum, err := s.save(c, into, l, store.ImportOptions{Preview: true})
	lines := map[int]bool{}
	for _, f := range l.faults {
		lines[f.Line] = true
	}
	page := frontend.ImportPreviewPage{Base: s.base(c), Cycle: into.head, UploadID: file.ID.String(), File: file.Name,
		Rows: sum.Read, Added: sum.Added, Updated: sum.Updated, Unchanged: sum.Unchanged, Good: l.good,
		Leaders: sum.Leaders, People: sum.People, Faults: l.faults, BadRows: len(lines)}
	if more := len(l.faults) - faultsListed; more > 0 {
		page.Faults, page.MoreFaults = l.faults[:faultsListed], more
	}
	return page, err
}

// importUpload saves all rows of a file without faults, or the good ones of
// another. Then the file is thrown away.
func (s *site) importUpload(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	file, l, err := s.kept(c, into)
	if err != nil {
		return reply{}, err
	}
	if refusal := refuseImport(c.PostForm("rows"), l); refusal != "" {
		page, err := s.previewPage(c, into, file, l)
		page.Errors = []frontend.FormError{{Text: refusal}}
		return shownAgain(page, err)
	}
	sum, err := s.save(c, into, l, store.ImportOptions{})
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.People().DropUpload(c.Request.Context(), file.ID); err != nil {
		return reply{}, err
	}
	return s.done(c, into.back, importNotice(sum))
}

// refuseImport says why nothing is imported, or "".
func refuseImport(rows string, l list) string {
	switch {
	case rows != "all" && rows != "good":
		return "Say whether all rows are to be imported or the good ones."
	case rows == "all" && len(l.faults) > 0:
		return "Some rows have faults, so the whole file was not imported. Correct it, or import the good rows."
	case l.good == 0:
		return "There is no row that can be imported."
	}
	return ""
}

func importNotice(sum store.ImportSummary) string {
	words := count(sum.Added, "row", "rows") + " added"
	if sum.Updated > 0 {
		words += ", " + count(sum.Updated, "row", "rows") + " updated"
	}
	if sum.Unchanged > 0 {
		words += ", " + count(sum.Unchanged, "row was", "rows were") + " there already"
	}
	return words + "."
}

// faultyRows answers with the rows that need fixing, to be corrected and sent again.
func (s *site) faultyRows(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	kept, l, err := s.kept(c, into)
	if err != nil {
		return reply{}, err
	}
	body := l.roster.FaultyCSV
	if into.cycle == nil {
		body = l.chart.FaultyCSV
	}
	return file("faulty-rows.csv", "text/csv; charset=utf-8", body(kept.Body))
}
