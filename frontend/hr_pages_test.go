package frontend

import (
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// poison replaces every plain string in a page by hostile text.
func poison(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.CanSet() {
			v.SetString(hostile)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				poison(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.CanSet() { // a copy, so that other samples keep their words
			v.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v))
		}
		for i := range v.Len() {
			poison(v.Index(i))
		}
	}
}

func hostilePage(p Page) Page {
	v := reflect.New(reflect.TypeOf(p)).Elem()
	v.Set(reflect.ValueOf(p))
	poison(v)
	return v.Interface().(Page)
}

func TestEveryHRPageKeepsTheRules(t *testing.T) {
	drawn := map[string]bool{}
	for _, page := range samplePages() {
		drawn[page.template()] = true
		t.Run(page.template()+"/anchors", func(t *testing.T) { anchorsLead(t, draw(t, page)) })
		for kind, p := range map[string]Page{"full": page, "hostile": hostilePage(page)} {
			t.Run(page.template()+"/"+kind, func(t *testing.T) { keepsRules(t, draw(t, p)) })
		}
	}
	for _, page := range hrPages {
		if page.template() == (ConfirmPage{}).template() {
			continue // there is no confirmation of nothing
		}
		t.Run(page.template()+"/empty", func(t *testing.T) { keepsRules(t, draw(t, page)) })
		if !drawn[page.template()] {
			t.Errorf("%s has no sample", page.template())
		}
	}
}

// anchorsLead finds links within the page that lead nowhere, for instance those
// from the summary of errors to their fields.
func anchorsLead(t *testing.T, d doc) {
	ids := map[string]bool{}
	for _, n := range d.all(func(n *html.Node) bool { return attr(n, "id") != "" }) {
		ids[attr(n, "id")] = true
	}
	for _, a := range d.tags("a", "") {
		if to, inside := strings.CutPrefix(attr(a, "href"), "#"); inside && !ids[to] {
			t.Errorf("#%s leads nowhere", to)
		}
	}
}

func keepsRules(t *testing.T, d doc) {
	for _, fault := range append(append(d.unsafe(), d.loose()...), d.unlabelled()...) {
		t.Error(fault)
	}
	for name, want := range map[string]int{"h1": 1, "main": 1, "title": 1} {
		if got := len(d.tags(name, "")); got != want {
			t.Errorf("%d × <%s>, want %d", got, name, want)
		}
	}
	if next := d.tags("section", "next"); len(next) > 1 {
		t.Errorf("%d next actions on one page", len(next))
	}
	level := 0
	for _, h := range d.all(func(n *html.Node) bool {
		return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
	}) {
		if now := int(h.Data[1] - '0'); now > level+1 && level > 0 {
			t.Errorf("heading %q jumps from h%d to %s", words(h), level, h.Data)
		}
		level = int(h.Data[1] - '0')
	}
}
