package handlers

import (
	"context"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

const (
	cyclesPerPage  = 20
	leadersPerPage = 50
)

// cycles lists all cycles.
func (s *site) cycles(c *gin.Context) (reply, error) {
	ctx, way := c.Request.Context(), trailOf(c)
	list, err := s.DB.Cycles().List(ctx, way.here(), cyclesPerPage+1)
	if err != nil {
		return reply{}, err
	}
	page := frontend.CyclesPage{Base: s.base(c)}
	if len(list) == 0 {
		if page.People, err = s.DB.People().Count(ctx); err != nil {
			return reply{}, err
		}
	}
	var last *uuid.UUID
	if len(list) > cyclesPerPage {
		list = list[:cyclesPerPage]
		last = &list[cyclesPerPage-1].ID
	}
	page.Pager = way.pager(frontend.CyclesURL+"?", last)
	for _, cycle := range list {
		row, err := s.cycleRow(ctx, cycle)
		if err != nil {
			return reply{}, err
		}
		page.Cycles = append(page.Cycles, row)
	}
	return show(page)
}

// cycleRow counts a cycle as its own page does: held groups count for nothing
// here too, so that the two numbers cannot be subtracted.
func (s *site) cycleRow(ctx context.Context, cycle store.CycleSummary) (frontend.CycleRow, error) {
	row := frontend.CycleRow{ID: cycle.ID, Name: cycle.Name, State: cycle.State, Leaders: cycle.Leaders, People: cycle.People,
		Answered: cycle.Answered, Asked: cycle.Invited, ClosesAt: s.local(cycle.ClosesAt), ReleasedAt: s.local(cycle.ReleasedAt)}
	if cycle.State != models.Open {
		return row, nil
	}
	mails, err := s.DB.Outbox().Counts(ctx, cycle.ID)
	row.Troubles = mails[models.Buried] + mails[models.Unknown]
	return row, err
}

// newCycle asks for what a cycle needs to exist. Whoever asks is the contact
// unless changed.
func (s *site) newCycle(c *gin.Context) (reply, error) {
	me := who(c).person
	return show(frontend.NewCyclePage{Base: s.base(c), ContactName: me.Name, ContactEmail: me.Email,
		Policy: frontend.PolicyFields(models.DefaultPolicy())})
}

func (s *site) createCycle(c *gin.Context) (reply, error) {
	closes, faults := s.dateField(c, "closes_on", closingHour)
	if closes == nil && faults == nil {
		faults = []frontend.FormError{{Field: "closes_on", Text: "Choose the day on which the cycle closes."}}
	}
	policy, wrong := policyField(c)
	draft := store.CycleDraft{Name: c.PostForm("name"), Policy: policy, ClosesAt: closes, Contact: contactField(c)}
	faults = append(append(detailErrors(draft), faults...), wrong...)
	if len(faults) > 0 {
		return s.newCycleAgain(c, faults)
	}
	cycle, err := s.DB.Cycles().Create(c.Request.Context(), who(c).name(), draft)
	if err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CycleURL(cycle.ID), "The draft is there. Nothing is sent before you say so.")
}

func (s *site) newCycleAgain(c *gin.Context, faults []frontend.FormError) (reply, error) {
	page := frontend.NewCyclePage{Base: s.base(c), Name: c.PostForm("name"), ClosesOn: c.PostForm("closes_on"),
		ContactName: c.PostForm("contact_name"), ContactEmail: c.PostForm("contact_email"), Policy: policyTyped(c)}
	page.Errors = faults
	return showAgain(page)
}

func contactField(c *gin.Context) models.Contact {
	return models.Contact{Name: c.PostForm("contact_name"), Email: strings.TrimSpace(c.PostForm("contact_email"))}
}

// detailErrors are the faults of the name and the contact. A cycle needs both,
// and the form says so before the launch does.
func detailErrors(d store.CycleDraft) []frontend.FormError {
	d.Policy, d.OpensAt, d.ClosesAt = models.DefaultPolicy(), nil, nil
	faults, _ := fieldErrors(d.Check(), "")
	if d.Contact.Email == "" {
		faults = append(faults, frontend.FormError{Field: "contact_email", Text: "Give the address of the person whom raters can ask."})
	}
	return faults
}

// cycle shows a cycle as it stands.
func (s *site) cycle(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	switch cycle.State {
	case models.Draft:
		return shown(s.draftPage(c, cycle))
	case models.Open:
		return shown(s.openPage(c, cycle))
	case models.Closing:
		return shown(s.closingPage(c, cycle))
	case models.Closed:
		return shown(s.closedPage(c, cycle))
	default:
		return shown(s.releasedPage(c, cycle))
	}
}

// shown answers with a page that could be put together.
func shown[P frontend.Page](page P, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	return show(page)
}
