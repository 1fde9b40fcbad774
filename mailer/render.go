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

// Settings is what all letters have in common, besides the settings of the
// organisation, which come with each envelope.
type Settings struct {
	BaseURL  string       // where the pages are, "https://feedback.example.org"
	From     mail.Address // whom letters come from; its domain is in their ids
	Location *time.Location
	Now      func() time.Time // nil: time.Now
}

// Renderer makes the words of letters. The words of a kind are written once, in
// templates/<kind>.txt; letter.txt and letter.html lay the same words out.
type Renderer struct {
	settings Settings
	kinds    map[models.LetterKind]*template.Template
	text     *template.Template
	html     *htmltemplate.Template

	unwrapped *template.Template // text, for forms
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
	s.BaseURL = strings.TrimRight(s.BaseURL, "/")
	if s.Location == nil {
		s.Location = time.UTC
	}
	if s.Now == nil {
		s.Now = time.Now
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
	for _, kind := range kinds {
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
	if r.unwrapped, err = r.text.Clone(); err != nil {
		return err
	}
	r.unwrapped.Funcs(template.FuncMap{"wrap": wrapLater, "row": rowLater})
	r.html, err = htmltemplate.New("letter.html").Funcs(htmltemplate.FuncMap{"rich": rich, "upper": upper}).
		ParseFS(templates, "templates/letter.html")
	return err
}

// rich escapes a paragraph and prints its strong words bold.
func rich(paragraph string) htmltemplate.HTML {
	return htmltemplate.HTML(bold.Replace(htmltemplate.HTMLEscapeString(paragraph)))
}

// Sizes that hold nearly every letter, so that its buffers grow once.
const textSize, htmlSize = 4 << 10, 12 << 10

// page is one letter's words, in the order in which both layouts print them.
type page struct {
	Subject, Preheader, Heading, Hello string

	Opening      []string
	Rows         []line
	Notes        []string
	Button, Link string
	Deadline     []string

	DeclineAsk, Decline, DeclineLink string

	AgainLink string // where a rater has the link mailed again; "" outside invitations

	Promise   string
	Signature []string
	Closing   []string

	ContactAsk, ContactName, ContactEmail string

	Light, Dark models.Palette // of the button and the links
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
	return r.layOut(kind, env, r.wordsFor(kind, env), p)
}

// layOut makes the message of a page whose words are gathered.
func (r *Renderer) layOut(kind models.LetterKind, env models.Envelope, w words, p page) (Message, error) {
	if err := r.fill(kind, w, &p); err != nil {
		return Message{}, err
	}
	accent := env.Settings.Accent.Or(models.OwnAccent)
	p.Light, p.Dark, p.Hello = accent.Light(), accent.Dark(), w.Hello
	if env.Letter.Kind == models.TestLetter {
		p.Subject = "Test: " + p.Subject
	}
	if p.ContactAsk != "" {
		p.ContactName, p.ContactEmail = clean(env.Cycle.Contact.Name), env.Cycle.Contact.Email
	}
	var text, html bytes.Buffer
	text.Grow(textSize)
	html.Grow(htmlSize)
	if err := errors.Join(r.text.Execute(&text, p), r.html.Execute(&html, p)); err != nil {
		return Message{}, fmt.Errorf("mailer: %s: %w", kind, err)
	}
	m := r.addressed(env)
	m.Subject, m.Text, m.HTML = unmarked.Replace(p.Subject), text.String(), html.String()
	return m, nil
}

// addressed is a message without its words.
func (r *Renderer) addressed(env models.Envelope) Message {
	m := Message{From: r.settings.From, To: mail.Address{Name: clean(env.To.Name), Address: env.To.Email}, MessageID: r.messageID(env.Letter.ID)}
	for _, to := range []models.Contact{env.Settings.ReplyTo, env.Cycle.Contact} {
		if m.ReplyTo == nil && to.Email != "" {
			m.ReplyTo = &mail.Address{Name: clean(to.Name), Address: to.Email}
		}
	}
	if env.InReplyTo != nil {
		m.InReplyTo = r.messageID(*env.InReplyTo)
	}
	return m
}

// fill takes the blocks of words that a kind defines.
func (r *Renderer) fill(kind models.LetterKind, w words, p *page) error {
	var failed error
	var b bytes.Buffer
	block := func(name string) []string {
		b.Reset()
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
