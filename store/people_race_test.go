package store_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestListsAtOnce brings the same new people several times at once: every list
// comes in, and nobody is in the directory twice.
func TestListsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		const lists = 4
		list := roster(t, 10, 6, 4) // 10 leaders, their manager, 60 peers and 40 reports
		drafts := make([]models.Cycle, lists)
		for i := range drafts {
			drafts[i] = must(w.Cycles().Create(ctx, "Ingrid", store.CycleDraft{Name: fmt.Sprintf("Cycle %d", i), Policy: models.DefaultPolicy()}))(t)
		}
		failed := make([]error, 2*lists)
		var all sync.WaitGroup
		for i, cycle := range drafts {
			all.Go(func() {
				_, failed[i] = w.Cycles().ImportRoster(ctx, "Ingrid", cycle.ID, written(list), store.ImportOptions{})
			})
			all.Go(func() { _, failed[lists+i] = w.Members().Add(ctx, "Ingrid", "boss@example.org", "Boss") })
		}
		all.Wait()
		for i, err := range failed {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		if _, total, err := w.People().List(ctx, store.Page{Limit: 1}); err != nil || total != 111 {
			t.Errorf("the directory holds %d people, %v", total, err)
		}
	})
}
