package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// Members is who is HR.
type Members struct{ db *DB }

// Members opens the list.
func (db *DB) Members() Members { return Members{db} }

type memberRow struct {
	PersonID uuid.UUID `gorm:"primaryKey"`
	AddedAt  time.Time
}

func (memberRow) TableName() string { return "members" }

// Member is somebody who is HR.
type Member struct {
	models.Person
	Since time.Time
}

// List returns a page of the members by name, and how many there are in all.
func (m Members) List(ctx context.Context, page Page) ([]Member, int, error) {
	var total int64
	if err := m.db.reading(ctx).Model(&memberRow{}).Count(&total).Error; err != nil {
		return nil, 0, err
	}
	list, err := m.some(m.db.reading(ctx).Order("people.name, people.id").Offset(page.Offset).Limit(page.Limit))
	return list, int(total), err
}

// Get returns a member.
func (m Members) Get(ctx context.Context, id uuid.UUID) (Member, error) {
	list, err := m.some(m.db.reading(ctx).Where("people.id = ?", id))
	if err == nil && len(list) == 0 {
		err = models.Errorf(models.NotFound, "There is no such member.")
	}
	if err != nil {
		return Member{}, err
	}
	return list[0], nil
}

func (m Members) some(q *gorm.DB) ([]Member, error) {
	var rows []struct {
		Of      personRow `gorm:"embedded"`
		AddedAt time.Time
	}
	err := q.Table("people").Joins("JOIN members ON members.person_id = people.id").Select("people.*, members.added_at").Scan(&rows).Error
	list := make([]Member, len(rows))
	for i, row := range rows {
		list[i] = Member{row.Of.person(), row.AddedAt.UTC()}
	}
	return list, err
}

// NewMember is somebody who was made HR.
type NewMember struct {
	models.Person
	FormerName string // what the directory called the person until now, "" for somebody new
}

// Renamed reports whether the directory called the person something else.
func (m NewMember) Renamed() bool { return m.FormerName != "" && m.FormerName != m.Name }

// Add makes a person HR, and adds him or her to the directory if needed. The
// name is kept as it is if the person is known and name is empty.
func (m Members) Add(ctx context.Context, actor, email, name string) (NewMember, error) {
	var member NewMember
	err := m.db.inTx(ctx, func(tx *tx) error {
		if err := (saving{tx: tx}).lockDirectory(); err != nil {
			return err
		}
		address, _ := models.ParseEmail(email) // one that is none is nobody's, and the law says so
		known, err := peopleByEmail(tx, []string{address})
		if err != nil {
			return err
		}
		old := known[address].person()
		if member.Person, err = models.NewMember(email, name, old); err != nil {
			return err
		}
		member.FormerName = old.Name
		return tx.join(actor, &member.Person)
	})
	return member, err
}

// join brings a member into the directory and makes him or her HR.
func (tx *tx) join(actor string, member *models.Person) error {
	into := saving{tx: tx}
	if err := into.lockDirectory(); err != nil {
		return err
	}
	ids, err := into.upsertPeople([]models.Person{*member}, &ImportSummary{})
	if err != nil {
		return err
	}
	member.ID = ids[member.Email]
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&memberRow{member.ID, tx.now}).Error; err != nil {
		return err
	}
	return tx.record(actor, "added a member", nil, member.Name)
}

// Remove takes a member's rights. The last member stays, or nobody could get in.
func (m Members) Remove(ctx context.Context, actor string, id uuid.UUID) error {
	return m.db.inTx(ctx, func(tx *tx) error {
		if err := tx.lock(membersLock); err != nil {
			return err
		}
		var n int64
		if err := tx.Model(&memberRow{}).Count(&n).Error; err != nil {
			return err
		}
		if n == 1 {
			return models.Errorf(models.Conflict, "This is the last member. Add another one first.")
		}
		person, err := lookup[personRow](tx, id, noPerson)
		if err != nil {
			return err
		}
		gone := tx.Delete(&memberRow{}, "person_id = ?", id)
		if err := mustChange(gone, models.Errorf(models.NotFound, "This person is not a member.")); err != nil {
			return err
		}
		return tx.record(actor, "removed a member", nil, person.Name)
	})
}

// membersLock makes two removals queue, so that they cannot both be the last but one.
var membersLock = uuid.MustParse("6d656d62-6572-4000-8000-000000000000")

// SignInLink makes a sign-in link for a member without mailing it, for the
// command line.
func (m Members) SignInLink(ctx context.Context, person uuid.UUID) (models.Token, error) {
	var token models.Token
	err := m.db.inTx(ctx, func(tx *tx) error {
		var err error
		_, token, err = SignIns(m).link(tx, person)
		return err
	})
	return token, err
}

// Sessions keeps what browsers are signed in as, for the session library.
type Sessions struct{ db *DB }

// Sessions opens the store of sessions.
func (db *DB) Sessions() Sessions { return Sessions{db} }

type sessionRow struct {
	Token   string `gorm:"primaryKey"`
	Data    []byte
	Expires time.Time
}

func (sessionRow) TableName() string { return "sessions" }

// errNoContext: the session library offers both forms and is used with contexts.
var errNoContext = errors.New("store: sessions need a context")

// Find is not used; FindCtx is.
func (Sessions) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is not used; CommitCtx is.
func (Sessions) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is not used; DeleteCtx is.
func (Sessions) Delete(string) error { return errNoContext }

// FindCtx returns the data of a session that has not expired.
func (s Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var rows []sessionRow
	err := s.db.hot.WithContext(ctx).Where("token = ? AND expires > ?", token, s.db.now()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	return rows[0].Data, true, nil
}

// CommitCtx keeps a session and throws expired ones away.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return s.db.inTx(ctx, func(tx *tx) error {
		if err := tx.Delete(&sessionRow{}, "expires < ?", tx.now).Error; err != nil {
			return err
		}
		return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "token"}},
			DoUpdates: clause.AssignmentColumns([]string{"data", "expires"})}).
			Create(&sessionRow{token, data, expires.UTC().Truncate(time.Microsecond)}).Error
	})
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.db.write.WithContext(ctx).Delete(&sessionRow{}, "token = ?", token).Error
}
