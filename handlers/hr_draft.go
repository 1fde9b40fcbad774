package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// questionnairesOffered is among how many questionnaires a draft's page lets choose.
const questionnairesOffered = 200

// draftPage shows a draft with what its reports will be able to show.
func (s *site) draftPage(c *gin.Context, cycle models.Cycle) (frontend.DraftPage, error) {
	ctx, list := c.Request.Context(), foundOf(c, leadersPerPage)
	page := frontend.DraftPage{Cycle: s.head(cycle), Comfort: cycle.Policy.ComfortNote(), Policy: frontend.PolicyFields(cycle.Policy), Questionnaire: cycle.Questionnaire,
		Dates: frontend.DatesForm{ClosesOn: s.dayOf(cycle.ClosesAt), OpensOn: s.dayOf(cycle.OpensAt)}, Reminders: frontend.ReminderFields(cycle.Reminders),
		Details: frontend.DetailsForm{Name: cycle.Name, ContactName: cycle.Contact.Name, ContactEmail: cycle.Contact.Email}}
	var err error
	offered := store.Page{Limit: questionnairesOffered}
	if page.Questionnaires, page.MoreQuestionnaires, err = s.questionnaireLines(ctx, offered); err != nil {
		return page, err
	}
	page.MoreQuestionnaires = max(0, page.MoreQuestionnaires-offered.Limit)
	leaders, found, err := s.DB.Cycles().Raters(ctx, cycle.ID, list)
	if err != nil {
		return page, err
	}
	for _, l := range leaders {
		page.Leaders = append(page.Leaders, frontend.DraftLeader{ID: l.ID, Name: l.Person.Name, Title: l.Person.Title,
			Groups: groupsOf(l.Raters), Outlook: models.CheckReportability(l.Count(), cycle.Policy)})
	}
	page.Pager = pager(frontend.CycleURL(cycle.ID), list, found)
	progress, err := s.DB.Cycles().Progress(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Count, page.People, page.Asked = progress.Leaders, progress.People, progress.Invited
	page.Find = findLeader(cycle, list, found, progress.Leaders)
	shapes, err := s.DB.Cycles().Shapes(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	for _, shape := range shapes {
		if !models.CheckReportability(shape.Invited, cycle.Policy).Shows() {
			page.TooFew += shape.Leaders
		}
	}
	asked, err := s.DB.Cycles().AskedSums(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Often = asked.Often
	if page.Blockers, err = s.DB.Cycles().Blockers(ctx, cycle.ID); err != nil {
		return page, err
	}
	if page.Work, err = s.workLine(ctx, page.Cycle); err != nil {
		return page, err
	}
	if page.Audit, err = s.trail(c, cycle.ID); err != nil {
		return page, err
	}
	page.Base = s.base(c)
	return page, nil
}

// groupsOf sorts raters by relationship; empty groups are left out.
func groupsOf(raters []models.Rater) (groups []frontend.RaterGroup) {
	for _, r := range []models.Relationship{models.Self, models.Manager, models.Peer, models.DirectReport} {
		group := frontend.RaterGroup{Relationship: r}
		for _, rater := range raters {
			if rater.Relationship == r {
				group.Raters = append(group.Raters, rater.Person)
			}
		}
		if len(group.Raters) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// saidOf is what HR said of a draft so far.
func saidOf(cycle models.Cycle) store.CycleDraft {
	return store.CycleDraft{Name: cycle.Name, Policy: cycle.Policy, OpensAt: cycle.OpensAt, ClosesAt: cycle.ClosesAt, Contact: cycle.Contact}
}

func (s *site) saveDetails(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	draft := saidOf(cycle)
	draft.Name, draft.Contact = c.PostForm("name"), contactField(c)
	faults := detailErrors(draft)
	if len(faults) == 0 {
		return s.saveDraft(c, cycle, draft, "Name and contact are saved.")
	}
	page, err := s.draftPage(c, cycle)
	page.Errors = faults
	page.Details = frontend.DetailsForm{Name: c.PostForm("name"), ContactName: c.PostForm("contact_name"), ContactEmail: c.PostForm("contact_email")}
	return shownAgain(page, err)
}

func (s *site) saveDates(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	draft := saidOf(cycle)
	var faults, wrong []frontend.FormError
	draft.ClosesAt, faults = s.dateField(c, "closes_on", closingHour)
	draft.OpensAt, wrong = s.dateField(c, "opens_on", openingHour)
	faults = append(faults, wrong...)
	draft.Reminders, wrong = remindersField(c)
	faults = append(faults, wrong...)
	for _, fault := range s.dateErrors(draft) {
		if !slices.ContainsFunc(faults, func(f frontend.FormError) bool { return f.Field == fault.Field }) {
			faults = append(faults, fault)
		}
	}
	if len(faults) == 0 {
		return s.saveDraft(c, cycle, draft, "The dates are saved.")
	}
	page, err := s.draftPage(c, cycle)
	page.Errors = faults
	page.Dates = frontend.DatesForm{ClosesOn: c.PostForm("closes_on"), OpensOn: c.PostForm("opens_on")}
	page.Reminders = remindersTyped(c)
	return shownAgain(page, err)
}

// dateErrors are the faults of the dates. A day for the invitations that is past
// would send them this second, without anybody having seen the review.
func (s *site) dateErrors(d store.CycleDraft) []frontend.FormError {
	faults, _ := fieldErrors(d.Check(), "")
	if d.ClosesAt == nil {
		faults = append(faults, frontend.FormError{Field: "closes_on", Text: "Choose the day on which the cycle closes."})
	}
	if d.OpensAt != nil && !d.OpensAt.After(s.DB.Now()) {
		faults = append(faults, frontend.FormError{Field: "opens_on", Text: "09:00 of this day is past. Choose a later day, or leave it empty and send the invitations by hand."})
	}
	return faults
}

func (s *site) savePolicy(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	policy, faults := policyField(c)
	if len(faults) == 0 {
		draft := saidOf(cycle)
		draft.Policy = policy
		return s.saveDraft(c, cycle, draft, "The rules are saved. They are frozen at launch.")
	}
	page, err := s.draftPage(c, cycle)
	page.Errors, page.Policy = faults, policyTyped(c)
	return shownAgain(page, err)
}

// saveDraft saves what was found to be in order and goes back to the draft.
func (s *site) saveDraft(c *gin.Context, cycle models.Cycle, draft store.CycleDraft, notice string) (reply, error) {
	if err := s.DB.Cycles().Update(c.Request.Context(), who(c).name(), cycle.ID, draft); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CycleURL(cycle.ID), notice)
}

// shownAgain answers with a page whose form came back.
func shownAgain[P frontend.Page](page P, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	return showAgain(page)
}

func policyTyped(c *gin.Context) frontend.PolicyForm {
	return frontend.PolicyForm{K: c.PostForm("k"), Small: c.PostForm("small"), Readers: c.PostForm("readers")}
}

// policyField reads the anonymity rules.
func policyField(c *gin.Context) (models.Policy, []frontend.FormError) {
	typed := policyTyped(c)
	k, err := strconv.Atoi(strings.TrimSpace(typed.K))
	if err != nil {
		k = 0 // the law says what may stand here
	}
	policy := models.Policy{K: k, DropSmall: typed.Small == "leave_out", HRMayRead: typed.Readers == "hr"}
	faults, _ := fieldErrors(policy.Check(), "k")
	if typed.Small != "merge" && typed.Small != "leave_out" {
		faults = append(faults, frontend.FormError{Field: "small", Text: "Choose one of the two."})
	}
	if typed.Readers != "leader" && typed.Readers != "hr" {
		faults = append(faults, frontend.FormError{Field: "readers", Text: "Choose one of the two."})
	}
	return policy, faults
}

// confirmDelete asks before a draft is thrown away.
func (s *site) confirmDelete(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Delete)
	if err != nil {
		return reply{}, err
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Cycle: s.head(cycle), Heading: "Delete this draft",
		Text:   []string{"The list of leaders and raters of “" + cycle.Name + "” is deleted with it. The people stay in the directory. Nobody was invited yet, and this cannot be undone."},
		Button: "Delete the draft", PostURL: frontend.CycleURL(cycle.ID, "delete"), BackURL: frontend.CycleURL(cycle.ID)})
}

func (s *site) deleteCycle(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().Delete(c.Request.Context(), who(c).name(), cycle.ID); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CyclesURL, "The draft “"+cycle.Name+"” is deleted.")
}
