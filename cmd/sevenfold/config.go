package main

import (
	"encoding"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// Hidden is a configured value that holds a password. It does not print itself;
// use string(h) where it is needed.
type Hidden string

var _ encoding.TextMarshaler = Hidden("")

// String hides the value from logs and error texts.
func (h Hidden) String() string { return "(hidden)" }

// GoString hides the value from %#v.
func (h Hidden) GoString() string { return "(hidden)" }

// MarshalText hides the value from JSON and from logs in JSON.
func (h Hidden) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// Config is how the service was set up by its environment. Printed or logged,
// it shows nothing secret.
type Config struct {
	Listen          string          // host:port the service listens on
	BaseURL         *url.URL        // how browsers reach it: scheme and host, no path
	DatabaseURL     Hidden          // postgres://… or sqlite:PATH
	SMTP            mailer.Server   // where letters are handed over
	MailFrom        mail.Address    // the sender of every mail
	Secret          models.Secret   // mailed links are derived from it
	KeyDir          string          // where the keys of open cycles lie
	KeyMirrorDir    string          // where a copy of each key lies; "": nowhere
	Defaults        models.Defaults // the settings, where HR chooses nothing
	Timezone        *time.Location  // in which deadlines are shown and typed
	TrustedProxies  []string        // CIDRs whose X-Forwarded-For is believed; empty: nobody's
	MailConnections int             // connections to the mail server at once
	MailPerMinute   int             // letters this process sends in a minute; 0: no limit
	MailPark        bool            // letters in doubt wait for a person instead of being sent again
	LogLevel        slog.Level
	MetricsListen   string // host:port of the numbers for Prometheus; "": none
	Traces          bool   // spans go to where the variables of OpenTelemetry say

	Clock func() time.Time // the clock that everything goes by; nil: time.Now
}

// String lists what is not secret, one line.
func (c Config) String() string {
	return fmt.Sprintf("listen=%s base_url=%s key_dir=%s timezone=%s mail_from=%s log_level=%s (passwords and secrets hidden)",
		c.Listen, c.BaseURL, c.KeyDir, c.Timezone, c.MailFrom.Address, c.LogLevel)
}

// Format prints String for every verb, so that %+v and %#v show no secret either.
func (c Config) Format(state fmt.State, _ rune) { io.WriteString(state, c.String()) }

// LogValue logs String.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// loadConfig reads the configuration from environ, in the form of os.Environ.
// Every setting NAME may instead be given as NAME_FILE, read by readFile. The
// error is a *models.Error that lists every fault and shows nothing secret.
func loadConfig(environ []string, readFile func(string) ([]byte, error)) (Config, error) {
	s := readSettings(environ, readFile)
	var c Config
	c.Listen = s.listen("LISTEN", "127.0.0.1:8080")
	c.BaseURL = s.baseURL("BASE_URL", c.Listen)
	c.DatabaseURL = s.databaseURL("DATABASE_URL", "sqlite:data/sevenfold.db")
	c.SMTP = s.smtpServer("SMTP_URL")
	if from := s.address("MAIL_FROM"); from != nil {
		c.MailFrom = *from
	} else {
		s.require("MAIL_FROM", "Give the address that mails come from, for instance: Feedback <feedback@example.org>")
	}
	c.SMTP.DKIM = s.dkim(c.MailFrom)
	c.Secret = s.secret("SECRET")
	c.KeyDir = s.keyDir("KEY_DIR", "keys", string(c.DatabaseURL))
	c.KeyMirrorDir = s.keyMirrorDir("KEY_MIRROR_DIR", c.KeyDir, string(c.DatabaseURL))
	c.Defaults = s.defaults()
	c.Timezone = s.timezone("TIMEZONE", "UTC")
	c.TrustedProxies = s.networks("TRUSTED_PROXIES")
	c.MailConnections = s.number("MAIL_CONNECTIONS", 4, 1, 32)
	c.MailPerMinute = s.number("MAIL_PER_MINUTE", 0, 0, 60000)
	c.SMTP.Timeout = time.Duration(s.number("MAIL_TIMEOUT", int(mailer.SMTPTimeout/time.Second), 1, 600)) * time.Second
	c.MailPark = s.parks("MAIL_IN_DOUBT", "resend")
	c.LogLevel = s.logLevel("LOG_LEVEL", "info")
	c.MetricsListen = s.metricsListen("METRICS_LISTEN", c.Listen)
	c.Traces = traced(environ)
	return c, s.err()
}

func (s *settings) listen(name, fallback string) string {
	text := s.get(name, fallback)
	addr, err := splitListen(text)
	if err != nil {
		s.fault(name, text, "It must be host:port, for instance 127.0.0.1:8080, or :8080 for every address of the machine.")
		return fallback
	}
	return addr
}

// baseURL defaults to the address listened on, where that is this machine alone.
func (s *settings) baseURL(name, listen string) *url.URL {
	text := s.get(name, "")
	if text == "" {
		if isLoopback(listen) {
			return &url.URL{Scheme: "http", Host: listen}
		}
		s.require(name, "Give the address that people open in the browser, for instance https://feedback.example.org. It is written into every mail.")
		return &url.URL{}
	}
	const want = "It must be http:// or https:// and a host, without path, password or question mark, for instance https://feedback.example.org."
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || !validPort(u.Port()) {
		s.fault(name, shownURL(text), want)
		return &url.URL{}
	}
	if u.User != nil || strings.TrimRight(u.Path, "/") != "" || strings.ContainsAny(text, "?#") {
		s.fault(name, shownURL(text), want)
		return &url.URL{}
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}
}

func (s *settings) databaseURL(name, fallback string) Hidden {
	text := s.get(name, fallback)
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		if path == "" || strings.HasPrefix(path, "//") || strings.Contains(path, ":memory:") || strings.HasSuffix(path, "/") {
			s.fault(name, text, "It must be sqlite: and the path of a file, without //, for instance sqlite:data/sevenfold.db.")
		}
		return Hidden(text)
	}
	if !isPostgresURL(text) {
		s.fault(name, shownURL(text), "It must be postgres://user:password@host:5432/database, or sqlite: and the path of a file. "+
			"Odd characters in a password are written as percent codes.")
	}
	return Hidden(text)
}

