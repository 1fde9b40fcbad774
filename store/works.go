package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// Works is what takes longer than a page can wait for. Whoever begins one may go
// away: some process carries it out, and what became of it can be asked later.
type Works struct{ db *DB }

// Works opens them.
func (db *DB) Works() Works { return Works{db} }

// WorkResult is what a work that is done has to tell.
type WorkResult struct {
	ImportSummary
	BadRows    int            // rows with at least one fault
	Faults     []models.Fault // the first FaultsKept
	MoreFaults int            // beyond those
	Invited    int            // of a launch: people
}

// FaultsKept is how many faults of a list a work remembers.
const FaultsKept = 200

// Work is a work with what it has to tell once it is done.
type Work struct {
	models.Work
	Result WorkResult
}

type workRow struct {
	ID        uuid.UUID
	Kind      models.WorkKind
	Place     uuid.UUID
	CycleID   *uuid.UUID
	UploadID  *uuid.UUID
	File      string
	Partial   bool
	Actor     string
	State     models.WorkState
	Step      models.WorkStep
	Done      int
	Total     int
	MadeAt    time.Time
	EndedAt   *time.Time
	Lease     *uuid.UUID
	LeaseEnds *time.Time
	Problem   string
	Result    *WorkResult `gorm:"serializer:json"`
}

func (workRow) TableName() string { return "works" }

func (r workRow) work() Work {
	w := Work{Work: models.Work{ID: r.ID, Kind: r.Kind, CycleID: r.CycleID, UploadID: r.UploadID, File: r.File, Partial: r.Partial, Actor: r.Actor,
		State: r.State, Step: r.Step, Done: r.Done, Total: r.Total, MadeAt: r.MadeAt.UTC(), EndedAt: utc(r.EndedAt), Problem: r.Problem}}
	if r.Result != nil {
		w.Result = *r.Result
	}
	return w
}

// Read keeps a list that HR sent, as it arrives, and begins to read it.
func (w Works) Read(ctx context.Context, actor string, u Upload) (Work, error) {
	if err := w.keep(ctx, &u); err != nil {
		return Work{}, err
	}
	row := workRow{Kind: models.ReadWork, CycleID: u.CycleID, UploadID: &u.ID, File: u.Name, Actor: actor}
	err := w.db.inTx(ctx, func(tx *tx) error { return tx.begin(&row) })
	if err != nil {
		err = errors.Join(err, w.drop(ctx, u.ID))
	}
	return row.work(), err
}

// Import begins to import a list that was read.
func (w Works) Import(ctx context.Context, actor string, upload uuid.UUID, partial bool) (Work, error) {
	var row workRow
	err := w.db.inTx(ctx, func(tx *tx) error {
		read, err := tx.reading(upload)
		if err != nil {
			return err
		}
		if err := models.CheckImport(partial, read.Result.Good, len(read.Result.Faults)); err != nil {
			return err
		}
		row = workRow{Kind: models.ImportWork, CycleID: read.CycleID, UploadID: &upload, File: read.File, Partial: partial, Actor: actor}
		return tx.begin(&row)
	})
	return row.work(), err
}

// Launch begins to launch a draft.
func (w Works) Launch(ctx context.Context, actor string, cycle uuid.UUID) (Work, error) {
	row := workRow{Kind: models.LaunchWork, CycleID: &cycle, Actor: actor}
	err := w.db.inTx(ctx, func(tx *tx) error {
		draft, err := tx.cycleFor(cycle, models.Launch)
		if err != nil {
			return err
		}
		if err := tx.checkLaunch(draft); err != nil {
			return err
		}
		return tx.begin(&row)
	})
	return row.work(), err
}

// begin queues a work unless its place has one. One whose process died is
// stopped first, and what ended long ago is forgotten.
func (tx *tx) begin(row *workRow) error {
	row.ID, row.Place, row.State, row.MadeAt = uuid.New(), models.PlaceOfWork(row.CycleID), models.WorkWaiting, tx.now
	if err := tx.stopDead(); err != nil {
		return err
	}
	if err := tx.forgetWorks(); err != nil {
		return err
	}
	if err := tx.lock(row.Place); err != nil {
		return err
	}
	var going int64
	err := tx.Model(&workRow{}).Where("place = ? AND state IN ?", row.Place, unended).Count(&going).Error
	if err == nil && going > 0 {
		return models.Busy()
	}
	if err != nil {
		return err
	}
	return tx.Create(row).Error
}

var unended = []models.WorkState{models.WorkWaiting, models.WorkRunning}

// stopDead ends the works whose process has not been heard of for too long.
func (tx *tx) stopDead() error {
	return tx.Model(&workRow{}).Where("state = ? AND lease_ends <= ?", models.WorkRunning, tx.now).
		Updates(map[string]any{"state": models.WorkStopped, "ended_at": tx.now, "lease": nil, "lease_ends": nil}).Error
}

func (tx *tx) forgetWorks() error {
	return tx.Delete(&workRow{}, "made_at < ? AND state NOT IN ?", tx.now.Add(-models.WorkLife), unended).Error
}

// Get returns a work. How far one is that this process carries out is known
// better here than in the database.
func (w Works) Get(ctx context.Context, id uuid.UUID) (Work, error) {
	var row workRow
	err := w.db.reading(ctx).Take(&row, "id = ?", id).Error
	return w.fresh(row.work()), orNotFound(err, "What became of this is no longer known. It is kept for a day.")
}

// Reading returns the work that read, or reads, a list.
func (w Works) Reading(ctx context.Context, upload uuid.UUID) (Work, error) {
	tx := &tx{DB: w.db.reading(ctx)}
	row, err := tx.reading(upload)
	return w.fresh(row.work()), err
}

func (tx *tx) reading(upload uuid.UUID) (workRow, error) {
	var row workRow
	err := tx.Take(&row, "upload_id = ? AND kind = ? AND EXISTS (SELECT 1 FROM uploads WHERE uploads.id = works.upload_id)", upload, models.ReadWork).Error
	if row.Result == nil {
		row.Result = &WorkResult{}
	}
	return row, orNotFound(err, noUpload)
}

// Latest returns the newest work on a cycle, or with nil on the directory, and
// nil when none is known.
func (w Works) Latest(ctx context.Context, cycle *uuid.UUID) (*Work, error) {
	var row workRow
	err := w.db.reading(ctx).Where("place = ?", models.PlaceOfWork(cycle)).Order("made_at DESC, id").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	work := w.fresh(row.work())
	return &work, err
}

func (w Works) fresh(work Work) Work {
	if now, here := w.db.working.Load(work.ID); here && work.State == models.WorkRunning {
		work.Step, work.Done, work.Total = now.(*progress).look()
	}
	return work
}

// progress is how far a work is that this process carries out.
type progress struct {
	mu          sync.Mutex
	step        models.WorkStep
	done, total int
}

// at begins a step of total things, 0 when nobody can tell. A nil progress is
// that of a verb which nobody watches.
func (p *progress) at(step models.WorkStep, total int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step, p.done, p.total = step, 0, total
}

// add counts n more things of the step.
func (p *progress) add(n int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
}

func (p *progress) look() (models.WorkStep, int, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.step, p.done, p.total
}
