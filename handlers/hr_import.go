package handlers

import (
	"errors"
	"mime/multipart"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// Lists come in below a cycle (its roster) and below /people (the org chart).
// The handlers are the same; importing knows which of the two it is.

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

// upload keeps a file, has it read, and shows what it would do. One that is no
// list at all comes back at once, or as soon as that is known.
func (s *site) upload(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	file, err := uploaded(c)
	if e, ok := errors.AsType[*models.Error](err); ok && e.Kind == models.Invalid {
		return s.uploadAgain(c, into, e.Text)
	}
	if err != nil {
		return reply{}, err
	}
	if into.cycle != nil {
		file.CycleID = &into.cycle.ID
	}
	work, err := s.DB.Works().Read(c.Request.Context(), who(c).name(), file)
	if err == nil {
		work, err = s.await(c.Request.Context(), work)
	}
	if err != nil {
		return reply{}, err
	}
	if work.State == models.WorkRefused {
		return s.uploadAgain(c, into, work.Problem)
	}
	return goTo(into.url + "/" + work.UploadID.String())
}

func (s *site) uploadAgain(c *gin.Context, into importing, problem string) (reply, error) {
	page := frontend.ImportPage{Base: s.base(c), Cycle: into.head}
	page.Errors = []frontend.FormError{{Field: "file", Text: problem}}
	return showAgain(page)
}

// uploaded is the file of the form, to be read as it arrives.
func uploaded(c *gin.Context) (store.Upload, error) {
	form, err := c.Request.MultipartReader()
	var part *multipart.Part
	for err == nil && (part == nil || part.FormName() != "file") {
		part, err = form.NextPart()
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return store.Upload{}, err
	}
	if err != nil || part.FileName() == "" {
		return store.Upload{}, models.Errorf(models.Invalid, "No file arrived. Choose a CSV file, then send the form.")
	}
	name, unnamed := models.CleanName(part.FileName())
	if unnamed != nil {
		name = "list.csv"
	}
	return store.Upload{Name: name, Body: part}, nil
}

// read returns what reading the file that the path names has found so far.
func (s *site) read(c *gin.Context, into importing) (store.Work, error) {
	id, err := idParam(c, "upload")
	if err != nil {
		return store.Work{}, err
	}
	work, err := s.DB.Works().Reading(c.Request.Context(), id)
	if err == nil && !sameCycle(work.CycleID, into.cycle) {
		err = models.Errorf(models.NotFound, "There is no such file here.")
	}
	return work, err
}

func sameCycle(id *uuid.UUID, cycle *models.Cycle) bool {
	if id == nil || cycle == nil {
		return id == nil && cycle == nil
	}
	return *id == cycle.ID
}

// preview shows what importing a file would do, or how far reading it is.
func (s *site) preview(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	work, err := s.read(c, into)
	if err != nil {
		return reply{}, err
	}
	if work.State != models.WorkDone {
		return show(s.workPage(c, into.head, work))
	}
	return show(s.previewPage(c, into, work))
}

func (s *site) previewPage(c *gin.Context, into importing, work store.Work) frontend.ImportPreviewPage {
	found := work.Result
	return frontend.ImportPreviewPage{Base: s.base(c), Cycle: into.head, UploadID: work.UploadID.String(), File: work.File,
		Rows: found.Read, Added: found.Added, Updated: found.Updated, Unchanged: found.Unchanged, Good: found.Good,
		Leaders: found.Leaders, People: found.People, Faults: found.Faults, MoreFaults: found.MoreFaults, BadRows: found.BadRows}
}

// importUpload saves all rows of a file without faults, or the good ones of
// another.
func (s *site) importUpload(c *gin.Context) (reply, error) {
	into, err := s.importing(c)
	if err != nil {
		return reply{}, err
	}
	read, err := s.read(c, into)
	if err != nil {
		return reply{}, err
	}
	rows := c.PostForm("rows")
	if rows != "all" && rows != "good" {
		return s.previewAgain(c, into, read, models.Errorf(models.Invalid, "Say whether all rows are to be imported or the good ones."))
	}
	work, err := s.DB.Works().Import(c.Request.Context(), who(c).name(), *read.UploadID, rows == "good")
	if models.KindOf(err) == models.Invalid {
		return s.previewAgain(c, into, read, err)
	}
	if err == nil {
		work, err = s.await(c.Request.Context(), work)
	}
	if err != nil {
		return reply{}, err
	}
	if work.State != models.WorkDone {
		return goTo(frontend.WorkURL(into.head, work.Work))
	}
	return s.done(c, into.back, importNotice(work.Result.ImportSummary))
}

func (s *site) previewAgain(c *gin.Context, into importing, read store.Work, refusal error) (reply, error) {
	page := s.previewPage(c, into, read)
	page.Errors = []frontend.FormError{{Text: refusal.Error()}}
	return showAgain(page)
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
	read, err := s.read(c, into)
	if err != nil {
		return reply{}, err
	}
	body, err := s.DB.Works().FaultyRows(c.Request.Context(), *read.UploadID)
	if err != nil {
		return reply{}, err
	}
	return file("faulty-rows.csv", "text/csv; charset=utf-8", body)
}
