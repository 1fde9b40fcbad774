package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/sevenfold/sevenfold/models"
)

// SignInLife is how long a mailed sign-in link works. It works once.
const SignInLife = 30 * time.Minute

// At most signInsPer mails go to one address within signInsWindow.
const (
	signInsPer    = 5
	signInsWindow = 15 * time.Minute
)

// SignIns is how members and leaders get in.
type SignIns struct{ db *DB }

// SignIns opens the door.
func (db *DB) SignIns() SignIns { return SignIns{db} }

// Ask queues a letter with a sign-in link, if the address belongs to a member or
// to a leader of any launched cycle, and not too many were asked for. Nobody
// learns which: it returns nil in every case but an internal error.
func (s SignIns) Ask(ctx context.Context, email string) error {
	address, err := models.ParseEmail(email)
	if err != nil {
		return nil
	}
	return s.db.inTx(ctx, func(tx *tx) error {
		allowed, err := tx.allow("signin|"+address, signInsPer, signInsWindow)
		if err != nil || !allowed {
			return err
		}
		var person personRow
		err = tx.Where(`email = ? AND (EXISTS (SELECT 1 FROM members WHERE members.person_id = people.id)
			OR EXISTS (SELECT 1 FROM leaders JOIN cycles ON cycles.id = leaders.cycle_id
				WHERE leaders.person_id = people.id AND cycles.state <> 'draft'))`, address).Take(&person).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		id, _, err := s.link(tx, person.ID)
		if err != nil {
			return err
		}
		letter := queued(models.SignInLetter, nil, person.ID, tx.now)
		letter.ID = id
		return tx.Create(&letter).Error
	})
}

// link makes a sign-in link of which only the hash is kept.
func (s SignIns) link(tx *tx, person uuid.UUID) (uuid.UUID, models.Token, error) {
	id := uuid.New()
	token := s.db.secret.SignInToken(id)
	if err := tx.Where("expires < ?", tx.now).Delete(&signInRow{}).Error; err != nil {
		return id, "", err
	}
	return id, token, tx.Create(&signInRow{ID: id, PersonID: person, TokenHash: token.Hash(), Expires: tx.now.Add(SignInLife)}).Error
}

type signInRow struct {
	ID        uuid.UUID
	PersonID  uuid.UUID
	TokenHash []byte
	Expires   time.Time
	Used      bool
}

func (signInRow) TableName() string { return "sign_ins" }

// SignIn uses a mailed link up and returns who it belongs to.
func (s SignIns) SignIn(ctx context.Context, token models.Token) (models.Person, error) {
	const dead = "This sign-in link does not work any more. Ask for a new one."
	var person personRow
	err := s.db.inTx(ctx, func(tx *tx) error {
		change := tx.Model(&signInRow{}).Where("token_hash = ? AND used = ? AND expires > ?", token.Hash(), false, tx.now).Update("used", true)
		if err := mustChange(change, models.Errorf(models.NotFound, dead)); err != nil {
			return err
		}
		return tx.Joins("JOIN sign_ins ON sign_ins.person_id = people.id").
			Where("sign_ins.token_hash = ?", token.Hash()).Take(&person).Error
	})
	return person.person(), err
}

// SignedIn is a person who is signed in, with all that every page shows of it.
type SignedIn struct {
	Person   models.Person
	HR       bool            // a member now
	Leader   bool            // has a report to read
	Settings models.Settings // as they hold now
}

// whoSQL reads in one statement what every page of somebody signed in asks first.
const whoSQL = `SELECT people.*, EXISTS (SELECT 1 FROM members WHERE members.person_id = people.id) AS hr,
	EXISTS (SELECT 1 FROM leaders JOIN cycles ON cycles.id = leaders.cycle_id JOIN reports ON reports.leader_id = leaders.id
		WHERE leaders.person_id = people.id AND cycles.state = 'released') AS leader,
	s.organisation, s.accent, s.reply_name, s.reply_email, s.link_days, s.report_months, s.overview_months
FROM people LEFT JOIN settings s ON s.id = 1
WHERE people.id = ?`

// Who returns the person signed in and what he or she is now.
func (s SignIns) Who(ctx context.Context, id uuid.UUID) (SignedIn, error) {
	var rows []struct {
		Of     personRow `gorm:"embedded"`
		HR     bool
		Leader bool
		Chosen choiceLine `gorm:"embedded"`
	}
	if err := s.db.hot.WithContext(ctx).Raw(whoSQL, id).Scan(&rows).Error; err != nil {
		return SignedIn{}, err
	}
	if len(rows) == 0 {
		return SignedIn{}, models.Errorf(models.NotFound, "%s", noPerson)
	}
	row := rows[0]
	return SignedIn{row.Of.person(), row.HR, row.Leader, row.Chosen.choices().Over(s.db.defaults)}, nil
}

// longestWindow is the longest that anything is counted for; no key rests longer.
const longestWindow = time.Hour

// allow counts one more use of key and reports whether it is within n per
// window, at most longestWindow. Keys are kept as hashes.
func (tx *tx) allow(key string, n int, window time.Duration) (bool, error) {
	hash := sha256.Sum256([]byte(key))
	err := tx.Exec("DELETE FROM throttles WHERE (key = ? AND since <= ?) OR since <= ?", hash[:], tx.now.Add(-window), tx.now.Add(-longestWindow)).Error
	if err != nil {
		return false, err
	}
	row := throttleRow{Key: hash[:], Since: tx.now, Count: 1}
	err = tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "key"}},
		DoUpdates: clause.Assignments(map[string]any{"count": gorm.Expr("throttles.count + 1")})}).Create(&row).Error
	if err != nil {
		return false, err
	}
	err = tx.Take(&row, "key = ?", hash[:]).Error
	return row.Count <= n, err
}

type throttleRow struct {
	Key   []byte `gorm:"primaryKey"`
	Since time.Time
	Count int
}

func (throttleRow) TableName() string { return "throttles" }
