package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
)

// MinSecret is the fewest bytes a secret may have.
const MinSecret = 32

// tokenBytes is the strength of every mailed token: 160 bits.
const tokenBytes = 20

// Secret is the key from which mailed links are derived. It lives in the
// configuration, never in the database.
type Secret []byte

// Token is the part of a mailed link that opens something. It is never stored:
// the database keeps its Hash. It does not print itself.
type Token string

// String hides the token from logs and error texts; use string(t) in links.
func (t Token) String() string { return "token(hidden)" }

// GoString hides the token from %#v.
func (t Token) GoString() string { return "token(hidden)" }

// RaterToken derives the token of a link. A new generation makes another token
// and so revokes the old one.
func (s Secret) RaterToken(link uuid.UUID, generation int) Token {
	return s.derive("rater/v1", link, generation)
}

// SignInToken derives the token of a mailed sign-in link.
func (s Secret) SignInToken(signIn uuid.UUID) Token {
	return s.derive("signin/v1", signIn, 0)
}

func (s Secret) derive(purpose string, id uuid.UUID, generation int) Token {
	mac := hmac.New(sha256.New, s)
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write(id[:])
	binary.Write(mac, binary.BigEndian, uint64(generation))
	return Token(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:tokenBytes]))
}

// ParseToken checks the form of a token that came with a request. A token with
// another form is answered as any unknown one.
func ParseToken(text string) (Token, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != tokenBytes || len(text) != base64.RawURLEncoding.EncodedLen(tokenBytes) { // the decoder skips line breaks
		return "", Errorf(NotFound, "This link does not open anything now.")
	}
	return Token(text), nil
}

// Hash is what the database keeps of a token.
func (t Token) Hash() []byte {
	sum := sha256.Sum256([]byte(t))
	return sum[:]
}

// ParseSecret checks that a configured secret is long enough.
func ParseSecret(text string) (Secret, error) {
	if len(text) < MinSecret {
		return nil, fmt.Errorf("has %d characters; it needs at least %d random ones, for instance from: openssl rand -base64 32", len(text), MinSecret)
	}
	return Secret(text), nil
}
