package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// remindersTyped is the plan of reminders as it was typed.
func remindersTyped(c *gin.Context) frontend.RemindersForm {
	second := c.PostForm("second_reminder")
	return frontend.RemindersForm{First: c.PostForm("first_reminder"), Second: second, Last: c.PostForm("last_reminder"), Full: second != ""}
}

// remindersField reads the plan of reminders; an empty field plans none.
func remindersField(c *gin.Context) (models.Reminders, []frontend.FormError) {
	plan := models.Reminders{}
	var faults []frontend.FormError
	for _, name := range []string{"first_reminder", "second_reminder", "last_reminder"} {
		typed := strings.TrimSpace(c.PostForm(name))
		if typed == "" {
			continue
		}
		days, err := strconv.Atoi(typed)
		if err != nil {
			days = 0 // the law says what may stand here
		}
		longer := slices.Concat(plan, models.Reminders{days})
		if wrong, _ := formErrors(longer.Check()); len(wrong) > 0 {
			faults = append(faults, frontend.FormError{Field: name, Text: wrong[0].Text})
			continue
		}
		plan = longer
	}
	return plan, faults
}

// saveReminders changes when an open cycle reminds.
func (s *site) saveReminders(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Remind)
	if err != nil {
		return reply{}, err
	}
	if cycle.State != models.Open {
		return reply{}, models.Errorf(models.WrongState, "A draft plans its reminders together with its dates.")
	}
	plan, faults := remindersField(c)
	if len(faults) > 0 {
		page, err := s.openPage(c, cycle)
		page.Errors, page.Reminders = faults, remindersTyped(c)
		return shownAgain(page, err)
	}
	if err := s.DB.Cycles().PlanReminders(c.Request.Context(), who(c).name(), cycle.ID, plan); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CycleURL(cycle.ID), "The reminders are planned.")
}

// sendReportAgain sends the letter about a released report again.
func (s *site) sendReportAgain(c *gin.Context) (reply, error) {
	cycle, err := s.pathCycle(c)
	if err != nil {
		return reply{}, err
	}
	letter, err := idParam(c, "letter")
	if err == nil {
		err = s.DB.Cycles().HasLetter(c.Request.Context(), cycle.ID, letter)
	}
	if err == nil {
		err = s.DB.Cycles().SendReportAgain(c.Request.Context(), who(c).name(), letter)
	}
	if err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID), "The letter is on its way again.")
}
