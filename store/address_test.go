package store_test

import (
	"testing"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// However an address is written, it is one person, who gets one letter.
func TestOnePersonHasOneAddress(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		cycle := draft(t, w, `leader_email,leader_name,rater_email,rater_name,relationship
Leader0@Bücher.example,Leader 0,Ann@Bücher.example,Ann,peer
leader0@xn--bcher-kva.example,Leader 0,ben@b.example,Ben,peer
leader1@b.example,Leader 1,ann@XN--BCHER-KVA.example,Ann,peer
leader1@b.example,Leader 1, BEN@B.Example ,Ben,peer
`)
		must(w.Members().Add(ctx, "Ingrid", "ANN@bücher.example", "Ann"))(t)
		people, total, err := w.People().List(ctx, store.Page{Limit: 10})
		check(t, err)
		if total != 4 {
			t.Errorf("%d people, want Ann, Ben and two leaders: %+v", total, people)
		}
		for _, entry := range people {
			if clean := must(models.ParseEmail(entry.Person.Email))(t); clean != entry.Person.Email {
				t.Errorf("%s is kept as %s", clean, entry.Person.Email)
			}
		}
		must(w.Cycles().Launch(ctx, "Ingrid", cycle.ID))(t)
		if letters := due(t, w, models.InvitationLetter); len(letters) != 2 || len(letters[0].Asked) != 2 || len(letters[1].Asked) != 2 {
			t.Errorf("%d letters: %+v", len(letters), letters)
		}
	})
}
