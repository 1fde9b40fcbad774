package handlers

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// moderatedPerPage is how many leaders' comments a page shows.
const moderatedPerPage = 20

// closingPage shows how far the working out is.
func (s *site) closingPage(c *gin.Context, cycle models.Cycle) (frontend.ClosingPage, error) {
	page := frontend.ClosingPage{Cycle: s.head(cycle)}
	progress, err := s.DB.Cycles().Progress(c.Request.Context(), cycle.ID)
	if err != nil {
		return page, err
	}
	page.Done, page.Total = progress.WorkedOut, progress.Leaders
	if page.Lost, err = s.DB.Cycles().KeyTrouble(c.Request.Context(), cycle.ID); err != nil {
		return page, err
	}
	page.Audit, err = s.trail(c, cycle.ID)
	page.Base = s.base(c)
	return page, err
}

// closedPage shows the comments before release.
func (s *site) closedPage(c *gin.Context, cycle models.Cycle) (frontend.ClosedCyclePage, error) {
	ctx, list := c.Request.Context(), partOf(c, moderatedPerPage)
	page := frontend.ClosedCyclePage{Cycle: s.head(cycle), HRReads: cycle.Policy.HRMayRead, Place: placeOf(list), Keep: s.keeping(c, cycle)}
	sum, err := s.DB.Cycles().Turnout(ctx, cycle)
	if err != nil {
		return page, err
	}
	page.Leaders, page.Answered, page.Asked = sum.Leaders, sum.Answered, sum.Invited
	remarks, err := s.DB.Cycles().RemarkCounts(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Comments, page.Withheld = remarks.Comments, remarks.Withheld
	progress, err := s.DB.Cycles().Progress(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Unopened = progress.Unopened
	leaders, total, err := s.DB.Cycles().Moderation(ctx, cycle.ID, list)
	if err != nil {
		return page, err
	}
	for _, l := range leaders {
		row := leaderRemarks(l, cycle.Questionnaire.Questions)
		if l.Person.ID == who(c).person.ID { // another member of HR reads these
			row.Questions, row.Own = nil, true
		}
		page.Rows = append(page.Rows, row)
	}
	page.Pager = pager(frontend.CycleURL(cycle.ID), list, total)
	page.Audit, err = s.trail(c, cycle.ID)
	page.Base = s.base(c)
	return page, err
}

// leaderRemarks sorts the comments about a leader by question, in the order of
// the questionnaire. Within a question they keep their random order.
func leaderRemarks(l store.Moderated, questions []models.OpenQuestion) frontend.LeaderRemarks {
	row := frontend.LeaderRemarks{ID: l.ID, Name: l.Person.Name, Title: l.Person.Title, TooFew: l.TooFew, Unopened: l.Unopened}
	label := map[string]string{}
	for _, source := range l.Sources {
		label[source.Key] = source.Label
	}
	for _, question := range questions {
		group := frontend.QuestionRemarks{Heading: question.For(false, l.Person.FirstName())}
		for _, r := range l.Remarks {
			if r.Question == question.ID {
				group.Remarks = append(group.Remarks, frontend.RemarkLine{ID: r.ID, Source: label[r.Source], Body: r.Body, Withheld: r.Withheld})
			}
		}
		if len(group.Remarks) > 0 {
			row.Questions = append(row.Questions, group)
		}
	}
	return row
}

// withhold holds a comment back, or shows it again, and leads to its place on the page.
func (s *site) withhold(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Moderate)
	if err != nil {
		return reply{}, err
	}
	remark, err := idParam(c, "remark")
	if err == nil {
		err = s.DB.Cycles().HasRemark(c.Request.Context(), cycle.ID, remark)
	}
	if err != nil {
		return reply{}, err
	}
	answer := c.PostForm("withheld")
	if answer != "yes" && answer != "no" {
		return reply{}, models.Errorf(models.Invalid, "Say whether the comment is held back or shown. Nothing was changed.")
	}
	if err := s.DB.Cycles().By(who(c).person.ID).Withhold(c.Request.Context(), who(c).name(), remark, answer == "yes"); err != nil {
		return reply{}, err
	}
	notice := "The comment is held back. The report will say how many are."
	if answer == "no" {
		notice = "The comment is shown again."
	}
	return s.done(c, frontend.CycleURL(cycle.ID)+placeOf(partOf(c, moderatedPerPage))+"#r-"+remark.String(), notice)
}

// confirmRelease asks before the leaders are written to.
func (s *site) confirmRelease(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Release)
	if err != nil {
		return reply{}, err
	}
	progress, err := s.DB.Cycles().Progress(c.Request.Context(), cycle.ID)
	if err != nil {
		return reply{}, err
	}
	remarks, err := s.DB.Cycles().RemarkCounts(c.Request.Context(), cycle.ID)
	if err != nil {
		return reply{}, err
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Cycle: s.head(cycle), Heading: "Release " + count(progress.Leaders, "report", "reports"),
		Text:   []string{"Each leader gets a mail and can read the report at once. " + heldBack(remarks.Withheld), "After that no comment can be held back or shown again. This cannot be undone."},
		Button: "Release the reports", PostURL: frontend.CycleURL(cycle.ID, "release"), BackURL: frontend.CycleURL(cycle.ID)})
}

