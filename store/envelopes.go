package store

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// Envelopes gathers what the words of letters are made of, in the letters'
// order. The number of statements does not grow with the number of letters to
// raters and leaders. A token is "" when the link it belongs to opens nothing any more.
func (o Outbox) Envelopes(ctx context.Context, letters []models.Letter) ([]models.Envelope, error) {
	if len(letters) == 0 {
		return nil, nil
	}
	desk := desk{g: o.db.reading(ctx), secret: o.db.secret}
	desk.sort(letters)
	// Links come before people: an address corrected in between then meets the old
	// link, which is dead, and never the old address the new link.
	for _, gather := range []func() error{desk.gatherLinks, desk.gatherPeople, desk.gatherCycles,
		desk.gatherAsked, desk.gatherFirst, desk.gatherReports, func() error { return desk.gatherSignIns(o.db) }} {
		if err := gather(); err != nil {
			return nil, err
		}
	}
	settings, err := o.db.Settings().InForce(ctx)
	if err != nil {
		return nil, err
	}
	envelopes := make([]models.Envelope, len(letters))
	for i, letter := range letters {
		envelopes[i] = desk.envelope(letter)
		envelopes[i].Settings = settings
		if err := o.rare(ctx, &desk, &envelopes[i]); err != nil {
			return nil, err
		}
	}
	return envelopes, nil
}

// rare gathers what only letters to HR hold.
func (o Outbox) rare(ctx context.Context, d *desk, e *models.Envelope) (err error) {
	switch {
	case e.Letter.CycleID == nil:
	case e.Letter.Kind == models.StuckLetter:
		e.Stuck, err = d.stuck(*e.Letter.CycleID, o.db.now())
	case e.Letter.Kind == models.TestLetter:
		err = o.showSample(ctx, e)
	}
	return err
}

// place is one person in one cycle.
type place struct{ cycle, person uuid.UUID }

// desk is where a batch of letters is put together.
type desk struct {
	g       *gorm.DB
	secret  models.Secret
	people  []uuid.UUID // whom the letters go to
	cycles  []uuid.UUID // which cycles they are about
	signIns []uuid.UUID // which letters are sign-in links
	follow  int         // letters that follow an invitation
	reports int         // letters that bring a report

	persons map[uuid.UUID]models.Person
	cycle   map[uuid.UUID]models.Cycle
	links   map[place]linkRow
	asked   map[place][]models.Asked
	first   map[place]uuid.UUID // the invitation letter
	report  map[place]uuid.UUID // the leader
	open    map[uuid.UUID]bool  // sign-in links that still open
}

func (d *desk) sort(letters []models.Letter) {
	seen := map[uuid.UUID]bool{}
	add := func(list *[]uuid.UUID, id uuid.UUID) {
		if !seen[id] {
			seen[id] = true
			*list = append(*list, id)
		}
	}
	for _, letter := range letters {
		add(&d.people, letter.PersonID)
		if letter.CycleID != nil {
			add(&d.cycles, *letter.CycleID)
		}
		switch letter.Kind {
		case models.InvitationLetter:
		case models.SignInLetter:
			add(&d.signIns, letter.ID)
		case models.ReportLetter:
			d.reports++
		default:
			d.follow++
		}
	}
}

func (d *desk) envelope(letter models.Letter) models.Envelope {
	e := models.Envelope{Letter: letter, To: d.persons[letter.PersonID]}
	if letter.Kind == models.SignInLetter {
		if d.open[letter.ID] {
			e.Token = d.secret.SignInToken(letter.ID)
		}
		return e
	}
	if letter.CycleID == nil {
		return e
	}
	at := place{*letter.CycleID, letter.PersonID}
	e.Cycle = d.cycle[at.cycle]
	switch letter.Kind {
	case models.ClosedLetter, models.StuckLetter, models.TestLetter:
		return e
	case models.ReportLetter:
		if leader, ok := d.report[at]; ok {
			e.ReportOf = &leader
		}
		return e
	}
	if link, ok := d.links[at]; ok && link.TokenHash != nil {
		e.Token = d.secret.RaterToken(link.ID, link.Generation)
	}
	for _, asked := range d.asked[at] {
		if letter.Kind == models.InvitationLetter || asked.State == models.Pending {
			e.Asked = append(e.Asked, asked)
		}
	}
	if first, ok := d.first[at]; ok && letter.Kind != models.InvitationLetter {
		e.InReplyTo = &first
	}
	return e
}

