package handlers

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

const (
	cyclesToChoose = 100 // released cycles offered on the page of the organisation
	auditPerPage   = 50
)

// organisation shows how whole departments are seen.
func (s *site) organisation(c *gin.Context) (reply, error) {
	page := frontend.OrganisationPage{Base: s.base(c)}
	cycles, at, err := s.releasedCycle(c)
	if err != nil || len(cycles) == 0 {
		return shown(page, err)
	}
	for i, cycle := range cycles {
		page.Cycles = append(page.Cycles, frontend.CycleChoice{ID: cycle.ID.String(), Name: cycle.Name, Selected: i == at})
	}
	page.Latest, page.CSVURL = at == 0, frontend.OverviewFileURL(cycles[at].ID)
	page.Overview, err = s.DB.Reports().Overview(c.Request.Context(), cycles[at].ID)
	list := partOf(c, frontend.DepartmentsPerPage)
	page.From, page.Pager = list.Offset, pager(frontend.OrganisationURL+"?cycle="+cycles[at].ID.String(), list, len(page.Heatmap.Rows))
	return shown(page, err)
}

// overviewFile is what the page of the organisation shows, as a file.
func (s *site) overviewFile(c *gin.Context) (reply, error) {
	cycles, at, err := s.releasedCycle(c)
	if err != nil {
		return reply{}, err
	}
	if len(cycles) == 0 {
		return reply{}, models.Errorf(models.NotFound, "No cycle is released yet, so there is no overview.")
	}
	o, err := s.DB.Reports().Overview(c.Request.Context(), cycles[at].ID)
	if err != nil {
		return reply{}, err
	}
	return file("Overview "+o.Cycle+".csv", "text/csv; charset=utf-8", o.CSV())
}

// releasedCycle lists the released cycles and says which one the address asks
// for: the newest, unless it names one.
func (s *site) releasedCycle(c *gin.Context) (cycles []models.Cycle, at int, err error) {
	cycles, err = s.DB.Reports().Released(c.Request.Context(), cyclesToChoose)
	if wanted := c.Query("cycle"); wanted != "" && err == nil && len(cycles) > 0 {
		at = slices.IndexFunc(cycles, func(cycle models.Cycle) bool { return cycle.ID.String() == wanted })
	}
	if at < 0 {
		err = models.Errorf(models.NotFound, "There is no released cycle at this address.")
	}
	return cycles, at, err
}

// people lists the directory.
func (s *site) people(c *gin.Context) (reply, error) {
	list := pageOf(c, peoplePerPage)
	people, found, err := s.DB.People().List(c.Request.Context(), list)
	if err != nil {
		return reply{}, err
	}
	page := frontend.PeoplePage{Base: s.base(c), Query: list.Query, Department: list.Department, Found: found, First: list.Offset + 1, People: personLines(people),
		Pager: pager(frontend.PeopleURL, list, found)}
	if list.Manager != nil {
		page.Manager, err = s.DB.People().Get(c.Request.Context(), *list.Manager)
	}
	if err != nil {
		return reply{}, err
	}
	if page.Departments, err = s.DB.People().Departments(c.Request.Context()); err != nil {
		return reply{}, err
	}
	page.Total, err = s.DB.People().Count(c.Request.Context())
	return shown(page, err)
}

// audit lists what HR and the clock did, of one cycle or of everything.
func (s *site) audit(c *gin.Context) (reply, error) {
	cycle, err := s.auditedCycle(c.Request.Context(), c.Query("cycle"))
	if err != nil {
		return reply{}, err
	}
	if cycle == nil {
		return shown(s.auditPage(c, nil, frontend.AuditURL+"?"))
	}
	page, err := s.auditPage(c, &cycle.ID, frontend.AuditURL+"?cycle="+cycle.ID.String()+"&")
	page.Cycle = s.head(*cycle)
	return shown(page, err)
}

// auditPage is one page of the record; address is that of its start.
func (s *site) auditPage(c *gin.Context, cycle *uuid.UUID, address string) (frontend.AuditPage, error) {
	ctx, way := c.Request.Context(), trailOf(c)
	page := frontend.AuditPage{Base: s.base(c)}
	entries, err := s.DB.Audit().List(ctx, cycle, way.here(), auditPerPage+1)
	if err != nil {
		return page, err
	}
	var last *uuid.UUID
	if len(entries) > auditPerPage {
		entries = entries[:auditPerPage]
		last = &entries[auditPerPage-1].ID
	}
	page.Pager = way.pager(address, last)
	names := map[uuid.UUID]string{} // on the page of one cycle its name would say nothing
	if cycle == nil {
		names, err = s.DB.Audit().Names(ctx, entries)
	}
	page.Lines = s.auditLines(entries, names)
	if err != nil {
		return page, err
	}
	cycles, err := s.DB.Audit().Cycles(ctx, cyclesToChoose)
	for _, told := range cycles {
		page.Cycles = append(page.Cycles, frontend.CycleChoice{ID: told.ID.String(), Name: told.Name, Selected: cycle != nil && told.ID == *cycle})
	}
	return page, err
}

// auditedCycle is the cycle that an address asks for, or nil for everything.
func (s *site) auditedCycle(ctx context.Context, asked string) (*models.Cycle, error) {
	if asked == "" {
		return nil, nil
	}
	id, err := uuid.Parse(asked)
	if err != nil {
		return nil, models.Errorf(models.NotFound, "There is no such cycle.")
	}
	cycle, err := s.DB.Cycles().Get(ctx, id)
	return &cycle, err
}
