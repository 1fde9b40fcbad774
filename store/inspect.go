package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// inspected is how many cycles are inspected if none is named.
const inspected = 10

// ToInspect finds the cycle with an id or a name, or the newest ones that were
// launched and not purged.
func (c Cycles) ToInspect(ctx context.Context, which string) ([]models.Cycle, error) {
	q := c.db.reading(ctx).Where("state NOT IN ?", []models.CycleState{models.Draft, models.Purged})
	if id, err := uuid.Parse(which); err == nil {
		q = q.Where("id = ?", id)
	} else if which != "" {
		q = q.Where("name = ?", which)
	}
	var rows []cycleRow
	if err := q.Order("made_at DESC, id").Limit(inspected).Find(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 && which != "" {
		return nil, models.Errorf(models.NotFound, "There is no launched cycle with the id or name %q.", which)
	}
	cycles := make([]models.Cycle, len(rows))
	for i, row := range rows {
		cycles[i] = row.cycle()
	}
	return cycles, nil
}

// Inspection is what somebody with a copy of the database finds in one cycle.
type Inspection struct {
	Facts     models.CycleFacts
	Leaders   int
	Invited   int
	Groupings map[models.Grouping]int // leaders; while open, if everybody answers
	Sealed    []models.Scene          // people and boxes, as far as the key tells whose they are
	Published []models.Scene          // people and comments
}

// Inspect looks at a cycle as of one moment and writes nothing.
func (c Cycles) Inspect(ctx context.Context, cycle models.Cycle) (Inspection, error) {
	in := Inspection{Groupings: map[models.Grouping]int{}, Facts: models.CycleFacts{State: cycle.State, KeyDirectory: c.db.keys != nil}}
	err := c.db.inReading(ctx, func(tx *tx) error {
		all, err := c.exhibits(tx, cycle)
		if err != nil {
			return err
		}
		in.Leaders = len(all)
		for _, e := range all {
			in.add(e, cycle.State)
		}
		if err := tx.groupings(cycle, &in); err != nil {
			return err
		}
		var hashes int64
		err = tx.Model(&linkRow{}).Where("cycle_id = ? AND token_hash IS NOT NULL", cycle.ID).Count(&hashes).Error
		in.Facts.TokenHashes = int(hashes)
		return err
	})
	if err != nil {
		return in, err
	}
	in.Facts.KeyHere, err = c.keyHere(cycle)
	sizes := map[string]bool{}
	for _, s := range in.Sealed {
		for _, b := range s.Boxes {
			sizes[b.Marks["length"]] = true
		}
	}
	in.Facts.BoxSizes = len(sizes)
	in.Facts.Named = models.Shared(in.Sealed, TransactionMark).Hits
	return in, err
}

// keyHere reports whether the right key of a cycle that has ballots is here, or
// any key of one that has none any more.
func (c Cycles) keyHere(cycle models.Cycle) (bool, error) {
	if cycle.State == models.Open || cycle.State == models.Closing {
		_, err := c.db.keys.opener(cycle.ID, cycle.PublicKey)
		return err == nil, nil
	}
	ids, err := c.db.keys.cycles()
	for _, id := range ids {
		if id == cycle.ID {
			return true, err
		}
	}
	return false, err
}

// add takes one leader into the inspection.
func (in *Inspection) add(e Exhibit, state models.CycleState) {
	sealed := models.Scene{}
	transactions := map[string]bool{}
	for _, r := range e.Raters {
		for _, mark := range []string{"id", "person", "link", "letter"} {
			if id, has := r.Marks[mark]; has { // an erased person has none
				in.Facts.ForeignIDs += foreign(id)
			}
		}
		r.Owner = owner(r.Relationship, r.Name)
		sealed.Raters = append(sealed.Raters, r.Trace)
	}
	for _, b := range e.Boxes {
		in.Facts.ForeignIDs += foreign(b.ID)
		transactions[b.Marks[TransactionMark]] = true
		if b.Opened == nil {
			in.Facts.Unopened++
		} else {
			b.Owner = owner(b.Opened.Relationship, b.Opened.Name)
		}
		sealed.Boxes = append(sealed.Boxes, b.Trace)
	}
	in.Facts.Answered += len(e.Raters)
	in.Facts.Ballots += len(e.Boxes)
	if len(transactions) > 1 {
		in.Facts.Apart++
	}
	if len(e.Boxes) > 0 {
		in.Sealed = append(in.Sealed, sealed)
	}
	if state != models.Open && state != models.Closing {
		in.Published = append(in.Published, published(e)...)
	}
}

// published matches a leader's comments with all who may have written them.
func published(e Exhibit) (scenes []models.Scene) {
	var raters []models.Trace
	for _, r := range e.Raters {
		if r.Relationship != models.Self {
			r.Owner = models.Colleagues
			if r.Relationship == models.Manager {
				r.Owner = "manager"
			}
			raters = append(raters, r.Trace)
		}
	}
	of := map[string][]models.Trace{}
	for _, r := range e.Remarks {
		r.Owner = "manager"
		if r.Source == models.Colleagues {
			r.Owner = r.Source
		}
		of[r.Question] = append(of[r.Question], r.Trace)
	}
	for _, remarks := range of {
		scenes = append(scenes, models.Scene{Raters: raters, Boxes: remarks})
	}
	return scenes
}

// owner is what a box tells of its writer: the group, and a name where that is
// promised to be shown.
func owner(r models.Relationship, name string) string {
	if r.Named() {
		return string(r) + " " + name
	}
	return string(r)
}

// foreign is 1 for an id that is not random.
func foreign(id string) int {
	if parsed, err := uuid.Parse(id); err == nil && parsed.Version() == 4 {
		return 0
	}
	return 1
}

// groupings counts how leaders' groups are shown, or will be if all answer.
func (tx *tx) groupings(cycle models.Cycle, in *Inspection) error {
	var rows []struct {
		LeaderID     uuid.UUID
		Relationship models.Relationship
		N            int
	}
	err := tx.Model(&invitationRow{}).Joins("JOIN leaders ON leaders.id = invitations.leader_id").
		Select("leader_id, relationship, COUNT(*) AS n").
		Where("leaders.cycle_id = ? AND state <> ?", cycle.ID, models.Withdrawn).Group("leader_id, relationship").Find(&rows).Error
	if err != nil {
		return err
	}
	invited := map[uuid.UUID]map[models.Relationship]int{}
	for _, r := range rows {
		if invited[r.LeaderID] == nil {
			invited[r.LeaderID] = map[models.Relationship]int{}
		}
		invited[r.LeaderID][r.Relationship] = r.N
		in.Invited += r.N
	}
	if cycle.State == models.Open || cycle.State == models.Closing {
		for _, n := range invited {
			in.Groupings[models.GroupingIf(n, cycle.Policy)]++
		}
		return nil
	}
	var bodies [][]byte
	err = tx.Model(&reportRow{}).Joins("JOIN leaders ON leaders.id = reports.leader_id").Where("leaders.cycle_id = ?", cycle.ID).Pluck("body", &bodies).Error
	for _, body := range bodies {
		var report struct{ Grouping models.Grouping }
		if err := json.Unmarshal(body, &report); err != nil {
			return fmt.Errorf("read report: %w", err)
		}
		in.Groupings[report.Grouping]++
	}
	return err
}
