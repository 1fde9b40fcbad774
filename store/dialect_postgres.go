package store

import (
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// openPostgres opens a pool. The URL may name several hosts with
// target_session_attrs=read-write to follow a primary.
func openPostgres(url string, config *gorm.Config) (*gorm.DB, error) {
	g, err := gorm.Open(postgres.New(postgres.Config{DSN: url}), config)
	if err != nil {
		return nil, err
	}
	pool, err := g.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return g, nil
}
