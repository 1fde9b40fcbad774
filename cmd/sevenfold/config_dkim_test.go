package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func signingKey(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestDKIMSettings(t *testing.T) {
	t.Parallel()
	key := signingKey(t)
	for name, c := range map[string]struct {
		set    map[string]string
		where  string // the record's place in DNS, "" when mails are not signed
		faults []string
	}{
		"none":        {nil, "", nil},
		"by the file": {map[string]string{"DKIM_KEY_FILE": "/run/key", "DKIM_SELECTOR": "autumn"}, "autumn._domainkey.example.org", nil},
		"in one line": {map[string]string{"DKIM_KEY": strings.ReplaceAll(key, "\n", `\n`), "DKIM_SELECTOR": "autumn", "DKIM_DOMAIN": "Mail.Example.org"},
			"autumn._domainkey.mail.example.org", nil},
		"no selector":       {map[string]string{"DKIM_KEY": key}, "", []string{"SEVENFOLD_DKIM_SELECTOR"}},
		"no key":            {map[string]string{"DKIM_SELECTOR": "autumn"}, "", []string{"SEVENFOLD_DKIM_SELECTOR"}},
		"no such file":      {map[string]string{"DKIM_KEY_FILE": "/nowhere", "DKIM_SELECTOR": "autumn"}, "", []string{"SEVENFOLD_DKIM_KEY_FILE"}},
		"all at once":       {map[string]string{"DKIM_KEY": "hunter2", "DKIM_SELECTOR": "a b", "DKIM_DOMAIN": "example"}, "", []string{"SEVENFOLD_DKIM_DOMAIN", "SEVENFOLD_DKIM_KEY", "SEVENFOLD_DKIM_SELECTOR"}},
		"somebody else’s":   {map[string]string{"DKIM_KEY": key, "DKIM_SELECTOR": "autumn", "DKIM_DOMAIN": "mail.example.net"}, "", []string{"SEVENFOLD_DKIM_DOMAIN"}},
		"a domain too long": {map[string]string{"DKIM_KEY": key, "DKIM_SELECTOR": "autumn", "DKIM_DOMAIN": strings.Repeat("a.", 33) + "example.org"}, "", []string{"SEVENFOLD_DKIM_DOMAIN"}},
	} {
		env := good()
		for setting, value := range c.set {
			env["SEVENFOLD_"+setting] = value
		}
		got, err := load(env, files{"/run/key": key})
		if diff := cmp.Diff(c.faults, faultsOf(t, err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if err != nil {
			if strings.Contains(explain(err), "hunter2") || strings.Contains(explain(err), "PRIVATE KEY") && name != "all at once" {
				t.Errorf("%s: the key is told: %s", name, explain(err))
			}
			continue
		}
		if where := got.SMTP.DKIM; where == nil && c.where != "" || where != nil && where.Name() != c.where {
			t.Errorf("%s: signs as %v, want %q", name, where, c.where)
		}
	}
}
