// Package store remembers. It is the only owner of the database (GORM over
// SQLite or PostgreSQL) and of the key directory.
//
// One exported verb is one transaction: the story stands on top, its SQL below
// in the same file. A verb loads, asks a law in models, and saves. Callers get
// small concrete types by need (Cycles, Surveys, Reports, Outbox, …) and never
// hold a transaction.
package store
