package main

import "github.com/sevenfold/sevenfold/models"

// defaults reads the settings that HR may choose otherwise.
func (s *settings) defaults() models.Defaults {
	d := models.Defaults{Given: map[models.Setting]bool{}}
	for name, setting := range map[string]models.Setting{"ORGANISATION": models.OrganisationSetting, "ACCENT": models.AccentSetting, "REPLY_TO": models.ReplyToSetting,
		"RETENTION_LINKS_DAYS": models.RetentionSetting, "RETENTION_REPORTS_MONTHS": models.RetentionSetting, "RETENTION_OVERVIEW_MONTHS": models.RetentionSetting} {
		d.Given[setting] = d.Given[setting] || s.values[name] != ""
	}
	d.Organisation = s.line("ORGANISATION", "your organisation", models.MaxName)
	d.Accent = s.accent("ACCENT")
	if to := s.address("REPLY_TO"); to != nil {
		d.ReplyTo = models.Contact{Name: to.Name, Email: to.Address}
	}
	d.Retention = s.retention()
	return d
}

// accent reads a colour that can be read wherever it is used; "" is Sevenfold's own.
func (s *settings) accent(name string) models.Colour {
	text := s.get(name, "")
	colour, err := models.ParseColour(text)
	if err == nil {
		err = models.CheckAccent(colour)
	}
	if err != nil {
		s.fault(name, text, err.Error())
	}
	return colour
}

// retention reads how long what is left of closed cycles is kept. The overview
// may not go before the reports that it was made of.
func (s *settings) retention() models.Retention {
	var r models.Retention
	r.LinkDays = s.number("RETENTION_LINKS_DAYS", models.DefaultLinkDays, models.MinLinkDays, models.MaxLinkDays)
	r.ReportMonths = s.number("RETENTION_REPORTS_MONTHS", models.DefaultReportMonths, models.MinReportMonths, models.MaxReportMonths)
	r.OverviewMonths = s.number("RETENTION_OVERVIEW_MONTHS", max(models.DefaultOverviewMonths, r.ReportMonths), r.ReportMonths, models.MaxOverviewMonths)
	return r
}
