// Package frontend draws every page: templates, stylesheet, scripts and the
// geometry of the charts. A page is a struct with everything it shows; drawing
// reads nothing else and changes nothing.
package frontend

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
)

//go:embed all:templates static
var files embed.FS

// Page is one page with everything it shows. Only this package declares pages.
type Page interface {
	template() string // the page's file in templates/
}

// Frontend draws pages and serves their assets. It is safe for concurrent use.
type Frontend struct {
	pages  map[string]*drawer
	assets map[string]Asset
	urls   map[string]string
	broken []byte

	surveys stencils
}

// New parses every template once. It fails when a page has no template, when a
// template has no page, or when one does not parse.
func New() (*Frontend, error) {
	f := &Frontend{}
	if err := f.loadAssets(); err != nil {
		return nil, err
	}
	if err := f.loadPages(files, declared()); err != nil {
		return nil, err
	}
	broken, err := f.Render(ErrorPage{
		Status:  500,
		Heading: "Something went wrong on our side",
		Text:    "It was not your doing. Please go back and try once more in a minute.",
	})
	if err != nil {
		return nil, err
	}
	f.broken = broken
	return f, nil
}

// declared lists the zero value of every page.
func declared() []Page { return slices.Concat(openPages, hrPages, questionnairePages) }

// Render draws a page completely, or not at all: nothing half-drawn leaves.
func (f *Frontend) Render(page Page) ([]byte, error) {
	if s := f.stencil(page); s != nil {
		return s.fill(page.(SurveyPage)), nil
	}
	if report, ok := page.(ReportPage); ok {
		return f.draw(report.laidOut())
	}
	return f.draw(page)
}

// drawer is the template of a page.
type drawer struct {
	*template.Template
	size atomic.Int64 // of the last page, in bytes: the next one is about as long
}

// draw executes the page's template.
func (f *Frontend) draw(page Page) ([]byte, error) {
	tmpl, ok := f.pages[page.template()]
	if !ok {
		return nil, fmt.Errorf("page %T is not declared", page)
	}
	var out bytes.Buffer
	out.Grow(int(tmpl.size.Load()) * 9 / 8)
	if err := tmpl.ExecuteTemplate(&out, "base", page); err != nil {
		return nil, fmt.Errorf("draw %T: %w", page, err)
	}
	tmpl.size.Store(int64(out.Len()))
	return out.Bytes(), nil
}

// Broken is the page for the moment when nothing else can be drawn.
func (f *Frontend) Broken() []byte { return f.broken }

// loadPages makes one template set per page: the base, the shared parts, and the
// page's own file. Files that begin with "_" are shared parts.
func (f *Frontend) loadPages(source fs.FS, pages []Page) error {
	shared, err := template.New("").Funcs(f.words()).ParseFS(source, "templates/_*.html")
	if err != nil {
		return err
	}
	f.pages = make(map[string]*drawer, len(pages))
	for _, page := range pages {
		name := page.template()
		if _, twice := f.pages[name]; twice {
			return fmt.Errorf("template %s is claimed by two pages", name)
		}
		set, err := shared.Clone()
		if err != nil {
			return err
		}
		if set, err = set.ParseFS(source, path.Join("templates", name)); err != nil {
			return fmt.Errorf("page %s: %w", reflect.TypeOf(page).Name(), err)
		}
		f.pages[name] = &drawer{Template: set}
	}
	return f.findOrphans(source)
}

// findOrphans returns an error that names a template which no page uses.
func (f *Frontend) findOrphans(source fs.FS) error {
	entries, err := fs.ReadDir(source, "templates")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if _, used := f.pages[name]; !used && !strings.HasPrefix(name, "_") {
			return fmt.Errorf("template %s belongs to no page", name)
		}
	}
	return nil
}
