package handlers

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// browser is one person's browser: it keeps cookies and follows no redirect.
type browser struct {
	t    testing.TB
	base string
	*http.Client
}

// browser opens a new one that has no cookies.
func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	w.must(err)
	client := w.server.Client()
	return &browser{w.t, w.server.URL, &http.Client{Transport: client.Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.send("GET", path, nil, nil) }

func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	return b.send("POST", path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

func (b *browser) send(method, path string, body io.Reader, header http.Header) answer {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := b.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{b.t, response.StatusCode, response.Header, string(text)}
}

// is checks the status.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, expected %d: %s", a.status, status, a.text("main"))
	}
	return a
}

// leadsTo checks a redirect after a POST.
func (a answer) leadsTo(path string) answer {
	a.t.Helper()
	a.is(http.StatusSeeOther)
	if to := a.header.Get("Location"); to != path {
		a.t.Fatalf("leads to %q, expected %q", to, path)
	}
	return a
}

// find returns the elements that a selector matches: tags, #id, .class, [name],
// [name=value] and descendants, as a browser without scripts sees the page, such as `form[action="/signin"] input[name=email]`.
func (a answer) find(selector string) []*html.Node {
	a.t.Helper()
	doc, err := html.ParseWithOptions(strings.NewReader(a.body), html.ParseOptionEnableScripting(false))
	if err != nil {
		a.t.Fatal(err)
	}
	found := []*html.Node{doc}
	for _, step := range steps.FindAllString(selector, -1) {
		seen := map[*html.Node]bool{}
		var next []*html.Node
		for _, from := range found {
			for node := range from.Descendants() {
				if !seen[node] && matches(node, step) {
					seen[node] = true
					next = append(next, node)
				}
			}
		}
		found = next
	}
	return found
}

// has checks that a selector matches at least one element.
func (a answer) has(selectors ...string) answer {
	a.t.Helper()
	for _, selector := range selectors {
		if len(a.find(selector)) == 0 {
			a.t.Errorf("nothing on the page is %s: %s", selector, a.text("main"))
		}
	}
	return a
}

// hasNot checks that a selector matches nothing.
func (a answer) hasNot(selector string) answer {
	a.t.Helper()
	if n := len(a.find(selector)); n > 0 {
		a.t.Errorf("%d elements are %s", n, selector)
	}
	return a
}

// says checks words in the elements of a selector, whatever the white space.
func (a answer) says(selector, words string) answer {
	a.t.Helper()
	if text := a.text(selector); !strings.Contains(text, words) {
		a.t.Errorf("%s does not say %q but %q", selector, words, text)
	}
	return a
}

// text is the words in all elements of a selector, with single spaces.
func (a answer) text(selector string) string {
	a.t.Helper()
	var all strings.Builder
	for _, node := range a.find(selector) {
		for child := range node.Descendants() {
			if child.Type == html.TextNode {
				all.WriteString(child.Data)
			}
		}
		all.WriteString(" ")
	}
	return strings.Join(strings.Fields(all.String()), " ")
}

// attr is an attribute of the first element of a selector, or "".
func (a answer) attr(selector, name string) string {
	a.t.Helper()
	for _, node := range a.find(selector) {
		value, _ := attribute(node, name)
		return value
	}
	return ""
}

var (
	steps = regexp.MustCompile(`(?:\[[^\]]*\]|[^\s\[])+`)
	parts = regexp.MustCompile(`\[([a-z-]+)(=("[^"]*"|[^\]]*))?\]|([#.]?)([\w-]+)`)
)

func matches(node *html.Node, step string) bool {
	if node.Type != html.ElementNode {
		return false
	}
	for _, part := range parts.FindAllStringSubmatch(step, -1) {
		if !matchesPart(node, part) {
			return false
		}
	}
	return true
}

func matchesPart(node *html.Node, part []string) bool {
	switch {
	case part[1] != "":
		value, ok := attribute(node, part[1])
		return ok && (part[2] == "" || value == strings.Trim(part[3], `"`))
	case part[4] == "#":
		id, _ := attribute(node, "id")
		return id == part[5]
	case part[4] == ".":
		class, _ := attribute(node, "class")
		for _, name := range strings.Fields(class) {
			if name == part[5] {
				return true
			}
		}
		return false
	}
	return node.Data == part[5]
}

func attribute(node *html.Node, name string) (string, bool) {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// The matcher is what many tests stand on, so it has one of its own.
func TestFind(t *testing.T) {
	t.Parallel()
	page := answer{t: t, body: `<main id="main"><form action="/a"><input name="x" value="1 2"><p class="b c">Hello <b>you</b></p></form><p>Other</p></main>`}
	for selector, n := range map[string]int{
		"p": 2, "form p": 1, ".c": 1, "p.b.c": 1, "p.d": 0, "#main": 1, "#mai": 0, "input[name]": 1, "input[name=x]": 1,
		`input[value="1 2"]`: 1, "input[name=y]": 0, `form[action="/a"] input`: 1, "p form": 0, "main p b": 1,
	} {
		if found := page.find(selector); len(found) != n {
			t.Errorf("%s matches %d, expected %d", selector, len(found), n)
		}
	}
	if got := page.text("p"); got != "Hello you Other" {
		t.Errorf("text is %q", got)
	}
}
