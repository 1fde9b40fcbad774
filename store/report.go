package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Reports is what leaders read.
type Reports struct{ db *DB }

// Reports opens them.
func (db *DB) Reports() Reports { return Reports{db} }

// Reader is who wants to read.
type Reader struct {
	PersonID uuid.UUID // of the person signed in; zero for an API key
	HR       bool
}

// ReportView is a report as it may be read.
type ReportView struct {
	LeaderID   uuid.UUID
	CycleID    uuid.UUID
	ReleasedAt time.Time
	KeptUntil  time.Time       // when it is deleted
	Own        bool            // the reader is the leader
	Frozen     json.RawMessage // the report as it was frozen at close
	SHA256     string          // of Frozen, in hex
	Report     models.Report
	Trend      *models.Trend // since an earlier report that the reader may open too; nil: none
	Questions  []models.OpenQuestion
	Remarks    []models.Remark // those not withheld, in their random order
	Withheld   int
}

// Read returns the report of a leader, if the reader may see it.
func (r Reports) Read(ctx context.Context, leader uuid.UUID, reader Reader) (ReportView, error) {
	q := &tx{DB: r.db.reading(ctx)}
	l, err := lookup[leaderRow](q, leader, noReport)
	if err != nil {
		return ReportView{}, err
	}
	cycle, err := lookup[cycleRow](q, l.CycleID, noReport)
	if err != nil {
		return ReportView{}, err
	}
	own := l.PersonID == reader.PersonID
	if err := models.MayReadReport(cycle.cycle(), own, reader.HR); err != nil {
		return ReportView{}, err
	}
	if l.Deleted {
		return ReportView{}, models.Errorf(models.NotFound, "The leader deleted this report.")
	}
	var row reportRow
	if err := q.Take(&row, "leader_id = ?", leader).Error; err != nil {
		return ReportView{}, orNotFound(err, noReport)
	}
	settings, err := r.db.Settings().InForce(ctx)
	if err != nil {
		return ReportView{}, err
	}
	view := ReportView{LeaderID: leader, CycleID: l.CycleID, ReleasedAt: cycle.ReleasedAt.UTC(), Own: own, KeptUntil: cycle.cycle().Ends(settings.Retention).Reports,
		Frozen: row.Body, SHA256: hex.EncodeToString(row.Sha256), Questions: cycle.Questionnaire.Questions}
	if err := json.Unmarshal(row.Body, &view.Report); err != nil {
		return ReportView{}, err
	}
	others, err := q.otherReports(l, reader)
	if err != nil {
		return ReportView{}, err
	}
	view.Trend = view.Report.Trend(others)
	remarks, err := remarksOf(q, leader)
	for _, remark := range remarks {
		if remark.Withheld {
			view.Withheld++
			continue
		}
		view.Remarks = append(view.Remarks, models.Remark{Question: remark.Question, Source: remark.Source, Body: remark.Body})
	}
	return view, err
}

// otherReports are those about the same person in other cycles that the reader may
// open too: one that was deleted or purged, or is not for these eyes, is none.
func (tx *tx) otherReports(l leaderRow, reader Reader) (all []models.Report, err error) {
	var rows []struct {
		Body   []byte
		State  models.CycleState
		Policy models.Policy `gorm:"serializer:json"`
	}
	err = tx.Table("reports").Select("reports.body, cycles.state, cycles.policy").
		Joins("JOIN leaders ON leaders.id = reports.leader_id").Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
		Where("leaders.person_id = ? AND leaders.id <> ? AND NOT leaders.deleted", l.PersonID, l.ID).Find(&rows).Error
	for _, row := range rows {
		if models.MayReadReport(models.Cycle{State: row.State, Policy: row.Policy}, l.PersonID == reader.PersonID, reader.HR) != nil {
			continue
		}
		var other models.Report
		if err := json.Unmarshal(row.Body, &other); err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	return all, err
}

// ReportSummary is a report as a list names it.
type ReportSummary struct {
	LeaderID   uuid.UUID
	Leader     string
	Title      string
	Cycle      string
	ReleasedAt time.Time
}

// Mine lists the released reports about a person, newest first.
func (r Reports) Mine(ctx context.Context, person uuid.UUID) ([]ReportSummary, error) {
	var list []ReportSummary
	err := r.db.reading(ctx).Table("leaders").
		Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
		Joins("JOIN reports ON reports.leader_id = leaders.id").
		Joins("JOIN people ON people.id = leaders.person_id").
		Select("leaders.id AS leader_id, people.name AS leader, people.title, cycles.name AS cycle, cycles.released_at").
		Where("leaders.person_id = ? AND cycles.state = ?", person, models.Released).
		Order("cycles.released_at DESC, leaders.id").Find(&list).Error
	return list, err
}

// ByLeader is the actor of what leaders do with their own reports.
const ByLeader = "A leader"

// Delete deletes a report at the wish of the leader: numbers, comments and
// the plan with it, for good. The overview of departments was frozen at release and does not
// change, because the difference would be this leader's scores.
func (r Reports) Delete(ctx context.Context, leader uuid.UUID, reader Reader) error {
	err := r.db.inTx(ctx, func(tx *tx) error {
		l, err := tx.ownReport(leader, reader)
		if err != nil {
			return err
		}
		if err := tx.freezeOverview(l.CycleID); err != nil {
			return err
		}
		change := tx.Model(&leaderRow{}).Where("id = ? AND NOT deleted", leader).Update("deleted", true)
		if err := mustChange(change, models.Errorf(models.NotFound, noReport)); err != nil {
			return err
		}
		for _, table := range []any{&reportRow{}, &remarkRow{}, &tallyRow{}, &scoreRow{}, &planRow{}} {
			if err := tx.Delete(table, "leader_id = ?", leader).Error; err != nil {
				return err
			}
		}
		return tx.record(ByLeader, "deleted the own report", &l.CycleID, "")
	})
	if err != nil {
		return err
	}
	r.db.forgetSoon("reports", "remarks", "tallies", "scores", "plans")
	return nil
}

// ownReport takes a leader whose released report is the reader's own, with the
// lock of the cycle.
func (tx *tx) ownReport(leader uuid.UUID, reader Reader) (leaderRow, error) {
	l, err := lookup[leaderRow](tx, leader, noReport)
	if err != nil {
		return l, err
	}
	if err := tx.lock(l.CycleID); err != nil {
		return l, err
	}
	cycle, err := lookup[cycleRow](tx, l.CycleID, noReport)
	if err != nil {
		return l, err
	}
	if l.PersonID != reader.PersonID {
		return l, models.Errorf(models.NotFound, noReport)
	}
	return l, models.MayReadReport(cycle.cycle(), true, false)
}
