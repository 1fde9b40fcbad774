package handlers

import (
	"fmt"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Back leads to the page before, not to the start.
func TestBackLeadsOnePageBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	b := w.hr()
	for n := range 2*auditPerPage + 5 {
		_, err := w.Cycles().Create(w.ctx, "test", store.CycleDraft{Name: fmt.Sprint("Round ", n), Policy: models.DefaultPolicy(),
			Contact: models.Contact{Name: "Helen Hart", Email: "helen@northwind.example"}})
		w.must(err)
	}
	for _, list := range []string{"/cycles", "/audit"} {
		pages := []string{list}
		for len(pages) < 3 {
			pages = append(pages, b.get(pages[len(pages)-1]).is(200).attr("nav a[rel=next]", "href"))
		}
		b.get(list).is(200).hasNot("nav a[rel=prev]")
		for n := 2; n > 0; n-- {
			if back := b.get(pages[n]).is(200).attr("nav a[rel=prev]", "href"); back != pages[n-1] {
				t.Errorf("from page %d Back leads to %s, not to %s", n+1, back, pages[n-1])
			}
		}
	}
	if way := make(trail, 3*longestTrail).bounded(); len(way) != longestTrail {
		t.Errorf("a trail has %d pages", len(way))
	}
}
