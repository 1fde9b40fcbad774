package handlers

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// How many people a page lists: of the directory, and of those whom a search
// for raters finds or who are asked.
const (
	peoplePerPage = 50
	foundPerPage  = 25
)

// chooseLeaders offers the people of the directory.
func (s *site) chooseLeaders(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	return shown(s.leadersPage(c, cycle, pageOf(c, peoplePerPage)))
}

func (s *site) leadersPage(c *gin.Context, cycle models.Cycle, list store.Page) (frontend.ChooseLeadersPage, error) {
	ctx := c.Request.Context()
	page := frontend.ChooseLeadersPage{Cycle: s.head(cycle), Query: list.Query, Department: list.Department, Chosen: map[uuid.UUID]bool{}, Ticked: map[uuid.UUID]bool{}}
	people, total, err := s.DB.People().List(ctx, list)
	if err != nil {
		return page, err
	}
	page.Total, page.People, page.Pager = total, personLines(people), pager(frontend.CycleURL(cycle.ID, "leaders"), list, total)
	if page.Chosen, err = s.DB.Cycles().LeadersAmong(ctx, cycle.ID, idsOf(people)); err != nil {
		return page, err
	}
	if page.Departments, err = s.DB.People().Departments(ctx); err != nil {
		return page, err
	}
	if list.Manager != nil {
		manager, err := s.DB.People().Get(ctx, *list.Manager)
		if err != nil {
			return page, err
		}
		page.ManagerID, page.Manager = manager.ID.String(), manager.Name
	}
	page.Base = s.base(c)
	return page, nil
}

func idsOf(people []store.DirectoryEntry) []uuid.UUID {
	ids := make([]uuid.UUID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}

func personLines(people []store.DirectoryEntry) []frontend.PersonLine {
	lines := make([]frontend.PersonLine, len(people))
	for i, p := range people {
		lines[i] = frontend.PersonLine{ID: p.ID, Name: p.Name, Email: p.Email, Title: p.Title, Department: p.Department, Manager: p.ManagerName, ManagerID: p.ManagerID, Reports: p.Reports}
	}
	return lines
}

// addLeaders makes the ticked people leaders, with raters from the org chart.
func (s *site) addLeaders(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	var people []uuid.UUID
	for _, ticked := range c.PostFormArray("person") {
		id, err := uuid.Parse(ticked)
		if err != nil {
			return reply{}, models.Errorf(models.NotFound, "There is no such person in the directory.")
		}
		people = append(people, id)
	}
	if len(people) == 0 {
		page, err := s.leadersPage(c, cycle, pageOf(c, peoplePerPage))
		page.Errors = []frontend.FormError{{Field: "person", Text: "Nobody was ticked. Tick the people the feedback is about."}}
		return shownAgain(page, err)
	}
	added, err := s.DB.Cycles().AddLeaders(c.Request.Context(), who(c).name(), cycle.ID, people)
	if err != nil {
		return reply{}, err
	}
	return s.done(c, c.Request.URL.RequestURI(), count(added, "leader", "leaders")+" added, with raters from the org chart.")
}

// leaderOf is the leader that the path names, who must be in the path's cycle,
// if that is a draft.
func (s *site) leaderOf(c *gin.Context) (models.Cycle, store.LeaderRaters, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return cycle, store.LeaderRaters{}, err
	}
	id, err := idParam(c, "leader")
	if err != nil {
		return cycle, store.LeaderRaters{}, err
	}
	leader, err := s.leaderIn(c.Request.Context(), cycle, id)
	return cycle, leader, err
}

// leaderIn is a leader of a cycle.
func (s *site) leaderIn(ctx context.Context, cycle models.Cycle, id uuid.UUID) (store.LeaderRaters, error) {
	leader, err := s.DB.Cycles().Leader(ctx, id)
	if err == nil && leader.CycleID != cycle.ID {
		err = models.Errorf(models.NotFound, "There is no such leader in this cycle.")
	}
	return leader, err
}

// raters shows who is asked about a leader of a draft.
func (s *site) raters(c *gin.Context) (reply, error) {
	cycle, leader, err := s.leaderOf(c)
	if err != nil {
		return reply{}, err
	}
	return shown(s.ratersPage(c, cycle, leader))
}

func (s *site) ratersPage(c *gin.Context, cycle models.Cycle, leader store.LeaderRaters) (frontend.RatersPage, error) {
	ctx, list := c.Request.Context(), foundOf(c, foundPerPage)
	page := frontend.RatersPage{Base: s.base(c), Cycle: s.head(cycle), LeaderID: leader.ID, Leader: leader.Person.Name, Title: leader.Person.Title,
		Groups: groupsOf(leader.Raters), Outlook: models.CheckReportability(leader.Count(), cycle.Policy), Query: list.Query}
	proposed, err := s.DB.Cycles().Proposals(ctx, leader)
	if err != nil {
		return page, err
	}
	page.Proposed = proposed[:min(len(proposed), frontend.RatersListed)]
	page.MoreProposed = len(proposed) - len(page.Proposed)
	counted := listedOn(page)
	seen, asked := map[uuid.UUID]bool{leader.Person.ID: true}, map[uuid.UUID]bool{}
	for _, r := range leader.Raters {
		seen[r.Person.ID], asked[r.Person.ID] = true, true
	}
	for _, r := range proposed {
		seen[r.Person.ID] = true
	}
	if list.Query != "" {
		found, total, err := s.DB.People().List(ctx, list)
		if err != nil {
			return page, err
		}
		page.FoundTotal, page.Pager = total, pager(ratersURL(cycle, leader), list, total)
		for _, p := range found {
			page.Found = append(page.Found, frontend.FoundPerson{Person: p.Person, Rater: asked[p.ID], Asked: seen[p.ID]})
			counted[p.ID] = true
		}
	}
	page.Counts, err = s.DB.Cycles().AskedCounts(ctx, cycle.ID, slices.Collect(maps.Keys(counted)))
	return page, err
}

