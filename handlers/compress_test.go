package handlers

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/store/storetest"
)

// An answer is packed where a browser takes it and nothing of the request
// stands in it, and is then the same text.
func TestPackedWhereNothingIsRepeated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		hr, takes := w.hr(), http.Header{"Accept-Encoding": {"br;q=1.0, gzip;q=0.8"}}
		form := http.Header{"Accept-Encoding": takes["Accept-Encoding"], "Content-Type": {"application/x-www-form-urlencoded"}}
		style := hr.get("/signin").attr("link[rel=stylesheet]", "href")
		for _, path := range []string{"/signin", "/cycles", "/cycles/new", style} {
			answer := hr.send("GET", path, nil, takes)
			if answer.header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(answer.header.Values("Vary"), " "), "Accept-Encoding") {
				t.Fatalf("%s has the headers %v", path, answer.header)
			}
			unpacked, err := gzip.NewReader(strings.NewReader(answer.body))
			w.must(err)
			text, err := io.ReadAll(unpacked)
			w.must(err)
			refused := hr.send("GET", path, nil, http.Header{"Accept-Encoding": {"gzip;q=0, *"}})
			if refused.header.Get("Content-Encoding") != "" || refused.body != string(text) || len(text) <= len(answer.body) {
				t.Errorf("%s: %d bytes packed are %d; plainly it has %d", path, len(answer.body), len(text), len(refused.body))
			}
		}
		for name, answer := range map[string]answer{
			"a query":                 hr.send("GET", "/cycles?q=guess", nil, takes),
			"a form that comes back":  hr.send("POST", "/cycles/new", strings.NewReader("name=guess"), form),
			"the API's documentation": hr.send("GET", "/openapi.json", nil, takes),
		} {
			if answer.header.Get("Content-Encoding") != "" {
				t.Errorf("%s is answered packed: %d", name, answer.status)
			}
		}
	})
}
