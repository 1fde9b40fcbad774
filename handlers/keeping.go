package handlers

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// keepDay is how the day on which something is deleted is written.
const keepDay = "2 January 2006"

// keeping says until when what is left of a closed cycle is kept.
func (s *site) keeping(c *gin.Context, cycle models.Cycle) frontend.Keeping {
	ends := cycle.Ends(s.settings(c).Retention)
	k := frontend.Keeping{People: ends.People.In(s.Location), Reports: ends.Reports.In(s.Location), Overview: ends.Overview.In(s.Location),
		PeopleGone: cycle.Forgotten != "", ReportsGone: cycle.State == models.Purged, OverviewGone: cycle.Forgotten == models.ForgetOverview,
		NoOverview: cycle.ReleasedAt == nil}
	if cycle.State.Can(models.Purge) {
		k.PurgeURL = frontend.CycleURL(cycle.ID, "purge")
	}
	return k
}

// confirmPurge asks before the reports of a cycle are deleted.
func (s *site) confirmPurge(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Purge)
	if err != nil {
		return reply{}, err
	}
	keep := s.keeping(c, cycle)
	text := []string{"All reports, numbers and comments of this cycle are deleted now, and not on " + keep.Reports.Format(keepDay) + ". From then on no leader can read a report of it.",
		"Raters’ links, addresses and invitations go with them. " + overviewStays(keep), "This cannot be undone."}
	if cycle.State == models.Closed {
		text[0] = "The reports of this cycle were not released. They are deleted with all numbers and comments, and no leader will ever read them."
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Cycle: s.head(cycle), Heading: "Delete the reports of this cycle", Text: text,
		Button: "Delete the reports", PostURL: frontend.CycleURL(cycle.ID, "purge"), BackURL: frontend.CycleURL(cycle.ID)})
}

func overviewStays(k frontend.Keeping) string {
	if k.NoOverview {
		return "The cycle’s name, its dates and its counts stay."
	}
	return "The overview of departments stays until " + k.Overview.Format(keepDay) + "; the cycle’s name, its dates and its counts stay."
}

func (s *site) purge(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().Purge(c.Request.Context(), who(c).name(), cycle.ID); err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "The reports of this cycle are deleted.")
}

// purgedCounts are the counts that outlive the leaders of a purged cycle.
func (s *site) purgedCounts(ctx context.Context, cycle models.Cycle, page *frontend.ReleasedPage) error {
	n, err := s.DB.Cycles().Frozen(ctx, cycle.ID)
	page.Leaders, page.Answered, page.Asked = n.Leaders, n.Answered, n.Invited
	return err
}

// confirmDeleteReport asks a leader before the own report is deleted.
func (s *site) confirmDeleteReport(c *gin.Context) (reply, error) {
	leader, err := idParam(c, "leader")
	if err != nil {
		return reply{}, err
	}
	view, err := s.DB.Reports().Read(c.Request.Context(), leader, store.Reader{PersonID: who(c).person.ID})
	if err != nil {
		return reply{}, err
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Heading: "Delete my report of " + view.Report.Cycle, Text: []string{
		"The report is deleted with its numbers, its comments and your plan, for you and for everybody. A later report no longer compares itself with it. HR sees that you deleted it, and nothing of what it said.",
		"Nobody can bring it back: the single answers were deleted when the cycle closed. The overview of departments was made before and stays as it is; it has no row for one person.",
		"If you want to keep a copy, save the report first."},
		Button: "Delete my report", PostURL: frontend.DeleteReportURL(leader), BackURL: frontend.ReportURL(leader)})
}

func (s *site) deleteReport(c *gin.Context) (reply, error) {
	leader, err := idParam(c, "leader")
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Reports().Delete(c.Request.Context(), leader, store.Reader{PersonID: who(c).person.ID}); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.ReportsURL, "Your report is deleted.")
}

// confirmErase asks before a person is erased, and says what cannot be found.
func (s *site) confirmErase(c *gin.Context) (reply, error) {
	id, err := idParam(c, "person")
	if err != nil {
		return reply{}, err
	}
	plan, err := s.DB.People().By(who(c).person.ID).ErasurePlan(c.Request.Context(), id)
	if err != nil {
		return reply{}, err
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Heading: "Erase " + plan.Person.Name, Text: erasureText(plan),
		Button: "Erase for good", PostURL: frontend.EraseURL(id), BackURL: frontend.PeopleURL})
}

// erasureText says what is erased and what is not, in paragraphs.
func erasureText(p store.ErasurePlan) []string {
	name := p.Person.Name
	text := []string{"The name, the address and everything else the directory knows of " + name + " (" + p.Person.Email + ") are deleted, with every mail that waits to be sent."}
	if p.Asked > 0 {
		text = append(text, "Invitations to answer end, and the link opens nothing any more. HR’s counts stay as they are, so that they do not tell whether "+name+" had answered. "+
			"Answers that were sent cannot be found, so they stay and count, for nobody. A manager’s answer is signed: it stays in the report it belongs to until that is deleted.")
	}
	if p.Leads > 0 {
		text = append(text, "Feedback about "+name+" in "+count(p.Leads, "cycle", "cycles")+" that nobody has read yet is deleted: nobody is asked any more, and there will be no report.")
	}
	if p.Reports > 0 {
		text = append(text, count(p.Reports, "report", "reports")+" about "+name+" "+are(p.Reports)+" deleted, with numbers and comments. The overview of departments stays as it is; it has no row for one person.")
	}
	if p.Drafts > 0 {
		text = append(text, name+" is taken off the lists of "+count(p.Drafts, "draft", "drafts")+".")
	}
	if p.Manages > 0 {
		text = append(text, count(p.Manages, "person", "people")+" will have no manager in the directory until the org chart is imported again.")
	}
	return append(text, "Files that wait to be imported are thrown away, because they may hold the name. Backups of the database keep what they hold until they are replaced. This cannot be undone.")
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (s *site) erase(c *gin.Context) (reply, error) {
	id, err := idParam(c, "person")
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.People().By(who(c).person.ID).Erase(c.Request.Context(), who(c).name(), id); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.PeopleURL, "The person is erased.")
}

func (p programs) erasePerson(ctx context.Context, in *IDPath) (*struct{}, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return nil, p.DB.People().Erase(ctx, actor(ctx), id)
}

func (p programs) purgeCycle(ctx context.Context, in *IDPath) (*oneCycle, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	if err := p.DB.Cycles().Purge(ctx, actor(ctx), id); err != nil {
		return nil, err
	}
	return p.after(ctx, id)
}
