package handlers

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// shelf is a mailbox with two mails.
type shelf []Mail

func (s shelf) Messages() []Mail { return s }

func (s shelf) Message(id int) (Mail, bool) {
	for _, m := range s {
		if m.ID == id {
			return m, true
		}
	}
	return Mail{}, false
}

func demoWorld(t *testing.T) *world {
	w := newWorld(t, storetest.SQLite(t), func(o *Options) {
		o.Demo = &Demo{
			Mailbox: shelf{
				{ID: 2, To: annAt, Subject: "<b>Second</b>", At: storetest.Start, Text: "Open http://feedback.example/s/abc.",
					HTML:    `<html><head><title>x</title></head><body style="color:red"><script>alert(1)</script><a href="/s/abc">Open</a></body></html>`,
					Headers: []MailHeader{{Name: "From", Value: "Helen <helen@northwind.example>"}}},
				{ID: 1, To: benAt, Subject: "First", At: storetest.Start, Text: "Only text"},
			},
			Doors: func() []DemoDoor {
				return []DemoDoor{{Heading: "HR", Label: "Open", Action: "/demo/hr", Post: true}, {Heading: "Mailbox", Label: "Read", Action: "/mailbox"}}
			},
			SignInAs: func(ctx context.Context, role string) (uuid.UUID, string, error) {
				if role != "hr" {
					return uuid.Nil, "", models.Errorf(models.NotFound, "There is no such door.")
				}
				helen, err := o.DB.People().ByEmail(ctx, "helen@northwind.example")
				return helen.ID, "/cycles", err
			},
		}
	})
	_, err := w.Members().Add(w.ctx, "test", "helen@northwind.example", "Helen Hart")
	w.must(err)
	return w
}

func TestDemoDoors(t *testing.T) {
	t.Parallel()
	w := demoWorld(t)
	b := w.browser()
	b.get("/").is(http.StatusOK).has(`form[method=post][action="/demo/hr"] button`, `a[href="/mailbox"]`)
	door := b.get("/demo/hr").is(http.StatusOK).has(`form[method=post][action="/demo/hr"]`).hasNot(`a[href="/mailbox"].btn`)
	if door.header.Get("Set-Cookie") != "" {
		t.Error("looking at a door signs in")
	}
	b.get("/reports").leadsTo("/signin")
	b.get("/demo/owner").is(http.StatusNotFound)
	b.post("/demo/owner", nil).is(http.StatusNotFound)
	b.send("POST", "/demo/hr", nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}).is(http.StatusForbidden)
	b.post("/demo/hr", nil).leadsTo("/cycles")
	b.get("/reports").is(http.StatusOK).says("footer", "Signed in as Helen Hart")
}

func TestDemoMailbox(t *testing.T) {
	t.Parallel()
	b := demoWorld(t).browser()
	list := b.get("/mailbox").is(http.StatusOK).has(`a[href="/mailbox/2"]`, `a[href="/mailbox/1"]`).hasNot("td b")
	list.says("caption", "2 mails")
	b.get("/mailbox/1").is(http.StatusOK).says("pre", "Only text").hasNot("iframe")
	mail := b.get("/mailbox/2").is(http.StatusOK).has(`pre a[href="http://feedback.example/s/abc"]`)
	src := mail.attr("iframe[sandbox]", "src")
	part := b.get(src).is(http.StatusOK)
	if policy := part.header.Get("Content-Security-Policy"); policy != mailPolicy || strings.Contains(policy, "script-src") || !strings.Contains(policy, "sandbox") {
		t.Errorf("the part may do %q", policy)
	}
	part.has(`base[target=_blank]`, `body[style="color:red"]`)
	b.get("/mailbox/3").is(http.StatusNotFound)
	b.get("/mailbox/x").is(http.StatusNotFound)
	b.get("/mailbox/3/html").is(http.StatusNotFound)
}

// Real use has no doors.
func TestNoDemoInRealUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	for _, path := range []string{"/mailbox", "/mailbox/1", "/mailbox/1/html", "/demo/hr"} {
		w.browser().get(path).is(http.StatusNotFound)
		w.browser().post(path, nil).is(http.StatusNotFound)
	}
}
