package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sevenfold/sevenfold/models"
)

const goodSecret = "q7Lr0b9YxK2mVtZ5sW8dF1gH4jN6pA3c"

// good is the smallest environment that works.
func good() map[string]string {
	return map[string]string{
		"SEVENFOLD_SMTP_URL":  "smtp://mail.example.org:587",
		"SEVENFOLD_MAIL_FROM": "Feedback <feedback@example.org>",
		"SEVENFOLD_SECRET":    goodSecret,
		"PATH":                "/bin",
	}
}

// files stands for a file system: path to content.
type files map[string]string

func (f files) read(path string) ([]byte, error) {
	content, ok := f[path]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return []byte(content), nil
}

func load(env map[string]string, f files) (Config, error) {
	var environ []string
	for name, value := range env {
		environ = append(environ, name+"="+value)
	}
	return loadConfig(environ, f.read)
}

// faultsOf returns the names that err complains about.
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var told *models.Error
	if !errors.As(err, &told) {
		t.Fatalf("error %v is not one that a person may read", err)
	}
	var names []string
	for _, fault := range told.Faults {
		names = append(names, fault.Column)
		if text := explain(told); !strings.Contains(text, fault.Column) || !strings.Contains(text, fault.Problem) {
			t.Errorf("the text does not tell of %s:\n%s", fault.Column, text)
		}
	}
	return names
}

