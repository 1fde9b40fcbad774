package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// WorkOut turns the ballots of a closing cycle into reports, a few leaders in one
// transaction and each of them whole, and then closes the cycle and destroys its
// key. It goes on where it was interrupted. Several may run at once: each begins
// at another place. Boxes are opened on all cores, and only then does the
// transaction begin. Leaders come in the order of their ids, in which their rows
// lie: neighbours share pages.
func (c Cycles) WorkOut(ctx context.Context, id uuid.UUID) error {
	cycle, err := c.Get(ctx, id)
	if err != nil {
		return err
	}
	if cycle.State != models.Closing {
		return nil
	}
	opener, err := c.db.keys.opener(id, cycle.PublicKey)
	if err != nil {
		return err
	}
	desk := closing{db: c.db, cycle: cycle, opener: opener, met: new(atomic.Bool)}
	for after := uuid.New(); ; after = uuid.Nil {
		found, err := desk.leaders(ctx, after)
		if err != nil {
			return fmt.Errorf("close leaders: %w", err)
		}
		if !found && after == uuid.Nil {
			return c.finishClose(ctx, cycle)
		}
	}
}

// closing is a cycle that this process works out.
type closing struct {
	db     *DB
	cycle  models.Cycle
	opener models.Opener
	met    *atomic.Bool // another process is at the same leaders
}

// together is how many leaders are worked out with the same statements, in one
// transaction: with 15 ballots each, a megabyte is read and opened before it.
const together = 8

// closers is how many leaders are worked out side by side: more than there are
// cores, because each waits for the database now and then, and never so many that
// no connection is left for those who answer about other cycles.
func closers() int { return min(2*runtime.GOMAXPROCS(0), 16) }

// leaders works out the leaders after an id, side by side, and reports whether
// there were any without a report. The first error stops all.
func (c closing) leaders(ctx context.Context, after uuid.UUID) (found bool, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan []uuid.UUID)
	var all sync.WaitGroup
	for range closers() {
		all.Go(func() {
			for some := range queue {
				if err := c.some(ctx, some); err != nil {
					stop(err)
					return
				}
			}
		})
	}
	found, err = c.line(ctx, after, queue)
	close(queue)
	all.Wait()
	return found, cmp.Or(context.Cause(ctx), err)
}

// line puts the leaders after an id who have no report into the queue, a few at a
// time. Where it meets another process, it goes on elsewhere.
func (c closing) line(ctx context.Context, after uuid.UUID, queue chan<- []uuid.UUID) (found bool, err error) {
	for {
		var ids []uuid.UUID
		err := c.db.reading(ctx).Model(&leaderRow{}).
			Where("cycle_id = ? AND id > ? AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.leader_id = leaders.id)", c.cycle.ID, after).
			Order("id").Limit(batch).Pluck("id", &ids).Error
		if err != nil || len(ids) == 0 {
			return found, err
		}
		found, after = true, ids[len(ids)-1]
		for some := range slices.Chunk(ids, together) {
			if c.met.CompareAndSwap(true, false) {
				after = uuid.New()
				break
			}
			select {
			case queue <- some:
			case <-ctx.Done():
				return found, ctx.Err()
			}
		}
	}
}

// some opens the boxes of a few leaders and keeps what may be shown of each.
func (c closing) some(ctx context.Context, ids []uuid.UUID) error {
	all, err := c.open(ctx, ids)
	if err != nil {
		return err
	}
	return c.keepUnchanged(ctx, all)
}

// keepUnchanged keeps all leaders in one transaction. It begins again without
// those whose ballots have changed: WorkOut comes back to them.
func (c closing) keepUnchanged(ctx context.Context, all []*opened) error {
	for len(all) > 0 {
		err := c.db.inTx(ctx, func(tx *tx) error { return c.keep(tx, all) })
		changed, ok := errors.AsType[ballotsChanged](err)
		if !ok {
			return err
		}
		all = slices.DeleteFunc(all, func(o *opened) bool { return changed[o.ID] })
	}
	c.met.Store(true)
	return nil
}

// opened is a leader of a closing cycle whose boxes were opened.
type opened struct {
	models.Leader
	invited  map[models.Relationship]int
	count    models.Count
	boxes    map[uuid.UUID]bool // the ids of the boxes
	ballots  []models.Ballot
	unopened int
}