func heldBack(n int) string {
	switch n {
	case 0:
		return "All comments are shown."
	case 1:
		return "1 comment is held back."
	}
	return count(n, "", "comments") + " are held back."
}

func (s *site) release(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().Release(c.Request.Context(), who(c).name(), cycle.ID); err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "The reports are released, and each leader gets a mail.")
}

// releasedPage shows a cycle whose reports can be read, or were purged.
func (s *site) releasedPage(c *gin.Context, cycle models.Cycle) (frontend.ReleasedPage, error) {
	ctx, list := c.Request.Context(), partOf(c, leadersPerPage)
	page := frontend.ReleasedPage{Cycle: s.head(cycle), HRReads: cycle.Policy.HRMayRead, Keep: s.keeping(c, cycle)}
	if cycle.State == models.Purged {
		if err := s.purgedCounts(ctx, cycle, &page); err != nil {
			return page, err
		}
		var err error
		page.Audit, err = s.trail(c, cycle.ID)
		page.Base = s.base(c)
		return page, err
	}
	sum, err := s.DB.Cycles().Turnout(ctx, cycle)
	if err != nil {
		return page, err
	}
	page.Leaders, page.Answered, page.Asked = sum.Leaders, sum.Answered, sum.Invited
	remarks, err := s.DB.Cycles().RemarkCounts(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Withheld = remarks.Withheld
	leaders, total, err := s.DB.Cycles().LeaderProgress(ctx, cycle.ID, list)
	if err != nil {
		return page, err
	}
	for _, l := range leaders {
		var n models.Turnout
		n.Add(l.Groups(cycle.Policy), 1)
		row := frontend.ReleasedReport{ID: l.ID, Name: l.Person.Name, Title: l.Person.Title, Answered: n.Answered, Asked: n.Invited, Deleted: l.Deleted}
		if !l.Deleted && models.MayReadReport(cycle, l.Person.ID == who(c).person.ID, true) == nil {
			row.URL = frontend.ReportURL(l.ID)
		}
		page.Rows = append(page.Rows, row)
	}
	page.Pager = pager(frontend.CycleURL(cycle.ID), list, total)
	if err := s.reportMail(ctx, cycle, &page); err != nil {
		return page, err
	}
	page.Audit, err = s.trail(c, cycle.ID)
	page.Base = s.base(c)
	return page, err
}

// reportMail fills in how the letters to the leaders fare.
func (s *site) reportMail(ctx context.Context, cycle models.Cycle, page *frontend.ReleasedPage) error {
	states, err := s.DB.Outbox().ReportCounts(ctx, cycle.ID)
	if err != nil {
		return err
	}
	waiting, err := s.DB.Outbox().ReportsWaiting(ctx, cycle.ID)
	if err != nil {
		return err
	}
	page.Mail = s.mailCounts(states, waiting)
	page.Troubles, err = s.troubles(ctx, cycle.ID, models.ReportLetter)
	return err
}
