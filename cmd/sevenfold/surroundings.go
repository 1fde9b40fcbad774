package main

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
)

// What the configuration names may still not be there: a folder, a database, a
// port. All that is missing is told at once, in words.

// openStore opens the database and the key directories.
func openStore(ctx context.Context, c Config) (*store.DB, error) {
	keys, keyErr := openKeys(c)
	db, dbErr := store.Open(ctx, string(c.DatabaseURL), store.Options{Secret: c.Secret, Keys: keys, Defaults: c.Defaults, Now: c.Clock})
	if dbErr != nil {
		dbErr = missing("DATABASE_URL", "The database cannot be opened: "+rootOf(dbErr)+". Check that it runs and that name and password are right.")
	}
	if err := allFaults(keyErr, dbErr); err != nil {
		if dbErr == nil {
			err = errors.Join(err, db.Close())
		}
		return nil, err
	}
	return db, nil
}

func openKeys(c Config) (*store.Keyring, error) {
	path, isFile := strings.CutPrefix(string(c.DatabaseURL), "sqlite:")
	if !isFile {
		path = ""
	}
	keys, err := store.OpenKeyring(c.KeyDir, path)
	if err != nil {
		return nil, missing("KEY_DIR", "The key directory cannot be used: "+rootOf(err)+".")
	}
	if c.KeyMirrorDir == "" {
		return keys, nil
	}
	if err := keys.Mirror(c.KeyMirrorDir); err != nil {
		return nil, missing("KEY_MIRROR_DIR", "The second key directory cannot be used: "+rootOf(err)+".")
	}
	return keys, nil
}

// listen takes the address of the service.
func listen(variable, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, missing(variable, "The address "+address+" cannot be used: "+rootOf(err)+". Is the service running already?")
	}
	return l, nil
}

// missing is one fault of the surroundings.
func missing(variable, problem string) error {
	return &models.Error{Kind: models.Impossible, Text: "The service cannot start.", Faults: []models.Fault{{Column: prefix + variable, Problem: problem}}}
}

// rootOf is the innermost reason of an error, without the ways it took.
func rootOf(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return strings.TrimSuffix(err.Error(), ".")
		}
		err = inner
	}
}

// allFaults makes one error of several, with the faults of each. Errors of
// another kind are internal and come first.
func allFaults(all ...error) error {
	var told *models.Error
	for _, err := range all {
		if err == nil {
			continue
		}
		e, ok := errors.AsType[*models.Error](err)
		if !ok {
			return err
		}
		if told == nil {
			told = &models.Error{Kind: e.Kind, Text: e.Text}
		}
		told.Faults = append(told.Faults, e.Faults...)
	}
	if told == nil {
		return nil
	}
	return told
}
