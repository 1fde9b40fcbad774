package frontend

import (
	"strconv"

	"github.com/sevenfold/sevenfold/models"
)

// SettingsPage is what HR decides for the whole organisation.
type SettingsPage struct {
	Base
	Form     SettingsForm // as typed
	InForce  models.Settings
	Choices  models.Choices
	Defaults models.Defaults
	Take     models.Colour // the nearest colour that passes, where the typed one does not; "" otherwise
}

func (SettingsPage) template() string { return "hr_settings.html" }

// SettingsForm is the settings as typed.
type SettingsForm struct {
	Organisation, Accent, ReplyName, ReplyEmail, Links, Reports, Overview string
}

// SettingsFields fills the form.
func SettingsFields(s models.Settings) SettingsForm {
	return SettingsForm{s.Organisation, string(s.Accent.Or(models.OwnAccent)), s.ReplyTo.Name, s.ReplyTo.Email,
		strconv.Itoa(s.Retention.LinkDays), strconv.Itoa(s.Retention.ReportMonths), strconv.Itoa(s.Retention.OverviewMonths)}
}

// Origin is where the value of a setting comes from, and the way back from a choice.
type Origin struct {
	Setting models.Setting
	Text    string // "Chosen here."
	Back    string // what the button back says; "" where nothing was chosen
}

// variables are the variables of the environment that name a setting.
var variables = map[models.Setting]string{models.OrganisationSetting: "SEVENFOLD_ORGANISATION", models.AccentSetting: "SEVENFOLD_ACCENT",
	models.ReplyToSetting: "SEVENFOLD_REPLY_TO", models.RetentionSetting: "SEVENFOLD_RETENTION_…"}

// Origin says where the value of a setting comes from.
func (p SettingsPage) Origin(name string) Origin {
	o := Origin{Setting: models.Setting(name)}
	switch p.Choices.Origin(o.Setting, p.Defaults) {
	case models.FromHR:
		o.Text, o.Back = "Chosen here.", "Go back to "+p.fallback(o.Setting)
	case models.FromServer:
		o.Text = "Set by the server (" + variables[o.Setting] + ")."
	case models.BuiltIn:
		o.Text = "Sevenfold’s default."
	}
	return o
}

// fallback is what holds where nothing is chosen.
func (p SettingsPage) fallback(name models.Setting) string {
	d := p.Defaults
	switch name {
	case models.OrganisationSetting:
		if d.Organisation == "" {
			return "no name"
		}
		return "“" + d.Organisation + "”"
	case models.AccentSetting:
		return string(d.Accent.Or(models.OwnAccent))
	case models.ReplyToSetting:
		if d.ReplyTo.Email == "" {
			return "the contact of each cycle"
		}
		return d.ReplyTo.Email
	}
	return d.Retention.String()
}

// Sample is the accent as it will look in one scheme.
type Sample struct {
	Label         string
	Ground, Words models.Colour
	models.Palette
}

// Samples are the accent in force, light and dark.
func (p SettingsPage) Samples() []Sample {
	accent := p.InForce.Accent.Or(models.OwnAccent)
	return []Sample{{"Light pages, mails", "#ffffff", "#16191f", accent.Light()}, {"Dark pages, mails", "#101318", "#eef0f3", accent.Dark()}}
}

// Measures is the contrast of the accent in force, place by place.
func (p SettingsPage) Measures() []models.Measure {
	return p.InForce.Accent.Or(models.OwnAccent).Measures()
}
