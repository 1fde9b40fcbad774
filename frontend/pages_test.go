package frontend

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

func newFrontend(t *testing.T) *Frontend {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEveryPageIsSampled(t *testing.T) {
	seen := map[string]bool{}
	for _, page := range samples(t, "Maya Lindqvist") {
		seen[page.template()] = true
	}
	for _, page := range openPages {
		if !seen[page.template()] {
			t.Errorf("%T has no sample", page)
		}
	}
}

func TestPagesAreSound(t *testing.T) {
	for _, words := range []string{"Maya Lindqvist", hostile, ""} {
		for name, page := range samples(t, words) {
			t.Run(name, func(t *testing.T) { checkSound(t, page) })
		}
	}
}

// checkSound draws a page and looks for whatever no page may have.
func checkSound(t *testing.T, page Page) {
	t.Helper()
	d := draw(t, page)
	for _, fault := range append(d.unsafe(), d.loose()...) {
		t.Error(fault)
	}
	for _, n := range d.all(func(n *html.Node) bool { return n.Data == "style" || n.Data == "img" }) {
		t.Errorf("the page has a <%s>", n.Data)
	}
	for _, n := range d.all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "#") }) {
		if d.byID(attr(n, "href")[1:]) == nil {
			t.Errorf("<%s href=%q> leads nowhere", n.Data, attr(n, "href"))
		}
	}
	for name, want := range map[string]int{"h1": 1, "main": 1, "title": 1} {
		if got := len(d.tags(name, "")); got != want {
			t.Errorf("%d × <%s>, want %d", got, name, want)
		}
	}
	shown := words(d.Node)
	for _, trace := range []string{"ZgotmplZ", "<no value>", "%!", "<nil>", "{{"} {
		if strings.Contains(shown, trace) {
			t.Errorf("the page says %q", trace)
		}
	}
}

func TestHostileTextIsShownAsText(t *testing.T) {
	f := newFrontend(t)
	for name, page := range samples(t, hostile) {
		body, err := f.Render(page)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte("<script>")) || bytes.Contains(body, []byte("<img")) {
			t.Errorf("%s: hostile text became markup", name)
		}
	}
	pre := draw(t, samples(t, hostile)["mail"]).tags("pre", "mail-text")[0]
	if got := pre.FirstChild.Data; !strings.Contains(got, hostile) {
		t.Errorf("the text is not what was sent: %q", got)
	}
}

func TestOrphansAndTwins(t *testing.T) {
	source := fstest.MapFS{
		"templates/_base.html":  {Data: []byte(`{{define "base"}}{{end}}`)},
		"templates/signin.html": {Data: []byte(``)},
	}
	f := &Frontend{}
	if err := f.loadPages(source, []Page{SignInPage{}}); err != nil {
		t.Fatal(err)
	}
	if err := f.loadPages(source, []Page{SignInPage{}, SignInPage{}}); err == nil {
		t.Error("two pages share a template")
	}
	if err := f.loadPages(source, []Page{SignInPage{}, DemoPage{}}); err == nil {
		t.Error("a page without a template is accepted")
	}
	source["templates/lost.html"] = &fstest.MapFile{}
	if err := f.loadPages(source, []Page{SignInPage{}}); err == nil || !strings.Contains(err.Error(), "lost.html") {
		t.Errorf("an orphan is accepted: %v", err)
	}
}

func TestAssets(t *testing.T) {
	f := newFrontend(t)
	for _, name := range []string{"app.css", "app.js", "survey.js", "mark.svg"} {
		url, err := f.AssetURL(name)
		if err != nil {
			t.Fatal(err)
		}
		asset, ok := f.Asset(url)
		if !ok || len(asset.Body) == 0 || asset.ContentType == "" || len(asset.Packed) >= len(asset.Body) {
			t.Errorf("%s at %s: %d bytes of %q, packed %d", name, url, len(asset.Body), asset.ContentType, len(asset.Packed))
		}
		if url == AssetPrefix+name {
			t.Errorf("%s has no hash", url)
		}
	}
	if _, err := f.AssetURL("nothing.css"); err == nil {
		t.Error("an unknown asset has an address")
	}
	if _, ok := f.Asset(AssetPrefix + "app.css"); ok {
		t.Error("an asset is served without its hash")
	}
}

func TestBrokenPage(t *testing.T) {
	if body := newFrontend(t).Broken(); !bytes.Contains(body, []byte("Something went wrong on our side")) {
		t.Errorf("the last resort says %q", body)
	}
}

// byID returns the element with an id, or nil.
func (d doc) byID(id string) *html.Node {
	for _, n := range d.all(func(n *html.Node) bool { return attr(n, "id") == id }) {
		return n
	}
	return nil
}
