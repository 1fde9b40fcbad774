package store

import (
	"bytes"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// uploadLife is how long an uploaded file waits to be imported.
const uploadLife = 24 * time.Hour

// noUpload is the answer to a file that is not kept.
const noUpload = "This file is no longer here. Please choose it again."

// Upload is a file that HR sent and has not imported yet.
type Upload struct {
	ID      uuid.UUID
	CycleID *uuid.UUID // nil: an org chart
	Name    string
	Body    []byte
	MadeAt  time.Time
}

// TableName names the table of uploads.
func (Upload) TableName() string { return "uploads" }

// FaultyRows returns the rows of a kept list that need fixing, as a file that
// can be corrected and sent again.
func (w Works) FaultyRows(ctx context.Context, upload uuid.UUID) ([]byte, error) {
	u, err := w.upload(ctx, upload)
	if err != nil {
		return nil, err
	}
	l, err := w.parse(ctx, u)
	if err != nil {
		return nil, err
	}
	if u.CycleID != nil {
		return l.roster.FaultyCSV(u.Body), nil
	}
	return l.chart.FaultyCSV(u.Body), nil
}

func (w Works) upload(ctx context.Context, id uuid.UUID) (Upload, error) {
	var u Upload
	err := w.db.reading(ctx).Take(&u, "id = ?", id).Error
	return u, orNotFound(err, noUpload)
}

// uploadedList is a kept list as it was read: one of the two, and what they share.
type uploadedList struct {
	roster models.Roster
	chart  models.OrgChart
	good   int
	faults []models.Fault
}

// list reads the file of a work.
func (w Works) list(ctx context.Context, c *carrying) (uploadedList, error) {
	c.at(models.StepReading, 0)
	u, err := w.upload(ctx, *c.row.UploadID)
	if err != nil {
		return uploadedList{}, err
	}
	return w.parse(ctx, u)
}

func (w Works) parse(ctx context.Context, u Upload) (uploadedList, error) {
	if u.CycleID != nil {
		roster, err := models.ReadRoster(bytes.NewReader(u.Body))
		return uploadedList{roster: roster, good: len(roster.Rows), faults: roster.Faults}, err
	}
	chart, err := w.db.People().ReadChart(ctx, u.Body)
	return uploadedList{chart: chart, good: len(chart.People), faults: chart.Faults}, err
}

// ReadChart reads an org chart whose managers may be in the directory already:
// first to learn which addresses it does not hold itself, then with what the
// directory says of them.
func (p People) ReadChart(ctx context.Context, body []byte) (models.OrgChart, error) {
	var elsewhere []string
	chart, err := models.ReadOrgChart(bytes.NewReader(body), func(email string) bool {
		elsewhere = append(elsewhere, email)
		return true
	})
	if err != nil || len(elsewhere) == 0 {
		return chart, err
	}
	known, err := p.Known(ctx, elsewhere)
	if err != nil {
		return chart, err
	}
	return models.ReadOrgChart(bytes.NewReader(body), func(email string) bool { return known[email] })
}
