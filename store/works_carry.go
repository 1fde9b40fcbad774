package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// carrying is a work that this process carries out under a lease. A nil one is
// a verb that nobody watches.
type carrying struct {
	row   workRow
	lease uuid.UUID
	*progress
}

// errLeaseLost ends the transaction of a work that was taken for dead meanwhile: what
// was told as stopped must not be saved after all.
var errLeaseLost = errors.New("the lease of this work has ended")

// CarryOut carries out the work that has waited longest and reports whether
// there was one. Works whose process died are stopped. When ctx ends, the work
// is put back as it was, and the next process takes it up. It may run in several
// processes at once.
func (w Works) CarryOut(ctx context.Context) (did bool, err error) {
	c, err := w.claim(ctx)
	if err != nil || c == nil {
		return false, err
	}
	w.db.working.Store(c.row.ID, c.progress)
	defer w.db.working.Delete(c.row.ID)
	inner, cancel := context.WithCancel(ctx)
	pulse := make(chan struct{})
	go func() {
		defer close(pulse)
		w.pulse(inner, cancel, c)
	}()
	err = w.do(inner, c)
	cancel()
	<-pulse
	return true, w.end(ctx, c, err)
}

// claim leases the work that has waited longest, or returns nil.
func (w Works) claim(ctx context.Context) (*carrying, error) {
	kinds := []models.WorkKind{models.ReadWork, models.ImportWork, models.LaunchWork}
	if w.db.keys == nil { // takes answers only
		kinds = kinds[:2]
	}
	var some []uuid.UUID
	err := w.db.reading(ctx).Model(&workRow{}).Where("(state = ? AND kind IN ?) OR (state = ? AND lease_ends <= ?)",
		models.WorkWaiting, kinds, models.WorkRunning, w.db.now()).Limit(1).Pluck("id", &some).Error
	if err != nil || len(some) == 0 {
		return nil, err
	}
	var rows []workRow
	c := &carrying{lease: uuid.New(), progress: &progress{}}
	err = w.db.inTx(ctx, func(tx *tx) error {
		if err := tx.stopDead(); err != nil {
			return err
		}
		err := tx.Where("id IN (SELECT id FROM works WHERE state = ? AND kind IN ? ORDER BY made_at, id LIMIT 1 "+tx.skipLocked()+")",
			models.WorkWaiting, kinds).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		return tx.Model(&workRow{}).Where("id = ?", rows[0].ID).
			Updates(map[string]any{"state": models.WorkRunning, "lease": c.lease, "lease_ends": tx.now.Add(models.WorkLease)}).Error
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	c.row = rows[0]
	return c, nil
}

// pulse renews the lease and notes how far the work is, until ctx ends. When the
// lease is lost it gives the work up. On SQLite a work that saves holds the only
// writer, so a pulse waits its turn there; so does whoever would stop the work.
func (w Works) pulse(ctx context.Context, giveUp func(), c *carrying) {
	ticker := time.NewTicker(models.WorkPulse)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		step, done, total := c.look()
		now := w.db.now()
		change := w.db.write.WithContext(ctx).Model(&workRow{}).Where("id = ? AND lease = ?", c.row.ID, c.lease).
			Updates(map[string]any{"lease_ends": now.Add(models.WorkLease), "step": step, "done": done, "total": total})
		if change.Error == nil && change.RowsAffected == 0 {
			giveUp()
			return
		}
	}
}

// do carries a work out. A panic ends the work alone.
func (w Works) do(ctx context.Context, c *carrying) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %T", v)
		}
	}()
	switch c.row.Kind {
	case models.ReadWork:
		return w.read(ctx, c)
	case models.ImportWork:
		return w.importList(ctx, c)
	default:
		_, err := w.db.Cycles().launch(ctx, c.row.Actor, *c.row.CycleID, c)
		return err
	}
}

