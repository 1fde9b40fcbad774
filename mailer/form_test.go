package mailer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/mailer"
	"github.com/sevenfold/sevenfold/models"
)

// someNames are what a reader or leader may be called, each in their turn.
var someNames = []string{
	"Lena Holm", "Zoë Ångström-O’Brien", "李小龙", "محمد بن سلمان", "<script>alert(1)</script>", "Anna & Ola", `Lena "Lee" O'Hara`, "Plus+One",
	"José \U0001F642 García", "می\u200cخواهم", "", " ", "Dr. A. B.", "42", "Maya\u00a0Lindqvist", "Maya\nBcc: x@example.org", "Lena \x00 Holm",
	"\uE000Strong\uE001", "\uE002Wrapped\uE004", "\uE010\uE011\uE012 \uE013", "-THE-LINK-OF-SOMEBODY-ELSE-", "{{.Names}}", "=?utf-8?q?Bcc=3A?=",
	strings.Repeat("Anna-Maria Øst ", 3) + "Holm", strings.Repeat("x", models.MaxName), strings.Repeat("long ", 30), "Lena\xff Holm", "javascript:alert(1)", "Ingrid Berg",
}

// callAll gives everybody in a letter another name, and the letter another link.
func callAll(env models.Envelope, from int) models.Envelope {
	name := func(i int) string { return someNames[(from+i)%len(someNames)] }
	env.To.Name = name(0)
	if env.Token != "" {
		env.Token = models.Secret("the secret of a test, long enough").RaterToken(uuid.New(), 1)
	}
	all := make([]models.Asked, len(env.Asked))
	for i, a := range env.Asked {
		a.Name = name(i + 1)
		all[i] = a
	}
	env.Asked = all
	return env
}

// A letter written by a form is the one that is laid out by itself, to the last
// byte: for every kind, whatever people are called, and whatever HR typed.
func TestFormsWriteTheSameLetters(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for name, like := range letters() {
		for i, typed := range someNames {
			like.Cycle.Name, like.Cycle.Letter.Intro, like.Settings.Organisation = "Autumn "+typed, typed, typed
			forms := r.Forms()
			for n := range 6 {
				same(t, name+" "+typed, forms.Render, r.Render, callAll(like, i+5*n))
			}
		}
	}
}

// Letters that are alike at first sight, one after the other.
func TestFormsTellLettersApart(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	forms := r.Forms()
	for range 3 {
		for _, kind := range []models.LetterKind{models.InvitationLetter, models.ReminderLetter, models.LastReminderLetter, models.AgainLetter, models.ExtendedLetter} {
			for _, relationship := range []models.Relationship{models.Self, models.Manager, models.Peer, models.DirectReport} {
				for others := range 3 {
					one := models.Asked{Name: "Maya Lindqvist", Relationship: relationship, OtherManagers: others}
					same(t, "one leader", forms.Render, r.Render, callAll(envelope(kind, "Lena Holm", one), 0))
					same(t, "two leaders", forms.Render, r.Render, callAll(envelope(kind, "Lena Holm", one, peer("Priya Raman")), 0))
					other := callAll(envelope(kind, "Lena Holm", one), 0)
					other.Cycle.ID, other.Cycle.Letter.Signature = id(8), "Jonas"
					same(t, "another cycle", forms.Render, r.Render, other)
				}
			}
			dead := envelope(kind, "Lena Holm", peer("Maya Lindqvist"))
			for _, dead.Token = range []models.Token{"", "preview", `"><script>`, "7QmT4vXa9RkL7QmT4vXa9RkL7Q="} {
				same(t, "a dead link", forms.Render, r.Render, dead)
			}
			if _, err := forms.Render(envelope(kind, "Lena Holm")); err == nil {
				t.Error("a letter about nobody has words")
			}
		}
	}
}

func same(t *testing.T, what string, render, plainly func(models.Envelope) (mailer.Message, error), env models.Envelope) {
	t.Helper()
	want, err := plainly(env)
	check(t, err)
	got, err := render(env)
	check(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s, to %q about %v: %s", what, env.To.Name, env.Asked, diff)
	}
}

// The third letter of a kind is not laid out any more.
func TestFormsAreMadeOnce(t *testing.T) {
	r := renderer(t)
	forms, env := r.Forms(), envelope(models.InvitationLetter, "Lena Holm", peer("Maya Lindqvist"), peer("Priya Raman"))
	plain := testing.AllocsPerRun(20, func() { _, _ = r.Render(callAll(env, 0)) })
	for range 2 {
		_, err := forms.Render(callAll(env, 0))
		check(t, err)
	}
	if got := testing.AllocsPerRun(20, func() { _, _ = forms.Render(callAll(env, 0)) }); got > plain/4 {
		t.Errorf("%.0f allocations, %.0f for a letter that is laid out", got, plain)
	}
}
