package mailer

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// kinds are those that have words of their own, in templates/<kind>.txt.
var kinds = []models.LetterKind{models.InvitationLetter, models.ReminderLetter, models.LastReminderLetter, models.AgainLetter,
	models.ExtendedLetter, models.ReportLetter, models.SignInLetter, models.ClosedLetter, models.StuckLetter, trialLetter}

// trialLetter is no letter of the outbox: it goes to whoever tries a mail server.
const trialLetter models.LetterKind = "trial"

// nowhere is the token of links that open nothing.
const nowhere = "preview"

// Render makes the message of an envelope, by its letter's kind.
func (r *Renderer) Render(env models.Envelope) (Message, error) {
	return r.render(env.Letter.Kind, env)
}

func (r *Renderer) render(kind models.LetterKind, env models.Envelope) (Message, error) {
	switch kind {
	case models.InvitationLetter:
		return r.Invitation(env)
	case models.ReminderLetter:
		return r.Reminder(env)
	case models.LastReminderLetter:
		return r.LastReminder(env)
	case models.AgainLetter:
		return r.Again(env)
	case models.ExtendedLetter:
		return r.Extended(env)
	case models.ReportLetter:
		return r.Report(env)
	case models.SignInLetter:
		return r.SignIn(env)
	case models.ClosedLetter:
		return r.Closed(env)
	case models.StuckLetter:
		return r.Stuck(env)
	case models.TestLetter:
		return r.Test(env)
	}
	return Message{}, fmt.Errorf("mailer: no words for a letter of the kind %q", kind)
}

// Invitation asks a rater about all leaders at once, the own view and what
// managers must know included.
func (r *Renderer) Invitation(env models.Envelope) (Message, error) {
	return r.toRater(models.InvitationLetter, env)
}

// Reminder asks once more about the leaders who are still open.
func (r *Renderer) Reminder(env models.Envelope) (Message, error) {
	return r.toRater(models.ReminderLetter, env)
}

// LastReminder asks for the last time, shortly before the cycle closes.
func (r *Renderer) LastReminder(env models.Envelope) (Message, error) {
	return r.toRater(models.LastReminderLetter, env)
}

// Again brings the link to a rater who asked for it.
func (r *Renderer) Again(env models.Envelope) (Message, error) {
	return r.toRater(models.AgainLetter, env)
}

// Extended says that the deadline was moved.
func (r *Renderer) Extended(env models.Envelope) (Message, error) {
	return r.toRater(models.ExtendedLetter, env)
}

// Report tells a leader that the report can be read.
func (r *Renderer) Report(env models.Envelope) (Message, error) {
	if env.ReportOf == nil {
		return Message{}, errors.New("mailer: a report letter without a leader")
	}
	leader := env.ReportOf.String()
	if *env.ReportOf == uuid.Nil {
		leader = nowhere
	}
	return r.compose(models.ReportLetter, env, page{Link: r.settings.BaseURL + "/reports/" + leader})
}

// SignIn carries a sign-in link.
func (r *Renderer) SignIn(env models.Envelope) (Message, error) {
	return r.compose(models.SignInLetter, env, page{Link: r.settings.BaseURL + "/signin/" + string(env.Token)})
}

// Closed tells HR that the comments of a cycle can be read.
func (r *Renderer) Closed(env models.Envelope) (Message, error) {
	return r.compose(models.ClosedLetter, env, page{Link: r.cycleURL(env)})
}

// Stuck tells HR that letters wait or were refused.
func (r *Renderer) Stuck(env models.Envelope) (Message, error) {
	return r.compose(models.StuckLetter, env, page{Link: r.cycleURL(env)})
}

func (r *Renderer) cycleURL(env models.Envelope) string {
	return r.settings.BaseURL + "/cycles/" + env.Cycle.ID.String()
}

// Test is a letter as its reader would get it, sent to somebody else. Its links
// open nothing, and its subject says what it is.
func (r *Renderer) Test(env models.Envelope) (Message, error) {
	sample, err := models.ParseLetterSample(env.Letter.Sample)
	if err != nil || env.Example == nil {
		return Message{}, fmt.Errorf("mailer: a test of the letter %q without an example", env.Letter.Sample)
	}
	return r.render(sample.Kind, dead(env))
}

// Preview makes a letter whose links open nothing, to be read before launch.
func (r *Renderer) Preview(env models.Envelope) (Message, error) {
	return r.Render(dead(env))
}

// dead is an envelope whose links open nothing.
func dead(env models.Envelope) models.Envelope {
	env.Token, env.InReplyTo = nowhere, nil
	if env.ReportOf != nil {
		env.ReportOf = &uuid.Nil
	}
	return env
}

// Trial is the mail by which a mail server is tried, under the settings that the
// service would be started with.
func (r *Renderer) Trial(to string, s models.Settings) (Message, error) {
	env := models.Envelope{Letter: models.Letter{ID: uuid.New(), Kind: trialLetter}, To: models.Person{Name: "there", Email: to}, Settings: s}
	m, err := r.compose(trialLetter, env, page{Link: r.settings.BaseURL})
	m.To.Name = ""
	return m, err
}

func (r *Renderer) toRater(kind models.LetterKind, env models.Envelope) (Message, error) {
	if env.Cycle.ClosesAt == nil || len(env.Asked) == 0 {
		return Message{}, errors.New("mailer: a letter to a rater without a deadline or a leader")
	}
	return r.raterPage(kind, env, r.wordsFor(kind, env))
}

// raterPage lays out the words of a letter to a rater.
func (r *Renderer) raterPage(kind models.LetterKind, env models.Envelope, w words) (Message, error) {
	link := r.settings.BaseURL + "/s/" + string(env.Token)
	p := page{Link: link, DeclineLink: link + "/decline", Signature: env.Cycle.Letter.Lines()}
	if kind == models.InvitationLetter {
		p.AgainLink = r.settings.BaseURL + "/again"
	}
	for _, other := range w.Others {
		p.Rows = append(p.Rows, line{other.Name, other.Role})
	}
	if w.Own {
		p.Rows = append(p.Rows, line{w.Reader, "your own view"})
	}
	return r.layOut(kind, env, w, p)
}
