package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// look is one page as one person sees it.
type look struct {
	guest  guest
	label  string // how the table names it
	path   string // with its query
	does   string // a script that sends a form from there; "" for the page itself
	status int
	wire   int  // bytes of the page, compressed as served
	boxed  bool // it may run no scripts at all
	mail   bool // it is the HTML of a mail
	found  finding
}

// notPages are routes that answer with something else than a page.
var notPages = []string{"/static/:name", "/healthz", "/readyz", "/openapi.json", "/openapi.yaml", "/api"}

// walk looks at pages and follows their links, each route once for every cycle.
func (w *tour) walk(g guest, starts ...string) {
	w.Helper()
	met := map[string]bool{}
	type step struct {
		path   string
		listed bool
	}
	var queue []step
	for _, start := range starts {
		queue = append(queue, step{start, true})
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		key := w.kind(next.path)
		known := met
		if !personal(key) {
			known = w.public
		}
		if !known[key] || next.listed {
			known[key] = true
			for _, link := range w.visit(g, next.path) {
				if key := w.kind(link); !met[key] && !w.public[key] {
					queue = append(queue, step{link, false})
				}
			}
		}
	}
}

// personal says that a kind of page depends on who is signed in.
func personal(kind string) bool {
	for _, prefix := range []string{"/s/", "/mailbox", "/docs", "/signin", "/again", "/demo"} {
		if strings.HasPrefix(kind, prefix) {
			return false
		}
	}
	return true
}

// kind is what makes two addresses the same page with other people in it.
func (w *tour) kind(path string) string {
	u, err := url.Parse(path)
	w.must(err)
	kind := w.routeOf(u.Path)
	if strings.HasPrefix(kind, "/cycles/:id") {
		kind = strings.Replace(kind, ":id", strings.Split(u.Path, "/")[2], 1)
	}
	var asked []string
	for name := range u.Query() {
		asked = append(asked, name)
	}
	slices.Sort(asked)
	return kind + "?" + strings.Join(asked, "&")
}

// visit reads a page, notes it down, and returns where its links lead.
func (w *tour) visit(g guest, path string) []string {
	w.Helper()
	request, err := http.NewRequestWithContext(w.ctx, http.MethodGet, w.base+path, nil)
	w.must(err)
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := g.client.Do(request)
	w.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	w.must(err)
	u, err := url.Parse(path)
	w.must(err)
	route := w.routeOf(u.Path)
	w.seen[route] = true
	if answer.StatusCode >= http.StatusInternalServerError {
		w.Errorf("%s as %s: %s", path, g.name, answer.Status)
	}
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return nil // a file to keep
	}
	if answer.Request.URL.Path != u.Path {
		return []string{answer.Request.URL.RequestURI()} // led on
	}
	text := io.Reader(strings.NewReader(string(body)))
	if answer.Header.Get("Content-Encoding") == "gzip" {
		text, err = gzip.NewReader(text)
		w.must(err)
	}
	doc, err := html.Parse(text)
	w.must(err)
	w.add(&look{guest: g, label: w.label(orError(route), u.Path, query(u)), path: path, status: answer.StatusCode, wire: len(body),
		boxed: strings.Contains(answer.Header.Get("Content-Security-Policy"), "sandbox"),
		mail:  strings.HasSuffix(u.Path, "/html") || strings.HasSuffix(u.Path, "/launch/mail")})
	return w.leads(doc, u)
}

// add notes a page down, unless the same person was there before.
func (w *tour) add(l *look) {
	for _, before := range w.all {
		if before.guest.name == l.guest.name && before.path == l.path && before.does == l.does {
			return
		}
	}
	w.all = append(w.all, l)
}

func query(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	var asked []string
	for name := range u.Query() {
		asked = append(asked, "?"+name)
	}
	slices.Sort(asked)
	return strings.Join(asked, " ")
}

func orError(route string) string {
	if route == "" {
		return "no such address"
	}
	return route
}

// leads are the addresses on this service that a page names.
func (w *tour) leads(doc *html.Node, at *url.URL) []string {
	var links []string
	for node := range doc.Descendants() {
		if node.Type != html.ElementNode || (node.Data != "a" && node.Data != "iframe") {
			continue
		}
		for _, a := range node.Attr {
			if a.Key != "href" && a.Key != "src" {
				continue
			}
			to, err := at.Parse(a.Val)
			w.must(err)
			to.Fragment = ""
			if known := w.routeOf(to.Path); to.Host == "" && known != "" && !slices.Contains(notPages, known) {
				links = append(links, to.RequestURI())
			}
		}
	}
	return links
}

// unvisited are the pages nobody looked at.
func (w *tour) unvisited() []string {
	var list []string
	for _, route := range w.routes {
		if !w.seen[route] && !slices.Contains(notPages, route) {
			list = append(list, route)
		}
	}
	return list
}
