package store

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

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
	Body    io.Reader `gorm:"-"` // as it arrives
	MadeAt  time.Time
}

// TableName names the table of uploads.
func (Upload) TableName() string { return "uploads" }

// uploadPiece is a piece of an upload's body. No process holds more of it.
type uploadPiece struct {
	UploadID uuid.UUID
	Place    int
	Body     []byte
}

func (uploadPiece) TableName() string { return "upload_pieces" }

const pieceBytes = 128 << 10

// keep keeps a file while it arrives, each piece by itself: nobody waits for a
// slow line. What is more than a list may have is left; reading will say so. Files
// that nobody came back for are thrown away.
func (w Works) keep(ctx context.Context, u *Upload) error {
	u.ID = uuid.New()
	err := w.db.inTx(ctx, func(tx *tx) error {
		if u.CycleID != nil {
			if _, err := tx.cycleFor(*u.CycleID, models.Edit); err != nil {
				return err
			}
		}
		if err := tx.Delete(&Upload{}, "made_at < ?", tx.now.Add(-uploadLife)).Error; err != nil {
			return err
		}
		u.MadeAt = tx.now
		return tx.Create(u).Error
	})
	if err != nil {
		return err
	}
	if err := w.keepBody(ctx, *u); err != nil {
		return errors.Join(err, w.drop(ctx, u.ID))
	}
	return nil
}

func (w Works) keepBody(ctx context.Context, u Upload) error {
	buffer := make([]byte, pieceBytes)
	for place := 0; place*pieceBytes <= models.MaxListBytes; place++ {
		n, ended, err := fill(buffer, u.Body)
		if err != nil {
			return err
		}
		if n > 0 {
			if err := w.db.write.WithContext(ctx).Create(&uploadPiece{u.ID, place, buffer[:n]}).Error; err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
	}
	_, err := io.Copy(io.Discard, u.Body) // a browser that is cut off would not show why
	return err
}

// fill reads until the buffer is full or the text has ended. Unlike io.ReadFull it
// tells that end from a line that broke: half a list must not be taken for a
// whole one.
func fill(buffer []byte, r io.Reader) (n int, ended bool, err error) {
	for n < len(buffer) {
		more, err := r.Read(buffer[n:])
		n += more
		if err == io.EOF {
			return n, true, nil
		}
		if err != nil {
			return n, false, err
		}
	}
	return n, false, nil
}

// drop throws a file away, even for somebody who has gone.
func (w Works) drop(ctx context.Context, id uuid.UUID) error {
	return w.db.write.WithContext(context.WithoutCancel(ctx)).Delete(&Upload{}, "id = ?", id).Error
}

// AtOnce keeps a list as it arrives, lets use read it, and throws it away.
func (w Works) AtOnce(ctx context.Context, u Upload, use func(List) error) error {
	if err := w.keep(ctx, &u); err != nil {
		return err
	}
	err := use(kept(u.ID))
	if gone := w.drop(ctx, u.ID); err == nil {
		err = gone
	}
	return err
}

// List is the text of a list, to be read within a transaction.
type List func(*tx) io.Reader

// Written is a list at hand. It can be read once.
func Written(text io.Reader) List { return func(*tx) io.Reader { return text } }

// kept is the list of an upload.
func kept(id uuid.UUID) List {
	return func(tx *tx) io.Reader { return &pieces{tx: tx, upload: id} }
}

// pieces reads the body of an upload.
type pieces struct {
	tx     *tx
	upload uuid.UUID
	place  int
	piece  []byte // what is left of the one at hand
}

func (p *pieces) Read(to []byte) (int, error) {
	if len(p.piece) == 0 {
		var next uploadPiece
		err := p.tx.Take(&next, "upload_id = ? AND place = ?", p.upload, p.place).Error
		if errors.Is(err, gorm.ErrRecordNotFound) { // the end, unless all of it was thrown away meanwhile
			if _, err = p.tx.upload(p.upload); err == nil {
				err = io.EOF
			}
		}
		if err != nil {
			return 0, err
		}
		p.piece = next.Body
		p.place++
	}
	n := copy(to, p.piece)
	p.piece = p.piece[n:]
	return n, nil
}

// FaultyRows returns the rows of a kept list that need fixing, as a file that
// can be corrected and sent again.
func (w Works) FaultyRows(ctx context.Context, upload uuid.UUID) (text []byte, err error) {
	err = w.db.inReading(ctx, func(tx *tx) error {
		u, err := tx.upload(upload)
		if err != nil {
			return err
		}
		return withScratch(func(said models.Memory) error {
			text, err = faultyRows(tx, u, said)
			return err
		})
	})
	return text, err
}

// faultyRows reads a list for its faults, and again for the rows that have them.
func faultyRows(tx *tx, u Upload, said models.Memory) ([]byte, error) {
	list := kept(u.ID)
	if u.CycleID == nil {
		chart, err := models.ReadOrgChart(list(tx), said, tx.known)
		if err != nil {
			return nil, err
		}
		return chart.FaultyCSV(list(tx))
	}
	roster, err := models.ReadRoster(list(tx), said, func(models.RosterRow) error { return nil })
	if err != nil {
		return nil, err
	}
	return roster.FaultyCSV(list(tx))
}

func (tx *tx) upload(id uuid.UUID) (Upload, error) {
	var u Upload
	err := tx.Take(&u, "id = ?", id).Error
	return u, orNotFound(err, noUpload)
}
