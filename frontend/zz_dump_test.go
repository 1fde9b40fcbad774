package frontend

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestZZDump(t *testing.T) {
	f, _ := New()
	dir := "/tmp/hrshots"
	os.MkdirAll(dir+"/static", 0o755)
	for url, a := range f.assets {
		os.WriteFile(dir+url, a.body, 0o644)
	}
	dump := func(kind string, ps []Page) {
		for _, p := range ps {
			out, err := f.Render(p)
			if err != nil {
				t.Fatal(err)
			}
			s := strings.ReplaceAll(string(out), `="/static/`, `="static/`)
			os.WriteFile(fmt.Sprintf("%s/%s-%s.html", dir, strings.TrimSuffix(p.template(), ".html"), kind), []byte(s), 0o644)
		}
	}
	dump("full", samplePages())
	dump("empty", hrPages)
	var h []Page
	for _, p := range samplePages() {
		h = append(h, hostilePage(p))
	}
	dump("hostile", h)
	_ = reflect.TypeOf(f)
}