// listedOn is who stands on the page of a leader's raters, asked or proposed.
func listedOn(page frontend.RatersPage) map[uuid.UUID]bool {
	people := map[uuid.UUID]bool{}
	for _, group := range page.Groups {
		for _, r := range group.First(frontend.RatersListed) {
			people[r.ID] = true
		}
	}
	for _, r := range page.Proposed {
		people[r.Person.ID] = true
	}
	return people
}

// asked shows who is asked about how many leaders of a draft, the busiest first.
func (s *site) asked(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	list := partOf(c, foundPerPage)
	raters, sums, err := s.DB.Cycles().Asked(c.Request.Context(), cycle.ID, list)
	page := frontend.AskedPage{Base: s.base(c), Cycle: s.head(cycle), Total: sums.Raters, Often: sums.Often,
		Pager: pager(frontend.CycleURL(cycle.ID, "asked"), list, sums.Raters)}
	for _, r := range raters {
		row := frontend.AskedRow{Person: r.Person, Leaders: r.Asked}
		for _, a := range r.About {
			row.About = append(row.About, frontend.AskedAbout{LeaderID: a.LeaderID.String(), Name: a.Name, As: a.Relationship})
		}
		page.Rows = append(page.Rows, row)
	}
	return shown(page, err)
}

// setRater asks somebody about a leader of a draft, or changes how.
func (s *site) setRater(c *gin.Context) (reply, error) {
	cycle, leader, err := s.leaderOf(c)
	if err != nil {
		return reply{}, err
	}
	email, as := c.PostForm("email"), models.Relationship(c.PostForm("relationship"))
	err = s.DB.Cycles().By(who(c).person.ID).SetRater(c.Request.Context(), who(c).name(), leader.ID, email, as)
	faults, ours := raterErrors(err)
	if !ours {
		if err != nil {
			return reply{}, err
		}
		return s.done(c, ratersURL(cycle, leader)+searched(c), "The raters of "+leader.Person.Name+" are changed.")
	}
	page, err := s.ratersPage(c, cycle, leader)
	page.Errors, page.Email, page.Relationship = faults, email, string(as)
	return shownAgain(page, err)
}

func ratersURL(cycle models.Cycle, leader store.LeaderRaters) string {
	return frontend.CycleURL(cycle.ID, "leaders", leader.ID.String())
}

// searched leads back to what was searched for when a rater was found.
func searched(c *gin.Context) string {
	if q := c.PostForm("q"); q != "" {
		return "?q=" + url.QueryEscape(q)
	}
	return ""
}

// raterErrors are the errors of a form that asks one more person. The cycle and
// the leader were found before, so what is not found is the address.
func raterErrors(err error) ([]frontend.FormError, bool) {
	switch models.KindOf(err) {
	case models.NotFound, models.Conflict:
		return []frontend.FormError{{Field: "email", Text: err.Error()}}, true
	case models.Invalid:
		return fieldErrors(err, "relationship")
	}
	return nil, false
}

func (s *site) removeRater(c *gin.Context) (reply, error) {
	cycle, leader, err := s.leaderOf(c)
	if err != nil {
		return reply{}, err
	}
	person, err := idParam(c, "person")
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().By(who(c).person.ID).RemoveRater(c.Request.Context(), who(c).name(), leader.ID, person); err != nil {
		return reply{}, err
	}
	return s.done(c, ratersURL(cycle, leader), "The raters of "+leader.Person.Name+" are changed.")
}

// confirmRemoveLeader asks before a leader's list of raters is thrown away.
func (s *site) confirmRemoveLeader(c *gin.Context) (reply, error) {
	cycle, leader, err := s.leaderOf(c)
	if err != nil {
		return reply{}, err
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Cycle: s.head(cycle), Heading: "Remove " + leader.Person.Name + " from this cycle",
		Text:   []string{"Nobody will be asked about " + leader.Person.Name + " in this cycle. The list of raters goes too. All of them stay in the directory."},
		Button: "Remove from this cycle", PostURL: ratersURL(cycle, leader) + "/remove", BackURL: frontend.CycleURL(cycle.ID)})
}

func (s *site) removeLeader(c *gin.Context) (reply, error) {
	cycle, leader, err := s.leaderOf(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().RemoveLeader(c.Request.Context(), who(c).name(), leader.ID); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CycleURL(cycle.ID), leader.Person.Name+" is no longer part of this cycle.")
}
