package store

import (
	"context"

	"github.com/sevenfold/sevenfold/migrations"
	"github.com/sevenfold/sevenfold/models"
)

// Surroundings reads the schema and the server's settings.
func (db *DB) Surroundings(ctx context.Context) (models.Surroundings, error) {
	s := models.Surroundings{Columns: map[string][]string{}, Settings: map[string]string{}}
	err := db.inReading(ctx, func(tx *tx) error {
		for table := range models.StoredColumns {
			types, err := tx.Migrator().ColumnTypes(table)
			if err != nil {
				return err
			}
			for _, column := range types {
				s.Columns[table] = append(s.Columns[table], column.Name())
			}
		}
		if tx.dialect == migrations.SQLite {
			return tx.Raw("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('ballots', 'invitations', 'links')").Scan(&s.Watchers).Error
		}
		return tx.serverSettings(&s)
	})
	return s, err
}

func (tx *tx) serverSettings(s *models.Surroundings) error {
	err := tx.Raw(`SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN ('ballots'::regclass, 'invitations'::regclass, 'links'::regclass)
		UNION SELECT pubname FROM pg_publication_tables WHERE tablename IN ('ballots', 'invitations', 'links')`).Scan(&s.Watchers).Error
	if err != nil {
		return err
	}
	var rows []struct{ Name, Setting string }
	err = tx.Raw(`SELECT name, setting FROM pg_settings WHERE name IN ('track_commit_timestamp', 'log_statement', 'log_min_duration_statement',
		'log_min_duration_sample', 'log_transaction_sample_rate', 'log_parameter_max_length', 'log_parameter_max_length_on_error')`).Scan(&rows).Error
	for _, r := range rows {
		s.Settings[r.Name] = r.Setting
	}
	return err
}
