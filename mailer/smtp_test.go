package mailer_test

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

func within(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func mailbox(t testing.TB) *mailer.Mailbox {
	t.Helper()
	box, err := mailer.OpenMailbox("127.0.0.1:0", 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	return box
}

func server(t testing.TB, box *mailer.Mailbox) mailer.Server {
	t.Helper()
	s, err := mailer.ParseURL(box.URL())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sender(t testing.TB, box *mailer.Mailbox) mailer.Sender {
	t.Helper()
	s, err := server(t, box).Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func message(n int) mailer.Message {
	return mailer.Message{
		From: mail.Address{Name: "Sevenfold", Address: "sevenfold@northwind.example"},
		To:   mail.Address{Name: "Lena Holm", Address: "lena@northwind.example"}, Subject: fmt.Sprint("Number ", n),
		Text: "Hello\n", HTML: "<p>Hello</p>", MessageID: fmt.Sprintf("%d@northwind.example", n),
	}
}

// Every way in which a server can answer, and what it means for the letter. The
// connection must serve the next message in each case, dialled anew if need be.
func TestWhatServersAnswer(t *testing.T) {
	t.Parallel()
	answer := func(code int, text string) *mailer.Fault { return &mailer.Fault{Code: code, Text: text} }
	hangUp := &mailer.Fault{HangUp: true}
	for _, c := range []struct {
		at     mailer.Stage
		fault  *mailer.Fault
		fate   models.Fate
		why    string
		stored int // how many mails the server keeps of the first message
	}{
		{mailer.AtFrom, answer(451, "try later"), models.Deferred, "451 4.0.0 try later", 0},
		{mailer.AtFrom, answer(550, "not from you"), models.Deferred, "550 5.0.0 not from you", 0},
		{mailer.AtFrom, answer(421, "too busy"), models.Deferred, "421", 0},
		{mailer.AtFrom, hangUp, models.Untried, "EOF", 0},
		{mailer.AtTo, answer(451, "grey"), models.Deferred, "451 4.0.0 grey", 0},
		{mailer.AtTo, answer(550, "no such person"), models.Refused, "sending SMTP RCPT TO command: 550 5.0.0 no such person", 0},
		{mailer.AtTo, hangUp, models.Deferred, "EOF", 0},
		{mailer.AtData, answer(452, "full"), models.Deferred, "452 4.0.0 full", 0},
		{mailer.AtData, answer(554, "spam"), models.Refused, "554 5.0.0 spam", 0},
		{mailer.AtData, hangUp, models.Doubtful, "EOF", 0},
		{mailer.AtDone, hangUp, models.Doubtful, "EOF", 1},
	} {
		box := mailbox(t)
		box.Misbehave(func(stage mailer.Stage, nth int, _ string) *mailer.Fault {
			if stage == c.at && nth == 1 {
				return c.fault
			}
			return nil
		})
		s := sender(t, box)
		send := func(n int) mailer.Result {
			if err := s.Ready(within(t)); err != nil {
				t.Fatal(err)
			}
			return s.Send(within(t), message(n))
		}
		got := send(1)
		if got.Fate != c.fate || !strings.Contains(got.Why, c.why) || strings.Contains(got.Why, "lena@") || strings.Contains(got.Why, "1@north") {
			t.Errorf("%+v at %s: %+v, want %s", c.fault, c.at, got, c.fate)
		}
		if kept := len(box.Messages()); kept != c.stored {
			t.Errorf("%+v at %s: the server keeps %d mails", c.fault, c.at, kept)
		}
		if next := send(2); next.Fate != models.Delivered {
			t.Errorf("%+v at %s: the next message was %+v", c.fault, c.at, next)
		}
	}
}

func TestOneConnectionServesMany(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	hellos := make(chan int, 100)
	box.Misbehave(func(stage mailer.Stage, nth int, _ string) *mailer.Fault {
		if stage == mailer.AtHello {
			hellos <- nth
		}
		return nil
	})
	s := sender(t, box)
	for n := range 20 {
		if err := s.Ready(within(t)); err != nil {
			t.Fatal(err)
		}
		if got := s.Send(within(t), message(n)); got.Fate != models.Delivered {
			t.Fatal(got)
		}
	}
	if len(hellos) != 1 || len(box.Messages()) != 20 {
		t.Errorf("%d connections for %d mails", len(hellos), len(box.Messages()))
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	s := sender(t, box)
	box.Close()
	if err := s.Ready(within(t)); err == nil {
		t.Fatal("ready without a server")
	}
}

// What a server does not offer in the clear is not asked of it in the clear.
func TestStartTLSIsRequired(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	must, err := mailer.ParseURL(box.URL() + "?tls=starttls")
	if err != nil {
		t.Fatal(err)
	}
	s, err := must.Connect()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(within(t)); err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Fatalf("spoke in the clear: %v", err)
	}
}

func TestHeadersOfALetter(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	s := sender(t, box)
	before := time.Now().Add(-time.Second)
	m, err := renderer(t).Render(letters()["reminder"])
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(within(t)); err != nil {
		t.Fatal(err)
	}
	if got := s.Send(within(t), m); got.Fate != models.Delivered {
		t.Fatal(got)
	}
	got := box.Messages()[0]
	for header, want := range map[string]string{
		"Message-Id":     "<" + id(1).String() + "@northwind.example>",
		"In-Reply-To":    "<" + id(9).String() + "@northwind.example>",
		"References":     "<" + id(9).String() + "@northwind.example>",
		"Auto-Submitted": "auto-generated",
		"From":           `"Sevenfold" <sevenfold@northwind.example>`,
		"To":             `"Lena Holm" <lena@northwind.example>`,
		"Reply-To":       `"Ingrid Solberg" <ingrid.solberg@northwind.example>`,
	} {
		if all := got.Header[header]; len(all) != 1 || all[0] != want {
			t.Errorf("%s is %q, want %q", header, all, want)
		}
	}
	if got.Subject != m.Subject || got.Rcpt != "lena@northwind.example" || got.Date.Before(before.Truncate(time.Second)) {
		t.Errorf("arrived as %q for %s at %s", got.Subject, got.Rcpt, got.Date)
	}
	if strings.TrimSpace(got.Text) != strings.TrimSpace(m.Text) || strings.TrimSpace(got.HTML) != strings.TrimSpace(m.HTML) {
		t.Error("the parts did not arrive as they were written")
	}
}

// Names come from files that anybody may have written.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	s := sender(t, box)
	names := []string{
		"Eve\r\nBcc: all@northwind.example", "Eve\nSubject: won", `Eve "the" <eve@evil.example>`, "Holm, Lena", `back\slash`,
		"Zoë Ångström", "李小龙", "<script>alert(1)</script>", "{{.Promise}}", "\u202eevil\u0000", "\uE000Bold\uE001 Name", strings.Repeat("long ", 100),
		"=?utf-8?q?Bcc=3A?=", "",
	}
	for n, name := range names {
		env := envelope(models.InvitationLetter, "Lena Holm", peer(name), peer("Priya Raman"))
		env.To.Name = name
		env.Cycle.Name, env.Cycle.Contact.Name = name, name
		m, err := renderer(t).Render(env)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(within(t)); err != nil {
			t.Fatal(err)
		}
		if got := s.Send(within(t), m); got.Fate != models.Delivered {
			t.Fatalf("%q: %+v", name, got)
		}
		mails := box.Messages()
		if len(mails) != n+1 {
			t.Fatalf("%q: %d mails", name, len(mails))
		}
		got := mails[0]
		to, err := got.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != "lena@northwind.example" || to[0].Name != m.To.Name {
			t.Errorf("%q: To is %v, %v", name, to, err)
		}
		reply, err := got.Header.AddressList("Reply-To")
		if err != nil || len(reply) != 1 || reply[0].Address != "ingrid.solberg@northwind.example" {
			t.Errorf("%q: Reply-To is %v, %v", name, reply, err)
		}
		if got.Header.Get("Bcc") != "" || len(got.Header["Subject"]) != 1 || got.Subject != m.Subject || strings.ContainsAny(got.Subject, "\r\n") {
			t.Errorf("%q: Subject is %q", name, got.Header["Subject"])
		}
		if strings.Contains(m.HTML, "<script>") || strings.Contains(m.Text, "\u202e") || strings.ContainsAny(m.Text+m.HTML+m.Subject, "\uE000\uE001") {
			t.Errorf("%q reached the letter as it was", name)
		}
	}
}
