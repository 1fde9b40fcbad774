package store_test

import (
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// Whoever the directory knows keeps the name, unless another one is given on purpose.
func TestAMemberKeepsTheName(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		add := func(email, name string) store.NewMember {
			t.Helper()
			member, err := w.Members().Add(t.Context(), "test", email, name)
			if err != nil {
				t.Fatal(err)
			}
			return member
		}
		if m := add("Ann@example.org", "Ann Ames"); m.Renamed() || m.Name != "Ann Ames" {
			t.Errorf("somebody new: %+v", m)
		}
		if m := add(" ann@example.org", " "); m.Renamed() || m.Name != "Ann Ames" {
			t.Errorf("without a name: %+v", m)
		}
		if m := add("ann@example.org", "Ann Baker"); !m.Renamed() || m.FormerName != "Ann Ames" || m.Name != "Ann Baker" {
			t.Errorf("with another name: %+v", m)
		}
		if list, _, err := w.Members().List(t.Context(), store.Page{Limit: 9}); err != nil || len(list) != 1 || list[0].Name != "Ann Baker" {
			t.Errorf("%v, %v", list, err)
		}
		if _, err := w.Members().Add(t.Context(), "test", "bo@example.org", ""); models.KindOf(err) != models.Invalid {
			t.Errorf("nobody knows the name: %v", err)
		}
	})
}
