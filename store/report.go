package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

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
	Plan       models.Plan // what the leader wrote down after it; empty to everybody else, HR too
}

// Read returns the report of a leader, if the reader may see it.
func (r Reports) Read(ctx context.Context, leader uuid.UUID, reader Reader) (ReportView, error) {
	lines, err := r.lines(ctx, leader, reader)
	if err != nil {
		return ReportView{}, err
	}
	at := slices.IndexFunc(lines, func(l reportLine) bool { return l.LeaderID == leader })
	if at < 0 {
		return ReportView{}, models.Errorf(models.NotFound, noReport)
	}
	l := lines[at]
	cycle, own := l.cycle(), l.PersonID == reader.PersonID
	switch err := models.MayReadReport(cycle, own, reader.HR); {
	case err != nil:
		return ReportView{}, err
	case l.Deleted:
		return ReportView{}, models.Errorf(models.NotFound, "The leader deleted this report.")
	case l.Body == nil:
		return ReportView{}, models.Errorf(models.NotFound, noReport)
	}
	view := ReportView{LeaderID: leader, CycleID: l.CycleID, ReleasedAt: *cycle.ReleasedAt, Own: own, KeptUntil: cycle.Ends(r.db.defaults.Retention).Reports,
		Frozen: l.Body, SHA256: hex.EncodeToString(l.Sha256), Questions: l.Questions, Plan: l.Plan.plan()}
	if err := json.Unmarshal(l.Body, &view.Report); err != nil {
		return ReportView{}, err
	}
	view.addRemarks(lines)
	others, err := otherReports(leader, lines, reader)
	view.Trend = view.Report.Trend(others)
	return view, err
}

// reportSQL reads in one statement all that is shown with a report. Each line is
// a cycle that the person led in, since a report is compared with earlier ones,
// or a comment, in their random order. The plan stands beside the report that was
// asked for, if its leader asks.
const reportSQL = `SELECT l.id AS leader_id, l.cycle_id, l.person_id, l.deleted,
	c.state, c.policy, c.questionnaire -> 'questions' AS questions, c.closed_at, c.released_at,
	COALESCE(c.link_days, s.link_days) AS link_days, COALESCE(c.report_months, s.report_months) AS report_months,
	COALESCE(c.overview_months, s.overview_months) AS overview_months,
	r.body, r.sha256, p.behaviour, p.cue, p.act, p.witness, p.review_on,
	m.question, m.source, m.body AS remark, m.withheld
FROM (SELECT o.id AS leader_id, NULL AS remark_id FROM leaders a JOIN leaders o ON o.person_id = a.person_id WHERE a.id = @leader
	UNION ALL SELECT NULL, id FROM remarks WHERE leader_id = @leader) line
LEFT JOIN leaders l ON l.id = line.leader_id
LEFT JOIN cycles c ON c.id = l.cycle_id
LEFT JOIN settings s ON s.id = 1
LEFT JOIN reports r ON r.leader_id = l.id
LEFT JOIN plans p ON p.leader_id = l.id AND l.id = @leader AND l.person_id = @reader
LEFT JOIN remarks m ON m.id = line.remark_id
ORDER BY m.id`

// reportLine is a cycle that the person led in or, without LeaderID, a comment.
type reportLine struct {
	LeaderID, CycleID, PersonID            uuid.UUID
	Deleted                                bool
	State                                  models.CycleState
	Policy                                 models.Policy         `gorm:"serializer:json"`
	Questions                              []models.OpenQuestion `gorm:"serializer:json"`
	ClosedAt, ReleasedAt                   *time.Time
	LinkDays, ReportMonths, OverviewMonths *int // as promised, or else as HR chose
	Body, Sha256                           []byte
	Plan                                   planWords `gorm:"embedded"`

	Question, Source, Remark string
	Withheld                 bool
}

// cycle is what decides who may read the report, and how long it is kept.
func (l reportLine) cycle() models.Cycle {
	return models.Cycle{ID: l.CycleID, State: l.State, Policy: l.Policy, ClosedAt: utc(l.ClosedAt), ReleasedAt: utc(l.ReleasedAt),
		Promised: retention(l.LinkDays, l.ReportMonths, l.OverviewMonths)}
}

func (r Reports) lines(ctx context.Context, leader uuid.UUID, reader Reader) ([]reportLine, error) {
	var lines []reportLine
	named := map[string]any{"leader": leader, "reader": reader.PersonID}
	err := r.db.hot.WithContext(ctx).Raw(reportSQL, named).Scan(&lines).Error
	return lines, err
}

// addRemarks takes the comments that are not withheld, in their random order.
func (v *ReportView) addRemarks(lines []reportLine) {
	for _, l := range lines {
		switch {
		case l.LeaderID != uuid.Nil:
		case l.Withheld:
			v.Withheld++
		default:
			v.Remarks = append(v.Remarks, models.Remark{Question: l.Question, Source: l.Source, Body: l.Remark})
		}
	}
}

// otherReports are those about the same person in other cycles that the reader may
// open too: one that was deleted or purged, or is not for these eyes, is none.
func otherReports(leader uuid.UUID, lines []reportLine, reader Reader) (all []models.Report, err error) {
	for _, l := range lines {
		if l.LeaderID == leader || l.Body == nil || l.Deleted || models.MayReadReport(l.cycle(), l.PersonID == reader.PersonID, reader.HR) != nil {
			continue
		}
		var other models.Report
		if err := json.Unmarshal(l.Body, &other); err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	return all, nil
}

// ReportSummary is a report as a list names it.
type ReportSummary struct {
	LeaderID   uuid.UUID
	Leader     string
	Title      string
	Cycle      string
	ReleasedAt time.Time
}

// Mine lists a page of the released reports about a person, newest first, and
// says how many there are in all.
func (r Reports) Mine(ctx context.Context, person uuid.UUID, page Page) ([]ReportSummary, int, error) {
	mine := func() *gorm.DB {
		return r.db.reading(ctx).Table("leaders").
			Joins("JOIN cycles ON cycles.id = leaders.cycle_id").
			Joins("JOIN reports ON reports.leader_id = leaders.id").
			Where("leaders.person_id = ? AND cycles.state = ?", person, models.Released)
	}
	var total int64
	if err := mine().Count(&total).Error; err != nil {
		return nil, 0, err
	}
	var list []ReportSummary
	err := mine().Joins("JOIN people ON people.id = leaders.person_id").
		Select("leaders.id AS leader_id, people.name AS leader, people.title, cycles.name AS cycle, cycles.released_at").
		Order("cycles.released_at DESC, leaders.id").Offset(page.Offset).Limit(page.Limit).Find(&list).Error
	return list, int(total), err
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
