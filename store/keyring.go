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
// that lies outside the database and its backups, and a copy in a second one, if
// there is one. Without its key an open cycle's ballots cannot be opened by
// anybody, ever. A nil Keyring keeps no keys: answers can be taken all the same.
type Keyring struct {
	dirs []string // the key directory, then its mirror
	data string   // the folder of the SQLite database, or ""
}

// OpenKeyring takes the key directory, makes it if it is missing, and checks
// that it can be written. databasePath is the file of an SQLite database, or "":
// the keys may not lie in its folder, because a copy of that folder would then
// hold both.
func OpenKeyring(dir, databasePath string) (*Keyring, error) {
	k := &Keyring{}
	if databasePath != "" {
		data, err := filepath.Abs(filepath.Dir(databasePath))
		if err != nil {
			return nil, err
		}
		k.data = data
	}
	return k, k.add(dir)
}

// Mirror keeps a copy of every key in a second directory too, such as one that
// an ombudsperson holds. It may not lie in the first one, nor around it.
func (k *Keyring) Mirror(dir string) error { return k.add(dir) }

func (k *Keyring) add(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	k.dirs = append(k.dirs, abs)
	if err := k.apart(); err != nil {
		return err
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return fmt.Errorf("key directory: %w", err)
	}
	return k.Check()
}

// apart reports a directory of keys that lies where it must not. It follows
// links in the file system, which may have been laid since the last time.
func (k *Keyring) apart() error {
	data := real(k.data)
	for i, dir := range k.dirs {
		if k.data != "" && inside(real(dir), data) {
			return fmt.Errorf("the key directory %s lies inside the database's folder %s: choose a place outside, or a copy of the folder would hold the keys too", dir, k.data)
		}
		for _, other := range k.dirs[:i] {
			if inside(real(dir), real(other)) || inside(real(other), real(dir)) {
				return fmt.Errorf("the key directories %s and %s are the same, or one lies inside the other: a copy in the same place saves nothing", other, dir)
			}
		}
	}
	return nil
}

// real is path with the links of its longest existing part followed.
func real(path string) string {
	if found, err := filepath.EvalSymlinks(path); err == nil {
		return found
	}
	if parent := filepath.Dir(path); parent != path {
		return filepath.Join(real(parent), filepath.Base(path))
	}
	return path
}

// inside reports whether path is dir or lies below it.
func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// errNoKeyring is what a process without keys says to launches and closings.
var errNoKeyring = models.Errorf(models.Impossible, "This process has no key directory, so it can take answers and nothing else.")

// Check reports whether every directory can be written now and still lies
// outside the database's folder.
func (k *Keyring) Check() error {
	if k == nil {
		return errNoKeyring
	}
	if err := k.apart(); err != nil {
		return err
	}
	for _, dir := range k.dirs {
		if err := probe(dir); err != nil {
			return fmt.Errorf("the key directory cannot be written: %w", err)
		}
	}
	return nil
}

// probe writes a file and removes it. Its name is always the same, so that what a
// killed process left behind is gone with the next probe, whoever makes it.
func probe(dir string) error {
	file, err := os.OpenFile(filepath.Join(dir, ".probe"), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, full := file.Write(make([]byte, 1024)) // a name alone fits on a full disk
	closed, removed := file.Close(), os.Remove(file.Name())
	if errors.Is(removed, fs.ErrNotExist) { // another replica was faster
		removed = nil
	}
	return errors.Join(full, closed, removed)
}

// write keeps a new key in every directory and returns only when all are safe on
// disk. What a launch that never committed left under the same name opens
// nothing and is replaced; the caller holds the lock of the cycle.
func (k *Keyring) write(cycle uuid.UUID, private []byte) error {
	if err := k.Check(); err != nil {
		return err
	}
	for _, dir := range k.dirs {
		if err := writeKey(dir, cycle, private); err != nil {
			return errors.Join(err, k.destroy(cycle))
		}
	}
	return nil
}

func writeKey(dir string, cycle uuid.UUID, private []byte) error {
	if err := destroyKey(dir, cycle); err != nil {
		return err
	}
	file, err := os.OpenFile(keyPath(dir, cycle), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(private)
	return errors.Join(err, file.Sync(), file.Close(), syncDir(dir))
}

// opener reads the key of a cycle, from the mirror if need be, and checks it
// against the public half.
func (k *Keyring) opener(cycle uuid.UUID, public []byte) (models.Opener, error) {
	if k == nil {
		return models.Opener{}, errNoKeyring
	}
	var why error
	for _, dir := range k.dirs {
		opener, err := openKey(dir, cycle, public)
		if err == nil {
			return opener, nil
		}
		if why == nil || models.KindOf(why) == "" {
			why = err
		}
	}
	return models.Opener{}, why
}

func openKey(dir string, cycle uuid.UUID, public []byte) (models.Opener, error) {
	private, err := os.ReadFile(keyPath(dir, cycle))
	if errors.Is(err, fs.ErrNotExist) {
		return models.Opener{}, models.Errorf(models.Impossible,
			"The key of this cycle is missing from the key directory. Put it back from a copy, or its answers cannot be opened.")
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

// copies is how many directories hold the right key of a cycle.
func (k *Keyring) copies(cycle uuid.UUID, public []byte) (held, of int) {
	for _, dir := range k.dirs {
		if _, err := openKey(dir, cycle, public); err == nil {
			held++
		}
	}
	return held, len(k.dirs)
}

// destroy overwrites and removes the key of a cycle everywhere. A key that is
// gone already is no error.
func (k *Keyring) destroy(cycle uuid.UUID) error {
	if k == nil {
		return nil
	}
	var all []error
	for _, dir := range k.dirs {
		all = append(all, destroyKey(dir, cycle))
	}
	return errors.Join(all...)
}

func destroyKey(dir string, cycle uuid.UUID) error {
	file, err := os.OpenFile(keyPath(dir, cycle), os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return syncDir(dir)
	}
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		_, err = file.Write(make([]byte, info.Size()))
	}
	gone := os.Remove(file.Name())
	if errors.Is(gone, fs.ErrNotExist) { // another process that closes the same cycle was faster
		gone = nil
	}
	return errors.Join(err, file.Sync(), file.Close(), gone, syncDir(dir))
}

// cycles lists the cycles whose keys are here.
func (k *Keyring) cycles() ([]uuid.UUID, error) {
	if k == nil {
		return nil, nil
	}
	seen := map[uuid.UUID]bool{}
	var ids []uuid.UUID
	for _, dir := range k.dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			id, err := uuid.Parse(strings.TrimSuffix(entry.Name(), ".key"))
			if err == nil && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

func keyPath(dir string, cycle uuid.UUID) string { return filepath.Join(dir, cycle.String()+".key") }

// syncDir makes a new or removed name in a directory durable.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