func (d *desk) gatherPeople() error {
	var rows []personRow
	err := d.g.Where("id IN ?", d.people).Find(&rows).Error
	d.persons = map[uuid.UUID]models.Person{}
	for _, row := range rows {
		d.persons[row.ID] = row.person()
	}
	return err
}

// gatherCycles leaves the questionnaires where they are: no letter prints them.
func (d *desk) gatherCycles() error {
	var rows []cycleRow
	err := d.g.Omit("questionnaire", "public_key").Where("id IN ?", d.cycles).Find(&rows).Error
	d.cycle = map[uuid.UUID]models.Cycle{}
	for _, row := range rows {
		d.cycle[row.ID] = row.cycle()
	}
	return err
}

func (d *desk) gatherLinks() error {
	var rows []linkRow
	err := d.g.Where("cycle_id IN ? AND person_id IN ?", d.cycles, d.people).Find(&rows).Error
	d.links = map[place]linkRow{}
	for _, row := range rows {
		d.links[place{row.CycleID, row.PersonID}] = row
	}
	return err
}

// gatherAsked goes by the people alone, past cycles included: a condition on the
// cycle tempts databases to walk through all its invitations for every batch.
func (d *desk) gatherAsked() error {
	var rows []struct {
		models.Asked
		CycleID  uuid.UUID
		PersonID uuid.UUID
	}
	err := d.g.Table("invitations i").
		Joins("JOIN leaders l ON l.id = i.leader_id").
		Joins("JOIN people p ON p.id = l.person_id").
		Where("i.person_id IN ? AND i.state <> ?", d.people, models.Withdrawn).
		Select(`l.id AS leader_id, p.name, p.title, p.department, i.relationship, i.state, l.cycle_id, i.person_id,
			(SELECT count(*) FROM invitations o WHERE o.leader_id = l.id AND o.relationship = ?
				AND o.person_id <> i.person_id AND o.state <> ?) AS other_managers`, models.Manager, models.Withdrawn).
		Order("p.name, l.id").Find(&rows).Error
	d.asked = map[place][]models.Asked{}
	for _, row := range rows {
		at := place{row.CycleID, row.PersonID}
		d.asked[at] = append(d.asked[at], row.Asked)
	}
	return err
}

// gatherFirst finds the invitation letters that later ones follow.
func (d *desk) gatherFirst() error {
	if d.follow == 0 {
		return nil
	}
	var rows []letterRow
	err := d.g.Where("kind = ? AND cycle_id IN ? AND person_id IN ?", models.InvitationLetter, d.cycles, d.people).
		Order("round").Find(&rows).Error
	d.first = map[place]uuid.UUID{}
	for _, row := range rows {
		d.first[place{*row.CycleID, row.PersonID}] = row.ID
	}
	return err
}

func (d *desk) gatherReports() error {
	if d.reports == 0 {
		return nil
	}
	var rows []leaderRow
	err := d.g.Joins("JOIN reports ON reports.leader_id = leaders.id").
		Where("leaders.cycle_id IN ? AND leaders.person_id IN ?", d.cycles, d.people).Find(&rows).Error
	d.report = map[place]uuid.UUID{}
	for _, row := range rows {
		d.report[place{row.CycleID, row.PersonID}] = row.ID
	}
	return err
}

func (d *desk) gatherSignIns(db *DB) error {
	if len(d.signIns) == 0 {
		return nil
	}
	var ids []uuid.UUID
	err := d.g.Table("sign_ins").Where("id IN ? AND NOT used AND expires > ?", d.signIns, db.now()).Pluck("id", &ids).Error
	d.open = map[uuid.UUID]bool{}
	for _, id := range ids {
		d.open[id] = true
	}
	return err
}
