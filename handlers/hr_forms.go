package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// readForm reads the fields of a form, so that one that is too large or broken
// is refused instead of looking empty. Files are read where they are expected.
func (s *site) readForm(c *gin.Context) {
	if c.Request.Method != http.MethodPost || strings.HasPrefix(c.ContentType(), "multipart/") {
		return
	}
	if err := parseForm(c); err != nil {
		s.errorPage(c, err)
	}
}

// fields are the fields of the forms under which faults of the store are shown.
var fields = map[string]string{"closes_at": "closes_on", "opens_at": "opens_on", "contact": "contact_email", "roster": ""}

// fieldErrors are the errors of a form. A fault without a field belongs to
// field. ok is false for an error that is not the form's to show.
func fieldErrors(err error, field string) (list []frontend.FormError, ok bool) {
	list, ok = formErrors(err)
	for i := range list {
		if name, known := fields[list[i].Field]; known {
			list[i].Field = name
		}
		if list[i].Field == "" {
			list[i].Field = field
		}
	}
	return list, ok
}

// pathCycle is the cycle that the path names.
func (s *site) pathCycle(c *gin.Context) (models.Cycle, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return models.Cycle{}, err
	}
	return s.DB.Cycles().Get(c.Request.Context(), id)
}

// cycleFor is the cycle that the path names, if verb may start from its state.
func (s *site) cycleFor(c *gin.Context, verb models.Verb) (models.Cycle, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return cycle, err
	}
	_, err = cycle.State.After(verb)
	return cycle, err
}

// head is the top of a cycle's pages.
func (s *site) head(c models.Cycle) frontend.CycleHead {
	return frontend.CycleHead{ID: c.ID, Name: c.Name, State: c.State, ClosesAt: s.local(c.ClosesAt)}
}

// local puts a time into the zone in which everybody reads it.
func (s *site) local(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	here := t.In(s.Location)
	return &here
}

// dayOf is the day of a time as a date field holds it.
func (s *site) dayOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(s.Location).Format(time.DateOnly)
}

// The hours at which cycles open and close.
const (
	openingHour = 9
	closingHour = 18
)

// dateField reads a day of the form as the given hour of it. An empty field is
// nil; whether it may be empty is the caller's.
func (s *site) dateField(c *gin.Context, name string, hour int) (*time.Time, []frontend.FormError) {
	typed := strings.TrimSpace(c.PostForm(name))
	if typed == "" {
		return nil, nil
	}
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil || day.Year() < 2000 {
		return nil, []frontend.FormError{{Field: name, Text: "This is not a day. Write it as year, month and day: 2026-11-14."}}
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, s.Location).UTC()
	return &at, nil
}

// trail is the end of a cycle's audit trail.
func (s *site) trail(c *gin.Context, cycle uuid.UUID) (frontend.AuditTrail, error) {
	ctx := c.Request.Context()
	entries, err := s.DB.Audit().List(ctx, &cycle, nil, 8)
	if err != nil {
		return frontend.AuditTrail{}, err
	}
	total, err := s.DB.Audit().Count(ctx, &cycle)
	return frontend.AuditTrail{Lines: s.auditLines(entries, nil), Total: total, URL: frontend.AuditURL + "?cycle=" + cycle.String()}, err
}

// auditLines writes entries as lines; names are those of their cycles.
func (s *site) auditLines(entries []store.Entry, names map[uuid.UUID]string) []frontend.AuditLine {
	lines := make([]frontend.AuditLine, len(entries))
	for i, e := range entries {
		lines[i] = frontend.AuditLine{At: e.At.In(s.Location), Actor: e.Actor, Act: e.Act}
		if e.Detail != "" {
			lines[i].Act += ": " + e.Detail
		}
		if e.CycleID != nil {
			lines[i].Cycle = names[*e.CycleID]
		}
	}
	return lines
}

// linesPerPage is how many members, keys, questionnaires, versions and reports of
// one's own a page lists.
const linesPerPage = 50

// partOf is the part of a list that the address asks for by after, the number of
// entries before it. A number that is none asks for the start.
func partOf(c *gin.Context, limit int) store.Page {
	after, err := strconv.ParseInt(c.Query("after"), 10, 32)
	if err != nil || after < 0 {
		after = 0
	}
	return store.Page{Offset: int(after), Limit: limit}
}

// foundOf is the part of a list that is searched by q.
func foundOf(c *gin.Context, limit int) store.Page {
	page := partOf(c, limit)
	page.Query = strings.TrimSpace(strings.ToValidUTF8(c.Query("q"), ""))
	return page
}

// pageOf is the part of the directory that the address asks for.
func pageOf(c *gin.Context, limit int) store.Page {
	page := foundOf(c, limit)
	page.Department = strings.ToValidUTF8(c.Query("department"), "")
	if manager, err := uuid.Parse(c.Query("manager")); err == nil {
		page.Manager = &manager
	}
	return page
}

// placeOf is the query of a page of a list, "" for the first of a whole one.
func placeOf(page store.Page) string {
	query := url.Values{}
	if page.Query != "" {
		query.Set("q", page.Query)
	}
	if page.Department != "" {
		query.Set("department", page.Department)
	}
	if page.Manager != nil {
		query.Set("manager", page.Manager.String())
	}
	if page.Offset > 0 {
		query.Set("after", strconv.Itoa(page.Offset))
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

// pager leads from a page of a list to its neighbours. The address may have a
// query of its own.
func pager(address string, page store.Page, total int) (p frontend.Pager) {
	before, after := page, page
	before.Offset, after.Offset = max(0, page.Offset-page.Limit), page.Offset+page.Limit
	if page.Offset > 0 {
		p.NewerURL = at(address, placeOf(before))
	}
	if after.Offset < total {
		p.OlderURL = at(address, placeOf(after))
	}
	return p
}

func at(address, place string) string {
	if strings.Contains(address, "?") {
		place = strings.Replace(place, "?", "&", 1)
	}
	return address + place
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
