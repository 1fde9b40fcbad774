package models

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// The longest address and local part that mail servers accept, in bytes (RFC
// 5321, 4.5.3.1, with the limit of the path without its brackets).
const (
	maxAddress = 254
	maxLocal   = 64
)

// MaxName is the longest name, title or department, in characters.
const MaxName = 120

// domains turns a domain with letters of any script into its ASCII form.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// ParseEmail returns an address as it is kept: trimmed, in lower case, the
// domain in its ASCII form. It takes a bare address only. The local part must be
// ASCII, because mail servers that carry others (RFC 6531) cannot be counted on.
// The error is Invalid and says what to correct.
func ParseEmail(text string) (string, error) {
	address := norm.NFC.String(strings.TrimFunc(text, blankOrHidden))
	if problem := malformed(address); problem != "" {
		return "", Errorf(Invalid, "%s", problem)
	}
	local, domain, _ := strings.Cut(address, "@")
	if problem := badLocal(local); problem != "" {
		return "", Errorf(Invalid, "%s", problem)
	}
	ascii, problem := asciiDomain(domain)
	if problem != "" {
		return "", Errorf(Invalid, "%s", problem)
	}
	address = strings.ToLower(local) + "@" + ascii
	if len(address) > maxAddress {
		return "", Errorf(Invalid, "The email address is longer than %d characters. Check it.", maxAddress)
	}
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		return "", Errorf(Invalid, "This is not an email address that mail can be sent to. Check the spelling.")
	}
	return address, nil
}

// malformed says what keeps a text from being one bare address, or "".
func malformed(address string) string {
	switch {
	case address == "":
		return "The email address is missing."
	case !utf8.ValidString(address), strings.ContainsFunc(address, hidden):
		return "The email address holds a line break or a hidden character. Type it again."
	case strings.ContainsAny(address, "<>()[]\",;:\\"):
		return "Give one address alone, without a name, brackets or quotes."
	case strings.ContainsFunc(address, unicode.IsSpace):
		return "The email address holds a space. Remove it."
	}
	local, domain, found := strings.Cut(address, "@")
	switch {
	case !found:
		return "The email address has no @. Write it like name@example.com."
	case local == "":
		return "The email address begins with the @. Add the part before it."
	case domain == "":
		return "The email address ends with the @. Add the part after it."
	case strings.Contains(domain, "@"):
		return "The email address has more than one @. Keep one."
	}
	return ""
}

func badLocal(local string) string {
	for _, r := range local {
		if r >= utf8.RuneSelf {
			return fmt.Sprintf("The part before the @ holds “%c”, which mail servers do not all carry. Check the spelling.", r)
		}
	}
	switch {
	case len(local) > maxLocal:
		return fmt.Sprintf("The part before the @ is longer than %d characters. Check it.", maxLocal)
	case strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return "The part before the @ has a dot too many. Check it."
	}
	return ""
}

// asciiDomain returns the domain as name servers know it, or the problem with it.
func asciiDomain(domain string) (ascii, problem string) {
	if strings.HasSuffix(domain, ".") {
		return "", fmt.Sprintf("The email address ends too early. Add the part after “%s”, or remove the dot.", shorten(strings.TrimRight(domain, ".")))
	}
	ascii = strings.ToLower(domain)
	if !plainDomain(ascii) {
		var err error
		if ascii, err = domains.ToASCII(domain); err != nil {
			return "", badDomain(domain)
		}
	}
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	switch {
	case last == ascii, last == "":
		return "", fmt.Sprintf("The email address ends too early. Add the part after “%s”.", shorten(domain))
	case strings.Trim(last, "0123456789") == "":
		return "", badDomain(domain)
	}
	return ascii, ""
}

func badDomain(domain string) string {
	return fmt.Sprintf("Mail cannot be sent to “%s”. Check the part after the @.", shorten(domain))
}

// plainDomain spares ordinary domains the tables of international ones.
func plainDomain(domain string) bool {
	if len(domain) > 253 || strings.Contains(domain, "xn--") {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	return true
}

// CleanName returns a name on one line, without control characters and with
// single spaces. The error is Invalid: the name is missing or longer than
// MaxName.
func CleanName(text string) (string, error) {
	name := cleanLine(text)
	if name == "" {
		return "", Errorf(Invalid, "The name is missing.")
	}
	if utf8.RuneCountInString(name) > MaxName {
		return "", Errorf(Invalid, "The name is longer than %d characters. Shorten it.", MaxName)
	}
	return name, nil
}

// cleanLine keeps what can be seen of a text, on one line.
func cleanLine(text string) string {
	if plainLine(text) {
		return text
	}
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, hidden(r) && r != zeroWidthJoiner && r != zeroWidthNonJoiner:
			return -1
		}
		return r
	}, text)
	line := norm.NFC.String(strings.Join(strings.Fields(seen), " "))
	if strings.Trim(line, " \u200c\u200d") == "" {
		return ""
	}
	return line
}

// plainLine reports printable ASCII with single spaces inside, which most names
// are and which is clean already.
func plainLine(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' '
}

// Names in Persian and in Indian scripts are spelled with the joiners.
const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// hidden reports control characters and invisible ones, among them those that
// turn the direction of writing and so can disguise a text.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

func blankOrHidden(r rune) bool { return unicode.IsSpace(r) || hidden(r) }

// shorten makes what was found fit into a sentence and on one line.
func shorten(text string) string {
	const most = 60
	line := cleanLine(text)
	if utf8.RuneCountInString(line) <= most {
		return line
	}
	return string([]rune(line)[:most-1]) + "…"
}
