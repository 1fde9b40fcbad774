package mailer_test

import (
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// rendered fails the test unless the letter has words.
func rendered(t *testing.T, env models.Envelope) mailer.Message {
	t.Helper()
	m, err := renderer(t).Render(env)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Whatever HR writes, the promise and who reads the answers stay as they are.
func TestOwnWordsLeaveThePromiseAlone(t *testing.T) {
	t.Parallel()
	env := letters()["invitation-several"]
	plain := rendered(t, env)
	env.Cycle.Letter = models.LetterWords{Intro: "Short <b>words</b> {{.Promise}}", Signature: "Ingrid\nHR"}
	own := rendered(t, env)
	promise := env.Cycle.Policy.Promise(models.Manager.Group(), *env.Cycle.ClosesAt, oslo(t))
	for _, said := range []string{promise, env.Cycle.Policy.WhoReads(), models.WhoModerates, "never for pay or appraisal"} {
		for name, m := range map[string]mailer.Message{"plain": plain, "own": own} {
			if !strings.Contains(strings.Join(strings.Fields(m.Text), " "), said) {
				t.Errorf("the %s invitation does not say %q", name, said)
			}
		}
	}
	if !strings.Contains(own.Text, "Short <b>words</b> {{.Promise}}") || !strings.Contains(own.HTML, "Short &lt;b&gt;words&lt;/b&gt; {{.Promise}}") {
		t.Error("the introduction is not printed as it was typed")
	}
	if !strings.Contains(own.Text, "\nIngrid\nHR\n") || !strings.Contains(own.HTML, "Ingrid<br>HR") {
		t.Error("the signature lost its lines")
	}
}

// The signature is below every letter to raters, and below no other.
func TestSignatureIsBelowLettersToRaters(t *testing.T) {
	t.Parallel()
	for name, env := range letters() {
		env.Cycle.Letter = models.LetterWords{Signature: "Ingrid of HR"}
		kind := env.Letter.Kind
		hr := kind == models.SignInLetter || kind == models.ReportLetter || kind == models.ClosedLetter || kind == models.StuckLetter
		if signed := strings.Contains(rendered(t, env).Text, "Ingrid of HR"); signed == hr {
			t.Errorf("%s: signed is %t", name, signed)
		}
	}
}

// Tomorrow is said of the day after the one on which the letter leaves, in the
// zone in which everybody reads it.
func TestWhenTheCycleCloses(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2025-11-12T22:59:00Z": "Closes on Friday 14 November, 18:00: ",
		"2025-11-12T23:01:00Z": "Closes tomorrow, 18:00: ",
		"2025-11-13T23:01:00Z": "Closes today, 18:00: ",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		r, err := mailer.NewRenderer(mailer.Settings{BaseURL: "https://a.example", From: mail.Address{Address: "a@a.example"}, Location: oslo(t), Now: func() time.Time { return at }})
		if err != nil {
			t.Fatal(err)
		}
		m, err := r.Render(letters()["last-reminder"])
		if err != nil || !strings.HasPrefix(m.Subject, want) {
			t.Errorf("at %s the subject is %q, %v", now, m.Subject, err)
		}
	}
}

// A test goes to the member who asked for it, with the words of somebody
// else's letter and links that open nothing.
func TestATestIsTheLetterOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, kind := range models.SampleKinds() {
		env := letters()["invitation-several"]
		if kind == models.ReportLetter {
			env = letters()["report"]
		}
		env.Letter.Kind = kind
		if kind == models.LastReminderLetter {
			env.Cycle.State = models.Draft
		}
		real := rendered(t, env)
		reader := env.To
		env.Example, env.To = &reader, models.Person{Name: "Ingrid Solberg", Email: "ingrid@northwind.example"}
		env.Letter.Kind, env.Letter.Sample = models.TestLetter, models.LetterSample{Kind: kind, As: models.Peer}.String()
		test := rendered(t, env)
		links := strings.NewReplacer("/s/"+string(env.Token), "/s/preview", id(100).String(), "preview")
		if test.Subject != "Test: "+real.Subject || test.Text != links.Replace(real.Text) {
			t.Errorf("%s: the test differs from the letter:\n%s\n%s", kind, test.Subject, test.Text)
		}
		if test.To.Address != "ingrid@northwind.example" || test.To.Name != "Ingrid Solberg" || test.InReplyTo != "" {
			t.Errorf("%s: sent to %v in reply to %q", kind, test.To, test.InReplyTo)
		}
		if env.Token != "" && strings.Contains(test.Text+test.HTML, string(env.Token)) {
			t.Errorf("%s: the test holds a link that opens something", kind)
		}
	}
}

// Nothing in a letter is fetched from anywhere, and nothing tells that it was read.
func TestNoLetterFetchesAnything(t *testing.T) {
	t.Parallel()
	for name, env := range letters() {
		m := rendered(t, env)
		for _, fetched := range []string{"<img", "src=", "url(", "<link", "@import", "<script", "<iframe", "background="} {
			if strings.Contains(strings.ToLower(m.HTML), fetched) {
				t.Errorf("%s holds %s", name, fetched)
			}
		}
		if len(m.HTML) > 30_000 {
			t.Errorf("%s has %d bytes", name, len(m.HTML))
		}
	}
}
