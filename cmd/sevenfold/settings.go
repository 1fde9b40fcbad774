package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	_ "time/tzdata" // the image holds no time zones of its own
	"unicode"

	"github.com/sevenfold/sevenfold/models"
)

// prefix begins the name of every setting.
const prefix = "SEVENFOLD_"

// settingNames are the settings, without prefix; each also exists with _FILE.
var settingNames = []string{
	"LISTEN", "BASE_URL", "DATABASE_URL", "SMTP_URL", "MAIL_FROM", "REPLY_TO", "SECRET", "KEY_DIR", "KEY_MIRROR_DIR",
	"RETENTION_LINKS_DAYS", "RETENTION_REPORTS_MONTHS", "RETENTION_OVERVIEW_MONTHS",
	"ORGANISATION", "ACCENT", "TIMEZONE", "TRUSTED_PROXIES", "MAIL_CONNECTIONS", "MAIL_PER_MINUTE", "MAIL_TIMEOUT", "MAIL_IN_DOUBT", "METRICS_LISTEN",
	"DKIM_KEY", "DKIM_SELECTOR", "DKIM_DOMAIN", "LOG_LEVEL",
}

// settings are the values found in the environment and the faults met so far.
type settings struct {
	values map[string]string // by name without prefix
	faulty map[string]bool   // names that have a fault already, so that nobody reads of one twice
	faults []models.Fault
}

// readSettings collects the settings from environ and from the files it names.
// An empty variable counts as absent.
func readSettings(environ []string, readFile func(string) ([]byte, error)) *settings {
	s := &settings{values: map[string]string{}, faulty: map[string]bool{}}
	given := map[string]string{}
	for _, entry := range environ {
		full, value, _ := strings.Cut(entry, "=")
		name, ours := strings.CutPrefix(full, prefix)
		if ours && strings.TrimSpace(value) != "" && !fromKubernetes(name) {
			given[name] = value
		}
	}
	for _, name := range settingNames {
		value, plain := given[name]
		path, file := given[name+"_FILE"]
		delete(given, name)
		delete(given, name+"_FILE")
		switch {
		case plain && file:
			s.fault(name, "", "It is given twice, here and as "+prefix+name+"_FILE. Keep one of them.")
		case file:
			s.values[name] = s.fromFile(name, path, readFile)
		case plain:
			s.values[name] = strings.TrimSpace(value)
		}
	}
	for name := range given {
		s.fault(name, "", unknownSetting(name))
	}
	return s
}

func (s *settings) fromFile(name, path string, readFile func(string) ([]byte, error)) string {
	content, err := readFile(path)
	if err != nil {
		s.fault(name+"_FILE", path, "This file cannot be read: "+reason(err)+".")
		s.faulty[name] = true
		return ""
	}
	text := strings.TrimSpace(string(content))
	if text == "" {
		s.fault(name+"_FILE", path, "This file is empty.")
		s.faulty[name] = true
	}
	return text
}

// fault notes what is wrong with a setting. found is shown: never a secret or a password.
func (s *settings) fault(name, found, problem string) {
	if s.faulty[name] {
		return
	}
	s.faulty[name] = true
	s.faults = append(s.faults, models.Fault{Column: prefix + name, Found: shorten(found), Problem: problem})
}

// require notes that a setting is missing, unless it is faulty already.
func (s *settings) require(name, problem string) { s.fault(name, "", "It is missing. "+problem) }

// get returns a setting's value or, when it is absent, the fallback.
func (s *settings) get(name, fallback string) string {
	if value := s.values[name]; value != "" {
		return value
	}
	return fallback
}

// line returns a setting that is one line of at most longest characters.
func (s *settings) line(name, fallback string, longest int) string {
	text := s.get(name, fallback)
	if len([]rune(text)) > longest || strings.ContainsFunc(text, unicode.IsControl) {
		s.fault(name, text, fmt.Sprintf("It must be one line of at most %d characters.", longest))
	}
	return text
}

func (s *settings) number(name string, fallback, least, most int) int {
	text := s.get(name, strconv.Itoa(fallback))
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		s.fault(name, text, fmt.Sprintf("It must be a whole number from %d to %d.", least, most))
		return fallback
	}
	return n
}

