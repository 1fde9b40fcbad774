package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

func TestLeaderReadsTheReport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.closed(models.DefaultPolicy())
		remarks, err := w.Cycles().Remarks(w.ctx, r.leaders[mayaAt])
		w.must(err)
		held := remarks[0]
		w.must(w.Cycles().Withhold(w.ctx, "test", held.ID, true))
		path := frontend.ReportURL(r.leaders[mayaAt])

		b := w.signIn(mayaAt)
		b.get(path).is(http.StatusNotFound)
		b.get("/reports").is(http.StatusOK).hasNot(`a[href="` + path + `"]`)
		w.must(w.Cycles().Release(w.ctx, "test", r.id))

		b.get("/reports").is(http.StatusOK).has(`a[href="`+path+`"]`, `nav a[href="/reports"][aria-current=page]`)
		report := b.get(path).is(http.StatusOK)
		report.says("h1", "Maya Lindt").says(".who-answered", "Direct reports")
		if text := report.text("main"); strings.Contains(text, held.Body) || !strings.Contains(text, remarks[1].Body) {
			t.Error("the comments are not those that may be shown")
		}

		data := b.get(frontend.ReportDataURL(r.leaders[mayaAt])).is(http.StatusOK)
		if data.header.Get("Content-Type") != "application/json" || !strings.HasPrefix(data.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the file goes out as %v", data.header)
		}
		var wire struct {
			Report   json.RawMessage
			SHA256   string
			Comments []struct{ Question, Source, Text string }
			Withheld int
		}
		w.must(json.Unmarshal([]byte(data.body), &wire))
		if sum := sha256.Sum256(wire.Report); wire.SHA256 != hex.EncodeToString(sum[:]) {
			t.Error("the checksum is not that of the report in the file")
		}
		if wire.Withheld != 1 || len(wire.Comments) != len(remarks)-1 || strings.Contains(data.body, held.Body) {
			t.Errorf("%d comments, %d withheld", len(wire.Comments), wire.Withheld)
		}
		var frozen models.Report
		w.must(json.Unmarshal(wire.Report, &frozen))
		if frozen.Leader != "Maya Lindt" || frozen.Colleagues != 6 {
			t.Errorf("the report is about %s by %d", frozen.Leader, frozen.Colleagues)
		}
	})
}

func TestWhoMayReadAReport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db storetest.World) {
		w := newWorld(t, db)
		r := w.released(models.DefaultPolicy())
		hr, omar, ben := w.hr(), w.signIn(omarAt), w.signIn(benAt)
		for _, path := range []string{frontend.ReportURL(r.leaders[mayaAt]), frontend.ReportDataURL(r.leaders[mayaAt])} {
			for who, b := range map[string]*browser{"another leader": omar, "a rater": ben} {
				got, none := b.get(path), b.get(strings.Replace(path, r.leaders[mayaAt].String(), uuid.NewString(), 1))
				if got.status != http.StatusNotFound || got.body != none.body {
					t.Errorf("%s learns that there is a report: %d", who, got.status)
				}
			}
			hr.get(path).is(http.StatusForbidden).says("main", "Only the leader can open this report.")
			w.browser().get(path).leadsTo("/signin")
		}
		omar.get("/reports/no-id").is(http.StatusNotFound)
		omar.get("/cycles").is(http.StatusForbidden)

		shared := w.released(models.Policy{K: 3, HRMayRead: true})
		page := hr.get(frontend.ReportURL(shared.leaders[mayaAt])).is(http.StatusOK)
		page.says(".note", "You read this report for HR")
		hr.get(frontend.ReportDataURL(shared.leaders[mayaAt])).is(http.StatusOK)
		omar.get(frontend.ReportURL(shared.leaders[mayaAt])).is(http.StatusNotFound)
		w.signIn(mayaAt).get(frontend.ReportURL(shared.leaders[mayaAt])).is(http.StatusOK).hasNot(".kicker .note")
	})
}
