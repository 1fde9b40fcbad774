package store

import (
	"context"
	"database/sql"

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
// more often than anything else. What a launched cycle froze is not in it.
const linkSQL = `SELECT links.id, links.person_id, r.name, links.cycle_id, c.closes_at, s.organisation, s.accent,
	l.id, p.name, p.title, l.department, i.relationship, i.state,
	CASE WHEN i.relationship = 'manager' THEN (SELECT COUNT(*) FROM invitations o WHERE o.leader_id = l.id
		AND o.relationship = 'manager' AND o.state <> 'withdrawn' AND o.person_id <> i.person_id) ELSE 0 END
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
	link, rater, cycle   uuid.UUID
	raterName            string
	closesAt             sql.NullTime
	organisation, accent sql.NullString

	leader                                       uuid.NullUUID
	name, title, department, relationship, state sql.NullString
	otherManagers                                int
}

// read takes the next line, by hand and not by reflection: nothing is read more often.
func (l *linkLine) read(rows *sql.Rows) error {
	return rows.Scan(&l.link, &l.rater, &l.raterName, &l.cycle, &l.closesAt, &l.organisation, &l.accent,
		&l.leader, &l.name, &l.title, &l.department, &l.relationship, &l.state, &l.otherManagers)
}

func (l *linkLine) asked() models.Asked {
	return models.Asked{LeaderID: l.leader.UUID, Name: l.name.String, Title: l.title.String, Department: l.department.String,
		Relationship: models.Relationship(l.relationship.String), OtherManagers: l.otherManagers, State: models.InvitationState(l.state.String)}
}

// settings are those of the organisation, where HR chose any.
func (l *linkLine) settings() (c models.Choices) {
	if l.organisation.Valid {
		c.Organisation = &l.organisation.String
	}
	if l.accent.Valid {
		c.Accent = (*models.Colour)(&l.accent.String)
	}
	return c
}

func (s Surveys) view(q *gorm.DB, token models.Token) (LinkView, error) {
	l, asked, err := openLink(q, token)
	if err != nil {
		return LinkView{}, err
	}
	cycle, err := s.db.frozenAt(q, l.cycle)
	if l.closesAt.Valid {
		cycle.ClosesAt = utc(&l.closesAt.Time)
	}
	return LinkView{LinkID: l.link, Cycle: cycle, Rater: models.Person{ID: l.rater, Name: l.raterName}, Asked: asked,
		Settings: l.settings().Over(s.db.defaults)}, err
}

// openLink reads the lines of a link, and returns the last of them with all leaders.
func openLink(q *gorm.DB, token models.Token) (l linkLine, asked []models.Asked, err error) {
	rows, err := q.Raw(linkSQL, token.Hash()).Rows()
	if err != nil {
		return l, nil, err
	}
	defer rows.Close()
	lines := 0
	for ; rows.Next(); lines++ {
		if err := l.read(rows); err != nil {
			return l, nil, err
		}
		if l.leader.Valid {
			asked = append(asked, l.asked())
		}
	}
	if err := rows.Err(); err != nil {
		return l, nil, translated(q, err)
	}
	if lines == 0 {
		err = deadLink()
	}
	return l, asked, err
}
