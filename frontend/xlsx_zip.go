package frontend

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"
)

// sortedZip keeps a workbook's parts until the end and writes them by name:
// excelize hands streamed sheets over in random order.
type sortedZip struct {
	*zip.Writer
	parts map[string]*bytes.Buffer
}

func newSortedZip(w io.Writer) excelize.ZipWriter {
	return sortedZip{zip.NewWriter(w), map[string]*bytes.Buffer{}}
}

// Create opens a part.
func (z sortedZip) Create(name string) (io.Writer, error) {
	z.parts[name] = &bytes.Buffer{}
	return z.parts[name], nil
}

// AddFS is part of the interface; a workbook of ours has no such parts.
func (z sortedZip) AddFS(fs.FS) error { return fs.ErrInvalid }

// Close writes all parts.
func (z sortedZip) Close() error {
	for _, name := range slices.Sorted(maps.Keys(z.parts)) {
		part, err := z.Writer.Create(name)
		if err != nil {
			return err
		}
		if _, err := part.Write(z.parts[name].Bytes()); err != nil {
			return err
		}
	}
	return z.Writer.Close()
}
