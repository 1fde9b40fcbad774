package handlers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// policyChange is what a program says of a policy; what is missing stays.
type policyChange struct {
	K         *int  `json:"k,omitempty" doc:"fewest answers of a group that is shown, from 3 to 10; 3 unless told"`
	DropSmall *bool `json:"drop_small,omitempty" doc:"leave small groups out instead of showing them together with the next"`
	HRMayRead *bool `json:"hr_may_read,omitempty" doc:"let HR open released reports; every invitation says so"`
}

func (p *policyChange) apply(to *models.Policy) {
	if p == nil {
		return
	}
	for _, flag := range []struct {
		sent *bool
		to   *bool
	}{{p.DropSmall, &to.DropSmall}, {p.HRMayRead, &to.HRMayRead}} {
		if flag.sent != nil {
			*flag.to = *flag.sent
		}
	}
	if p.K != nil {
		to.K = *p.K
	}
}

type newCycleInput struct {
	Body wireNewCycle
}

// wireNewCycle is what a program says of a cycle to make a draft.
type wireNewCycle struct {
	Name     string        `json:"name" example:"Autumn 2026"`
	OpensAt  *time.Time    `json:"opens_at,omitempty" doc:"launch by the clock at this time"`
	ClosesAt *time.Time    `json:"closes_at,omitempty" doc:"the deadline; needed to launch"`
	Policy   *policyChange `json:"policy,omitempty"`
	Contact  *wireContact  `json:"contact,omitempty" doc:"whom raters can ask; needed to launch"`

	Reminders []int `json:"reminder_days,omitempty" doc:"how many days before the deadline to remind whoever has not answered: at most three different numbers from 1 to 60; 7 and 1 unless told"`
}

type cycleCreated struct {
	Location string `header:"Location" doc:"where the cycle is"`
	Body     WireCycle
}

func (p programs) createCycle(ctx context.Context, in *newCycleInput) (*cycleCreated, error) {
	draft := store.CycleDraft{Name: in.Body.Name, Policy: models.DefaultPolicy(), OpensAt: exact(in.Body.OpensAt), ClosesAt: exact(in.Body.ClosesAt),
		Reminders: in.Body.Reminders}
	in.Body.Policy.apply(&draft.Policy)
	if in.Body.Contact != nil {
		draft.Contact = models.Contact(*in.Body.Contact)
	}
	cycle, err := p.DB.Cycles().Create(ctx, actor(ctx), draft)
	if err != nil {
		return nil, err
	}
	p.wake()
	return &cycleCreated{apiPrefix + "/cycles/" + cycle.ID.String(), cycleJSON(cycle)}, nil
}

// exact puts a time at the grain and in the zone that the database keeps.
func exact(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC().Truncate(time.Microsecond)
	return &u
}

// OlderQuery asks for a page of a list that is sorted by time.
type OlderQuery struct {
	Older string `query:"older" format:"uuid" doc:"the member next of the page before; the first page has none"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// cursor is the place to go on from, or nil for the first page.
func (in OlderQuery) cursor() *uuid.UUID {
	id, err := uuid.Parse(in.Older)
	if err != nil {
		return nil
	}
	return &id
}

type cycleList struct {
	Body wireCycles
}

// wireCycles is a page of cycles.
type wireCycles struct {
	Cycles []wireCycleSummary `json:"cycles"`
	Next   *string            `json:"next" doc:"send it as older for the next page; null on the last one"`
}

type wireCycleSummary struct {
	WireCycle
	Leaders int `json:"leaders"`
	Invited int `json:"invited" doc:"how many times somebody is asked about a leader"`
}

func (p programs) listCycles(ctx context.Context, in *OlderQuery) (*cycleList, error) {
	cycles, err := p.DB.Cycles().List(ctx, in.cursor(), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &cycleList{Body: wireCycles{Cycles: []wireCycleSummary{}}}
	cycles, out.Body.Next = cut(cycles, in.Limit, func(c store.CycleSummary) uuid.UUID { return c.ID })
	for _, c := range cycles {
		out.Body.Cycles = append(out.Body.Cycles, wireCycleSummary{cycleJSON(c.Cycle), c.Leaders, c.Asked})
	}
	return out, nil
}

// cut shortens a list that was asked for with one more than limit, and returns
// where the next page begins.
func cut[T any](list []T, limit int, id func(T) uuid.UUID) ([]T, *string) {
	if len(list) <= limit {
		return list, nil
	}
	next := id(list[limit-1]).String()
	return list[:limit], &next
}

// IDPath is the id in a path. Huma reads embedded fields of exported types only.
type IDPath struct {
	ID string `path:"id" example:"0b8ce1b5-6d2c-4b8e-9d3d-1c9b1f0a7e11"`
}

// uuid reads the id. One that has not the form of an id names nothing.
func (in IDPath) uuid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return id, models.Errorf(models.NotFound, "There is nothing at this address.")
	}
	return id, nil
}

// cycle takes the cycle of the path.
func (p programs) cycle(ctx context.Context, in IDPath) (models.Cycle, error) {
	id, err := in.uuid()
	if err != nil {
		return models.Cycle{}, err
	}
	return p.DB.Cycles().Get(ctx, id)
}

type cycleDetail struct {
	Body wireCycleDetail
}

func (p programs) getCycle(ctx context.Context, in *IDPath) (*cycleDetail, error) {
	cycle, err := p.cycle(ctx, *in)
	if err != nil {
		return nil, err
	}
	letters, err := p.DB.Outbox().Counts(ctx, cycle.ID)
	if err != nil {
		return nil, err
	}
	leaders, total, err := p.leaders(ctx, cycle, store.Page{Limit: 100})
	return &cycleDetail{wireCycleDetail{cycleJSON(cycle), lettersJSON(letters), total, leaders}}, err
}

// after reads a cycle as a verb left it, and sends the clock and the mail to
// look for what it queued.
func (p programs) after(ctx context.Context, id uuid.UUID) (*oneCycle, error) {
	cycle, err := p.DB.Cycles().Get(ctx, id)
	p.wake()
	return &oneCycle{cycleJSON(cycle)}, err
}

func (p programs) deleteCycle(ctx context.Context, in *IDPath) (*struct{}, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return nil, p.DB.Cycles().Delete(ctx, actor(ctx), id)
}

// PageQuery asks for a page of a list that is sorted by name.
type PageQuery struct {
	Offset int `query:"offset" minimum:"0" maximum:"1000000"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (in PageQuery) page() store.Page { return store.Page{Offset: in.Offset, Limit: in.Limit} }

type leadersInput struct {
	IDPath
	PageQuery
}

type leaderList struct {
	Body wireLeaders
}

// wireLeaders is a page of the leaders of a cycle.
type wireLeaders struct {
	Total   int          `json:"total" doc:"leaders in all"`
	Leaders []wireLeader `json:"leaders" doc:"by name"`
}

func (p programs) listLeaders(ctx context.Context, in *leadersInput) (*leaderList, error) {
	cycle, err := p.cycle(ctx, in.IDPath)
	if err != nil {
		return nil, err
	}
	leaders, total, err := p.leaders(ctx, cycle, in.page())
	return &leaderList{wireLeaders{total, leaders}}, err
}

func (p programs) leaders(ctx context.Context, cycle models.Cycle, page store.Page) ([]wireLeader, int, error) {
	list, total, err := p.DB.Cycles().LeaderProgress(ctx, cycle.ID, page)
	leaders := slices.Grow([]wireLeader{}, len(list))
	for _, l := range list {
		leaders = append(leaders, leaderJSON(l, cycle))
	}
	return leaders, total, err
}
