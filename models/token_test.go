package models_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/sevenfold/sevenfold/models"
)

var tokenSecret = models.Secret("a secret of at least 32 characters")

func TestRaterToken(t *testing.T) {
	t.Parallel()
	link := uuid.MustParse("5f0c4a52-3c0a-4c8e-9a53-0d7e7a4b3f10")
	token := tokenSecret.RaterToken(link, 1)
	if token != tokenSecret.RaterToken(link, 1) {
		t.Error("a link has two tokens")
	}
	others := map[string]models.Token{
		"another generation": tokenSecret.RaterToken(link, 2),
		"another link":       tokenSecret.RaterToken(uuid.New(), 1),
		"another purpose":    tokenSecret.SignInToken(link),
		"generation 0":       tokenSecret.RaterToken(link, 0),
		"another secret":     models.Secret("another secret of 32 characters …").RaterToken(link, 1),
	}
	seen := map[models.Token]string{token: "the token"}
	for name, other := range others {
		if before, twice := seen[other]; twice {
			t.Errorf("%s has the token of %s", name, before)
		}
		seen[other] = name
		if bytes.Equal(other.Hash(), token.Hash()) {
			t.Errorf("%s has the same hash", name)
		}
	}
	if n := len(token.Hash()); n != 32 {
		t.Errorf("hash of %d bytes", n)
	}
}

func TestTokenDoesNotPrintItself(t *testing.T) {
	t.Parallel()
	token := tokenSecret.RaterToken(uuid.New(), 1)
	holder := struct{ Token models.Token }{token}
	for _, text := range []string{fmt.Sprint(token), fmt.Sprintf("%s %v %q %#v", token, token, token, token), fmt.Sprintf("%+v %#v", holder, holder)} {
		if strings.Contains(text, string(token)) {
			t.Errorf("%q shows the token", text)
		}
	}
}

func TestParseToken(t *testing.T) {
	t.Parallel()
	token := string(tokenSecret.RaterToken(uuid.New(), 1))
	if got, err := models.ParseToken(token); err != nil || string(got) != token {
		t.Fatalf("ParseToken of a right one: %v", err)
	}
	var kind error
	for _, text := range []string{"", token[:26], token + "A", token + "=", " " + token, strings.Repeat("!", 27), "AAAAAAAAAAAAAAAAAAAAAAAAAAB", token + "\n", token[:3] + "\r\n" + token[3:]} {
		_, err := models.ParseToken(text)
		if models.KindOf(err) != models.NotFound {
			t.Errorf("ParseToken(%q): %v, want a NotFound error", text, err)
			continue
		}
		if kind != nil && err.Error() != kind.Error() {
			t.Errorf("ParseToken(%q) says %q, others say %q", text, err, kind)
		}
		kind = err
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(string(tokenSecret.RaterToken(uuid.Nil, 1)))
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		token, err := models.ParseToken(text)
		if err != nil {
			if models.KindOf(err) != models.NotFound {
				t.Errorf("ParseToken(%q): %v", text, err)
			}
			return
		}
		if len(text) != 27 {
			t.Errorf("ParseToken(%q) takes %d characters", text, len(text))
		}
		if string(token) != text {
			t.Errorf("%q came back as %q", text, string(token))
		}
		again, err := models.ParseToken(string(token))
		if err != nil || again != token || !bytes.Equal(again.Hash(), token.Hash()) {
			t.Errorf("%q is not read the same again: %v", text, err)
		}
	})
}

func TestParseSecret(t *testing.T) {
	t.Parallel()
	if _, err := models.ParseSecret(strings.Repeat("s", models.MinSecret-1)); err == nil {
		t.Error("a short secret is taken")
	}
	if secret, err := models.ParseSecret(strings.Repeat("s", models.MinSecret)); err != nil || len(secret) != models.MinSecret {
		t.Errorf("a secret of %d characters: %v", models.MinSecret, err)
	}
}
