package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/sevenfold/sevenfold/migrations"
)

// telling are the settings of a PostgreSQL server by which its own log or its
// bookkeeping would time answers, or hold values of statements, and the test of
// a value that does. All are off as PostgreSQL comes.
var telling = []struct {
	setting string
	tells   func(value string) bool
	why     string
}{
	{"log_statement", func(v string) bool { return v == "mod" || v == "all" }, "its log holds who answered when, and comments when a cycle closes. Set it to none or ddl"},
	{"log_min_duration_statement", notNegative, "its log holds slow statements with their values. Set it to -1, or log_parameter_max_length to 0"},
	{"log_min_duration_sample", notNegative, "its log holds slow statements with their values. Set it to -1, or log_parameter_max_length to 0"},
	{"log_parameter_max_length_on_error", func(v string) bool { return v != "0" }, "its log holds the values of statements that fail. Set it to 0"},
	{"track_commit_timestamp", func(v string) bool { return v == "on" }, "the server keeps the time of every answer. Set it to off"},
}

func notNegative(value string) bool {
	n, err := strconv.Atoi(value)
	return err == nil && n >= 0
}

// Telling says in plain words which settings of the database server would tell
// when somebody answered or what was written. SQLite has none.
func (db *DB) Telling(ctx context.Context) ([]string, error) {
	if db.dialect != migrations.Postgres {
		return nil, nil
	}
	names := []string{"log_parameter_max_length"}
	for _, t := range telling {
		names = append(names, t.setting)
	}
	var rows []struct{ Name, Setting string }
	if err := db.reading(ctx).Table("pg_settings").Select("name, setting").Where("name IN ?", names).Find(&rows).Error; err != nil {
		return nil, err
	}
	value := map[string]string{}
	for _, row := range rows {
		value[row.Name] = row.Setting
	}
	var told []string
	for _, t := range telling {
		quiet := strings.HasPrefix(t.setting, "log_min_duration") && value["log_parameter_max_length"] == "0"
		if v, known := value[t.setting]; known && t.tells(v) && !quiet {
			told = append(told, "PostgreSQL runs with "+t.setting+" = "+v+": "+t.why+".")
		}
	}
	return told, nil
}
