package store_test

import (
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestAnotherSecretIsToldWhileACycleIsOpen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		other := must(store.Open(ctx, w.URL, store.Options{Secret: models.Secret("quite another secret of thirty-two characters")}))(t)
		t.Cleanup(func() { other.Close() })
		check(t, other.CheckSecret(ctx)) // no cycle is open, so any secret will do
		cycle := launched(t, w, roster(t, 1, 3, 3))
		check(t, w.CheckSecret(ctx))
		wantKind(t, other.CheckSecret(ctx), models.Impossible)
		check(t, w.Cycles().BeginClose(ctx, "Ingrid", cycle.ID))
		check(t, other.CheckSecret(ctx))
	})
}
