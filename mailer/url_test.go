package mailer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sevenfold/sevenfold/mailer"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]mailer.Server{
		"smtp://mail.example.org":                     {Host: "mail.example.org", Port: 587, Encryption: mailer.StartTLS},
		"smtp://ann:p%40ss@mail.example.org:2525":     {Host: "mail.example.org", Port: 2525, User: "ann", Password: "p@ss", Encryption: mailer.StartTLS},
		"smtps://ann:s@mail.example.org":              {Host: "mail.example.org", Port: 465, User: "ann", Password: "s", Encryption: mailer.TLS},
		"smtp://127.0.0.1:1025":                       {Host: "127.0.0.1", Port: 1025, Encryption: mailer.Plain},
		"smtp://[::1]:1025":                           {Host: "::1", Port: 1025, Encryption: mailer.Plain},
		"smtp://localhost:25?tls=starttls":            {Host: "localhost", Port: 25, Encryption: mailer.StartTLS},
		"smtp://mailpit:1025?tls=none":                {Host: "mailpit", Port: 1025, Encryption: mailer.Plain},
		"smtp://ann%40example.org:s@mail.example.org": {Host: "mail.example.org", Port: 587, User: "ann@example.org", Password: "s", Encryption: mailer.StartTLS},
	} {
		got, err := mailer.ParseURL(text)
		if err != nil || got != want {
			t.Errorf("%s: %#v, %v", text, got, err)
		}
	}
}

func TestParseURLSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "smtp://",
		"mail.example.org:587":              "must begin with smtp://",
		"http://mail.example.org":           "smtp://",
		"smtp://":                           "no host",
		"smtp://mail.example.org:99999":     "port",
		"smtp://mail.example.org:x":         "not a URL",
		"smtp://ann@mail.example.org":       "password",
		"smtp://:secret@mail.example.org":   "user",
		"smtp://mail.example.org/path":      "after the port",
		"smtp://mail.example.org?tls=maybe": "tls=none",
		"smtp://mail.example.org?ssl=1":     "unknown option",
		"smtps://mail.example.org?tls=none": "leave tls= out",
		"smtp://ann:hunter2 %zz@host":       "not a URL",
	} {
		_, err := mailer.ParseURL(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want it to speak of %q", text, err, want)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "secret@") {
			t.Errorf("%q: the error repeats the password: %v", text, err)
		}
	}
}

func TestServersHideTheirPassword(t *testing.T) {
	t.Parallel()
	s, err := mailer.ParseURL("smtp://ann:hunter2@mail.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, print := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s)} {
		if strings.Contains(print, "hunter2") {
			t.Errorf("printed %s", print)
		}
	}
}
