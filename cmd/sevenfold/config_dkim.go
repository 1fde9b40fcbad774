package main

import (
	"fmt"
	"net/mail"
	"strings"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// dkim reads the key with which mails are signed, its selector and its domain,
// which is the sender's unless told. It returns nil when mails are not signed.
func (s *settings) dkim(from mail.Address) *mailer.DKIM {
	key, selector, domain := s.get("DKIM_KEY", ""), s.get("DKIM_SELECTOR", ""), s.get("DKIM_DOMAIN", "")
	if key == "" {
		for _, name := range []string{"DKIM_SELECTOR", "DKIM_DOMAIN"} {
			if text := s.get(name, ""); text != "" && !s.faulty["DKIM_KEY"] {
				s.fault(name, text, "It goes with "+prefix+"DKIM_KEY or "+prefix+"DKIM_KEY_FILE, which is missing. Give the private key too, or leave this out.")
			}
		}
		return nil
	}
	if selector == "" {
		s.require("DKIM_SELECTOR", "It says where in DNS the public key stands: with autumn, at autumn._domainkey and your domain.")
	} else if !isDomain(selector+".example") || len(selector) > mailer.MaxDKIMName {
		s.fault("DKIM_SELECTOR", selector, "It must be letters, digits and hyphens, for instance autumn or mail-2026.")
	}
	if domain == "" {
		_, domain, _ = strings.Cut(from.Address, "@")
	} else if !isDomain(domain) {
		s.fault("DKIM_DOMAIN", domain, "It must be a domain, for instance example.org.")
	}
	if len(domain) > mailer.MaxDKIMName {
		s.fault("DKIM_DOMAIN", domain, fmt.Sprintf("It must have at most %d characters.", mailer.MaxDKIMName))
	}
	signer, err := mailer.NewDKIM(strings.ToLower(domain), selector, strings.ReplaceAll(key, `\n`, "\n"))
	if err != nil {
		s.fault("DKIM_KEY", "", "It "+err.Error()+".")
	}
	return signer
}

func isDomain(text string) bool {
	address, err := models.ParseEmail("a@" + text)
	return err == nil && address == "a@"+strings.ToLower(text)
}
