package store

import (
	"gorm.io/gorm"

	"github.com/sevenfold/sevenfold/models"
)

// departmentCounts counts, for each department, its leaders and their invitations
// as HR may know them.
func (tx *tx) departmentCounts(cycle cycleRow) ([]models.RateRow, error) {
	var counts []models.RateRow
	err := tx.Model(&leaderRow{}).Select("department, COUNT(*) AS leaders").Where("cycle_id = ?", cycle.ID).
		Group("department").Order("department").Find(&counts).Error
	if err != nil {
		return nil, err
	}
	at := make(map[string]*models.RateRow, len(counts))
	for i := range counts {
		at[counts[i].Department] = &counts[i]
	}
	add := func(department string, invited, answered int) {
		if row := at[department]; row != nil {
			row.Invited += invited
			row.Answered += answered
		}
	}
	if err := tx.keptByDepartment(cycle, add); err != nil {
		return nil, err
	}
	return counts, tx.addAsked(cycle, add)
}

// keptByDepartment adds what was kept of the leaders whose invitations are deleted.
func (tx *tx) keptByDepartment(cycle cycleRow, add func(department string, invited, answered int)) error {
	var rows []models.RateRow
	err := tx.Table("turnouts").Joins("JOIN leaders ON leaders.id = turnouts.leader_id").
		Select("leaders.department, SUM(turnouts.invited) AS invited, SUM(turnouts.answered) AS answered").
		Where("leaders.cycle_id = ? AND NOT turnouts.held", cycle.ID).
		Group("leaders.department").Find(&rows).Error
	for _, r := range rows {
		add(r.Department, r.Invited, r.Answered)
	}
	return err
}

// askedAs counts the invitations about a leader by relationship, and who answered;
// asAsked names the counts.
const (
	askedAs = `COUNT(CASE WHEN relationship = 'self' THEN 1 END) AS self,
			COUNT(CASE WHEN relationship = 'self' AND state = 'answered' THEN 1 END) AS self_gave,
			COUNT(CASE WHEN relationship = 'manager' THEN 1 END) AS managers,
			COUNT(CASE WHEN relationship = 'manager' AND state = 'answered' THEN 1 END) AS managers_gave,
			COUNT(CASE WHEN relationship = 'peer' THEN 1 END) AS peers,
			COUNT(CASE WHEN relationship = 'peer' AND state = 'answered' THEN 1 END) AS peers_gave,
			COUNT(CASE WHEN relationship = 'report' THEN 1 END) AS reports,
			COUNT(CASE WHEN relationship = 'report' AND state = 'answered' THEN 1 END) AS reports_gave`
	asAsked = "self, self_gave, managers, managers_gave, peers, peers_gave, reports, reports_gave"
)

// askedBy counts, for the leaders l in one place (a column of theirs) of some
// cycles, how many were asked and answered as what, and how many leaders have
// exactly these counts. What HR may know of a leader depends on nothing else, so
// it is decided once for all of them. from is the leaders l beside invitations i.
func askedBy(place, from string) string {
	return "SELECT " + place + ", " + asAsked + ", COUNT(*) FROM (SELECT l." + place + ", " + askedAs + " FROM " + from +
		" WHERE l.cycle_id IN (?) GROUP BY l.id, l." + place + ") AS asked GROUP BY " + place + ", " + asAsked
}

// askedByDepartment reads all invitations of a cycle, so it need not begin with the
// leaders.
var askedByDepartment = askedBy("department", "leaders l JOIN invitations i ON i.leader_id = l.id AND i."+notWithdrawn)

// addAsked adds what may be told of the invitations.
func (tx *tx) addAsked(cycle cycleRow, add func(department string, invited, answered int)) error {
	return alike(tx.Raw(askedByDepartment, cycle.ID), func(department string, asked, gave byRelationship, leaders int) {
		var sum models.Turnout
		sum.Add(models.Progress(asked, gave, cycle.Policy), leaders)
		add(department, sum.Invited, sum.Answered)
	})
}

// byRelationship counts people.
type byRelationship = map[models.Relationship]int

// alike reads where leaders with the same counts are (asAsked), and how many.
func alike(query *gorm.DB, each func(place string, asked, gave byRelationship, leaders int)) error {
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var place string
		var n, given [4]int
		var leaders int
		if err := rows.Scan(&place, &n[0], &given[0], &n[1], &given[1], &n[2], &given[2], &n[3], &given[3], &leaders); err != nil {
			return err
		}
		asked, gave := byRelationship{}, byRelationship{}
		for i, as := range []models.Relationship{models.Self, models.Manager, models.Peer, models.DirectReport} {
			asked[as], gave[as] = n[i], given[i]
		}
		each(place, asked, gave, leaders)
	}
	return rows.Err()
}