func (s *settings) smtpServer(name string) mailer.Server {
	text := s.get(name, "")
	if text == "" {
		s.require(name, "Give the mail server, for instance smtp://user:password@mail.example.org:587, or smtps:// for port 465.")
		return mailer.Server{}
	}
	if u, err := url.Parse(text); err == nil && straySign(u, text) {
		s.fault(name, shownURL(text), "It holds an @ in an odd place. Write special characters of the password as percent codes, a slash as %2F for instance.")
		return mailer.Server{}
	}
	server, err := mailer.ParseURL(text)
	if err != nil {
		s.fault(name, shownURL(text), "It "+err.Error()+".")
	}
	return server
}

// address returns nil when the setting is absent or faulty.
func (s *settings) address(name string) *mail.Address {
	text := s.get(name, "")
	if text == "" {
		return nil
	}
	address, err := mail.ParseAddress(text)
	if err != nil {
		s.fault(name, text, "It must be one mail address, with or without a name, for instance: Feedback <feedback@example.org>")
		return nil
	}
	return address
}

func (s *settings) secret(name string) models.Secret {
	text := s.get(name, "")
	const advice = "Make one with: openssl rand -base64 32"
	if text == "" {
		s.require(name, advice+", and keep it: mailed links stop working when it changes.")
		return nil
	}
	secret, err := models.ParseSecret(text)
	if err != nil {
		s.fault(name, "", "It "+err.Error()+".")
		return nil
	}
	distinct := map[byte]bool{}
	for _, b := range secret {
		distinct[b] = true
	}
	if len(distinct) < 8 {
		s.fault(name, "", "It repeats itself and could be guessed. "+advice)
	}
	return secret
}

// keyDir keeps keys and database apart: whoever copies one folder must not have both.
func (s *settings) keyDir(name, fallback, database string) string {
	dir := s.get(name, fallback)
	s.apart(name, dir, database)
	return dir
}

// keyMirrorDir keeps the copies of the keys apart from the database, and from the
// keys themselves: what befalls one folder must not befall the other.
func (s *settings) keyMirrorDir(name, keyDir, database string) string {
	dir := s.get(name, "")
	if dir == "" {
		return ""
	}
	s.apart(name, dir, database)
	if !s.faulty["KEY_DIR"] && nested(keyDir, dir) {
		s.fault(name, dir, "It is the same as "+prefix+"KEY_DIR, or one lies inside the other. Give a folder in another place, such as one that an ombudsperson holds.")
	}
	return dir
}

func (s *settings) apart(name, dir, database string) {
	path, ok := strings.CutPrefix(database, "sqlite:")
	if ok && !s.faulty["DATABASE_URL"] && overlap(path, dir) {
		s.fault(name, dir, "The keys and the database "+path+" lie in the same folder, or one inside the other's. "+
			"Give a folder beside it that is not in the same backup.")
	}
}

func (s *settings) timezone(name, fallback string) *time.Location {
	text := s.get(name, fallback)
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" {
		s.fault(name, text, "It must be a name of the IANA time zones, for instance Europe/Berlin or UTC.")
		return time.UTC
	}
	return zone
}

func (s *settings) networks(name string) []string {
	var found []string
	for text := range strings.SplitSeq(s.get(name, ""), ",") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		if address, err := netip.ParseAddr(text); err == nil {
			found = append(found, netip.PrefixFrom(address, address.BitLen()).String())
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil || prefix.Bits() == 0 {
			s.fault(name, text, "It must be addresses or networks of your own proxies, with commas between them, for instance 10.0.0.0/8,192.168.1.4.")
			continue
		}
		found = append(found, prefix.Masked().String())
	}
	return found
}

func (s *settings) logLevel(name, fallback string) slog.Level {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	text := s.get(name, fallback)
	level, ok := levels[strings.ToLower(text)]
	if !ok {
		s.fault(name, text, "It must be debug, info, warn or error.")
	}
	return level
}
