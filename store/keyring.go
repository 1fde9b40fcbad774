package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Keyring keeps the private key of every open cycle as one file in a directory
// that lies outside the database and its backups. Without its key an open
// cycle's ballots cannot be opened by anybody, ever.
type Keyring struct{ dir string }

// OpenKeyring takes the key directory, makes it if it is missing, and checks
// that it can be written. databasePath is the file of an SQLite database, or "":
// the keys may not lie in its folder, because a copy of that folder would then
// hold both.
func OpenKeyring(dir, databasePath string) (*Keyring, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if databasePath != "" {
		data, err := filepath.Abs(filepath.Dir(databasePath))
		if err != nil {
			return nil, err
		}
		if inside(abs, data) {
			return nil, fmt.Errorf("the key directory %s lies inside the database's folder %s: choose a place outside, or a copy of the folder would hold the keys too", abs, data)
		}
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return nil, fmt.Errorf("key directory: %w", err)
	}
	ring := &Keyring{abs}
	return ring, ring.Check()
}

// inside reports whether path is dir or lies below it.
func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Check reports whether the directory can be written now.
func (k *Keyring) Check() error {
	probe, err := os.CreateTemp(k.dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("the key directory cannot be written: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// write keeps a new key and returns only when it is safe on disk.
func (k *Keyring) write(cycle uuid.UUID, private []byte) error {
	file, err := os.OpenFile(k.path(cycle), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(private)
	err = errors.Join(err, file.Sync(), file.Close(), k.sync())
	if err != nil {
		return errors.Join(err, os.Remove(k.path(cycle)))
	}
	return nil
}

// opener reads the key of a cycle and checks it against the public half.
func (k *Keyring) opener(cycle uuid.UUID, public []byte) (models.Opener, error) {
	private, err := os.ReadFile(k.path(cycle))
	if errors.Is(err, fs.ErrNotExist) {
		return models.Opener{}, models.Errorf(models.Impossible,
			"The key of this cycle is not in the key directory. Put it back from the copy, or its answers cannot be opened.")
	}
	if err != nil {
		return models.Opener{}, err
	}
	half, err := models.PublicOf(private)
	if err != nil || !bytes.Equal(half, public) {
		return models.Opener{}, models.Errorf(models.Impossible,
			"The key file of this cycle does not fit the cycle. Put the right one back, or its answers cannot be opened.")
	}
	return models.NewOpener(private)
}

// destroy removes the key of a cycle. A key that is gone already is no error.
func (k *Keyring) destroy(cycle uuid.UUID) error {
	if err := os.Remove(k.path(cycle)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return k.sync()
}

// cycles lists the cycles whose keys are here.
func (k *Keyring) cycles() ([]uuid.UUID, error) {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, entry := range entries {
		if id, err := uuid.Parse(strings.TrimSuffix(entry.Name(), ".key")); err == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (k *Keyring) path(cycle uuid.UUID) string {
	return filepath.Join(k.dir, cycle.String()+".key")
}

// sync makes a new or removed name in the directory durable.
func (k *Keyring) sync() error {
	dir, err := os.Open(k.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
