package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/mailer"
)

// TestMailTest checks a server by hand, as whoever sets the service up does.
func TestMailTest(t *testing.T) {
	t.Parallel()
	box, err := mailer.OpenMailbox("127.0.0.1:0", 10)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	try := func(url, to string) (status int, out, told string) {
		env := good()
		env["SEVENFOLD_SMTP_URL"] = url
		env["SEVENFOLD_DKIM_KEY"], env["SEVENFOLD_DKIM_SELECTOR"], env["SEVENFOLD_DKIM_DOMAIN"] = signingKey(t), "autumn", "northwind.invalid"
		env["SEVENFOLD_MAIL_FROM"] = "Feedback <feedback@northwind.invalid>"
		var environ []string
		for name, value := range env {
			environ = append(environ, name+"="+value)
		}
		var o, e bytes.Buffer
		status = run(t.Context(), []string{"mail", "test", to}, world{environ, &o, &e})
		return status, o.String(), e.String()
	}
	status, out, told := try(box.URL(), "Lena@Northwind.example")
	if status != 0 || told != "" || strings.Contains(out, "wrong") {
		t.Errorf("ended with %d:\n%s%s", status, out, told)
	}
	for _, words := range []string{"signed with autumn._domainkey.northwind.invalid", "v=DKIM1; k=ed25519; p=", "ok     Recipient", "the server took it"} {
		if !strings.Contains(out, words) {
			t.Errorf("says nothing of %q:\n%s", words, out)
		}
	}
	mails := box.Messages()
	if len(mails) != 1 || mails[0].Rcpt != "lena@northwind.example" || mails[0].Header.Get("Dkim-Signature") == "" {
		t.Errorf("arrived: %+v", mails)
	}

	status, out, told = try(box.URL()+"?tls=starttls", "lena@northwind.example")
	if status != 1 || !strings.Contains(out, "wrong  Protection") || !strings.Contains(told, "cannot be used like this") {
		t.Errorf("without STARTTLS it ended with %d:\n%s%s", status, out, told)
	}
	if status, _, told := try(box.URL(), "lena at home"); status != 1 || !strings.Contains(told, "space") {
		t.Errorf("a bad address ended with %d: %s", status, told)
	}
}
