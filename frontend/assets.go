package frontend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// AssetPrefix is where assets are served.
const AssetPrefix = "/static/"

type asset struct {
	body        []byte
	contentType string
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
	f.assets, f.urls = map[string]asset{}, map[string]string{}
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
		f.assets[url] = asset{body, contentType}
		f.urls[name] = url
	}
	return nil
}

// Asset returns what is served at a path under AssetPrefix. The content at a
// path never changes.
func (f *Frontend) Asset(path string) (body []byte, contentType string, ok bool) {
	a, ok := f.assets[path]
	return a.body, a.contentType, ok
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
