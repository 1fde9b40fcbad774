package mailer_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// pemOf writes a private key as openssl does.
func pemOf(t testing.TB, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	t.Setenv("GODEBUG", "rsa1024min=0") // a key that is too short must be made to be refused
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Every letter that arrives is verified by a library that did not sign it.
func TestLettersAreSigned(t *testing.T) {
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	old := rsaKey(t, 2048)
	oldPEM := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(old)}))
	longest := strings.Repeat("a", 63) + ".example"
	for name, key := range map[string]string{"rsa": pemOf(t, rsaKey(t, 2048)), "ed25519": pemOf(t, edKey), "rsa in its old form": oldPEM} {
		t.Run(name, func(t *testing.T) {
			verified(t, "northwind.example", "autumn", key)
			verified(t, longest, strings.Repeat("s", 63), key)
		})
	}
}

func verified(t *testing.T, domain, selector, key string) {
	t.Helper()
	signer, err := mailer.NewDKIM(domain, selector, key)
	if err != nil {
		t.Fatal(err)
	}
	for letter, raw := range signed(t, signer) {
		seals, err := verify(signer, raw)
		if err != nil || len(seals) != 1 || seals[0].Err != nil || seals[0].Domain != domain {
			t.Fatalf("%s: %+v, %v\n%s", letter, seals, err, raw)
		}
		for _, header := range []string{"From", "To", "Subject", "Reply-To", "Date", "Message-ID"} {
			if !slices.Contains(seals[0].HeaderKeys, header) {
				t.Errorf("%s: only %v are signed", letter, seals[0].HeaderKeys)
			}
		}
		for what, forged := range map[string][]byte{
			"a changed word":     bytes.Replace(raw, []byte("Hello"), []byte("Hullo"), 1),
			"a changed date":     bytes.Replace(raw, []byte("\nDate: "), []byte("\nDate: 1"), 1),
			"a second subject":   append([]byte("Subject: won\r\n"), raw...),
			"a second sender":    append([]byte("From: eve@evil.example\r\n"), raw...),
			"a second recipient": append([]byte("To: eve@evil.example\r\n"), raw...),
		} {
			if bytes.Equal(forged, raw) {
				t.Fatalf("%s: nothing to forge: %s", letter, what)
			}
			if seals, err := verify(signer, forged); err == nil && len(seals) == 1 && seals[0].Err == nil {
				t.Errorf("%s: %s went unnoticed", letter, what)
			}
		}
	}
}

// signed sends some letters through a real server and returns them as they arrived.
func signed(t *testing.T, signer *mailer.DKIM) map[string][]byte {
	t.Helper()
	box := mailbox(t)
	server, err := mailer.ParseURL(box.URL())
	if err != nil {
		t.Fatal(err)
	}
	server.DKIM = signer
	s, err := server.Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	arrived := map[string][]byte{}
	for _, name := range []string{"invitation-several", "reminder", "invitation-own-words"} {
		m, err := renderer(t).Render(letters()[name])
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(within(t)); err != nil {
			t.Fatal(err)
		}
		if got := s.Send(within(t), m); got.Fate != models.Delivered {
			t.Fatal(got)
		}
		arrived[name] = box.Messages()[0].Raw
	}
	return arrived
}

// verify asks go-msgauth, with the record that the signer wants in DNS.
func verify(signer *mailer.DKIM, raw []byte) ([]*dkim.Verification, error) {
	return dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if name != signer.Name() {
			return nil, fmt.Errorf("looked for the key at %s", name)
		}
		return []string{signer.Record()}, nil
	}})
}

func TestKeysThatCannotSign(t *testing.T) {
	short := rsaKey(t, 768)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := pemOf(t, rsaKey(t, 1024))
	public, err := x509.MarshalPKIXPublicKey(short.Public())
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	for problem, key := range map[string]string{
		"is not a key in PEM form":   "hunter2hunter2",
		"is a public key":            block("PUBLIC KEY", public),
		"is locked with a":           block("ENCRYPTED PRIVATE KEY", public),
		"is a certificate":           block("CERTIFICATE", public),
		"cannot be read":             block("PRIVATE KEY", public),
		"has 768 bits":               pemOf(t, short),
		"is of a kind that DKIM":     pemOf(t, curve),
		"is not a key in PEM form; ": strings.Replace(good, "-----END", "----END", 1),
	} {
		signer, err := mailer.NewDKIM("a.example", "s", key)
		if err == nil || signer != nil || !strings.HasPrefix(err.Error(), problem) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("want %q, got %v", problem, err)
		}
	}
	signer, err := mailer.NewDKIM("a.example", "s", good)
	if err != nil {
		t.Fatal(errors.Unwrap(err), err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if printed := fmt.Sprintf(verb, signer); printed != "s._domainkey.a.example" {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
}