func TestConfigDefaults(t *testing.T) {
	c, err := load(good(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.Listen, " ", c.BaseURL, " ", string(c.DatabaseURL), " ", c.KeyDir, " ", c.Defaults.Organisation, " ", c.Timezone,
		" ", c.MailConnections, " ", c.MailPerMinute, " ", c.MailPark, " ", c.LogLevel, " ", c.TrustedProxies, " ", c.Defaults.ReplyTo.Email, " ", c.MailFrom.Name)
	want := "127.0.0.1:8080 http://127.0.0.1:8080 sqlite:data/sevenfold.db keys your organisation UTC 4 0 false INFO []  Feedback"
	if got != want {
		t.Errorf("defaults\n got %s\nwant %s", got, want)
	}
}

func TestConfigEverySetting(t *testing.T) {
	env := map[string]string{
		"SEVENFOLD_LISTEN": ":9000", "SEVENFOLD_BASE_URL": "https://feedback.example.org/",
		"SEVENFOLD_DATABASE_URL": "postgres://u:p@h1:5432,h2:5433/sevenfold?target_session_attrs=read-write",
		"SEVENFOLD_SMTP_URL":     "smtps://me:pass@mail.example.org:465", "SEVENFOLD_MAIL_FROM": "feedback@example.org",
		"SEVENFOLD_REPLY_TO": "HR <hr@example.org>", "SEVENFOLD_SECRET": goodSecret, "SEVENFOLD_KEY_DIR": "/keys",
		"SEVENFOLD_ORGANISATION": "Zoë & Co", "SEVENFOLD_TIMEZONE": "Europe/Berlin", "SEVENFOLD_TRUSTED_PROXIES": "10.1.2.3/8, 192.168.1.4,",
		"SEVENFOLD_MAIL_CONNECTIONS": "8", "SEVENFOLD_MAIL_PER_MINUTE": "90", "SEVENFOLD_MAIL_TIMEOUT": "20", "SEVENFOLD_MAIL_IN_DOUBT": "park", "SEVENFOLD_LOG_LEVEL": "Warn",
	}
	plain, err := load(env, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(plain.Listen, " ", plain.BaseURL, " ", plain.Defaults.ReplyTo.Email, " ", plain.Timezone, " ", plain.TrustedProxies,
		" ", plain.MailConnections, " ", plain.MailPerMinute, " ", plain.SMTP.Timeout, " ", plain.MailPark, " ", plain.LogLevel, " ", plain.Defaults.Organisation, " ", plain.SMTP, " ", plain.SMTP.Encryption)
	want := ":9000 https://feedback.example.org hr@example.org Europe/Berlin [10.0.0.0/8 192.168.1.4/32] 8 90 20s true WARN Zoë & Co mail.example.org:465 tls"
	if got != want {
		t.Errorf("settings\n got %s\nwant %s", got, want)
	}

	fromFiles, content := map[string]string{}, files{}
	for name, value := range env {
		fromFiles[name+"_FILE"] = "/run/" + name
		content["/run/"+name] = "  " + value + "\r\n"
	}
	same, err := load(fromFiles, content)
	if err != nil {
		t.Fatal(err)
	}
	if same.String() != plain.String() || !bytes.Equal(same.Secret, plain.Secret) || same.DatabaseURL != plain.DatabaseURL || same.SMTP != plain.SMTP {
		t.Errorf("from files: %s, want %s", same, plain)
	}
}

func TestConfigFaults(t *testing.T) {
	tests := []struct {
		name, value string
		want        string // in the fault's text; "" means there is no fault
	}{
		{"LISTEN", "8080", "host:port"},
		{"LISTEN", "localhost:99999", "host:port"},
		{"LISTEN", "localhost:", "host:port"},
		{"LISTEN", "localhost:9", ""},
		{"METRICS_LISTEN", "9090", "host:port"},
		{"METRICS_LISTEN", "127.0.0.1:8080", "not the address of the pages"},
		{"METRICS_LISTEN", "127.0.0.1:9090", ""},
		{"BASE_URL", "feedback.example.org", "https://feedback.example.org"},
		{"BASE_URL", "ftp://example.org", "http://"},
		{"BASE_URL", "https://example.org/app", "without path"},
		{"BASE_URL", "https://example.org?x", "without path"},
		{"BASE_URL", "https://me:hunter2@example.org", "password"},
		{"DATABASE_URL", "mysql://x/y", "postgres://"},
		{"DATABASE_URL", "postgres://h:5432", "postgres://"},
		{"DATABASE_URL", "postgres://h:54x2/db", "postgres://"},
		{"DATABASE_URL", "postgres:///db?host=/var/run/postgresql", ""},
		{"DATABASE_URL", "sqlite:", "path of a file"},
		{"DATABASE_URL", "sqlite://data/x.db", "without //"},
		{"DATABASE_URL", "sqlite::memory:", "path of a file"},
		{"SMTP_URL", "mail.example.org:587", "smtp://"},
		{"SMTP_URL", "smtp://:587", "names no host"},
		{"SMTP_URL", "smtp://h:587x", "is not a URL"},
		{"SMTP_URL", "smtp://mail:1025?tls=none", ""},
		{"MAIL_FROM", "not an address", "one mail address"},
		{"MAIL_FROM", "a@b.example, c@d.example", "one mail address"},
		{"MAIL_FROM", "a@b.example\r\nBcc: x@y.example", "one mail address"},
		{"REPLY_TO", "hr", "one mail address"},
		{"SECRET", "short", "has 5 characters"},
		{"SECRET", strings.Repeat("ab", 20), "repeats itself"},
		{"KEY_DIR", "data", "same folder"},
		{"KEY_DIR", "data/keys", "same folder"},
		{"KEY_DIR", ".", "inside"},
		{"KEY_DIR", "data-keys", ""},
		{"ORGANISATION", "two\nlines", "one line"},
		{"TIMEZONE", "Mars/Olympus", "Europe/Berlin"},
		{"TIMEZONE", "Local", "Europe/Berlin"},
		{"TRUSTED_PROXIES", "10.0.0.0/8,proxy", "networks"},
		{"TRUSTED_PROXIES", "0.0.0.0/0", "your own proxies"},
		{"MAIL_CONNECTIONS", "0", "from 1 to 32"},
		{"MAIL_CONNECTIONS", "many", "from 1 to 32"},
		{"MAIL_PER_MINUTE", "-1", "from 0 to 60000"},
		{"MAIL_TIMEOUT", "0", "from 1 to 600"},
		{"MAIL_IN_DOUBT", "resend", ""},
		{"MAIL_IN_DOUBT", "maybe", "resend (a mail may arrive twice) or park"},
		{"LOG_LEVEL", "loud", "debug, info"},
		{"LOG_LEVEL", "", ""},
		{"SMTP_ULR", "x", "Did you mean SEVENFOLD_SMTP_URL?"},
		{"SECRETFILE", "x", "Did you mean SEVENFOLD_SECRET_FILE?"},
		{"WINDOW_COLOUR", "x", "no such setting"},
		{"PORT_8080_TCP_ADDR", "10.0.0.1", ""},
		{"SERVICE_HOST", "10.0.0.1", ""},
		{"SECRET_FILE", "/run/secret", "given twice"},
		{"REPLY_TO_FILE", "/absent", "cannot be read: file does not exist"},
		{"REPLY_TO_FILE", "/empty", "is empty"},
	}
	for _, test := range tests {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			env := good()
			env[prefix+test.name] = test.value
			_, err := load(env, files{"/run/secret": goodSecret, "/empty": "\n"})
			names := faultsOf(t, err)
			if test.want == "" {
				if err != nil {
					t.Fatalf("unexpected fault: %v", err)
				}
				return
			}
			name := prefix + test.name
			if test.name == "SECRET_FILE" {
				name = "SEVENFOLD_SECRET"
			}
			if !cmp.Equal(names, []string{name}) || !strings.Contains(explain(err), test.want) {
				t.Errorf("faults %v, text:\n%v\nwant %s with %q", names, explain(err), name, test.want)
			}
		})
	}
}

