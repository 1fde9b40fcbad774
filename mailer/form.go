package mailer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// Forms writes the letters of one claim. Letters to raters that differ in names
// and links alone are laid out once, with blanks, and the blanks are filled in. It
// is used by one goroutine, for envelopes that were gathered together.
type Forms struct {
	*Renderer
	made map[likeness]*form
}

// Forms begins without any form.
func (r *Renderer) Forms() *Forms { return &Forms{r, map[likeness]*form{}} }

// form is a letter with blanks.
type form struct{ subject, text, html pieces }

// unfit is the form of letters that cannot be written by one.
var unfit = &form{}

// Render makes the message that the renderer makes. The first letter of its like
// is laid out by itself: it may be the only one.
func (f *Forms) Render(env models.Envelope) (Message, error) {
	details := f.details(env)
	if details == nil {
		return f.Renderer.Render(env)
	}
	like := alike(env)
	made, seen := f.made[like]
	if seen && made == nil {
		made = f.form(env, details)
	}
	f.made[like] = made
	if made == nil || made == unfit {
		return f.Renderer.Render(env)
	}
	return made.fill(f.addressed(env), details), nil
}

// likeness is the same for letters that have one form.
type likeness struct {
	kind  models.LetterKind
	cycle uuid.UUID
	asked string // how the reader stands to each leader
}

func alike(env models.Envelope) likeness {
	var b strings.Builder
	for _, a := range env.Asked {
		fmt.Fprintf(&b, "%s %d ", a.Relationship, a.OtherManagers)
	}
	return likeness{env.Letter.Kind, env.Cycle.ID, b.String()}
}

// toRaters are the kinds that have forms. Of the others few are sent at a time.
var toRaters = []models.LetterKind{models.InvitationLetter, models.ReminderLetter, models.LastReminderLetter,
	models.AgainLetter, models.ExtendedLetter}

// details is what goes into the blanks of a letter: the token, the reader's first
// and whole name, and each leader's name and short one. It is nil for a letter
// that must be laid out by itself.
func (r *Renderer) details(env models.Envelope) []string {
	_, dead := models.ParseToken(string(env.Token))
	if dead != nil || !slices.Contains(toRaters, env.Letter.Kind) || 3+2*len(env.Asked) > mostBlanks {
		return nil
	}
	var w words
	w.addAsked(env.Asked)
	reader := env.Reader()
	all := append(make([]string, 0, 3+2*len(w.Others)), string(env.Token), clean(reader.FirstName()), clean(reader.Name))
	for _, a := range w.Others {
		all = append(all, a.Name, a.Short)
	}
	if slices.ContainsFunc(all[1:], func(name string) bool { return !settable(name) }) {
		return nil
	}
	return all
}

// settable reports whether both layouts print a name as it stands. One in which
// anything would be escaped, folded or cut goes the long way.
func settable(name string) bool {
	for _, r := range name {
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" -.’", r) {
			return false
		}
	}
	return name != "" && strings.Join(strings.Fields(name), " ") == name && utf8.RuneCountInString(name) <= longest
}

// form lays a letter out with blanks. The form is unfit unless it is that letter
// to the last byte when it is filled in.
func (f *Forms) form(env models.Envelope, details []string) *form {
	w := f.wordsFor(env.Letter.Kind, env)
	w.blankNames()
	later := *f.Renderer
	later.text = f.unwrapped
	withBlanks := env
	withBlanks.Token = blankToken
	m, err := later.raterPage(env.Letter.Kind, withBlanks, w)
	plain, failed := f.Renderer.Render(env)
	made := &form{cutUp(m.Subject), cutUp(m.Text), cutUp(m.HTML)}
	if err != nil || failed != nil || made.fill(plain, details) != plain {
		return unfit
	}
	return made
}

func (f *form) fill(m Message, details []string) Message {
	m.Subject, m.Text, m.HTML = f.subject.fill(details), f.text.fill(details), f.html.fill(details)
	return m
}
