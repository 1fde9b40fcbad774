package mailer_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// authority signs the certificates of test servers.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "An authority for tests"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	check(t, err)
	cert, err := x509.ParseCertificate(der)
	check(t, err)
	return authority{cert, key}
}

// trusted is what a client that knows the authority works with.
func (a authority) trusted() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

// server is what a server for an address works with, its certificate valid until a time.
func (a authority) server(t testing.TB, ip string, until time.Time) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	form := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.ParseIP(ip)},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, form, a.cert, &key.PublicKey, a.key)
	check(t, err)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

func open(t testing.TB, o mailer.MailboxOptions) *mailer.Mailbox {
	t.Helper()
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	o.Keep = 100
	box, err := o.Open()
	check(t, err)
	t.Cleanup(func() { box.Close() })
	return box
}

// A letter leaves only under the protection that is asked for, to the server
// that is meant, and with the right password.
func TestProtection(t *testing.T) {
	t.Parallel()
	ours, theirs := newAuthority(t), newAuthority(t)
	soon, past := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	good := ours.server(t, "127.0.0.1", soon)
	login := mailer.MailboxOptions{TLS: good, User: "ann", Password: "s3cret"}
	for name, c := range map[string]struct {
		box  mailer.MailboxOptions
		url  string // with ADDR for the server
		want string // what the error says; "" when the letter arrives
	}{
		"STARTTLS":                      {mailer.MailboxOptions{TLS: good}, "smtp://ADDR?tls=starttls", ""},
		"TLS from the start":            {mailer.MailboxOptions{TLS: good, Implicit: true}, "smtps://ADDR", ""},
		"another's certificate":         {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.2", soon)}, "smtp://ADDR?tls=starttls", "127.0.0.2"},
		"another's, from the start":     {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.2", soon), Implicit: true}, "smtps://ADDR", "127.0.0.2"},
		"unknown authority":             {mailer.MailboxOptions{TLS: theirs.server(t, "127.0.0.1", soon)}, "smtp://ADDR?tls=starttls", "unknown authority"},
		"expired":                       {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.1", past)}, "smtp://ADDR?tls=starttls", "expired"},
		"expired, from the start":       {mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.1", past), Implicit: true}, "smtps://ADDR", "expired"},
		"no STARTTLS":                   {mailer.MailboxOptions{}, "smtp://ADDR?tls=starttls", "STARTTLS"},
		"no TLS at all":                 {mailer.MailboxOptions{}, "smtps://ADDR", "tls"},
		"login":                         {login, "smtp://ann:s3cret@ADDR?tls=starttls", ""},
		"login, from the start":         {mailer.MailboxOptions{TLS: good, Implicit: true, User: "ann", Password: "s3cret"}, "smtps://ann:s3cret@ADDR", ""},
		"wrong password":                {login, "smtp://ann:secret@ADDR?tls=starttls", "535"},
		"login where none is asked for": {mailer.MailboxOptions{TLS: good}, "smtp://ann:s3cret@ADDR?tls=starttls", "AUTH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := open(t, c.box)
			to, err := mailer.ParseURL(strings.ReplaceAll(c.url, "ADDR", box.Addr()))
			check(t, err)
			s, err := mailer.NewSMTP(to, ours.trusted())
			check(t, err)
			defer s.Close()
			for n := range 2 { // the second time finds the connection, or the same fault
				err = s.Ready(within(t))
				if c.want == "" {
					check(t, err)
					if got := s.Send(within(t), message(n)); got.Fate != models.Delivered {
						t.Fatal(got)
					}
				} else if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret") {
					t.Fatalf("%v, want it to speak of %q", err, c.want)
				}
			}
			if want := map[bool]int{true: 2}[c.want == ""]; len(box.Messages()) != want {
				t.Errorf("%d mails arrived, want %d", len(box.Messages()), want)
			}
		})
	}
}

// A server that wants to know who it is speaks to takes nothing without a
// login. That is about us and not about the letters: they wait.
func TestServersThatWantALogin(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t)
	box := open(t, mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.1", time.Now().Add(time.Hour)), User: "ann", Password: "s3cret"})
	to, err := mailer.ParseURL(box.URL() + "?tls=starttls")
	check(t, err)
	s, err := mailer.NewSMTP(to, ours.trusted())
	check(t, err)
	defer s.Close()
	check(t, s.Ready(within(t)))
	if got := s.Send(within(t), message(1)); got.Fate != models.Deferred || len(box.Messages()) != 0 {
		t.Errorf("%+v, %d mails", got, len(box.Messages()))
	}
}

// While a certificate is wrong no letter is attempted; once it is right all go.
func TestLettersWaitForACertificate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, w storetest.World) {
		ours := newAuthority(t)
		p := posting(t, w, 5)
		wrong := open(t, mailer.MailboxOptions{TLS: ours.server(t, "127.0.0.1", time.Now().Add(-time.Hour))})
		p.box, p.roots = wrong, ours.trusted()
		p.start(t)
		p.logged(t, "expired")
		for _, l := range p.written(t) {
			if (l.state != models.Queued && l.state != models.Claimed) || l.attempts != 0 || l.why != "" {
				t.Errorf("a letter is %+v", l)
			}
		}
		addr := wrong.Addr()
		check(t, wrong.Close())
		right := open(t, mailer.MailboxOptions{Addr: addr, TLS: ours.server(t, "127.0.0.1", time.Now().Add(time.Hour))})
		p.until(t, models.Sent, 5)
		if len(wrong.Messages()) != 0 || len(right.Messages()) != 5 {
			t.Errorf("%d and %d mails", len(wrong.Messages()), len(right.Messages()))
		}
	})
}
