package handlers

import (
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// review shows everything before the launch.
func (s *site) review(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Launch)
	if err != nil {
		return reply{}, err
	}
	return shown(s.reviewPage(c, cycle))
}

func (s *site) reviewPage(c *gin.Context, cycle models.Cycle) (frontend.ReviewPage, error) {
	ctx := c.Request.Context()
	page := frontend.ReviewPage{Cycle: s.head(cycle), Policy: cycle.Policy, Contact: cycle.Contact,
		Questionnaire: cycle.Questionnaire.Title, Questions: items(cycle.Questionnaire), OpensAt: s.local(cycle.OpensAt)}
	list := partOf(c, leadersPerPage)
	leaders, total, err := s.DB.Cycles().LeaderProgress(ctx, cycle.ID, list)
	if err != nil {
		return page, err
	}
	page.Count, page.Pager = total, pager(frontend.CycleURL(cycle.ID, "launch"), list, total)
	for _, l := range leaders {
		page.Leaders = append(page.Leaders, frontend.ReviewLeader{ID: l.ID, Name: l.Person.Name, Outlook: models.CheckReportability(l.Invited, cycle.Policy)})
	}
	shapes, err := s.DB.Cycles().Shapes(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Warnings = warnings(shapes, cycle.Policy)
	for _, at := range cycle.RemindersAfterLaunch(s.DB.Now()) {
		page.Reminders = append(page.Reminders, at.In(s.Location))
	}
	progress, err := s.DB.Cycles().Progress(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Letters, page.Asked = progress.People, progress.Invited
	if page.Blockers, err = s.DB.Cycles().Blockers(ctx, cycle.ID); err != nil {
		return page, err
	}
	roles, err := s.DB.Cycles().SampleRoles(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	if len(roles) > 0 {
		page.Mail, err = s.mailPreview(c, cycle, models.LetterSample{Kind: models.InvitationLetter, As: roles[0]})
	}
	page.Keeps = s.settings(c).Retention.String()
	page.Base = s.base(c)
	return page, err
}

// items is how many questions are answered by a rating.
func items(q models.Questionnaire) (n int) {
	for _, c := range q.Competencies {
		n += len(c.Items)
	}
	return n
}

// warnings are what is worth a look before launch and stops nothing.
func warnings(shapes []store.Shape, policy models.Policy) (list []string) {
	var nothing, tight int
	for _, shape := range shapes {
		outlook := models.CheckReportability(shape.Invited, policy)
		if !outlook.Shows() {
			nothing += shape.Leaders
			continue
		}
		if slices.ContainsFunc(outlook.Groups, func(g models.GroupOutlook) bool { return g.Outlook == models.AllK }) {
			tight += shape.Leaders
		}
	}
	if nothing > 0 {
		list = append(list, fmt.Sprintf("For %s too few colleagues are invited to show anything about them.", count(nothing, "leader", "leaders")))
	}
	if tight > 0 {
		list = append(list, fmt.Sprintf("For %s a group can be shown on its own only if everybody in it answers.", count(tight, "leader", "leaders")))
	}
	return list
}

// reviewMail is the HTML part of a letter, for the frame on the page.
func (s *site) reviewMail(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Launch)
	if err != nil {
		return reply{}, err
	}
	choice, err := models.NewLetterSample(models.LetterKind(c.Query("kind")), models.Relationship(c.Query("as")))
	if err != nil {
		return reply{}, err
	}
	to, letter, err := s.sample(c, cycle, choice)
	if err != nil {
		return reply{}, err
	}
	if to == "" {
		return reply{}, models.Errorf(models.NotFound, "There is no such letter to show yet.")
	}
	return mailFrame(c, letter.HTML)
}

// launch sends the invitations. A large cycle takes its time.
func (s *site) launch(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Launch)
	if err != nil {
		return reply{}, err
	}
	work, err := s.DB.Works().Launch(c.Request.Context(), who(c).name(), cycle.ID)
	if models.KindOf(err) == models.Invalid {
		page, again := s.reviewPage(c, cycle)
		page.Errors, _ = formErrors(err)
		for i := range page.Errors {
			page.Errors[i].Field = "" // the fields are on another page
		}
		return shownAgain(page, again)
	}
	if err == nil {
		work, err = s.await(c.Request.Context(), work)
	}
	if err != nil {
		return reply{}, err
	}
	if work.State != models.WorkDone {
		return goTo(frontend.WorkURL(s.head(cycle), work.Work))
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "The cycle is open, and the invitations are on their way.")
}
