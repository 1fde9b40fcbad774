package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// Settings is what HR decides for the whole organisation. Every process reads
// them from the database whenever it needs them, so a change holds at once.
type Settings struct{ db *DB }

// Settings opens them.
func (db *DB) Settings() Settings { return Settings{db} }

// Defaults is what the service was started with, for where HR chose nothing.
func (s Settings) Defaults() models.Defaults { return s.db.defaults }

// InForce is the settings as they hold now.
func (s Settings) InForce(ctx context.Context) (models.Settings, error) {
	choices, err := s.Choices(ctx)
	return choices.Over(s.db.defaults), err
}

// Choices is what HR chose in the place of the defaults.
func (s Settings) Choices(ctx context.Context) (models.Choices, error) {
	return choices(s.db.reading(ctx))
}

// Choose replaces what HR chose. What cannot be kept is refused as a whole, as an
// Invalid error. Cycles that were launched keep what they promised.
func (s Settings) Choose(ctx context.Context, actor string, c models.Choices) error {
	clean, err := c.Over(s.db.defaults).Clean()
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, func(tx *tx) error {
		before, err := choices(tx.DB)
		if err != nil {
			return err
		}
		row := chosen(c, clean)
		if err := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		told := clean.Told(before.Over(s.db.defaults))
		if told == "" {
			return nil
		}
		return tx.record(actor, "changed the settings", nil, told)
	})
}

// KeepPromises freezes the retention in force for cycles that were launched
// before retention was frozen at launch. It is for the start of the service.
func (s Settings) KeepPromises(ctx context.Context) error {
	return s.db.inTx(ctx, func(tx *tx) error {
		c, err := choices(tx.DB)
		if err != nil {
			return err
		}
		return tx.Model(&cycleRow{}).Where("state <> ? AND link_days IS NULL", models.Draft).
			Updates(promise(c.Over(s.db.defaults).Retention)).Error
	})
}

// promise is a retention as the columns of a cycle.
func promise(r models.Retention) map[string]any {
	return map[string]any{"link_days": r.LinkDays, "report_months": r.ReportMonths, "overview_months": r.OverviewMonths}
}

// settingsRow is the one row of choices; nil is no choice.
type settingsRow struct {
	ID     int        `gorm:"primaryKey;autoIncrement:false"`
	Chosen choiceLine `gorm:"embedded"`
}

func (settingsRow) TableName() string { return "settings" }

// choiceLine are the columns of choices. Where there is no row, all are nil.
type choiceLine struct {
	Organisation   *string
	Accent         *models.Colour
	ReplyName      *string
	ReplyEmail     *string
	LinkDays       *int
	ReportMonths   *int
	OverviewMonths *int
}

// chosen is the row of choices, in their clean form.
func chosen(c models.Choices, clean models.Settings) settingsRow {
	var row choiceLine
	if c.Organisation != nil {
		row.Organisation = &clean.Organisation
	}
	if c.Accent != nil {
		row.Accent = &clean.Accent
	}
	if c.ReplyTo != nil {
		row.ReplyName, row.ReplyEmail = &clean.ReplyTo.Name, &clean.ReplyTo.Email
	}
	if c.Retention != nil {
		r := clean.Retention
		row.LinkDays, row.ReportMonths, row.OverviewMonths = &r.LinkDays, &r.ReportMonths, &r.OverviewMonths
	}
	return settingsRow{1, row}
}

// choices reads the row, if there is one.
func choices(g *gorm.DB) (models.Choices, error) {
	var rows []settingsRow
	if err := g.Limit(1).Find(&rows, "id = 1").Error; err != nil || len(rows) == 0 {
		return models.Choices{}, err
	}
	return rows[0].Chosen.choices(), nil
}

func (l choiceLine) choices() models.Choices {
	c := models.Choices{Organisation: l.Organisation, Accent: l.Accent, Retention: retention(l.LinkDays, l.ReportMonths, l.OverviewMonths)}
	if l.ReplyEmail != nil {
		c.ReplyTo = &models.Contact{Name: *l.ReplyName, Email: *l.ReplyEmail}
	}
	return c
}

// retention is the three columns together, or nil.
func retention(links, reports, overview *int) *models.Retention {
	if links == nil || reports == nil || overview == nil {
		return nil
	}
	return &models.Retention{LinkDays: *links, ReportMonths: *reports, OverviewMonths: *overview}
}
