package main

import (
	"fmt"
	"net/mail"
	"strings"

	"golang.org/x/net/publicsuffix"

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
	} else if !aligned(domain, from) {
		s.fault("DKIM_DOMAIN", domain, "It must belong to the organisation of the sender, "+from.Address+": mail servers count no other signature (RFC 7489, section 3.1).")
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

// aligned says whether the signature of a domain counts for a sender: both have
// the same registered domain. A sender that is faulty is told elsewhere.
func aligned(domain string, from mail.Address) bool {
	_, sender, found := strings.Cut(from.Address, "@")
	return !found || registered(domain) == registered(sender)
}

func registered(domain string) string {
	domain = strings.ToLower(domain)
	if own, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return own
	}
	return domain
}