func TestConfigTellsEverythingAtOnce(t *testing.T) {
	_, err := loadConfig([]string{"SEVENFOLD_LISTEN=0.0.0.0:8080", "SEVENFOLD_LOG_LEVEL=loud", "SEVENFOLD_FOO=1"}, files{}.read)
	want := []string{"SEVENFOLD_BASE_URL", "SEVENFOLD_FOO", "SEVENFOLD_LOG_LEVEL", "SEVENFOLD_MAIL_FROM", "SEVENFOLD_SECRET", "SEVENFOLD_SMTP_URL"}
	if diff := cmp.Diff(want, faultsOf(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// No way of printing the configuration, and no fault, shows a password.
func TestConfigHidesSecrets(t *testing.T) {
	const password = "hunter2"
	env := good()
	env["SEVENFOLD_DATABASE_URL"] = "postgres://u:" + password + "@h/db"
	env["SEVENFOLD_SMTP_URL"] = "smtp://u:" + password + "@h:25"
	c, err := load(env, nil)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "config", c, "url", c.DatabaseURL)
	shown := fmt.Sprintf("%v %+v %#v %s %q %v %+v %#v", c, c, c, c, c, &c, c.DatabaseURL, c.SMTP) + log.String()
	if strings.Contains(shown, password) || strings.Contains(shown, goodSecret) || strings.Contains(shown, fmt.Sprint([]byte(goodSecret)[:4])) {
		t.Errorf("a secret is shown: %s", shown)
	}
	if !strings.Contains(shown, "listen=127.0.0.1:8080") {
		t.Errorf("nothing is shown: %s", shown)
	}

	bad := []string{
		"postgres://u:" + password + "@h", "postgres://u:1/" + password + "@h/db", "mysql://u:" + password + "@h/db", password,
		"smtp://u:" + password + "@:25", "smtp://u:1#" + password + "@h:25", "smtp://u:1/" + password + "@h:25", "smtp://u:1?" + password + "@h:25", "u:" + password + "@h:25",
		"smtp://u:%zz" + password + "@h:25",
	}
	for _, name := range []string{"SEVENFOLD_DATABASE_URL", "SEVENFOLD_SMTP_URL", "SEVENFOLD_BASE_URL", "SEVENFOLD_SECRET"} {
		for _, value := range bad {
			env := maps.Clone(good())
			env[name] = value
			_, err := load(env, nil)
			if !slices.Contains(faultsOf(t, err), name) {
				t.Errorf("%s=%s is no fault: %v", name, value, err)
			} else if strings.Contains(explain(err), password) {
				t.Errorf("%s=%s: the fault shows the password: %v", name, value, err)
			}
		}
	}
}
