package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Nothing is repeated here when a connection breaks: a commit may have happened
// though its reply was lost, and only who asked can look. A verb that was not
// committed left nothing behind. What may be asked twice says so itself: a
// second submission is a Conflict, a letter's move shows its lease.

// unreachable is the error of a database that was away.
type unreachable struct{ error }

func (u unreachable) Unwrap() error { return u.error }

// Unreachable reports whether a verb failed because the database went away. What
// it was to do is done whole or not at all, and nobody can know which.
func Unreachable(err error) bool {
	_, ok := errors.AsType[unreachable](err)
	return ok
}

// awayCodes are what PostgreSQL says when it stops, starts, has no connection
// left, or has become a standby: https://www.postgresql.org/docs/current/errcodes-appendix.html.
var awayCodes = []string{"57P01", "57P02", "57P03", "53300", "25006"}

// isAway tells the errors of a connection to PostgreSQL from those of statements.
func isAway(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	if told, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(told.Code, "08") || slices.Contains(awayCodes, told.Code)
	}
	_, refused := errors.AsType[*pgconn.ConnectError](err)
	_, broken := errors.AsType[*net.OpError](err)
	return refused || broken || pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn)
}
