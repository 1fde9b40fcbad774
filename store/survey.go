package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// Surveys is what a rater's link opens. It can seal answers and never open them.
type Surveys struct{ db *DB }

// Surveys opens them.
func (db *DB) Surveys() Surveys { return Surveys{db} }

// LinkView is what a rater sees behind the link.
type LinkView struct {
	LinkID   uuid.UUID
	Cycle    models.Cycle    // what raters may know of it; its questions are shared, so they are only read
	Rater    models.Person   // id and name
	Asked    []models.Asked  // by the leader's name
	Settings models.Settings // the organisation's name and colour, as they hold now
}

// About returns what the rater is asked about one leader.
func (v LinkView) About(leader uuid.UUID) (models.Asked, error) {
	for _, asked := range v.Asked {
		if asked.LeaderID == leader {
			return asked, nil
		}
	}
	return models.Asked{}, deadLink()
}

// deadLink is the one answer to unknown, expired and revoked links.
func deadLink() error { return models.Errorf(models.NotFound, "This link does not open anything now.") }

// Link returns what a token opens while its cycle is open. Every token that
// opens nothing gets the same answer.
func (s Surveys) Link(ctx context.Context, token models.Token) (LinkView, error) {
	return s.view(s.db.hot.WithContext(ctx), token)
}

// linkSQL reads in one statement all that changes behind a link: it is asked
// more often than anything else. What a launched cycle asks is not in it.
const linkSQL = `SELECT links.id AS link_id, links.person_id AS rater_id, r.name AS rater,
	c.id AS cycle_id, c.name AS cycle, c.contact_name, c.contact_email, c.opens_at, c.closes_at,
	c.link_days, c.report_months, c.overview_months,
	s.organisation, s.accent,
	l.id AS leader_id, p.name, p.title, l.department, i.relationship, i.state,
	(SELECT COUNT(*) FROM invitations o WHERE o.leader_id = l.id AND o.relationship = 'manager'
		AND o.state <> 'withdrawn' AND o.person_id <> i.person_id) AS other_managers
FROM links
JOIN cycles c ON c.id = links.cycle_id
JOIN people r ON r.id = links.person_id
LEFT JOIN settings s ON s.id = 1
LEFT JOIN invitations i ON i.person_id = links.person_id AND i.state <> 'withdrawn'
LEFT JOIN leaders l ON l.id = i.leader_id AND l.cycle_id = links.cycle_id
LEFT JOIN people p ON p.id = l.person_id
WHERE links.token_hash = ? AND c.state = 'open'
ORDER BY p.name, l.id`

// linkLine is one leader of a link. The link, its cycle and the settings stand
// in each line. A link of which every leader was withdrawn has one without any.
type linkLine struct {
	LinkID, RaterID, CycleID uuid.UUID
	Rater, Cycle             string
	ContactName              string
	ContactEmail             string
	OpensAt, ClosesAt        *time.Time
	LinkDays                 *int
	ReportMonths             *int
	OverviewMonths           *int
	Organisation             *string
	Accent                   *models.Colour

	LeaderID                                     *uuid.UUID
	Name, Title, Department, Relationship, State *string
	OtherManagers                                int
}

func (l linkLine) asked() models.Asked {
	return models.Asked{LeaderID: *l.LeaderID, Name: *l.Name, Title: *l.Title, Department: *l.Department,
		Relationship: models.Relationship(*l.Relationship), OtherManagers: l.OtherManagers, State: models.InvitationState(*l.State)}
}

func (s Surveys) view(q *gorm.DB, token models.Token) (LinkView, error) {
	var lines []linkLine
	if err := q.Raw(linkSQL, token.Hash()).Scan(&lines).Error; err != nil {
		return LinkView{}, err
	}
	if len(lines) == 0 {
		return LinkView{}, deadLink()
	}
	l := lines[0]
	frozen, err := s.db.frozenAt(q, l.CycleID)
	view := LinkView{LinkID: l.LinkID, Rater: models.Person{ID: l.RaterID, Name: l.Rater},
		Settings: models.Choices{Organisation: l.Organisation, Accent: l.Accent}.Over(s.db.defaults),
		Cycle: models.Cycle{ID: l.CycleID, Name: l.Cycle, State: models.Open, OpensAt: utc(l.OpensAt), ClosesAt: utc(l.ClosesAt),
			Contact: models.Contact{Name: l.ContactName, Email: l.ContactEmail}, Promised: retention(l.LinkDays, l.ReportMonths, l.OverviewMonths),
			Questionnaire: frozen.Questionnaire, Policy: frozen.Policy, PublicKey: frozen.PublicKey}}
	for _, line := range lines {
		if line.LeaderID != nil {
			view.Asked = append(view.Asked, line.asked())
		}
	}
	return view, err
}
