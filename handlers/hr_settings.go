package handlers

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// settingsForm shows what holds for the whole organisation, and where it comes from.
func (s *site) settingsForm(c *gin.Context) (reply, error) {
	page, err := s.settingsPage(c)
	page.Form = frontend.SettingsFields(page.InForce)
	return shown(page, err)
}

func (s *site) settingsPage(c *gin.Context) (frontend.SettingsPage, error) {
	page := frontend.SettingsPage{Base: s.base(c), Defaults: s.DB.Settings().Defaults()}
	var err error
	page.Choices, err = s.DB.Settings().Choices(c.Request.Context())
	page.InForce = page.Choices.Over(page.Defaults)
	return page, err
}

// saveSettings keeps what differs from what holds: a field that was left alone
// stays where it comes from.
func (s *site) saveSettings(c *gin.Context) (reply, error) {
	page, err := s.settingsPage(c)
	if err != nil {
		return reply{}, err
	}
	page.Form = typedSettings(c)
	wanted := readSettings(page.Form)
	clean, err := wanted.Clean()
	if page.Errors, _ = fieldErrors(err, ""); len(page.Errors) > 0 {
		if colour, err := models.ParseColour(page.Form.Accent); err == nil && page.Fault("accent") != "" {
			page.Take = colour.Nearest()
		}
		return showAgain(page)
	}
	err = s.DB.Settings().Choose(c.Request.Context(), who(c).name(), page.Choices.Changed(page.InForce, clean))
	if err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.SettingsURL, "The settings are saved and hold from now on.")
}

// settingBack takes one choice back.
func (s *site) settingBack(c *gin.Context) (reply, error) {
	chosen, err := s.DB.Settings().Choices(c.Request.Context())
	if err != nil {
		return reply{}, err
	}
	err = s.DB.Settings().Choose(c.Request.Context(), who(c).name(), chosen.Without(models.Setting(c.PostForm("setting"))))
	if err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.SettingsURL, "The choice is taken back.")
}

func typedSettings(c *gin.Context) frontend.SettingsForm {
	accent := c.PostForm("accent")
	if take := c.PostForm("take"); take != "" {
		accent = take
	}
	return frontend.SettingsForm{Organisation: c.PostForm("organisation"), Accent: accent, ReplyName: c.PostForm("reply_name"), ReplyEmail: c.PostForm("reply_email"),
		Links: c.PostForm("links"), Reports: c.PostForm("reports"), Overview: c.PostForm("overview")}
}

// readSettings reads the form. Sevenfold's own colour is none: it needs no
// stylesheet. A number that is none counts as 0, which is out of bounds.
func readSettings(f frontend.SettingsForm) models.Settings {
	s := models.Settings{Organisation: f.Organisation, Accent: models.Colour(f.Accent), ReplyTo: models.Contact{Name: f.ReplyName, Email: f.ReplyEmail}}
	if colour, err := models.ParseColour(f.Accent); err == nil {
		s.Accent = colour
	}
	if s.Accent == models.OwnAccent {
		s.Accent = ""
	}
	for _, n := range []struct {
		typed string
		into  *int
	}{{f.Links, &s.Retention.LinkDays}, {f.Reports, &s.Retention.ReportMonths}, {f.Overview, &s.Retention.OverviewMonths}} {
		*n.into, _ = strconv.Atoi(strings.TrimSpace(n.typed))
	}
	return s
}
