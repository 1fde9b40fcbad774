package frontend

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>' javascript:alert(3)`

// doc is a drawn page.
type doc struct{ *html.Node }

// parsed parses the templates once for all tests.
var parsed = sync.OnceValues(New)

func draw(t *testing.T, page Page) doc {
	t.Helper()
	f, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	out, err := f.Render(page)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return doc{root}
}

// all returns the elements for which fits holds, in the order of the page.
func (d doc) all(fits func(*html.Node) bool) (found []*html.Node) {
	for n := range d.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			found = append(found, n)
		}
	}
	return found
}

// tags returns the elements with a name and, if it is not "", a class.
func (d doc) tags(name, class string) []*html.Node {
	return d.all(func(n *html.Node) bool {
		return n.Data == name && (class == "" || strings.Contains(" "+attr(n, "class")+" ", " "+class+" "))
	})
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// words is the text inside a node, with single spaces.
func words(n *html.Node) string {
	var text strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			text.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// unsafe finds what the content security policy or common sense forbids.
func (d doc) unsafe() (faults []string) {
	for _, n := range d.all(func(*html.Node) bool { return true }) {
		if n.Data == "script" && (attr(n, "src") == "" || words(n) != "") {
			faults = append(faults, "an inline script")
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				faults = append(faults, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			}
			if (a.Key == "href" || a.Key == "src" || a.Key == "action") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				faults = append(faults, "a javascript: address")
			}
		}
		if n.Data == "form" && attr(n, "action") == "" {
			faults = append(faults, "a form without an address of its own")
		}
		if n.Data == "iframe" && (attr(n, "title") == "" || !hasAttr(n, "sandbox")) {
			faults = append(faults, "a frame without title or sandbox")
		}
	}
	return faults
}

// loose finds ids used twice and references to ids that do not exist.
func (d doc) loose() (faults []string) {
	ids := map[string]bool{}
	every := d.all(func(*html.Node) bool { return true })
	for _, n := range every {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				faults = append(faults, "id used twice: "+id)
			}
			ids[id] = true
		}
	}
	for _, n := range every {
		for _, key := range []string{"for", "list", "aria-labelledby", "aria-describedby"} {
			for _, id := range strings.Fields(attr(n, key)) {
				if !ids[id] {
					faults = append(faults, fmt.Sprintf("%s=%q leads nowhere", key, id))
				}
			}
		}
	}
	return faults
}

// unlabelled finds fields without a label and buttons without a word.
func (d doc) unlabelled() (faults []string) {
	labels := map[string]bool{}
	for _, n := range d.tags("label", "") {
		labels[attr(n, "for")] = words(n) != ""
	}
	for _, n := range d.all(func(n *html.Node) bool { return n.Data == "input" || n.Data == "select" || n.Data == "textarea" }) {
		if attr(n, "type") != "hidden" && !labels[attr(n, "id")] {
			faults = append(faults, fmt.Sprintf("field %q has no label", attr(n, "name")))
		}
	}
	for _, n := range d.tags("button", "") {
		if words(n) == "" {
			faults = append(faults, "a button without a word")
		}
	}
	return faults
}