// read reads a list and works out what importing it would do.
func (w Works) read(ctx context.Context, c *carrying) error {
	c.at(models.StepReading, 0)
	found, err := w.save(ctx, c, ImportOptions{Preview: true})
	if err != nil {
		return err
	}
	return w.db.inTx(ctx, func(tx *tx) error { return c.finish(tx, found.result()) })
}

// importList imports the good rows of a list.
func (w Works) importList(ctx context.Context, c *carrying) error {
	read, err := w.Reading(ctx, *c.row.UploadID)
	if err != nil {
		return err
	}
	c.at(models.StepRaters, read.Result.Good)
	_, err = w.save(ctx, c, ImportOptions{Partial: c.row.Partial})
	return err
}

// save brings in the list of a work.
func (w Works) save(ctx context.Context, c *carrying, o ImportOptions) (Imported, error) {
	o.carrying = c
	if c.row.CycleID != nil {
		return w.db.Cycles().ImportRoster(ctx, c.row.Actor, *c.row.CycleID, kept(*c.row.UploadID), o)
	}
	return w.db.People().ImportChart(ctx, c.row.Actor, kept(*c.row.UploadID), o)
}

// finish ends a work that is done, in the transaction that saves what it did. A
// list that was imported is thrown away.
func (c *carrying) finish(tx *tx, result WorkResult) error {
	if c == nil {
		return nil
	}
	c.at(models.StepSaving, 0)
	if c.row.Kind == models.ImportWork {
		if err := tx.Delete(&Upload{}, "id = ?", c.row.UploadID).Error; err != nil {
			return err
		}
	}
	row := workRow{State: models.WorkDone, EndedAt: &tx.now, Result: &result}
	return mustChange(tx.Model(&workRow{}).Where("id = ? AND lease = ?", c.row.ID, c.lease).
		Select("state", "ended_at", "lease", "lease_ends", "result").Updates(&row), errLeaseLost)
}

// watched is the progress of a work, nil for a verb that nobody watches.
func (c *carrying) watched() *progress {
	if c == nil {
		return nil
	}
	return c.progress
}

// end notes what became of a work that is not done: refused with the reason,
// put back because this process ends, or stopped. Nothing of it was saved.
func (w Works) end(ctx context.Context, c *carrying, failed error) error {
	if failed == nil || errors.Is(failed, errLeaseLost) {
		return nil
	}
	changes := map[string]any{"state": models.WorkStopped, "lease": nil, "lease_ends": nil}
	refusal, refused := errors.AsType[*models.Error](failed)
	switch {
	case refused:
		changes["state"], changes["problem"] = models.WorkRefused, words(refusal)
	case ctx.Err() != nil:
		changes["state"], failed = models.WorkWaiting, nil
	}
	if changes["state"] != models.WorkWaiting {
		changes["ended_at"] = w.db.now()
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), models.WorkPulse)
	defer cancel()
	err := w.db.write.WithContext(patience).Model(&workRow{}).Where("id = ? AND lease = ?", c.row.ID, c.lease).Updates(changes).Error
	if refused {
		failed = nil
	}
	return errors.Join(failed, err)
}

// wordsOfFaults is how many faults a refusal names one by one.
const wordsOfFaults = 20

// words is what a refusal says, with its faults when they can be taken in.
func words(e *models.Error) string {
	if len(e.Faults) == 0 || len(e.Faults) > wordsOfFaults {
		return e.Text
	}
	text := ""
	for _, fault := range e.Faults {
		text += " " + fault.Problem
	}
	return text[1:]
}

// result is what reading a list has to tell.
func (i Imported) result() WorkResult {
	lines := map[int]bool{}
	for _, f := range i.Faults {
		lines[f.Line] = true
	}
	first := i.Faults[:min(len(i.Faults), FaultsKept)]
	return WorkResult{ImportSummary: i.ImportSummary, BadRows: len(lines), Faults: slices.Clone(first), MoreFaults: len(i.Faults) - len(first)}
}
