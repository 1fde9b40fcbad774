package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// troublesListed is how many mails that did not arrive a page lists.
const troublesListed = 50

// openPage shows how far an open cycle is: counts, never who.
func (s *site) openPage(c *gin.Context, cycle models.Cycle) (frontend.OpenCyclePage, error) {
	ctx, list := c.Request.Context(), foundOf(c, leadersPerPage)
	page := frontend.OpenCyclePage{Cycle: s.head(cycle), Now: s.DB.Now(), K: cycle.Policy.K, Place: placeOf(list)}
	turnout, err := s.DB.Cycles().Turnout(ctx, cycle)
	if err != nil {
		return page, err
	}
	page.Sum = frontend.ProgressSum{Turnout: turnout}
	leaders, found, err := s.DB.Cycles().LeaderProgress(ctx, cycle.ID, list)
	if err != nil {
		return page, err
	}
	page.Find, page.Pager = findLeader(cycle, list, found, turnout.Leaders), pager(frontend.CycleURL(cycle.ID), list, found)
	for _, l := range leaders {
		page.Rows = append(page.Rows, frontend.LeaderProgress{ID: l.ID, Name: l.Person.Name, Groups: l.Groups(cycle.Policy)})
	}
	states, err := s.DB.Outbox().Counts(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	waiting, err := s.DB.Outbox().Waiting(ctx, cycle.ID)
	if err != nil {
		return page, err
	}
	page.Mail, page.Reminders = s.mailCounts(states, waiting), frontend.ReminderFields(cycle.Reminders)
	if page.Troubles, err = s.troubles(ctx, cycle.ID, models.InvitationLetter); err != nil {
		return page, err
	}
	if page.CanRemind, err = s.DB.Cycles().CanRemind(ctx, cycle.ID); err != nil {
		return page, err
	}
	if page.Lost, err = s.DB.Cycles().KeyTrouble(ctx, cycle.ID); err != nil {
		return page, err
	}
	if page.Dates, err = s.dates(ctx, cycle); err != nil {
		return page, err
	}
	page.Audit, err = s.trail(c, cycle.ID)
	page.Base = s.base(c)
	return page, err
}

// findLeader is the search above a list of the leaders of a cycle.
func findLeader(cycle models.Cycle, list store.Page, found, all int) frontend.FindLeader {
	return frontend.FindLeader{URL: frontend.CycleURL(cycle.ID), Query: list.Query, Found: found, Long: all > list.Limit}
}

func (s *site) mailCounts(n map[models.LetterState]int, waiting store.Waiting) frontend.MailCounts {
	m := frontend.MailCounts{Queued: n[models.Queued] + n[models.Claimed], Sending: n[models.Sending], Sent: n[models.Sent],
		Refused: n[models.Buried], InDoubt: n[models.Unknown], Moving: waiting.Due}
	if waiting.Since != nil {
		m.Oldest = s.DB.Now().Sub(*waiting.Since)
	}
	return m
}

// troubles lists the letters of a kind that did not arrive, or perhaps did not.
func (s *site) troubles(ctx context.Context, cycle uuid.UUID, kind models.LetterKind) (list []frontend.MailTrouble, err error) {
	troubles, err := s.DB.Outbox().Troubles(ctx, cycle, kind, troublesListed)
	for _, t := range troubles {
		list = append(list, frontend.MailTrouble{LetterID: t.LetterID, Name: t.Person.Name, Email: t.Person.Email, State: t.State,
			Answer: t.Why, At: t.DueAt.In(s.Location), Attempts: t.Attempts})
	}
	return list, err
}

// dates are what happened to an open cycle, and its end.
func (s *site) dates(ctx context.Context, cycle models.Cycle) ([]frontend.DateLine, error) {
	entries, err := s.DB.Audit().List(ctx, &cycle.ID, nil, 100)
	var lines []frontend.DateLine
	for _, e := range slices.Backward(entries) {
		switch e.Act {
		case "launched the cycle":
			lines = append(lines, frontend.DateLine{At: e.At.In(s.Location), Text: "Invitations were sent"})
		case "sent a reminder":
			lines = append(lines, frontend.DateLine{At: e.At.In(s.Location), Text: "A reminder was sent"})
		case "moved the deadline":
			lines = append(lines, frontend.DateLine{At: e.At.In(s.Location), Text: "The deadline was moved"})
		}
	}
	coming, wrong := s.DB.Cycles().ComingReminders(ctx, cycle)
	for _, at := range coming {
		lines = append(lines, frontend.DateLine{At: at.In(s.Location), Text: "A reminder goes out to whoever has not answered"})
	}
	if cycle.ClosesAt != nil {
		lines = append(lines, frontend.DateLine{At: *s.local(cycle.ClosesAt), Text: "The cycle closes"})
	}
	return lines, errors.Join(err, wrong)
}

// remind writes to everybody who has not answered, without telling who that is.
func (s *site) remind(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().Remind(c.Request.Context(), who(c).name(), cycle.ID); err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "A reminder is on its way to everybody who has not answered.")
}

