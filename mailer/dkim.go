package mailer

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// DKIM signs every mail for a domain (RFC 6376), so that mail servers can tell
// that nobody else wrote it. It does not print its key.
type DKIM struct {
	Domain   string // as name servers know it
	Selector string // which of the domain's keys it is
	key      crypto.Signer
}

// leastRSA is the shortest RSA key that verifiers take, in bits (RFC 8301, 3.2).
const leastRSA = 1024

// NewDKIM makes a signer from a private key in PEM form, RSA or ed25519. The
// errors complete a sentence that begins with "It", and never repeat the key.
func NewDKIM(domain, selector, key string) (*DKIM, error) {
	block, _ := pem.Decode([]byte(key))
	if block == nil {
		return nil, errors.New("is not a key in PEM form; it must begin with -----BEGIN PRIVATE KEY-----, and every line must be there")
	}
	switch {
	case strings.Contains(block.Type, "PUBLIC KEY"):
		return nil, errors.New("is a public key; give the private one, and publish the public one in DNS")
	case strings.Contains(block.Type, "ENCRYPTED"), block.Headers["DEK-Info"] != "":
		return nil, errors.New("is locked with a passphrase; give it without one")
	case strings.Contains(block.Type, "CERTIFICATE"):
		return nil, errors.New("is a certificate; give the private key alone")
	case block.Type == "EC PRIVATE KEY":
		return nil, errWrongKind
	}
	signer, err := privateKey(block)
	if err != nil {
		return nil, err
	}
	return &DKIM{Domain: domain, Selector: selector, key: signer}, nil
}

var errWrongKind = errors.New("is of a kind that DKIM does not know; make one with: openssl genrsa 2048")

func privateKey(block *pem.Block) (crypto.Signer, error) {
	const damaged = "cannot be read as a private key; it is damaged or cut short"
	if block.Type == "RSA PRIVATE KEY" {
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New(damaged)
		}
		return longEnough(key)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New(damaged)
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return longEnough(key)
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, errWrongKind
}

func longEnough(key *rsa.PrivateKey) (crypto.Signer, error) {
	if bits := key.N.BitLen(); bits < leastRSA {
		return nil, fmt.Errorf("has %d bits, too few for mail servers to trust; make one with: openssl genrsa 2048", bits)
	}
	return key, nil
}

// Name is where the public key must stand in DNS, as a TXT record.
func (d *DKIM) Name() string { return d.Selector + "._domainkey." + d.Domain }

// Record is what must stand there (RFC 6376, 3.6.1, and RFC 8463).
func (d *DKIM) Record() string {
	kind, public := "rsa", []byte(nil)
	switch key := d.key.Public().(type) {
	case ed25519.PublicKey:
		kind, public = "ed25519", key
	default:
		public, _ = x509.MarshalPKIXPublicKey(key) // an RSA key always can
	}
	return "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
}

// String names the domain and the selector.
func (d *DKIM) String() string { return d.Name() }

// GoString hides the key from %#v.
func (d *DKIM) GoString() string { return d.Name() }

// MaxDKIMName is the longest domain or selector, in characters: go-mail breaks a
// longer tag in the middle, and its own signature with it.
const MaxDKIMName = 71

// signer is the form in which go-mail signs. What could mislead the reader of a
// letter cannot be added a second time. The list must fit on one line, for the
// same reason as the names.
func (d *DKIM) signer() *gomail.DKIMSigner {
	s := gomail.NewDKIMSigner(d.Domain, d.Selector, d.key)
	s.SignHeaders("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Type")
	s.OversignHeaders("From", "To", "Subject")
	return s
}
