package frontend

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// AssetPrefix is where assets are served.
const AssetPrefix = "/static/"

// Asset is a file as it is served.
type Asset struct {
	Body        []byte
	Packed      []byte // by gzip; nil where that would save nothing
	ContentType string
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".csv": "text/csv; charset=utf-8",
}

// loadAssets reads static/ and gives every file an address with the hash of its
// content, so that browsers may keep it for good.
func (f *Frontend) loadAssets() error {
	f.assets, f.urls = map[string]Asset{}, map[string]string{}
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		ext := path.Ext(name)
		contentType, ok := contentTypes[ext]
		if !ok {
			return fmt.Errorf("asset %s has an unknown type", name)
		}
		body, err := fs.ReadFile(files, "static/"+name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		url := AssetPrefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		packed, err := pack(body)
		if err != nil {
			return err
		}
		f.assets[url] = Asset{body, packed, contentType}
		f.urls[name] = url
	}
	return nil
}

// pack compresses as well as gzip can: it happens once, at start.
func pack(body []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil || packed.Len() >= len(body) {
		return nil, err
	}
	return packed.Bytes(), nil
}

// Asset returns what is served at a path under AssetPrefix. The content at a
// path never changes.
func (f *Frontend) Asset(path string) (Asset, bool) {
	if a, ok := f.assets[path]; ok {
		return a, true
	}
	return accentAsset(path)
}

// AssetURL returns the address of a file in static/, for instance "app.css".
// An unknown name is an error, so that no page links to nothing.
func (f *Frontend) AssetURL(name string) (string, error) {
	url, ok := f.urls[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %s", name)
	}
	return url, nil
}
