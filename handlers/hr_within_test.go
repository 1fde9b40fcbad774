package handlers

import (
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// TestLettersAndRemarksStayInTheirCycle asks for them below the path of another one.
func TestLettersAndRemarksStayInTheirCycle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, mine := w.hr(), w.closed(models.DefaultPolicy())
		other := w.launched()
		letter := w.refuse("fay@northwind.example")
		another := w.launched()

		address := "/letters/" + letter.String() + "/address"
		b.post(frontend.CycleURL(another.id)+address, fill("email", "fay.frost@northwind.example")).is(404)
		if person, err := w.People().ByEmail(w.ctx, "fay@northwind.example"); err != nil || person.ID == uuid.Nil {
			t.Errorf("the address was changed through another cycle: %v", err)
		}
		b.post(frontend.CycleURL(other.id)+address, fill("email", "fay.frost@northwind.example")).is(303)

		remarks, err := w.Cycles().Remarks(w.ctx, mine.leaders["maya@northwind.example"])
		w.must(err)
		another = w.closed(models.DefaultPolicy())
		remark := "/remarks/" + remarks[0].ID.String()
		b.post(frontend.CycleURL(another.id)+remark, fill("withheld", "yes")).is(404)
		if n, err := w.Cycles().RemarkCounts(w.ctx, mine.id); err != nil || n.Withheld != 0 {
			t.Errorf("held back through another cycle: %+v, %v", n, err)
		}
		b.post(frontend.CycleURL(mine.id)+remark, fill("withheld", "yes")).is(303)
	})
}
