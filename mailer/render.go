package mailer

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"net/mail"
	"net/url"
	"strings"
	"text/template"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

//go:embed templates
var templates embed.FS

// Settings is what all letters have in common.
type Settings struct {
	BaseURL      string        // where the pages are, "https://feedback.example.org"
	From         mail.Address  // whom letters come from; its domain is in their ids
	ReplyTo      *mail.Address // nil: replies go to the cycle's contact
	Organisation string        // "Northwind", or ""
	Location     *time.Location
}

// Renderer makes the words of letters. The words of a kind are written once, in
// templates/<kind>.txt; letter.txt and letter.html lay the same words out.
type Renderer struct {
	settings Settings
	kinds    map[models.LetterKind]*template.Template
	text     *template.Template
	html     *htmltemplate.Template
}

// NewRenderer checks the settings and reads the templates.
func NewRenderer(s Settings) (*Renderer, error) {
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, errors.New("the base URL must be like https://feedback.example.org")
	}
	if _, domain, ok := strings.Cut(s.From.Address, "@"); !ok || domain == "" {
		return nil, errors.New("the sender's address must be like feedback@example.org")
	}
	s.BaseURL, s.Organisation = strings.TrimRight(s.BaseURL, "/"), clean(s.Organisation)
	if s.Location == nil {
		s.Location = time.UTC
	}
	r := &Renderer{settings: s, kinds: map[models.LetterKind]*template.Template{}}
	return r, r.parse()
}

func (r *Renderer) parse() error {
	words := template.FuncMap{
		"count": count, "Count": func(n int) string { return upper(count(n)) }, "names": names,
		"one":    func(list []asked) bool { return len(list) == 1 },
		"strong": func(text string) string { return strongOn + text + strongOff },
	}
	for _, kind := range []models.LetterKind{models.InvitationLetter, models.ReminderLetter,
		models.ExtendedLetter, models.ReportLetter, models.SignInLetter} {
		t, err := template.New("").Funcs(words).ParseFS(templates, "templates/shared.txt", "templates/"+string(kind)+".txt")
		if err != nil {
			return err
		}
		r.kinds[kind] = t
	}
	var err error
	r.text, err = template.New("letter.txt").Funcs(template.FuncMap{"wrap": wrap, "row": row}).ParseFS(templates, "templates/letter.txt")
	if err != nil {
		return err
	}
	r.html, err = htmltemplate.New("letter.html").Funcs(htmltemplate.FuncMap{"rich": rich, "upper": upper}).
		ParseFS(templates, "templates/letter.html")
	return err
}

// rich escapes a paragraph and prints its strong words bold.
func rich(paragraph string) htmltemplate.HTML {
	return htmltemplate.HTML(strings.NewReplacer(strongOn, "<strong>", strongOff, "</strong>").
		Replace(htmltemplate.HTMLEscapeString(paragraph)))
}