// fixAddress corrects an address and sends the invitation again.
func (s *site) fixAddress(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.FixAddress)
	if err != nil {
		return reply{}, err
	}
	letter, err := idParam(c, "letter")
	if err == nil {
		err = s.DB.Cycles().HasLetter(c.Request.Context(), cycle.ID, letter)
	}
	if err != nil {
		return reply{}, err
	}
	err = s.DB.Cycles().By(who(c).person.ID).FixAddress(c.Request.Context(), who(c).name(), letter, c.PostForm("email"))
	faults, ours := fieldErrors(err, "email")
	if err != nil && !ours {
		return reply{}, err
	}
	if ours {
		return s.addressAgain(c, cycle, letter, faults)
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "The address is saved, and the invitation is on its way again.")
}

func (s *site) addressAgain(c *gin.Context, cycle models.Cycle, letter uuid.UUID, faults []frontend.FormError) (reply, error) {
	page, err := s.openPage(c, cycle)
	for i := range faults {
		faults[i].Field = "email-" + letter.String()
	}
	page.Errors = faults
	for i := range page.Troubles {
		if page.Troubles[i].LetterID == letter {
			page.Troubles[i].Email = c.PostForm("email")
		}
	}
	return shownAgain(page, err)
}

// extend moves the deadline later.
func (s *site) extend(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Extend)
	if err != nil {
		return reply{}, err
	}
	to, faults := s.dateField(c, "closes_on", closingHour)
	switch {
	case to == nil && faults == nil:
		faults = []frontend.FormError{{Field: "closes_on", Text: "Choose the new day."}}
	case to != nil:
		err := s.DB.Cycles().Extend(c.Request.Context(), who(c).name(), cycle.ID, *to)
		if err == nil {
			s.wake()
			return s.done(c, frontend.CycleURL(cycle.ID), "The cycle is open until "+to.In(s.Location).Format("Monday 2 January 2006, 15:04")+".")
		}
		var ours bool
		if faults, ours = fieldErrors(err, "closes_on"); !ours {
			return reply{}, err
		}
	}
	page, err := s.openPage(c, cycle)
	page.Errors, page.Extend.ClosesOn = faults, c.PostForm("closes_on")
	return shownAgain(page, err)
}

// addRaterLate asks one more person while the cycle is open.
func (s *site) addRaterLate(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.AddRater)
	if err != nil {
		return reply{}, err
	}
	id, err := uuid.Parse(c.PostForm("leader"))
	if err != nil {
		return s.raterAgain(c, cycle, []frontend.FormError{{Field: "leader", Text: "Choose the leader."}})
	}
	leader, err := s.leaderIn(c.Request.Context(), cycle, id)
	if err != nil {
		return reply{}, err
	}
	person := models.Person{Email: c.PostForm("email"), Name: strings.TrimSpace(c.PostForm("name"))}
	err = s.DB.Cycles().By(who(c).person.ID).AddPersonLate(c.Request.Context(), who(c).name(), leader.ID, person, models.Relationship(c.PostForm("relationship")))
	if faults, ours := raterErrors(err); ours {
		return s.raterAgain(c, cycle, faults)
	}
	if err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "One more person is asked about "+leader.Person.Name+". The invitation is on its way.")
}

func (s *site) raterAgain(c *gin.Context, cycle models.Cycle, faults []frontend.FormError) (reply, error) {
	page, err := s.openPage(c, cycle)
	page.Errors = faults
	page.Add.Leader, page.Add.Email = c.PostForm("leader"), c.PostForm("email")
	page.Add.Name, page.Add.Relationship = c.PostForm("name"), c.PostForm("relationship")
	return shownAgain(page, err)
}

// confirmClose asks before the answers end.
func (s *site) confirmClose(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.BeginClose)
	if err != nil {
		return reply{}, err
	}
	text := []string{"Nobody can answer any more. Each report is worked out once, then the single answers are deleted. This cannot be undone."}
	if cycle.ClosesAt != nil {
		text = append(text, "Left alone, the cycle closes by itself on "+s.local(cycle.ClosesAt).Format("Monday 2 January 2006, 15:04 MST")+".")
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Cycle: s.head(cycle), Heading: "Close this cycle now", Text: text,
		Button: "Close the cycle", PostURL: frontend.CycleURL(cycle.ID, "close"), BackURL: frontend.CycleURL(cycle.ID)})
}

func (s *site) closeCycle(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().BeginClose(c.Request.Context(), who(c).name(), cycle.ID); err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "The cycle takes no more answers.")
}