// err returns every fault as one error, in the order of their names.
func (s *settings) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(s.faults, func(a, b models.Fault) int { return strings.Compare(a.Column, b.Column) })
	return &models.Error{Kind: models.Invalid, Text: "The configuration cannot be used yet:", Faults: s.faults}
}

// fromKubernetes recognises the variables that Kubernetes sets in every pod
// beside a service named sevenfold. They are no settings.
func fromKubernetes(name string) bool {
	return name == "PORT" || strings.HasPrefix(name, "PORT_") ||
		name == "SERVICE_HOST" || name == "SERVICE_PORT" || strings.HasPrefix(name, "SERVICE_PORT_")
}

func unknownSetting(name string) string {
	best, least := "", 4
	for _, known := range settingNames {
		for _, candidate := range []string{known, known + "_FILE"} {
			if d := distance(name, candidate); d < least {
				best, least = candidate, d
			}
		}
	}
	if best == "" {
		return "There is no such setting. Remove it; the README lists those that exist."
	}
	return "There is no such setting. Did you mean " + prefix + best + "?"
}

// distance is the Levenshtein distance: how many letters to add, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// shownURL is a URL as it may be shown: its scheme and host alone. Of a text that
// is no URL only the length is told, since any part of it may be a password.
func shownURL(text string) string {
	u, err := url.Parse(text)
	if err == nil && u.Scheme != "" && u.Hostname() != "" && !straySign(u, text) {
		hidden := ""
		if u.User != nil {
			hidden = "…@"
		}
		return u.Scheme + "://" + hidden + u.Host
	}
	for _, scheme := range []string{"postgres", "postgresql", "sqlite", "mysql", "smtp", "smtps", "http", "https"} {
		if strings.HasPrefix(text, scheme+":") {
			return scheme + ":…"
		}
	}
	return fmt.Sprintf("a text of %d characters", len([]rune(text)))
}

// straySign reports an @ outside the user's part: a password with a bare slash,
// question mark or hash was cut there, and what looks like host and port is not.
func straySign(u *url.URL, text string) bool { return u.User == nil && strings.Contains(text, "@") }

// isPostgresURL checks the form only; several hosts with commas are allowed,
// which url.Parse would refuse.
func isPostgresURL(text string) bool {
	scheme, rest, _ := strings.Cut(text, "://")
	if scheme != "postgres" && scheme != "postgresql" {
		return false
	}
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		if strings.Contains(rest[:at], "/") {
			return false
		}
		rest = rest[at+1:]
	}
	hosts, database, _ := strings.Cut(rest, "/")
	if hosts == "" && !strings.Contains(query, "host=") {
		return false
	}
	for host := range strings.SplitSeq(hosts, ",") {
		if _, port, err := net.SplitHostPort(host); err == nil && !validPort(port) {
			return false
		}
	}
	return database != "" && !strings.Contains(database, "/")
}

// overlap reports whether dir lies in the folder of the file, or the file in dir.
func overlap(file, dir string) bool {
	file, errFile := filepath.Abs(file)
	dir, errDir := filepath.Abs(dir)
	return errFile != nil || errDir != nil || within(filepath.Dir(file), dir) || within(dir, file)
}

// nested reports whether two folders are the same, or one lies in the other.
func nested(a, b string) bool {
	a, errA := filepath.Abs(a)
	b, errB := filepath.Abs(b)
	return errA != nil || errB != nil || within(a, b) || within(b, a)
}

func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

func splitListen(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", err
	}
	if port == "" || !validPort(port) || strings.ContainsAny(host, "/@ ") {
		return "", fmt.Errorf("no address to listen on: %s", text)
	}
	return net.JoinHostPort(host, port), nil
}

func isLoopback(listen string) bool {
	host, _, _ := net.SplitHostPort(listen)
	address, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && address.IsLoopback())
}

// validPort accepts an absent port too.
func validPort(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || (err == nil && n >= 0 && n <= 65535)
}

// reason is the last part of a chain such as "open /run/x: permission denied".
func reason(err error) string {
	text := err.Error()
	return strings.TrimSpace(text[strings.LastIndex(text, ":")+1:])
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return text
}