// Render makes the message of an envelope, by its letter's kind.
func (r *Renderer) Render(env models.Envelope) (Message, error) {
	switch env.Letter.Kind {
	case models.InvitationLetter:
		return r.Invitation(env)
	case models.ReminderLetter:
		return r.Reminder(env)
	case models.ExtendedLetter:
		return r.Extended(env)
	case models.ReportLetter:
		return r.Report(env)
	case models.SignInLetter:
		return r.SignIn(env)
	}
	return Message{}, fmt.Errorf("mailer: no words for a letter of the kind %q", env.Letter.Kind)
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

// Extended says that the deadline was moved.
func (r *Renderer) Extended(env models.Envelope) (Message, error) {
	return r.toRater(models.ExtendedLetter, env)
}

// Report tells a leader that the report can be read.
func (r *Renderer) Report(env models.Envelope) (Message, error) {
	if env.ReportOf == nil {
		return Message{}, errors.New("mailer: a report letter without a leader")
	}
	return r.compose(models.ReportLetter, env, page{Link: r.settings.BaseURL + "/reports/" + env.ReportOf.String()})
}

// SignIn carries a sign-in link.
func (r *Renderer) SignIn(env models.Envelope) (Message, error) {
	return r.compose(models.SignInLetter, env, page{Link: r.settings.BaseURL + "/signin/" + string(env.Token)})
}

// Preview makes an invitation whose links open nothing, to be read before launch.
func (r *Renderer) Preview(env models.Envelope) (Message, error) {
	env.Token = "preview"
	return r.Invitation(env)
}

func (r *Renderer) toRater(kind models.LetterKind, env models.Envelope) (Message, error) {
	if env.Cycle.ClosesAt == nil || len(env.Asked) == 0 {
		return Message{}, errors.New("mailer: a letter to a rater without a deadline or a leader")
	}
	link := r.settings.BaseURL + "/s/" + string(env.Token)
	p := page{Link: link, DeclineLink: link + "/decline"}
	w := r.wordsFor(env)
	for _, other := range w.Others {
		p.Rows = append(p.Rows, line{other.Name, other.Role})
	}
	if w.Own {
		p.Rows = append(p.Rows, line{clean(env.To.Name), "your own view"})
	}
	return r.compose(kind, env, p)
}

// page is one letter's words, in the order in which both layouts print them.
type page struct {
	Subject, Preheader, Heading, Hello string

	Opening      []string
	Rows         []line
	Notes        []string
	Button, Link string
	Deadline     []string

	DeclineAsk, Decline, DeclineLink string

	Promise string
	Closing []string

	ContactAsk, ContactName, ContactEmail string
}

// line is a leader with the reader's role.
type line struct{ Name, Role string }

// ContactLine is the last line of the text.
func (p page) ContactLine() string {
	who := p.ContactEmail
	if p.ContactName != "" {
		who = p.ContactName + ", " + who
	}
	return p.ContactAsk + " " + who + ", or just reply."
}

// compose fills the words of a kind into a page and lays it out twice.
func (r *Renderer) compose(kind models.LetterKind, env models.Envelope, p page) (Message, error) {
	if err := r.fill(kind, r.wordsFor(env), &p); err != nil {
		return Message{}, err
	}
	to := clean(env.To.Name)
	p.Hello = clean(env.To.FirstName())
	m := Message{From: r.settings.From, To: mail.Address{Name: to, Address: env.To.Email}, ReplyTo: r.settings.ReplyTo,
		Subject: unmarked.Replace(p.Subject), MessageID: r.messageID(env.Letter.ID)}
	if p.ContactAsk != "" {
		p.ContactName, p.ContactEmail = clean(env.Cycle.Contact.Name), env.Cycle.Contact.Email
	}
	if m.ReplyTo == nil && env.Cycle.Contact.Email != "" {
		m.ReplyTo = &mail.Address{Name: clean(env.Cycle.Contact.Name), Address: env.Cycle.Contact.Email}
	}
	if env.InReplyTo != nil {
		m.InReplyTo = r.messageID(*env.InReplyTo)
	}
	var text, html bytes.Buffer
	if err := errors.Join(r.text.Execute(&text, p), r.html.Execute(&html, p)); err != nil {
		return Message{}, fmt.Errorf("mailer: %s: %w", kind, err)
	}
	m.Text, m.HTML = text.String(), html.String()
	return m, nil
}

// fill takes the blocks of words that a kind defines.
func (r *Renderer) fill(kind models.LetterKind, w words, p *page) error {
	var failed error
	block := func(name string) []string {
		var b bytes.Buffer
		failed = errors.Join(failed, r.kinds[kind].ExecuteTemplate(&b, name, w))
		return paragraphs(b.String())
	}
	line := func(name string) string { return strings.Join(block(name), " ") }
	p.Subject, p.Preheader, p.Heading = line("subject"), line("preheader"), line("heading")
	p.Opening, p.Notes, p.Deadline, p.Closing = block("opening"), block("notes"), block("deadline"), block("closing")
	p.Button, p.Promise, p.ContactAsk = line("button"), line("promise"), line("contact")
	if p.DeclineLink != "" {
		p.DeclineAsk, p.Decline = line("decline-ask"), line("decline")
	}
	return failed
}

// messageID is the same for every attempt at a letter, so that mail programs
// can tell a second copy.
func (r *Renderer) messageID(letter uuid.UUID) string {
	_, domain, _ := strings.Cut(r.settings.From.Address, "@")
	return letter.String() + "@" + domain
}
