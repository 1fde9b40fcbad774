package mailer_test

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// tried tries a server at addr and returns its steps.
func tried(t testing.TB, url, addr string, roots *tls.Config) (steps []mailer.Step, taken bool) {
	t.Helper()
	server, err := mailer.ParseURL(strings.ReplaceAll(url, "ADDR", addr))
	check(t, err)
	m, err := renderer(t).Trial("lena@northwind.example", models.Settings{Organisation: "Northwind"})
	check(t, err)
	taken = server.Try(within(t), m, roots, func(s mailer.Step) { steps = append(steps, s) })
	for _, s := range steps {
		if strings.Contains(s.Found+s.Advice, "s3cret") {
			t.Errorf("the password is told: %+v", s)
		}
	}
	return steps, taken
}

// ends fails unless the last step is the one that is wrong, and says so.
func ends(t testing.TB, steps []mailer.Step, want mailer.Step) {
	t.Helper()
	if len(steps) == 0 {
		t.Fatal("no step was taken")
	}
	for _, s := range steps[:len(steps)-1] {
		if s.Wrong() {
			t.Errorf("it went on after %+v", s)
		}
	}
	last := steps[len(steps)-1]
	if last.Name != want.Name || !last.Wrong() || !strings.Contains(last.Found, want.Found) || !strings.Contains(last.Advice, want.Advice) {
		t.Errorf("it ended with %+v, want %+v", last, want)
	}
}

func TestATrialThatGoesWell(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t)
	secure := ours.server(t, "127.0.0.1", time.Now().Add(time.Hour))
	for url, o := range map[string]mailer.MailboxOptions{
		"smtp://ADDR":                         {},
		"smtp://ann:s3cret@ADDR?tls=starttls": {TLS: secure, User: "ann", Password: "s3cret"},
		"smtps://ann:s3cret@ADDR":             {TLS: secure, Implicit: true, User: "ann", Password: "s3cret"},
	} {
		box := open(t, o)
		steps, taken := tried(t, url, box.Addr(), ours.trusted())
		if !taken || steps[len(steps)-1].Name != "Mail" {
			t.Errorf("%s: %+v", url, steps)
		}
		mails := box.Messages()
		if len(mails) != 1 || mails[0].Rcpt != "lena@northwind.example" || mails[0].Subject != "A test of Sevenfold’s mail" || !strings.Contains(mails[0].Text, "It arrived") {
			t.Errorf("%s: arrived %+v", url, mails)
		}
	}
}

func TestATrialSaysWhatIsWrongWithTLS(t *testing.T) {
	t.Parallel()
	ours, theirs := newAuthority(t), newAuthority(t)
	soon, past := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	good := ours.server(t, "127.0.0.1", soon)
	for name, c := range map[string]struct {
		box  mailer.MailboxOptions
		url  string
		want mailer.Step
	}{
		"another's": {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.2", soon)}, "smtp://ADDR?tls=starttls",
			mailer.Step{Name: "Certificate", Found: "it is for 127.0.0.2, and not for 127.0.0.1", Advice: "one of its names"}},
		"another's, smtps": {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.2", soon), Implicit: true}, "smtps://ADDR",
			mailer.Step{Name: "Certificate", Found: "127.0.0.2", Advice: "one of its names"}},
		"expired": {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.1", past)}, "smtp://ADDR?tls=starttls",
			mailer.Step{Name: "Certificate", Found: "until " + past.UTC().Format("2 January 2006"), Advice: "a new one"}},
		"unknown authority": {mailer.MailboxOptions{TLS: theirs.server(t, "127.0.0.1", soon)}, "smtp://ADDR?tls=starttls",
			mailer.Step{Name: "Certificate", Found: "“An authority for tests”", Advice: "SSL_CERT_FILE"}},
		"no STARTTLS": {mailer.MailboxOptions{}, "smtp://ADDR?tls=starttls",
			mailer.Step{Name: "Protection", Found: "does not offer STARTTLS", Advice: "smtps://"}},
		"smtps to a plain port": {mailer.MailboxOptions{TLS: good}, "smtps://ADDR",
			mailer.Step{Name: "Protection", Found: "does not speak TLS from the start", Advice: "smtp:// instead"}},
		"wrong password": {mailer.MailboxOptions{TLS: good, User: "ann", Password: "other"}, "smtp://ann:s3cret@ADDR?tls=starttls",
			mailer.Step{Name: "Login", Found: "does not accept the password of ann", Advice: "percent codes"}},
		"no login offered": {mailer.MailboxOptions{TLS: good}, "smtp://ann:s3cret@ADDR?tls=starttls",
			mailer.Step{Name: "Login", Found: "offers no login", Advice: "leave user and password out"}},
		"login wanted": {mailer.MailboxOptions{TLS: good, User: "ann", Password: "s3cret"}, "smtp://ADDR?tls=starttls",
			mailer.Step{Name: "Sender", Found: "wants a login", Advice: "user:password@"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := open(t, c.box)
			steps, taken := tried(t, c.url, box.Addr(), ours.trusted())
			ends(t, steps, c.want)
			if taken || len(box.Messages()) > 0 {
				t.Error("a mail was sent all the same")
			}
		})
	}
}

func TestATrialSaysWhatTheServerRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage mailer.Stage
		fault mailer.Fault
		want  mailer.Step
	}{
		"turned away":   {mailer.AtHello, mailer.Fault{Code: 554, Text: "go away"}, mailer.Step{Name: "Greeting", Found: "go away", Advice: "may use it"}},
		"hung up":       {mailer.AtHello, mailer.Fault{HangUp: true}, mailer.Step{Name: "Greeting", Found: "hung up", Advice: "smtps://"}},
		"sender":        {mailer.AtFrom, mailer.Fault{Code: 550, Text: "not yours"}, mailer.Step{Name: "Sender", Found: "sevenfold@northwind.example: “550", Advice: "SEVENFOLD_MAIL_FROM"}},
		"busy":          {mailer.AtFrom, mailer.Fault{Code: 451, Text: "later"}, mailer.Step{Name: "Sender", Found: "now", Advice: "some minutes"}},
		"relay":         {mailer.AtTo, mailer.Fault{Code: 554, Text: "relay access denied"}, mailer.Step{Name: "Recipient", Found: "relay access denied", Advice: "without a login"}},
		"greylisted":    {mailer.AtTo, mailer.Fault{Code: 450, Text: "greylisted"}, mailer.Step{Name: "Recipient", Found: "greylisted", Advice: "some minutes"}},
		"hung up at to": {mailer.AtTo, mailer.Fault{HangUp: true}, mailer.Step{Name: "Recipient", Found: "hung up", Advice: "Ask whoever"}},
		"filtered":      {mailer.AtData, mailer.Fault{Code: 554, Text: "looks like spam"}, mailer.Step{Name: "Mail", Found: "looks like spam", Advice: "filter"}},
		"no answer":     {mailer.AtDone, mailer.Fault{HangUp: true}, mailer.Step{Name: "Mail", Found: "without an answer", Advice: "Look whether it arrived"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := mailbox(t)
			box.Misbehave(func(stage mailer.Stage, _ int, _ string) *mailer.Fault {
				if stage == c.stage {
					return &c.fault
				}
				return nil
			})
			steps, taken := tried(t, "smtp://ADDR", box.Addr(), nil)
			ends(t, steps, c.want)
			if taken {
				t.Error("it went well")
			}
		})
	}
}

// listener answers every connection with words of its own.
func listener(t testing.TB, words string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, words) // the client sees whether it arrived
			_ = conn.Close()
		}
	}()
	return l.Addr().String()
}

func TestATrialThatFindsNoMailServer(t *testing.T) {
	t.Parallel()
	box := mailbox(t)
	gone := box.Addr()
	box.Close()
	steps, _ := tried(t, "smtp://ADDR", gone, nil)
	ends(t, steps, mailer.Step{Name: "Connection", Found: "nothing listens at " + gone, Advice: "587"})

	steps, _ = tried(t, "smtp://ADDR", listener(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), nil)
	ends(t, steps, mailer.Step{Name: "Greeting", Found: "does not speak like a mail server", Advice: "port"})

	steps, _ = tried(t, "smtp://mail.nowhere.invalid:25?tls=none", "", nil)
	ends(t, steps, mailer.Step{Name: "Name", Found: "mail.nowhere.invalid"})
}
