package handlers

import (
	"context"

	"github.com/sevenfold/sevenfold/models"
)

// wireSettings is what HR decides for the whole organisation.
type wireSettings struct {
	Organisation string        `json:"organisation" doc:"its name on pages and in mails; empty for none" example:"Northwind"`
	Accent       string        `json:"accent" doc:"of buttons and marks" example:"#0e5f57"`
	ReplyTo      wireContact   `json:"reply_to" doc:"where answers to mails go; without an address to the contact of the cycle"`
	Retention    wireRetention `json:"retention" doc:"what cycles that are launched from now on promise; launched ones keep what they promised"`
	Origins      wireOrigins   `json:"origins" doc:"where each comes from: hr chose it, the server was started with it, or it is the default of Sevenfold"`
}

// wireRetention is how long what is left of a closed cycle is kept.
type wireRetention struct {
	LinksDays      int `json:"links_days" minimum:"7" maximum:"90" doc:"links, addresses and invitations, from close on"`
	ReportsMonths  int `json:"reports_months" minimum:"1" maximum:"60" doc:"reports and comments, from release on"`
	OverviewMonths int `json:"overview_months" minimum:"1" maximum:"60" doc:"the overview of departments and the record, from release on; not shorter than the reports"`
}

type wireOrigins struct {
	Organisation models.Origin `json:"organisation" enum:"hr,server,default"`
	Accent       models.Origin `json:"accent" enum:"hr,server,default"`
	ReplyTo      models.Origin `json:"reply_to" enum:"hr,server,default"`
	Retention    models.Origin `json:"retention" enum:"hr,server,default"`
}

// wireChoices is what HR chooses in the place of what the service was started with.
type wireChoices struct {
	Organisation *string        `json:"organisation,omitempty" maxLength:"200"`
	Accent       *string        `json:"accent,omitempty" maxLength:"20" doc:"refused with the nearest colour that passes, where it cannot be read everywhere"`
	ReplyTo      *wireContact   `json:"reply_to,omitempty"`
	Retention    *wireRetention `json:"retention,omitempty"`
}

type settingsAnswer struct {
	Body wireSettings
}

type choicesInput struct {
	Body wireChoices
}

func (p programs) getSettings(ctx context.Context, _ *struct{}) (*settingsAnswer, error) {
	c, err := p.DB.Settings().Choices(ctx)
	d := p.DB.Settings().Defaults()
	s := c.Over(d)
	return &settingsAnswer{wireSettings{Organisation: s.Organisation, Accent: string(s.Accent.Or(models.OwnAccent)), ReplyTo: wireContact(s.ReplyTo),
		Retention: wireRetention{s.Retention.LinkDays, s.Retention.ReportMonths, s.Retention.OverviewMonths},
		Origins: wireOrigins{c.Origin(models.OrganisationSetting, d), c.Origin(models.AccentSetting, d),
			c.Origin(models.ReplyToSetting, d), c.Origin(models.RetentionSetting, d)}}}, err
}

func (p programs) putSettings(ctx context.Context, in *choicesInput) (*settingsAnswer, error) {
	c := models.Choices{Organisation: in.Body.Organisation}
	if in.Body.Accent != nil {
		accent := models.Colour(*in.Body.Accent)
		c.Accent = &accent
	}
	if to := in.Body.ReplyTo; to != nil {
		c.ReplyTo = &models.Contact{Name: to.Name, Email: to.Email}
	}
	if r := in.Body.Retention; r != nil {
		c.Retention = &models.Retention{LinkDays: r.LinksDays, ReportMonths: r.ReportsMonths, OverviewMonths: r.OverviewMonths}
	}
	if err := p.DB.Settings().Choose(ctx, actor(ctx), c); err != nil {
		return nil, err
	}
	return p.getSettings(ctx, nil)
}
