package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

const rosterHeader = "leader_email,leader_name,rater_email,rater_name,relationship\n"

// TestImportRefused sends files that are no list: nothing is kept or saved.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		path := frontend.CycleURL(r.id, "import")
		b.get(path).is(200).has(`form[enctype="multipart/form-data"] input[name=file]`)
		for name, body := range map[string][]byte{
			"empty":        {},
			"no header":    []byte("a,b\nc,d\n"),
			"picture":      []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"),
			"spreadsheet":  []byte("PK\x03\x04\x14\x00\x06\x00"),
			"over 10 MB":   bytes.Repeat([]byte("x"), 10<<20+100),
			"hostile name": []byte("<script>,leader_email,leader_email\n"),
		} {
			page := b.upload(path, `"><img src=x>.csv`, body)
			if page.status != http.StatusUnprocessableEntity || page.text("#file-fault") == "" {
				t.Errorf("%s: %d %s", name, page.status, page.text("main"))
			}
			page.hasNot("main script").hasNot("main img")
		}
		b.post(path, fill("file", "text")).is(422).says("#file-fault", "No file arrived")
		b.post(path, nil).is(422).says("#file-fault", "No file arrived")
		b.upload(path, "raters.csv", bytes.Repeat([]byte("x"), 12<<20)).is(http.StatusRequestEntityTooLarge).says("h1", "too large")
		b.post(frontend.CycleURL(r.id, "details"), fill("name", strings.Repeat("x", 300<<10))).is(http.StatusRequestEntityTooLarge)
		w.holds(frontend.CycleURL(r.id), 2, 10)
	})
}

// TestImportForeign reads a list as Excel in another country saves it, with
// what a spreadsheet and a mail header could take for more than text.
func TestImportForeign(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		list := "leader_email;leader_name;rater_email;rater_name;relationship\r\n" +
			"zoe@northwind.example;Zo\xeb M\xfcller;kai@northwind.example;\"Kai\r\nBcc: all@x.example\";peer\r\n" +
			"zoe@northwind.example;Zo\xeb M\xfcller;eve@northwind.example;=SUM(A1);peer\r\n" +
			"zoe@northwind.example;Zo\xeb M\xfcller;ana@northwind.example;<b>Ana</b>;peer\r\n" +
			"zoe@northwind.example;Zo\xeb M\xfcller;=1+1;Bad;peer\r\n"
		sent := b.upload(cycle+"/import", "raters.csv", []byte(list)).is(303)
		preview := sent.header.Get("Location")
		b.get(preview).is(200).says("h1", "One row needs fixing").hasNot("table b")
		csv := b.get(preview + "/faulty.csv").is(200)
		if rows := strings.TrimSpace(csv.body); !strings.HasPrefix(rows, "\ufeffleader_email;") || strings.Count(rows, "\n") != 1 {
			t.Errorf("the faulty rows are %q", rows)
		}
		b.post(preview, fill("rows", "good")).leadsTo(cycle)
		page := b.get(cycle).is(200).says("table", "Zoë Müller").says("table", "<b>Ana</b>").hasNot("table b")
		page.says("table", "Kai Bcc: all@x.example")
		if strings.Contains(page.body, "Kai\r") {
			t.Error("a name spans two lines")
		}
	})
}

// TestManyFaults lists the first faults and counts the others.
func TestManyFaults(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, r := w.hr(), w.draft(models.DefaultPolicy())
		cycle := frontend.CycleURL(r.id)
		list := rosterHeader + strings.Repeat("leader,Leader,rater@x.example,Rater,peer\n", store.FaultsKept+7)
		sent := b.upload(cycle+"/import", "raters.csv", []byte(list))
		page := b.follow(sent).is(200).says("h1", "No row can be imported yet").says("main", "There are 7 more")
		if n := len(page.find("tbody tr")); n != store.FaultsKept {
			t.Errorf("%d faults are listed", n)
		}
		b.post(sent.header.Get("Location"), fill("rows", "good")).is(422).says(".errors", "no row that can be imported")
		w.holds(cycle, 2, 10)
	})
}

func TestImportChart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b := w.hr()
		b.get("/people/import").is(200).says("h1", "Import the org chart")
		chart := "email,name,manager_email,department\nada@northwind.example,Ada Low,helen@northwind.example,Data\n" +
			"bob@northwind.example,Bob Ray,ada@northwind.example,Data\ncyd@northwind.example,Cyd Fox,nobody@northwind.example,Data\n"
		sent := b.upload("/people/import", "people.csv", []byte(chart))
		preview := sent.header.Get("Location")
		b.get(preview).is(200).says("h1", "One row needs fixing").says("table", "Line 4manager_emailnobody@northwind.example")
		b.post(preview, fill("rows", "all")).is(422)
		if csv := b.get(preview + "/faulty.csv").is(200); !strings.Contains(csv.body, "cyd@") || strings.Contains(csv.body, "bob@") {
			t.Errorf("the faulty rows are %s", csv.body)
		}
		b.get("/people").says("caption", "1 person")
		b.follow(b.post(preview, fill("rows", "good")).leadsTo("/people")).says("[role=status]", "2 rows added.").says("table", "Ada Low")

		again := b.upload("/people/import", "people.csv", []byte("email,name,manager_email\ncyd@northwind.example,Cyd Fox,bob@northwind.example\n"))
		b.follow(again).is(200).says("h1", "Every row is fine")
		b.post(again.header.Get("Location"), fill("rows", "all")).leadsTo("/people")
		cyd, err := w.People().ByEmail(w.ctx, "cyd@northwind.example")
		w.must(err)
		bob, err := w.People().ByEmail(w.ctx, "bob@northwind.example")
		w.must(err)
		if cyd.ManagerID == nil || *cyd.ManagerID != bob.ID {
			t.Errorf("Cyd works for %v, expected Bob", cyd.ManagerID)
		}
	})
}

// TestUploadsKeepApart: a file belongs to the cycle or directory it was sent to.
func TestUploadsKeepApart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		b, one, two := w.hr(), w.draft(models.DefaultPolicy()), w.draft(models.DefaultPolicy())
		id := w.keeps(&one.id, roster)
		b.get(frontend.CycleURL(one.id, "import", id.String())).is(200)
		for _, path := range []string{frontend.CycleURL(two.id, "import", id.String()), "/people/import/" + id.String(), frontend.CycleURL(one.id, "import", uuid.NewString()),
			frontend.CycleURL(one.id, "import", "x")} {
			b.get(path).is(404)
			b.get(path + "/faulty.csv").is(404)
			b.post(path, fill("rows", "all")).is(404)
		}
		if got := len(w.leader(frontend.CycleURL(two.id), "Maya Lindt").Raters); got != 8 {
			t.Errorf("Maya has %d raters", got)
		}
	})
}

// keeps is a list that HR sent and that was read.
func (w *world) keeps(cycle *uuid.UUID, body string) uuid.UUID {
	w.t.Helper()
	work, err := w.Works().Read(w.ctx, "test", store.Upload{CycleID: cycle, Name: "list.csv", Body: strings.NewReader(body)})
	w.must(err)
	did, err := w.Works().CarryOut(w.ctx)
	w.must(err)
	if !did {
		w.t.Fatal("nobody read the list")
	}
	return *work.UploadID
}