// open reads and opens the boxes of leaders who have no report, without any
// lock: keep notices when there are others by then. A box that does not open is
// counted and blocks nothing.
func (c closing) open(ctx context.Context, ids []uuid.UUID) ([]*opened, error) {
	q := c.db.reading(ctx)
	leaders, err := leadersBy(q.Where("leaders.id IN ? AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.leader_id = leaders.id)", ids))
	if err != nil {
		return nil, err
	}
	all := make([]*opened, len(leaders))
	at := make(map[uuid.UUID]*opened, len(leaders))
	for i, l := range leaders {
		all[i] = &opened{Leader: l.Leader, invited: map[models.Relationship]int{}, boxes: map[uuid.UUID]bool{}}
		at[l.ID] = all[i]
	}
	counts, err := countInvitations(q, ids)
	if err != nil {
		return nil, err
	}
	for _, n := range counts {
		if o := at[n.LeaderID]; o != nil {
			o.invited[n.Relationship] = n.Invited
		}
	}
	var rows []ballotRow
	if err := q.Where("leader_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, row := range rows {
		if o := at[row.LeaderID]; o != nil {
			o.add(c.opener, row)
		}
	}
	for _, o := range all {
		o.count = models.CountBallots(c.cycle.Questionnaire, c.cycle.Policy, o.invited, o.ballots)
		o.ballots = nil
	}
	return all, nil
}

func (o *opened) add(opener models.Opener, row ballotRow) {
	o.boxes[row.ID] = true
	ballot, err := opener.Open(o.ID, row.Box)
	if err != nil {
		o.unopened++
		return
	}
	o.ballots = append(o.ballots, ballot)
}

// ballotsChanged are leaders whose ballots are not those that were opened: one
// that was on its way when the cycle was closed has arrived, or another process
// has worked the leader out.
type ballotsChanged map[uuid.UUID]bool

func (c ballotsChanged) Error() string { return "the ballots are not those that were opened" }

// keep writes down what may be shown of some leaders and deletes their ballots.
func (c closing) keep(tx *tx, all []*opened) error {
	ids := make([]uuid.UUID, len(all))
	for i, o := range all {
		ids[i] = o.ID
	}
	if err := tx.lockAll(ids); err != nil {
		return err
	}
	if err := tx.takeBallots(ids, all); err != nil {
		return err
	}
	if err := tx.keepTallies(all); err != nil {
		return err
	}
	sums, err := competencySums(tx.DB, ids)
	if err != nil {
		return err
	}
	var reports []reportRow
	var scores []scoreRow
	var made sync.WaitGroup
	made.Go(func() { reports, scores, err = c.reports(all, sums) }) // meanwhile: SQLite's one writer is what all wait for
	unkept := tx.keepRemarks(all)
	if made.Wait(); cmp.Or(err, unkept) != nil {
		return cmp.Or(err, unkept)
	}
	return tx.keepReports(reports, scores)
}

// reports makes the reports of leaders, with their hashes, and their scores beside them.
func (c closing) reports(all []*opened, sums map[uuid.UUID][]models.CompetencySum) (reports []reportRow, scores []scoreRow, err error) {
	for _, o := range all {
		report := o.count.Report(models.ReportHead{Leader: o.Person.Name, Title: o.Person.Title, Department: o.Person.Department, RoleSince: o.RoleSince,
			Cycle: c.cycle.Name, ClosedAt: *c.cycle.ClosesAt, Policy: c.cycle.Policy, Questionnaire: c.cycle.Questionnaire}, sums[o.ID])
		body, err := report.JSON()
		if err != nil {
			return nil, nil, err
		}
		hash := sha256.Sum256(body)
		reports = append(reports, reportRow{o.ID, body, hash[:], o.unopened})
		for _, s := range report.Published() {
			scores = append(scores, scoreRow{o.ID, s.Cell, s.Competency, s.N, s.Tenths})
		}
	}
	return reports, scores, nil
}

// takeBallots deletes the ballots of leaders if they are the very ones that were
// opened: a submission gives all of them new ids.
func (tx *tx) takeBallots(ids []uuid.UUID, all []*opened) error {
	var gone []ballotRow
	err := tx.Clauses(clause.Returning{Columns: []clause.Column{{Name: "leader_id"}, {Name: "id"}}}).Where("leader_id IN ?", ids).Delete(&gone).Error
	if err != nil {
		return err
	}
	taken := map[uuid.UUID]map[uuid.UUID]bool{}
	for _, row := range gone {
		if taken[row.LeaderID] == nil {
			taken[row.LeaderID] = map[uuid.UUID]bool{}
		}
		taken[row.LeaderID][row.ID] = true
	}
	changed := ballotsChanged{}
	for _, o := range all {
		if !maps.Equal(taken[o.ID], o.boxes) {
			changed[o.ID] = true
		}
	}
	if len(changed) > 0 {
		return changed
	}
	return nil
}
